"""The ledger sheet 节点."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core.ledger import Counts, LedgerContext
from core.workbook.cells import Date, Identifier, Text
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.choices import MILESTONES as STANDARD
from projects.ledger.base import SheetOfProject, project_start, renamed
from projects.models import Milestone, Reschedule
from projects.services.backplans import reschedule


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
        if self.check_project(row, context) and row["name"] == "开工":
            started = project_start(row["project"], context)
            if row["actual_on"] != started:
                told = f"是 {started}" if started else "未填"
                context.warn(row, "actual_on", f"与项目的实际开工不一致（{told}），请核对")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        name = row["name"]
        known: Milestone | None = context.get("节点", row.key)
        standard = STANDARD.index(name) + 1 if name in STANDARD else len(STANDARD) + 1
        return {
            "project_id": self.project_id(row, context),
            "name": name,
            "order": known.order if known else standard,
            "planned_on": row["planned_on"],
            "actual_on": row["actual_on"],
            "baseline_on": (known.baseline_on if known else None) or row["planned_on"],
            **self.kept(row, context),
        }

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        """Imported plans count as approved; one that moves an approved node is a re-scheduling."""
        known = context.existing(self.sheet.name)
        moves = [
            reschedule(node, row["planned_on"], context.reason[:300], context.user)
            for row in rows
            if (node := known.get(row.key or ())) is not None
            and node.baseline_on is not None
            and node.planned_on != row["planned_on"]
        ]
        counts = super().write(rows, context)
        Reschedule.objects.bulk_create(moves, batch_size=2000)
        return counts

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = self.exported(region).order_by("project__number", "order", "pk")
        fields = ("project__number", "name", "planned_on", "actual_on", "remarks")
        return renamed(rows.values(*fields).iterator(chunk_size=2000), project__number="project")


MILESTONES: Final = MilestoneSheet()
