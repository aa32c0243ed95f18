"""Read a workbook into typed rows, with one error per bad cell.

result = read_workbook("ledger.xlsx", [PROJECTS, MILESTONES])
for row in result.rows("项目"):
    row["code"], row.error("code", "不存在")
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, TypeVar, cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from core.exceptions import Refusal
from core.workbook.archive import DAMAGED, Limits, Source
from core.workbook.base import ParseError
from core.workbook.dates import Date
from core.workbook.errors import CellError, Errors, letter
from core.workbook.package import Package, check_extent, open_package
from core.workbook.scan import SheetFacts
from core.workbook.schema import Column, Headings, Sheet, locate, normalise_sheet_name
from core.workbook.text import Raw, as_text, is_blank, show, tidy

_MEMO_SIZE: Final = 50_000
_MISSING: Final = object()

T = TypeVar("T")
Key = tuple[Any, ...]
Progress = Callable[[int, str], None]


class Row:
    """One row of a sheet: `number` as Excel counts, `values` by attribute, `remarks` by heading.

    A cell that could not be read is absent from `values`, and `ok` is False then.
    """

    __slots__ = ("_page", "_raw", "number", "ok", "remarks", "values")

    def __init__(self, page: "Page", number: int, raw: Sequence[Raw]) -> None:
        self._page = page
        self._raw = raw
        self.number = number
        self.values: dict[str, Any] = {}
        self.remarks: dict[str, str] = {}
        self.ok = True

    @property
    def sheet(self) -> Sheet:
        return self._page.sheet

    def __getitem__(self, attr: str) -> Any:
        return self.values[attr]

    def get(self, attr: str, default: Any = None) -> Any:
        return self.values.get(attr, default)

    def __contains__(self, attr: str) -> bool:
        return attr in self.values

    @property
    def key(self) -> Key | None:
        """The values of the sheet's key, None where one of them could not be read."""
        values = self.values
        try:
            return tuple(values[attr] for attr in self._page.sheet.key)
        except KeyError:
            return None

    def error(self, attr: str, message: str) -> CellError:
        """Report that a cell contradicts another or refers to nothing; the import then stops."""
        error = self.finding(attr, message)
        self.ok = False
        self._page.errors.add(error)
        return error

    def finding(self, attr: str, message: str) -> CellError:
        """Return a sentence about a cell that stops nothing."""
        page = self._page
        index = page.indexes.get(attr, 0)
        raw = self._raw[index] if attr in page.indexes else None
        value = page.show(self.number - 1, index, raw)
        heading = page.sheet.by_attr[attr].heading
        return CellError(page.sheet.name, self.number, letter(index), heading, value, message)

    def __repr__(self) -> str:
        return f"<Row {self.sheet.name}!{self.number}>"


@dataclass
class Page:
    """One sheet of the file while it is read: where its columns stand and what it must tell."""

    sheet: Sheet
    facts: SheetFacts
    errors: Errors
    headings: Headings
    date1904: bool = False
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    indexes: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.indexes = {column.attr: index for index, column in self.headings.columns}

    def show(self, row: int, index: int, raw: Raw) -> str:
        """Return a cell as a person sees it: 65% for 0.65 in a percent cell."""
        number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
        if number and self.facts.percent and (row, index) in self.facts.percent:
            return f"{show(float(raw) * 100)}%"  # type: ignore[arg-type]
        return show(raw)

    def is_merged(self, row: int, index: int) -> bool:
        return any(
            top <= row <= bottom and left <= index <= right
            for (top, left), (bottom, right) in self.merged
        )


@dataclass
class ReadResult:
    """What a workbook holds. `absent` names declared sheets not in the file, `unknown` the rest.

    `unreadable` names sheets whose headings could not be made out.
    """

    sheets: dict[str, list[Row]]
    errors: Errors
    absent: list[str]
    unknown: list[str]
    unreadable: set[str] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        return not len(self.errors)

    def rows(self, name: str) -> list[Row]:
        """Return a sheet's rows in file order; empty for an absent sheet."""
        return self.sheets.get(name, [])


