"""What the ledger sheets of projects, and of the floors above, share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from core import regions
from core.ledger import LedgerContext, ModelSheet
from core.workbook.reader import Row
from projects.models import Project

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


def region_of_project(number: str, context: LedgerContext) -> int | None:
    """Return the region of a project in the file, else in the database."""
    line = context.row("项目", number)
    if line is not None:
        code: int | None = line.get("region_id")
        return code
    known: Project | None = context.get("项目", number)
    return known.region_id if known else None


def renamed(rows: Iterable[Mapping[str, Any]], **names: str) -> Iterator[dict[str, Any]]:
    """Yield rows of `.values()` with ORM paths given the sheet's attribute names."""
    for row in rows:
        yield {names.get(key, key): value for key, value in row.items()}


def inside(code: int, upper: int) -> bool:
    return regions.subtree(upper).covers(regions.subtree(code))
