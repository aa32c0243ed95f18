"""The ledger sheet 年度计划: imported plans count as approved; a changed row is a new version."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from core import clock
from core.bulk import upsert
from core.ledger import Counts, LedgerContext
from core.workbook.cells import Code, Integer, Wan
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.choices import PlanState
from projects.ledger.base import SheetOfCity
from projects.models import AnnualPlan


class PlanSheet(SheetOfCity[AnnualPlan]):
    """A version in force is never overwritten: the row's values become the next version."""

    model = AnnualPlan
    sheet = Sheet(
        "年度计划",
        (
            Column("年度", "year", Integer(2000, 2100, unit="年", example="2023"), required=True),
            Column("区划代码", "region_id", Code(), required=True),
            Column("计划小区数", "communities", Integer(unit="个"), required=True),
            Column("计划户数", "households", Integer(unit="户")),
            Column("计划投资(万元)", "investment", Wan(min=0)),
        ),
        key=("year", "region_id"),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[AnnualPlan]:
        plans = AnnualPlan.objects.in_region(context.city).filter(state=PlanState.APPROVED)
        return plans.order_by("version")  # the last of each year and region is what counts

    def key_of(self, instance: AnnualPlan) -> Key:
        return (instance.year, instance.region_id)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        if context.check_reference(row, "region_id", "区划"):
            context.check_scope(row, "region_id")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        return {**row.values, **self.kept(row, context)}

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        latest = self._latest_versions(context)
        wanted: list[tuple[None, dict[str, Any]]] = []
        counts = Counts(len(rows))
        for row in rows:
            known: AnnualPlan | None = context.get("年度计划", row.key)
            values = self.values(row, context)
            if known and all(getattr(known, name) == value for name, value in values.items()):
                counts.unchanged += 1
                continue
            counts.updated += known is not None
            counts.created += known is None
            version = latest.get((row["year"], row["region_id"]), 0) + 1
            wanted.append((None, values | self._approved(row, known, version, context)))
        upsert(AnnualPlan, wanted, user=context.user, reason=context.reason)
        return counts

    @staticmethod
    def _latest_versions(context: LedgerContext) -> dict[tuple[int, int], int]:
        rows = AnnualPlan.objects.in_region(context.city).order_by("version")
        return {
            (year, region): version
            for year, region, version in rows.values_list("year", "region_id", "version")
        }

    @staticmethod
    def _approved(
        row: Row, known: AnnualPlan | None, version: int, context: LedgerContext
    ) -> dict[str, Any]:
        """A correction by ledger takes the place of the version it corrects, from its date on."""
        return {
            "version": version,
            "state": PlanState.APPROVED,
            "effective_on": known.effective_on if known else date(row["year"], 1, 1),
            "reason": context.reason if version > 1 else "",
            "approved_at": clock.now(),
            "approved_by_id": getattr(context.user, "pk", None),
        }

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        fields = [column.attr for column in self.sheet.columns]
        rows = AnnualPlan.objects.in_region(region).filter(state=PlanState.APPROVED)
        kept: dict[Key, Mapping[str, Any]] = {}
        for plan in rows.order_by("version").values(*fields, "remarks"):
            kept[(plan["region_id"], plan["year"])] = plan
        return [kept[key] for key in sorted(kept)]


ANNUAL_PLANS: Final = PlanSheet()
