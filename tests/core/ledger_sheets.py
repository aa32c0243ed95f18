"""A ledger of two sheets for the tests of the engine: regions, and notes that refer to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.models import Region
from core import regions
from core.ledger import Counts, LedgerContext, LedgerSheet, ModelSheet
from core.workbook.cells import Code, Identifier, Text
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet


class Places(ModelSheet[Region]):
    model = Region
    sheet = Sheet(
        "区划",
        [
            Column("区划代码", "code", Code(), required=True),
            Column("名称", "name", Text(60), required=True),
            Column("级别", "level", Text(), required=True),
            Column("上级代码", "parent_id", Code()),
        ],
        key=("code",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Region]:
        start, stop = regions.subtree(context.city)
        return Region.objects.filter(code__gte=start, code__lt=stop)

    def key_of(self, instance: Region) -> Key:
        return (instance.code,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        context.check_scope(row, "code")
        context.check_reference(row, "parent_id", "区划")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        return dict(row.values)

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        start, stop = regions.subtree(region)
        places = Region.objects.filter(code__gte=start, code__lt=stop).order_by("code")
        for place in places.values("code", "name", "level", "parent_id").iterator():
            yield {**place, "remarks": {"备注": f"=注{place['name']}"}}

    def remark_headings(self, region: int, context: LedgerContext) -> Sequence[str]:
        return ["备注"]


class Notes(LedgerSheet):
    """Keeps what it was given, so that a test can see order and context."""

    sheet = Sheet(
        "备注",
        [
            Column("编号", "number", Identifier(), required=True),
            Column("区划代码", "region", Code(), required=True),
        ],
        key=("number",),
    )

    def __init__(self) -> None:
        self.written: list[tuple[str, Any]] = []

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        for row in rows:
            context.check_reference(row, "region", "区划")

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        self.written = [(row["number"], context.get("区划", row["region"])) for row in rows]
        for row in rows:
            if row["number"] == "拒":
                row.error("number", "写入时才发现不对")
        return Counts(len(rows), created=len(rows))

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        return []


PLACES = Places()
NOTES = Notes()
