"""The ledger workbook both ways, across apps: who reads which sheet, in which order, all or nothing.

Each app declares its sheets in its `ledger.py` as LedgerSheet objects, and the setting LEDGER_SHEETS
lists them by dotted path in the order of import (a sheet may refer to those before it). An import
reads the file, lets every sheet check its rows, and writes all sheets in one transaction; with any
error nothing is written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from core import regions
from core.bulk import upsert
from core.exceptions import Refusal
from core.ledger_context import Counts, ImportOutcome, LedgerContext, determine_city, scope_of
from core.workbook.archive import Source
from core.workbook.reader import Key, Progress, Row, read_workbook
from core.workbook.schema import Sheet
from core.workbook.writer import TableColumn, TableSheet, columns_of, write_workbook

__all__ = [
    "Counts",
    "ImportOutcome",
    "LedgerContext",
    "LedgerSheet",
    "ModelSheet",
    "export_ledger",
    "import_ledger",
    "ledger_sheets",
]

M = TypeVar("M", bound=Model)


class LedgerSheet:
    """One sheet of the ledger: its columns, and what its rows mean to an app."""

    sheet: ClassVar[Sheet]

    def existing(self, context: LedgerContext) -> dict[Key, Any]:
        """Return the city's rows in the database by key, complete; asked at most once per import."""
        return {}

    def cities(self) -> set[int]:
        """Return the cities that the database knows by this sheet, for a file that names none."""
        return set()

    def lock(self, context: LedgerContext) -> None:
        """Lock what the checks read and nobody may change until the rows are written."""

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        """Report references to nothing and contradictions with `row.error`; write nothing.

        Gets the rows whose every cell could be read.
        """

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        """Bring the database to the rows and return what changed; runs in the import's transaction."""
        raise NotImplementedError

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        """Yield the rows of a region's subtree in a stable order, values by attribute.

        Values are those that reading gives (Decimal 元, date, bool, tuple, a Choice's value). The
        key "remarks" may hold further columns by heading.
        """
        raise NotImplementedError

    def remark_headings(self, region: int, context: LedgerContext) -> Sequence[str]:
        """Return the headings of the further columns that `export` yields in "remarks"."""
        return ()


class ModelSheet(LedgerSheet, Generic[M]):
    """A sheet each of whose rows is one row of one model.

    An app gives `sheet`, `model`, `rows_in_city`, `key_of`, `values` and `export`, and where needed
    `check_row` and `after_write`.
    """

    model: type[M]

    def rows_in_city(self, context: LedgerContext) -> Iterable[M]:
        """Return the model's rows in `context.city`, every field loaded."""
        raise NotImplementedError

    def key_of(self, instance: M) -> Key:
        """Return an instance's key: the values of `sheet.key` in that order."""
        raise NotImplementedError

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        """Return the fields of a row by attribute name (`project_id`); earlier sheets are written."""
        raise NotImplementedError

    def check_row(self, row: Row, context: LedgerContext) -> None:
        """Report what is wrong with one row."""

    def after_write(self, saved: Sequence[tuple[Row, M]], context: LedgerContext) -> None:
        """Write what hangs on the rows, such as many-to-many links."""

    def existing(self, context: LedgerContext) -> dict[Key, M]:
        return {self.key_of(instance): instance for instance in self.rows_in_city(context)}

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        for row in rows:
            self.check_row(row, context)

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        name = self.sheet.name
        known = context.existing(name)
        wanted = [(known.get(row.key or ()), self.values(row, context)) for row in rows]
        result = upsert(self.model, wanted, user=context.user, reason=context.reason)
        saved = list(zip(rows, result.objects, strict=True))
        for row, instance in saved:
            context.remember(name, row.key or (), instance)
        self.after_write(saved, context)
        return Counts(len(rows), result.created, result.updated, result.unchanged)


def ledger_sheets() -> list[LedgerSheet]:
    """Return the sheets that LEDGER_SHEETS lists, in order."""
    return [import_string(path) for path in settings.LEDGER_SHEETS]


