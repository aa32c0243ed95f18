"""The ledger sheet 节点."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.ledger import LedgerContext
from core.workbook.cells import Date, Identifier, Text
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.choices import MILESTONES as STANDARD
from projects.ledger.base import SheetOfProject, renamed
from projects.models import Milestone


class MilestoneSheet(SheetOfProject[Milestone]):
    """Nodes outside the standard list come after it."""

    model = Milestone
    sheet = Sheet(
        "节点",
        (
            Column("项目编号", "project", Identifier(40), required=True),
            Column("节点", "name", Text(40), required=True),
            Column("计划日期", "planned_on", Date()),
            Column("实际日期", "actual_on", Date()),
        ),
        key=("project", "name"),
    )

    def key_of(self, instance: Milestone) -> Key:
        return (instance.project.number, instance.name)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        self.check_project(row, context)

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        name = row["name"]
        return {
            "project_id": self.project_id(row, context),
            "name": name,
            "order": STANDARD.index(name) + 1 if name in STANDARD else len(STANDARD) + 1,
            "planned_on": row["planned_on"],
            "actual_on": row["actual_on"],
            **self.kept(row, context),
        }

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = self.exported(region).order_by("project__number", "order", "pk")
        fields = ("project__number", "name", "planned_on", "actual_on", "remarks")
        return renamed(rows.values(*fields).iterator(chunk_size=2000), project__number="project")


MILESTONES: Final = MilestoneSheet()
