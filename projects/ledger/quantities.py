"""The ledger sheet 工程量."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core import money, units
from core.exceptions import Refusal
from core.ledger import LedgerContext
from core.workbook.cells import Identifier, Number, Text
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from core.workbook.text import Raw
from projects.ledger.base import SheetOfProject, renamed
from projects.models import WorkQuantity
from projects.services.quantities import catalogue, check_unit


class Unit(Text):
    """A unit of measurement, in the portal's spelling where it is one the portal knows."""

    width = 8.0

    def parse(self, raw: Raw, percent: bool | None = False) -> str:
        text = super().parse(raw)
        return units.normalise(text) or text


class QuantitySheet(SheetOfProject[WorkQuantity]):
    model = WorkQuantity
    sheet = Sheet(
        "工程量",
        (
            Column("项目编号", "project", Identifier(40), required=True),
            Column("改造内容", "item", Text(40), required=True),
            Column("单位", "unit", Unit(8), required=True),
            Column("计划量", "planned", Number(2, 0, 10**11)),
            Column("完成量", "done", Number(2, 0, 10**11)),
        ),
        key=("project", "item", "unit"),
    )

    def key_of(self, instance: WorkQuantity) -> Key:
        return (instance.project.number, instance.item, instance.unit)

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        known = catalogue()
        for row in rows:
            self.check_project(row, context)
            try:
                check_unit(row["item"], row["unit"], known)
            except Refusal as refusal:
                row.error("unit", refusal.message)
            planned, done = row["planned"], row["done"]
            if planned is not None and done is not None and done > planned:
                context.warn(row, "done", f"大于计划量（{money.plain(planned)}），请核对")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        return {
            "project_id": self.project_id(row, context),
            **{name: row[name] for name in ("item", "unit", "planned", "done")},
            **self.kept(row, context),
        }

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = self.exported(region).order_by("project__number", "pk")
        fields = ("project__number", "item", "unit", "planned", "done", "remarks")
        return renamed(rows.values(*fields).iterator(chunk_size=2000), project__number="project")


QUANTITIES: Final = QuantitySheet()
