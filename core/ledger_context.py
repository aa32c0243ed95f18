"""What the sheets of one ledger import share, and what the import tells at its end."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self

from core import regions
from core.exceptions import Refusal
from core.workbook.cells import Code
from core.workbook.errors import CellError, Errors, column_index
from core.workbook.reader import Key, ReadResult, Row

MAX_WARNINGS: Final = 200


class HasExisting(Protocol):
    """What the context asks of a LedgerSheet."""

    def existing(self, context: "LedgerContext") -> dict[Key, Any]: ...


def as_key(key: Any) -> Key:
    """Return a key as a tuple, so that a single value may be given bare."""
    return key if isinstance(key, tuple) else (key,)


@dataclass
class LedgerContext:
    """Who imports what into which city, and the rows of all sheets, in the file and in the database.

    `scope` is the range of region codes the user may write, None for everything. `noted` keeps what a
    sheet looks up once for all of its rows.
    """

    handlers: Mapping[str, HasExisting]
    city: int
    scope: regions.CodeRange | None = None
    user: Any = None
    source: str = ""
    dry_run: bool = False
    read: ReadResult | None = None
    warnings: dict[str, None] = field(default_factory=dict)
    noted: dict[str, Any] = field(default_factory=dict)
    _known: dict[str, dict[Key, Any]] = field(default_factory=dict, init=False, repr=False)
    _in_file: dict[str, dict[Key, Row]] = field(default_factory=dict, init=False, repr=False)

    @property
    def reason(self) -> str:
        """The change reason that each history row carries."""
        return f"台账导入 {self.source}".strip()

    def rows(self, sheet: str) -> list[Row]:
        """Return a sheet's rows in the file, also those with a bad cell."""
        return self.read.rows(sheet) if self.read else []

    def row(self, sheet: str, key: Any) -> Row | None:
        """Return the row of the file with a key, None when the file has none."""
        if sheet not in self._in_file:
            self._in_file[sheet] = {row.key: row for row in reversed(self.rows(sheet)) if row.key}
        return self._in_file[sheet].get(as_key(key))

    def existing(self, sheet: str) -> dict[Key, Any]:
        """Return a sheet's rows in the database by key; once the sheet is written, those too."""
        if sheet not in self._known:
            self._known[sheet] = self.handlers[sheet].existing(self)
        return self._known[sheet]

    def has(self, sheet: str, key: Any) -> bool:
        """Tell whether a key is in the file's sheet or, failing that, in the database."""
        return self.row(sheet, key) is not None or as_key(key) in self.existing(sheet)

    def get(self, sheet: str, key: Any) -> Any:
        """Return the database row of a key, None when there is none (yet)."""
        return self.existing(sheet).get(as_key(key))

    def remember(self, sheet: str, key: Any, instance: Any) -> None:
        """Make a written row known to the sheets after it."""
        self.existing(sheet)[as_key(key)] = instance

    def check_reference(self, row: Row, attr: str, sheet: str) -> bool:
        """Report a cell whose value, or one of whose values, names nothing in another sheet."""
        value = row.get(attr)
        wanted = value if isinstance(value, tuple) else () if value in (None, "") else (value,)
        missing = [one for one in wanted if not self.has(sheet, one)]
        if missing and self.read is not None and sheet in self.read.unreadable:
            return False  # that sheet's own error is told; its rows cannot be missed too
        if missing:
            names = "、".join(f"“{one}”" for one in missing[:5])
            row.error(attr, f"“{sheet}”表和库中都没有{names}，请先填写“{sheet}”或改正")
        return not missing

    def warn(self, row: Row, attr: str, text: str) -> None:
        """Tell about a cell that is odd but stops nothing."""
        self.warnings[str(row.finding(attr, text))] = None

    def check_scope(self, row: Row, attr: str) -> bool:
        """Report a region code that the user may not write."""
        code = row.get(attr)
        if self.scope is None or code is None or code in self.scope:
            return True
        row.error(attr, "不在您的管辖范围内，不能导入")
        return False


def scope_of(user: Any) -> regions.CodeRange | None:
    """Return the range of a user's region, None for the command line."""
    if user is None:
        return None
    code = getattr(user, "region_id", None)
    if code is None:
        raise Refusal("您的账号没有所属区划，不能导入或导出台账")
    return regions.subtree(code)


def determine_city(
    read: ReadResult, scope: regions.CodeRange | None, known: Callable[[], set[int]] = set
) -> int:
    """Return the one city that the file's region codes lie in, else the user's.

    Else the only one that the database knows (`known`). Codes of another city than most are
    reported on `read`. Refusal when nothing tells the city.
    """
    places = [
        (regions.city_of(row[column.attr]), row, column.attr)
        for rows in read.sheets.values()
        for column in (rows[0].sheet.columns if rows else ())
        if isinstance(column.cell_type, Code)
        for row in rows
        if row.get(column.attr) and regions.level(row[column.attr]) != "省"
    ]
    if places:
        city = Counter(city for city, _, _ in places).most_common(1)[0][0]
        for other, row, attr in places:
            if other != city:
                row.error(attr, f"与其他行不在同一个市（{city}），一份台账只能有一个市")
        return city
    if scope is not None and regions.level(scope.start) != "省":
        return regions.city_of(scope.start)
    cities = known()
    if len(cities) == 1:
        return cities.pop()
    raise Refusal("看不出这份台账属于哪个市：请同时上传“区划”或“项目”表")


@dataclass
class Counts:
    """What became of a sheet's rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.rows} 行：新增 {self.created}，更新 {self.updated}，未变 {self.unchanged}"


@dataclass
class ImportOutcome:
    """What an import did: counts per sheet, or the errors that stopped it.

    `omitted` counts the errors beyond those listed. `warnings` did not stop anything.
    """

    source: str
    dry_run: bool
    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    omitted: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors

    @classmethod
    def of(cls, read: ReadResult, source: str, dry_run: bool) -> Self:
        """Start an outcome with what reading alone tells."""
        outcome = cls(source, dry_run)
        for name in read.unknown:
            outcome.warnings.append(f"工作表“{name}”不属于台账，未读取")
        for name, rows in read.sheets.items():
            if headings := _remark_headings(rows):
                outcome.warnings.append(f"“{name}”的列 {'、'.join(headings)} 不属于台账，作为备注")
        return outcome

    def warned(self, warnings: Sequence[str]) -> None:
        """Take over what the sheets found odd, the first MAX_WARNINGS of it, and say how much more."""
        self.warnings += warnings[:MAX_WARNINGS]
        if len(warnings) > MAX_WARNINGS:
            self.warnings.append(f"另有 {len(warnings) - MAX_WARNINGS} 条提示未列出")

    def closed(self, errors: Errors) -> Self:
        """Take over the errors, sheet by sheet and row by row.

        With any of them nothing was written, and nothing is counted.
        """
        order = {name: n for n, name in enumerate(dict.fromkeys(error.sheet for error in errors))}
        self.errors = sorted(
            errors, key=lambda error: (order[error.sheet], error.row, column_index(error.column))
        )
        self.omitted = errors.omitted
        if self.errors:
            self.counts = {}
        return self

    def lines(self) -> list[str]:
        """Return a line per error, or per sheet, as the command prints them."""
        if not self.errors:
            return [f"{name} {counts}" for name, counts in self.counts.items()]
        more = [f"另有 {self.omitted} 处错误未列出"] if self.omitted else []
        return [str(error) for error in self.errors] + more


def _remark_headings(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(heading for row in rows for heading in row.remarks))