def import_ledger(
    file: Source,
    *,
    user: Any = None,
    source: str = "",
    city: int | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import a ledger workbook: everything, or nothing and every error.

    `user` is kept in the history and bounds the regions (`user.region_id`); None is the command
    line, which may write anywhere. `source` is the file's name as the user knows it. `city` is
    found in the file's region codes when not given. A dry run does all the work and takes it back.
    `progress` gets (0…100, Chinese text). Refusal when the file as a whole cannot be read.
    """
    report = progress or (lambda percent, message: None)
    handlers = ledger_sheets()
    read = read_workbook(
        file,
        [handler.sheet for handler in handlers],
        progress=lambda percent, message: report(percent // 4, message),
    )
    outcome = ImportOutcome.of(read, source, dry_run)
    if not read.sheets:
        return outcome.closed(read.errors)
    scope = scope_of(user)
    city = city or determine_city(
        read, scope, lambda: set().union(*(handler.cities() for handler in handlers))
    )
    context = LedgerContext(
        {handler.sheet.name: handler for handler in handlers},
        city,
        scope,
        user,
        source,
        dry_run,
        read,
    )
    present = [handler for handler in handlers if handler.sheet.name in read.sheets]
    try:
        with transaction.atomic():
            if not dry_run:
                for handler in present:
                    handler.lock(context)
            _check(present, context, report)
            if read.ok:
                _write(present, context, report, outcome)
            if dry_run or not read.ok:
                transaction.set_rollback(True)
    except IntegrityError as error:
        raise Refusal(
            "写入时与库中已有的数据冲突，可能有人同时在导入；什么都没有写入，请重新导入一次"
        ) from error
    if not dry_run and read.ok:
        _count_anew()
    outcome.warned(list(context.warnings))
    report(100, "检查完成" if dry_run or not read.ok else "导入完成")
    return outcome.closed(read.errors)


def _count_anew() -> None:
    """Tell PostgreSQL's planner of the new rows: until it knows them, a report can take minutes.

    Its own counting comes about a minute after the import is there.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _check(present: Sequence[LedgerSheet], context: LedgerContext, report: Progress) -> None:
    for done, handler in enumerate(present):
        name = handler.sheet.name
        report(25 + 15 * done // len(present), f"检查 {name}")
        handler.check([row for row in context.rows(name) if row.ok], context)


def _write(
    present: Sequence[LedgerSheet],
    context: LedgerContext,
    report: Progress,
    outcome: ImportOutcome,
) -> None:
    total = sum(len(context.rows(handler.sheet.name)) for handler in present) or 1
    done = 0
    for handler in present:
        name = handler.sheet.name
        rows = context.rows(name)
        report(40 + 60 * done // total, f"写入 {name}（{len(rows)} 行）")
        outcome.counts[name] = handler.write(rows, context)
        done += len(rows)


def export_ledger(
    stream: IO[bytes],
    region_code: int,
    *,
    user: Any = None,
    only: Collection[str] | None = None,
) -> dict[str, int]:
    """Write the ledger of a region's subtree and return the number of rows per sheet.

    Every sheet is there, an empty one with its headings, so that the file can be filled in.
    `only` names the sheets whose rows are written; the others keep their headings alone.
    """
    handlers = ledger_sheets()
    city = regions.city_of(region_code)
    by_name = {handler.sheet.name: handler for handler in handlers}
    context = LedgerContext(by_name, city, scope_of(user), user)
    sheets = [
        _exported(handler, region_code, context)
        if only is None or handler.sheet.name in only
        else TableSheet(handler.sheet.name, columns_of(handler.sheet), ())
        for handler in handlers
    ]
    counts = write_workbook(stream, sheets)
    return dict(zip(by_name, counts, strict=True))


def _exported(handler: LedgerSheet, region: int, context: LedgerContext) -> TableSheet:
    remarks = handler.remark_headings(region, context)
    columns = [*columns_of(handler.sheet), *(TableColumn(heading, 24.0) for heading in remarks)]

    def rows() -> Iterator[list[object]]:
        dumps = [(column.attr, column.cell_type.dump) for column in handler.sheet.columns]
        for row in handler.export(region, context):
            further = row.get("remarks") or {}
            yield [dump(row.get(attr)) for attr, dump in dumps] + [further.get(h) for h in remarks]

    return TableSheet(handler.sheet.name, columns, rows())
