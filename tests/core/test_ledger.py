"""The ledger engine: everything or nothing, with the words of every error."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import Region
from core.exceptions import Refusal
from core.ledger import ImportOutcome, export_ledger, import_ledger
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, FixtureCity
from tests.core import ledger_sheets
from tests.core.workbooks import workbook

pytestmark = pytest.mark.django_db
PLACES = ["区划代码", "名称", "级别", "上级代码"]
NOTES = ["编号", "区划代码"]
NEW = DISTRICT + 9000


@pytest.fixture(autouse=True)
def two_sheets(settings: Any) -> None:
    settings.LEDGER_SHEETS = ["tests.core.ledger_sheets.PLACES", "tests.core.ledger_sheets.NOTES"]
    ledger_sheets.NOTES.written = []


def ledger(places: list[list[Any]], notes: list[list[Any]] | None = None) -> bytes:
    sheets = {"区划": [PLACES, *places]}
    return workbook(sheets if notes is None else {**sheets, "备注": [NOTES, *notes]})


def new(name: str = "新街道", code: Any = NEW, parent: Any = DISTRICT) -> list[Any]:
    return [str(code), name, "街道", str(parent)]


def lines(outcome: ImportOutcome) -> list[str]:
    return outcome.lines()


def test_a_good_ledger_is_written_and_counted(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new()], [["N1", NEW]]), user=city.clerk, source="甲区.xlsx")
    assert outcome.ok
    assert lines(outcome) == [
        "区划 1 行：新增 1，更新 0，未变 0",
        "备注 1 行：新增 1，更新 0，未变 0",
    ]
    place = Region.objects.get(code=NEW)
    change = place.history.get()
    assert (change.history_user, change.history_change_reason) == (city.clerk, "台账导入 甲区.xlsx")
    assert ledger_sheets.NOTES.written == [("N1", place)], "a later sheet finds what was written"


def test_the_same_file_twice_changes_nothing(city: FixtureCity) -> None:
    import_ledger(ledger([new()]))
    assert lines(import_ledger(ledger([new()]))) == ["区划 1 行：新增 0，更新 0，未变 1"]
    assert Region.history.filter(code=NEW).count() == 1


def test_a_changed_file_updates(city: FixtureCity) -> None:
    import_ledger(ledger([new()]))
    assert lines(import_ledger(ledger([new("改名")]))) == ["区划 1 行：新增 0，更新 1，未变 0"]
    assert Region.objects.get(code=NEW).name == "改名"


def test_any_error_anywhere_writes_nothing(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new()], [["N1", NEW], ["N2", "420106"], ["", NEW]]))
    assert not outcome.ok
    assert outcome.counts == {}
    assert [line for line in lines(outcome) if "备注!A4" in line] == ["备注!A4 编号: 不能为空"]
    assert not Region.objects.filter(code=NEW).exists()
    assert ledger_sheets.NOTES.written == []


def test_an_error_found_while_writing_takes_everything_back(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new()], [["拒", NEW]]))
    assert lines(outcome) == ["备注!A2 编号: “拒” 写入时才发现不对"]
    assert not Region.objects.filter(code=NEW).exists()


def test_a_reference_is_looked_up_in_the_file_and_then_in_the_database(city: FixtureCity) -> None:
    outcome = import_ledger(
        ledger([new()], [["N1", NEW], ["N2", OTHER_DISTRICT], ["N3", DISTRICT + 77000]])
    )
    assert lines(outcome) == [
        f"备注!B4 区划代码: “{DISTRICT + 77000}” “区划”表和库中都没有“{DISTRICT + 77000}”，请先填写“区划”或改正"
    ]


def test_a_row_with_a_bad_cell_still_counts_as_there(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new("长" * 61)], [["N1", NEW]]))
    assert [line.split(":")[0] for line in lines(outcome)] == ["区划!B2 名称"]


def test_a_dry_run_counts_and_takes_everything_back(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new()]), dry_run=True)
    assert lines(outcome) == ["区划 1 行：新增 1，更新 0，未变 0"]
    assert not Region.objects.filter(code=NEW).exists()
    assert not Region.history.filter(code=NEW).exists()


def test_a_clerk_may_not_import_another_district(city: FixtureCity) -> None:
    outcome = import_ledger(
        ledger([new(code=OTHER_DISTRICT + 9000, parent=OTHER_DISTRICT)]), user=city.clerk
    )
    assert lines(outcome) == [
        f"区划!A2 区划代码: “{OTHER_DISTRICT + 9000}” 不在您的管辖范围内，不能导入"
    ]


def test_two_cities_in_one_file_are_an_error(city: FixtureCity) -> None:
    outcome = import_ledger(ledger([new(), new(code=NEW + 1000), ["9998", "别市", "市", ""]]))
    assert lines(outcome) == [
        f"区划!A4 区划代码: “9998” 与其他行不在同一个市（{CITY}），一份台账只能有一个市"
    ]


def test_a_file_without_a_code_is_the_users_city_or_nobodys(city: FixtureCity) -> None:
    empty = ledger([])
    assert import_ledger(empty, user=city.clerk).ok
    with pytest.raises(Refusal, match="看不出这份台账属于哪个市"):
        import_ledger(empty)
    assert import_ledger(empty, city=CITY).ok


def test_absent_sheets_are_left_alone_and_unknown_things_are_told(city: FixtureCity) -> None:
    outcome = import_ledger(
        workbook({"区划": [[*PLACES, "电话"], [*new(), "123"]], "草稿": [["x"]]})
    )
    assert list(outcome.counts) == ["区划"]
    assert outcome.warnings == [
        "工作表“草稿”不属于台账，未读取",
        "“区划”的列 电话 不属于台账，作为备注",
    ]


def test_progress_rises_to_a_hundred(city: FixtureCity) -> None:
    told: list[tuple[int, str]] = []
    import_ledger(ledger([new()], [["N1", NEW]]), progress=lambda *step: told.append(step))
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    assert told[0] == (0, "读取 区划")
    assert told[-1] == (100, "导入完成")


def test_what_is_exported_imports_to_the_same_rows(city: FixtureCity) -> None:
    import_ledger(ledger([new()]))
    stream = BytesIO()
    assert export_ledger(stream, DISTRICT) == {"区划": 3, "备注": 0}
    page = load_workbook(stream)["区划"]
    assert [cell.value for cell in page[1]] == [*PLACES, "备注"]
    assert page["E2"].value == "=注甲区"
    assert page["E2"].data_type != "f"
    outcome = import_ledger(stream)
    assert lines(outcome) == [
        "区划 3 行：新增 0，更新 0，未变 3",
        "备注 0 行：新增 0，更新 0，未变 0",
    ]


def test_a_user_without_a_region_is_refused(city: FixtureCity) -> None:
    city.clerk.region = None
    with pytest.raises(Refusal, match="没有所属区划"):
        import_ledger(ledger([new()]), user=city.clerk)


def test_a_conflict_with_somebody_elses_rows_is_told_plainly(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ledger_sheets.Places, "rows_in_city", lambda self, context: Region.objects.none()
    )
    with pytest.raises(Refusal, match="可能有人同时在导入"):
        import_ledger(ledger([["999902", "甲区", "区县", ""]]))
