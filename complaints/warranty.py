"""在保 or 过保: the item of a complaint against its project's acceptance (条例 §40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from complaints.choices import Warranty
from complaints.models import Complaint, ComplaintCategory


@dataclass(frozen=True)
class Cover:
    """Where a complaint stands; `until` is the last day of the warranty, None where there is none."""

    kind: Warranty
    item: str = ""
    accepted_on: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        if self.until:
            return f"{self.kind.label}（{self.item}，至{self.until:%Y-%m-%d}）"
        if self.kind is Warranty.IN:
            return f"在保（{self.item}，设计使用年限内）"
        return f"{self.kind.label}（{self.item}）" if self.item else self.kind.label


def cover_of(complaint: Complaint, categories: Mapping[str, ComplaintCategory]) -> Cover:
    """Return the warranty that held when the complaint came in."""
    category, project = categories.get(complaint.category), complaint.project
    if category is None or not category.warranty_item or project is None:
        return Cover(Warranty.UNKNOWN)
    item, accepted = category.warranty_item, project.accepted_on
    if accepted is None or accepted > complaint.received_on:
        return Cover(Warranty.BEFORE, item, accepted)
    if category.warranty_life:
        return Cover(Warranty.IN, item, accepted)
    if category.warranty_years is None:
        return Cover(Warranty.UNKNOWN, item, accepted)
    until = years_after(accepted, category.warranty_years)
    kind = Warranty.IN if complaint.received_on <= until else Warranty.OVER
    return Cover(kind, item, accepted, until)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def categories_by_name() -> dict[str, ComplaintCategory]:
    return {row.name: row for row in ComplaintCategory.objects.all()}
