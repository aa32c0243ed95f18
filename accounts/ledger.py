"""The ledger sheet 区划: regions with their codes and parents."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Q

from accounts.choices import RegionLevel
from accounts.models import Region
from core import regions
from core.ledger import LedgerContext, ModelSheet
from core.workbook.cells import Choice, Code, Text
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet

LEVEL_WORDS: Final = {
    "省份": "省", "自治区": "省", "直辖市": "省",
    "地市": "市", "地级市": "市", "州": "市", "盟": "市",
    "区": "区县", "县": "区县", "县级市": "区县", "县（区）": "区县", "区（县）": "区县",
    "镇": "街道", "乡": "街道", "乡镇": "街道", "街镇": "街道", "街道（乡镇）": "街道",
    "居委会": "社区", "村": "社区", "村委会": "社区",
}  # fmt: skip


class RegionSheet(ModelSheet[Region]):
    """Rows outside the user's scope may stand in the file as long as they change nothing."""

    model = Region
    sheet = Sheet(
        "区划",
        (
            Column("区划代码", "code", Code(), required=True),
            Column("名称", "name", Text(60), required=True),
            Column("级别", "level", Choice(RegionLevel.choices, LEVEL_WORDS), required=True),
            Column("上级代码", "parent_id", Code()),
        ),
        key=("code",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Region]:
        start, stop = regions.subtree(context.city)
        above = Q(code__in=regions.ancestors(context.city))
        return Region.objects.filter(Q(code__gte=start, code__lt=stop) | above)

    def cities(self) -> set[int]:
        found = Region.objects.filter(level=RegionLevel.CITY).values_list("code", flat=True)
        return {regions.city_of(code) for code in found}

    def key_of(self, instance: Region) -> Key:
        return (instance.code,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        parent = row["parent_id"]
        if self._is_above(row, context):
            context.warn(row, "parent_id", "上级不在台账和库中，只登记到市一级")
        elif parent is not None and context.check_reference(row, "parent_id", "区划"):
            upper, lower = regions.subtree(parent), regions.subtree(row["code"])
            if not upper.covers(lower) or upper == lower:
                row.error("parent_id", f"代码 {row['code']} 不在上级 {parent} 的范围内，请核对代码")
        if row["level"] != regions.level(row["code"]):
            context.warn(row, "level", f"代码的位数是{regions.level(row['code'])}一级的，请核对")
        known: Region | None = context.get("区划", row["code"])
        if known is None or any(
            getattr(known, name) != value for name, value in self.values(row, context).items()
        ):
            context.check_scope(row, "code")

    def write(self, rows: Any, context: LedgerContext) -> Any:
        """Write upper regions first: a parent must stand before its children."""
        return super().write(sorted(rows, key=lambda row: _breadth(row["code"])), context)

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        kept = {"remarks": row.remarks} if row.remarks else {}
        alone = {"parent_id": None} if self._is_above(row, context) else {}
        return {**row.values, **alone, **kept}

    @staticmethod
    def _is_above(row: Row, context: LedgerContext) -> bool:
        """Tell whether a city names a province that nobody has entered: a city's ledger may."""
        parent = row["parent_id"]
        if parent is None or row["code"] != context.city:
            return False
        return parent in regions.ancestors(row["code"]) and not context.has("区划", parent)

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        shown = Q(code__in=regions.ancestors(region))
        start, stop = regions.subtree(region)
        rows = Region.objects.filter(Q(code__gte=start, code__lt=stop) | shown).order_by("code")
        fields = ("code", "name", "level", "parent_id", "remarks")
        found: Iterable[Mapping[str, Any]] = rows.values(*fields).iterator(chunk_size=2000)
        return found


def _breadth(code: int) -> int:
    start, stop = regions.subtree(code)
    return start - stop


REGIONS: Final = RegionSheet()
