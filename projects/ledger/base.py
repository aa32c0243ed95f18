"""What the ledger sheets of projects, and of the floors above, share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from core import regions
from core.ledger import LedgerContext, ModelSheet
from core.workbook.reader import Key, Row
from projects.models import Project
from projects.models.numbered import NumberedInCity

M = TypeVar("M", bound=Model)


class SheetOfCity(ModelSheet[M]):
    """A sheet whose remarks column keeps the file's further columns."""

    def kept(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        """Return the `remarks` field, when the row brings any."""
        return {"remarks": row.remarks} if row.remarks else {}

    def exported(self, region: int) -> QuerySet[Any]:
        """Return the model's rows below a region in the order of the export."""
        rows: Any = self.model._default_manager
        found: QuerySet[Any] = rows.in_region(region)
        return found

    def remark_headings(self, region: int, context: LedgerContext) -> Sequence[str]:
        found: dict[str, None] = {}
        for remarks in self.exported(region).exclude(remarks={}).values_list("remarks", flat=True):
            found |= dict.fromkeys(remarks)
        return list(found)

    def compared(self, rows: Sequence[Row], context: LedgerContext) -> tuple[set[Key], set[Key]]:
        """Return the keys of the rows that the database has, and of those that differ from it.

        For sheets that write more than their own model's rows, asked before anything is written.
        """
        known = context.existing(self.sheet.name)
        held = {row.key: row for row in rows if row.key and row.key in known}
        changed = {
            key for key, row in held.items() if differs(known[key], self.values(row, context))
        }
        return set(held), changed


class SheetOfProject(SheetOfCity[M]):
    """A sheet whose rows hang on a project by 项目编号 (attribute `project`)."""

    def project_id(self, row: Row, context: LedgerContext) -> int:
        found: Project = context.get("项目", row["project"])
        return found.pk

    def rows_in_city(self, context: LedgerContext) -> Iterable[M]:
        rows: Any = self.model._default_manager
        found: Iterable[M] = rows.filter(project__city=context.city).select_related("project")
        return found

    def check_project(self, row: Row, context: LedgerContext) -> bool:
        """Report an unknown project, or one outside the user's scope."""
        if not context.check_reference(row, "project", "项目"):
            return False
        region = region_of_project(row["project"], context)
        if context.scope is not None and region is not None and region not in context.scope:
            row.error("project", "项目不在您的管辖范围内，不能导入")
            return False
        return True


def differs(instance: Model, values: Mapping[str, Any]) -> bool:
    """Tell whether a row of the database has other values than those wanted."""
    return any(getattr(instance, name) != value for name, value in values.items())


def check_number(row: Row, known: NumberedInCity | None, context: LedgerContext) -> None:
    """Report a number that stands for something outside the user's scope."""
    if known and context.scope is not None and known.region_id not in context.scope:
        row.error("number", f"编号已用于“{known}”，不在您的管辖范围内，请换一个编号")


def known_value(sheet: str, number: str, attr: str, context: LedgerContext) -> Any:
    """Return an attribute of a row of the file, else of the database's; None where neither is."""
    line = context.row(sheet, number)
    if line is not None:
        return line.get(attr)
    return getattr(context.get(sheet, number), attr, None)


def region_of_community(number: str, context: LedgerContext) -> int | None:
    """Return the region of a community in the file, else in the database."""
    found: int | None = known_value("小区", number, "region_id", context)
    return found


def region_of_project(number: str, context: LedgerContext) -> int | None:
    """Return the region of a project in the file, else in the database."""
    found: int | None = known_value("项目", number, "region_id", context)
    return found


def project_start(number: str, context: LedgerContext) -> date | None:
    """Return 实际开工 of a project in the file, else in the database."""
    found: date | None = known_value("项目", number, "started_on", context)
    return found


def renamed(rows: Iterable[Mapping[str, Any]], **names: str) -> Iterator[dict[str, Any]]:
    """Yield rows of `.values()` with ORM paths given the sheet's attribute names."""
    for row in rows:
        yield {names.get(key, key): value for key, value in row.items()}


def inside(code: int, upper: int) -> bool:
    return regions.subtree(upper).covers(regions.subtree(code))