def read_workbook(
    source: Source,
    sheets: Sequence[Sheet],
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read the declared sheets of a workbook; Refusal when the file as a whole cannot be read."""
    limits = limits or Limits.from_settings()
    package = open_package(source, limits)
    workbook = _open(package)
    errors = Errors()
    found, unknown = _match(workbook.sheet_names, sheets, package, errors)
    if not found and not len(errors):
        names = "、".join(sheet.name for sheet in sheets)
        raise Refusal(f"工作簿里没有台账的工作表，应有其中之一：{names}")
    result = ReadResult({}, errors, [s.name for s in sheets if s.name not in found], unknown)
    for done, sheet in enumerate(sheet for sheet in sheets if sheet.name in found):
        if progress is not None:
            progress(100 * done // len(found), f"读取 {sheet.name}")
        before = len(errors)
        rows = _read_sheet(workbook, found[sheet.name], sheet, package, limits, errors)
        if rows is None:
            result.absent.append(sheet.name)
        else:
            if not rows and len(errors) > before:
                result.unreadable.add(sheet.name)
            result.sheets[sheet.name] = rows
    return result


def _open(package: Package) -> CalamineWorkbook:
    return _guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(package.data)))


def _guarded(read: Callable[[], T]) -> T:
    """Turn whatever the reader throws at a malformed file into a Refusal."""
    try:
        return read()
    except (CalamineError, ValueError, OSError) as error:
        raise Refusal(DAMAGED) from error
    except BaseException as error:
        # A panic in the Rust reader is a BaseException of a class that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal(DAMAGED) from None


def _match(
    names: Sequence[str], sheets: Sequence[Sheet], package: Package, errors: Errors
) -> tuple[dict[str, str], list[str]]:
    """Return the file's sheet for each declared one, and the file's other sheets."""
    wanted = {normalise_sheet_name(sheet.name): sheet.name for sheet in sheets}
    found: dict[str, str] = {}
    unknown: list[str] = []
    for name in names:
        declared = wanted.get(normalise_sheet_name(name))
        if declared is None or not (package.old or name in package.sheets):
            unknown.append(name)
        elif declared in found:
            errors.add(CellError(declared, 1, "A", "", "", "工作表重复，请只留一张"))
        else:
            found[declared] = name
    return found, unknown


def _read_sheet(
    workbook: CalamineWorkbook,
    name: str,
    sheet: Sheet,
    package: Package,
    limits: Limits,
    errors: Errors,
) -> list[Row] | None:
    """Return a sheet's rows, [] when its headings are wrong, None when it is blank."""
    facts = SheetFacts() if package.old else package.sheets[name]
    check_extent(sheet.name, facts.last_row + 1, facts.last_column + 1, limits)
    data = _guarded(lambda: workbook.get_sheet_by_name(name))
    check_extent(sheet.name, data.total_height, data.total_width, limits)
    grid = cast(list[list[Raw]], _guarded(lambda: data.to_python(skip_empty_area=False)))
    if all(is_blank(cell) for row in grid for cell in row):
        return None
    headings = locate(sheet, grid, errors)
    if headings is None:
        return []
    reach = max((row for row, _ in facts.broken), default=-1) + 1
    grid.extend([""] * len(grid[0]) for _ in range(len(grid), reach))
    page = Page(sheet, facts, errors, headings, package.date1904, _merged(data))
    return list(_typed_rows(page, grid))


def _merged(data: CalamineSheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(data.merged_cell_ranges or [])


def _typed_rows(page: Page, grid: list[list[Raw]]) -> Iterator[Row]:
    """Yield the rows below the headings that are not blank, doubled keys reported."""
    cells = [_cell_reader(page, index, column) for index, column in page.headings.columns]
    attrs = [column.attr for _, column in page.headings.columns]
    first: dict[Key, int] = {}
    for number in range(page.headings.row + 2, len(grid) + 1):
        raw = grid[number - 1]
        if raw.count("") == len(raw) and not page.facts.broken:
            continue
        row = Row(page, number, raw)
        problems: list[tuple[str, str]] = []
        blank = True
        for attr, (index, read, required) in zip(attrs, cells, strict=True):
            try:
                value = read(raw[index], number - 1)
            except ParseError as error:
                problems.append((attr, str(error)))
                blank = False
                continue
            if value is None or value == "" or value == ():
                if required is not None:
                    problems.append((attr, required))
                    continue
            else:
                blank = False
            row.values[attr] = value
        if blank:
            continue
        for attr, message in problems:
            if message.startswith("不能为空") and page.is_merged(number - 1, page.indexes[attr]):
                message += "（合并的单元格请先拆分）"
            row.error(attr, message)
        _read_remarks(page, row, raw)
        _check_key(page, row, first)
        yield row


CellReader = tuple[int, Callable[[Raw, int], Any], str | None]


def _cell_reader(page: Page, index: int, column: Column) -> CellReader:
    """Return a column's index, a function from (raw, row index) to the value, and the message for an
    empty cell where none may be empty.

    Equal cells are parsed once: a ledger repeats its numbers, dates and words.
    """
    cell_type = column.cell_type
    parse, empty = cell_type.parse, cell_type.empty
    if page.date1904 and isinstance(cell_type, Date):
        parse = cell_type.parse1904
    percents, broken = page.facts.percent, page.facts.broken
    watch = bool(broken) or (cell_type.reads_percent and percents != set())
    memo: dict[Raw, Any] = {"": empty, None: empty}

    def plainly(raw: Raw, row: int) -> Any:
        if raw is True or raw is False:
            return parse(raw)
        value = memo.get(raw, _MISSING)
        if value is _MISSING:
            value = empty if is_blank(raw) else parse(raw)
            if len(memo) < _MEMO_SIZE:
                memo[raw] = value
        return value

    def watchfully(raw: Raw, row: int) -> Any:
        if (row, index) in broken:
            raise ParseError(broken[row, index])
        if percents is None or (row, index) in percents:
            return empty if is_blank(raw) else parse(raw, None if percents is None else True)
        return plainly(raw, row)

    required = None
    if column.required:
        required = "不能为空" + (
            "" if cell_type.expected == "请填写" else f"，{cell_type.expected}"
        )
    return index, watchfully if watch else plainly, required


def _read_remarks(page: Page, row: Row, raw: Sequence[Raw]) -> None:
    for index, heading in page.headings.remarks:
        cell = raw[index]
        if cell != "" and not is_blank(cell):
            row.remarks[heading] = tidy(as_text(cell))


def _check_key(page: Page, row: Row, first: dict[Key, int]) -> None:
    """Report a row whose key an earlier row has."""
    key = row.key
    if not key:
        return
    if key in first:
        what = page.sheet.key_heading
        row.error(page.sheet.key[0], f"与第 {first[key]} 行的{what}相同，同一项只能有一行")
    else:
        first[key] = row.number
