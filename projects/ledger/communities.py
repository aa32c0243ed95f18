"""The ledger sheet 小区."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core.ledger import Counts, LedgerContext
from core.pinyin import initials
from core.workbook.cells import Code, Identifier, Integer, Number, Percent, Text, YesNo
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.ledger.base import SheetOfCity, check_number, renamed
from projects.ledger.links import place_projects
from projects.models import Community


class CommunitySheet(SheetOfCity[Community]):
    model = Community
    sheet = Sheet(
        "小区",
        (
            Column("小区编号", "number", Identifier(40), required=True),
            Column("小区名称", "name", Text(80), required=True),
            Column("所属区划代码", "region_id", Code(), required=True),
            Column("建成年份", "built_year", Integer(1900, 2100, unit="年", example="1985")),
            Column("楼栋数", "buildings", Integer(unit="栋")),
            Column("户数", "households", Integer(unit="户", example="89")),
            Column("建筑面积(㎡)", "floor_area", Number(2, 0, 10**9, unit="㎡", example="3652")),
            Column("结构类型", "structure", Text(30)),
            Column("电梯数(部)", "lifts", Integer(unit="部")),
            Column("停车位(个)", "parking_spaces", Integer(unit="个")),
            Column("60岁以上人数", "residents_over_60", Integer(unit="人")),
            Column("物业模式", "property_mode", Text(30)),
            Column("业主委员会", "has_owners_committee", YesNo()),
            Column("党组织", "has_party_branch", YesNo()),
            Column("自建房占比(%)", "self_built_share", Percent(), may_be_absent=True),
        ),
        key=("number",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Community]:
        return Community.objects.filter(city=context.city)

    def key_of(self, instance: Community) -> Key:
        return (instance.number,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        if context.check_reference(row, "region_id", "区划"):
            context.check_scope(row, "region_id")
        check_number(row, context.get("小区", row["number"]), context)

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        derived = {"city": context.city, "initials": initials(row["name"])}
        return {**row.values, **derived, **self.kept(row, context)}

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        known: Mapping[Key, Community] = context.existing("小区")
        before = [(known.get(row.key or ()), row["region_id"]) for row in rows]
        moved = [old.pk for old, region in before if old and old.region_id != region]
        counts = super().write(rows, context)
        if moved:
            place_projects(moved, context)
        return counts

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        fields = [column.attr for column in self.sheet.columns]
        rows = self.exported(region).order_by("number").values(*fields, "remarks")
        return renamed(rows.iterator(chunk_size=2000))


COMMUNITIES: Final = CommunitySheet()
