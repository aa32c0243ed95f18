"""The ledger's eleven sheets into a real database: what is written, updated, left alone."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Sum
from openpyxl import Workbook

from accounts.models import Region
from complaints.models import Complaint
from core.ledger import import_ledger
from funding.models import FundingSource, Payment, Receipt
from projects.choices import EntryState, PlanState, SuspensionKind
from projects.models import (
    AnnualPlan,
    Community,
    Milestone,
    Project,
    Suspension,
    WeeklyEntry,
    WorkQuantity,
)
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, STREET, FixtureCity
from tests.core.workbooks import workbook
from tests.projects.ledger_books import DEMO, cells, changed, exported, load, put, small

pytestmark = pytest.mark.django_db

DEMO_ROWS = {
    "区划": 42, "小区": 423, "年度计划": 16, "项目": 415, "节点": 3735, "周进度": 2318,
    "工程量": 744, "资金来源": 3320, "资金拨付": 672, "投诉": 27, "纠纷": 17,
}  # fmt: skip
WITH_HISTORY = (
    Region, Community, AnnualPlan, Project, Milestone, WeeklyEntry, WorkQuantity, FundingSource,
    Payment, Complaint, Suspension,
)  # fmt: skip


@contextmanager
def cpu(what: str) -> Iterator[None]:
    begun, server = time.process_time(), server_cpu()
    yield
    spent = time.process_time() - begun
    text = f"{what}: {spent:.2f} s client, {server_cpu() - server:.2f} s server CPU"
    print(text)  # noqa: T201 - a measurement


def server_cpu() -> float:
    """CPU seconds of this connection's PostgreSQL process, 0 where /proc does not tell."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.is_file():
        return 0.0
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def history() -> dict[str, int]:
    return {model.__name__: model.history.count() for model in WITH_HISTORY}


def test_the_demo_workbook_comes_in_whole_twice_the_same_and_out_again() -> None:
    with cpu("import of the demo workbook"):
        first = import_ledger(DEMO, source=DEMO.name)
    assert first.ok, first.lines()[:5]
    assert first.warnings == []
    assert {name: one.created for name, one in first.counts.items()} == DEMO_ROWS
    assert FundingSource.objects.aggregate(all=Sum("receipts__amount"))["all"] > 0
    before, receipts = history(), Receipt.objects.count()
    with cpu("the same once more"):
        assert changed(import_ledger(DEMO)) == {}
    assert (history(), Receipt.objects.count()) == (before, receipts)
    with cpu("export"):
        whole = exported(CITY)
    assert changed(import_ledger(whole)) == {}
    district = exported(DISTRICT)
    assert changed(import_ledger(district)) == {}
    assert (history(), Receipt.objects.count()) == (before, receipts)
    assert len(cells(district)["项目"]) - 1 == Project.objects.in_region(DISTRICT).count() > 0


def test_an_export_into_an_empty_database_gives_an_equal_export() -> None:
    import_ledger(DEMO)
    whole = exported(CITY)
    empty_database()
    assert import_ledger(whole).ok
    assert cells(exported(CITY)) == cells(whole)


def empty_database() -> None:
    """Empty the regions and every table that refers to them."""
    connection.check_constraints()
    tables = [Region._meta.db_table]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


def test_the_small_ledger_is_written_field_by_field(city: FixtureCity) -> None:
    assert load(small(), user=city.office, source="市台账.xlsx").ok
    project = Project.objects.get(number="P0001")
    assert (project.region_id, project.site_id, project.city) == (DISTRICT, DISTRICT, CITY)
    assert project.total_investment == Decimal(14_490_000)
    assert project.classes == "基础类、完善类"
    assert [one.number for one in project.communities.order_by("number")] == ["C0001", "C0002"]
    entry = WeeklyEntry.objects.get(week=date(2023, 7, 17))
    assert (entry.percent, entry.invested) == (Decimal("45.50"), Decimal("5602500"))
    assert entry.state == EntryState.ACCEPTED
    assert entry.reviewed_by == city.office
    plan = AnnualPlan.objects.get(region=DISTRICT)
    assert (plan.state, plan.version, plan.approved_by) == (PlanState.APPROVED, 1, city.office)
    suspension = Suspension.objects.get()
    assert (suspension.project.number, suspension.reason) == ("P0002", "资金未落实")
    assert (suspension.started_on, suspension.ended_on) == (None, None)
    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.received_on) == (Decimal(3_000_000), date(2023, 6, 30))
    assert Complaint.objects.get().region_id == STREET
    change = project.history.get()
    assert (change.history_user, change.history_change_reason) == (
        city.office,
        "台账导入 市台账.xlsx",
    )


def test_a_changed_file_updates_exactly_the_changed_rows(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "小区", 2, "户数", 90)
    put(book, "年度计划", 2, "计划小区数", 3)
    put(book, "项目", 2, "项目经理", "秦海波")
    put(book, "节点", 3, "实际日期", date(2023, 7, 20))
    put(book, "周进度", 3, "形象进度(%)", 46)
    put(book, "工程量", 3, "完成量", 100)
    put(book, "资金来源", 2, "到位(万元)", 250)
    put(book, "资金拨付", 3, "支付日期", date(2023, 6, 20))
    put(book, "投诉", 2, "办结日期", date(2023, 7, 5))
    put(book, "纠纷", 2, "情况", "夜间噪声")
    expected = {name: (0, 1) for name in book if name != "区划"}
    before = history()
    assert changed(load(book)) == expected
    after = history()
    assert {name for name in after if after[name] != before[name]} == {
        "Community", "AnnualPlan", "Project", "Milestone", "WeeklyEntry", "WorkQuantity",
        "Payment", "Complaint",
    }  # fmt: skip
    assert changed(load(book)) == {}


def test_a_changed_plan_is_the_next_version_and_the_old_one_stays(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "年度计划", 2, "计划投资(万元)", 1500)
    load(book, user=city.office, source="调整.xlsx")
    old, new = AnnualPlan.objects.filter(region=DISTRICT).order_by("version")
    assert (old.investment, new.investment) == (Decimal(14_490_000), Decimal(15_000_000))
    assert (new.version, new.reason, new.approved_by) == (2, "台账导入 调整.xlsx", city.office)


def test_a_corrected_receipt_reverses_the_old_one(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "资金来源", 2, "到位(万元)", 250)
    assert changed(load(book)) == {"资金来源": (0, 1)}
    amounts = [(r.amount, r.received_on, r.reverses_id) for r in Receipt.objects.order_by("pk")]
    first = Receipt.objects.order_by("pk")[0].pk
    day = date(2023, 6, 30)
    assert amounts == [
        (Decimal(3_000_000), day, None),
        (Decimal(-3_000_000), day, first),
        (Decimal(2_500_000), day, None),
    ]
    assert changed(import_ledger(exported(CITY))) == {}


def test_more_money_on_a_later_day_leaves_the_past_as_it_was(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "资金来源", 2, "到位(万元)", 400)
    put(book, "资金来源", 2, "到位日期", date(2023, 7, 20))
    put(book, "资金来源", 3, "到位(万元)", 80)
    put(book, "资金来源", 3, "到位日期", date(2023, 7, 1))
    assert changed(load(book)) == {"资金来源": (0, 2)}
    assert sorted(Receipt.objects.values_list("amount", "received_on")) == [
        (Decimal(800_000), date(2023, 7, 1)),
        (Decimal(1_000_000), date(2023, 7, 20)),
        (Decimal(3_000_000), date(2023, 6, 30)),
    ]
    assert changed(load(book)) == {}
    assert changed(import_ledger(exported(CITY))) == {}


def test_a_receipt_moved_to_an_earlier_day_is_exported_with_that_day(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "资金来源", 2, "到位日期", date(2023, 5, 30))
    load(book)
    line = cells(exported(CITY))["资金来源"][1]
    assert (line[5], line[6].date()) == (300, date(2023, 5, 30))


def test_suspensions_open_and_end_by_the_status(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "项目", 2, "状态", "暂缓")
    put(book, "项目", 2, "暂缓原因", "管线迁改")
    put(book, "项目", 3, "状态", "前期")
    put(book, "项目", 3, "暂缓原因", None)
    assert changed(load(book)) == {"项目": (0, 2)}
    opened = Suspension.objects.get(project__number="P0001")
    ended = Suspension.objects.get(project__number="P0002")
    assert (opened.started_on, opened.ended_on) == (date(2023, 7, 31), None), "the past stays"
    assert (ended.started_on, ended.ended_on) == (None, date(2023, 7, 31))
    put(book, "项目", 2, "暂缓原因", "管线迁改未完成")
    assert changed(load(book)) == {"项目": (0, 1)}
    assert Suspension.objects.get(project__number="P0001").reason == "管线迁改未完成"
    assert changed(load(book)) == {}


def test_a_stop_of_works_ends_when_the_project_is_deferred(city: FixtureCity) -> None:
    load(small())
    project = Project.objects.get(number="P0001")
    Suspension.objects.create(
        project=project, kind=SuspensionKind.STOPPED, started_on=date(2023, 7, 1), reason="停工整改"
    )
    assert changed(load(small())) == {}, "a stop is no business of the ledger"
    book = small()
    put(book, "项目", 2, "状态", "暂缓")
    assert changed(load(book)) == {"项目": (0, 1)}
    assert changed(load(book)) == {}
    kinds = project.suspensions.order_by("pk").values_list("kind", "ended_on")
    assert list(kinds) == [("停工", date(2023, 7, 31)), ("暂缓", None)]


def test_changed_communities_of_a_project_are_linked_anew(city: FixtureCity) -> None:
    load(small())
    book = small()
    put(book, "项目", 2, "小区编号", "C0001")
    assert changed(load(book, user=city.office)) == {"项目": (0, 1), "纠纷": (0, 1)}
    project = Project.objects.get(number="P0001")
    assert [one.number for one in project.communities.all()] == ["C0001"]
    assert project.site_id == STREET, "a project with one community stands where that stands"
    assert project.history.first().history_user == city.office
    assert changed(load(book)) == {}


def test_a_community_that_moves_takes_its_project_along(city: FixtureCity) -> None:
    book = small()
    put(book, "项目", 2, "小区编号", "C0001")
    load(book)
    put(book, "小区", 2, "所属区划代码", DISTRICT)
    assert changed(load({"小区": book["小区"], "区划": book["区划"]})) == {"小区": (0, 1)}
    assert Project.objects.get(number="P0001").site_id == DISTRICT


def test_absent_sheets_and_absent_rows_are_left_alone(city: FixtureCity) -> None:
    load(small())
    before = history()
    book = small()
    put(book, "项目", 2, "批次", "第二批")
    outcome = load({"项目": book["项目"][:2]})
    assert list(outcome.counts) == ["项目"]
    assert changed(outcome) == {"项目": (0, 1)}
    assert history() == before | {"Project": before["Project"] + 1}


def test_a_fall_keeps_its_reason_when_the_column_is_missing(city: FixtureCity) -> None:
    book = small()
    book["周进度"][0].append("数据下降原因")
    book["周进度"][1].append(None)
    book["周进度"][2].append("核减重复上报")
    put(book, "周进度", 3, "累计完成投资(万元)", 450)
    assert load(book).ok
    shorter = [line[:-1] for line in book["周进度"]]
    assert changed(load({**book, "周进度": shorter})) == {}
    assert WeeklyEntry.objects.get(invested=4_500_000).fall_reason == "核减重复上报"
    put({"周进度": shorter}, "周进度", 3, "累计完成投资(万元)", 440)
    assert not load({**book, "周进度": shorter}).ok, "the reason was given for another value"


def test_a_draft_of_the_portal_is_accepted_when_the_ledger_brings_it(city: FixtureCity) -> None:
    load(small())
    WeeklyEntry.objects.update(state=EntryState.DRAFT)
    assert changed(load(small(), user=city.office)) == {"周进度": (0, 2)}
    assert set(WeeklyEntry.objects.values_list("state", flat=True)) == {EntryState.ACCEPTED}


def test_a_week_without_change_is_one_no_more_once_the_ledger_brings_another_value(
    city: FixtureCity,
) -> None:
    book = small()
    load(book)
    WeeklyEntry.objects.update(no_change=True)
    assert changed(load(book)) == {}
    put(book, "周进度", 3, "形象进度(%)", 46)
    assert changed(load(book)) == {"周进度": (0, 1)}
    marks = WeeklyEntry.objects.order_by("week").values_list("percent", "no_change")
    assert list(marks) == [(40, True), (46, False)]


def test_further_columns_are_kept_and_exported_again(city: FixtureCity) -> None:
    book = small()
    for number, line in enumerate(book["项目"]):
        line.append("备注" if number == 0 else f"=cmd|'{number}'")
        line.append("联系电话" if number == 0 else None)

    def as_text(workbook: Workbook) -> None:
        for cell in workbook["项目"]["X"]:
            cell.data_type = "s"

    outcome = import_ledger(workbook(book, as_text))
    assert outcome.ok
    assert Project.objects.get(number="P0001").remarks == {"备注": "=cmd|'1'"}
    out = exported(CITY)
    assert cells(out)["项目"][0][-1] == "备注"
    assert changed(import_ledger(out)) == {}


@pytest.mark.parametrize("seed", range(5))
def test_columns_and_rows_in_any_order_change_nothing(city: FixtureCity, seed: int) -> None:
    load(small())
    random = Random(seed)
    book = cells(exported(CITY))
    shuffled = {}
    for sheet, rows in random.sample(sorted(book.items()), len(book)):
        order = random.sample(range(len(rows[0])), len(rows[0]))
        body = random.sample(rows[1:], len(rows) - 1)
        blank = [[None] * len(order)] * random.randrange(3)
        title = [["2023年度台账"]] if random.random() < 0.5 else []
        lines = [[row[at] for at in order] for row in [rows[0], *body]]
        shuffled[sheet] = [*title, *lines, *blank]
    assert changed(import_ledger(workbook(shuffled))) == {}


def test_two_cities_with_the_same_numbers_do_not_mix(db: None) -> None:
    load(small())
    before = history()
    other = small(shift=-580_000_000_000)
    outcome = load(other)
    assert outcome.ok, outcome.lines()
    assert all(one.updated == 0 for one in outcome.counts.values())
    assert Project.objects.filter(number="P0001").count() == 2
    assert Community.objects.filter(number="C0001").count() == 2
    assert changed(load(other)) == changed(load(small())) == {}
    second = exported(CITY - 580_000_000_000)
    assert [line[0] for line in cells(second)["项目"][1:]] == ["P0001", "P0002"]
    assert history() == {name: 2 * count for name, count in before.items()}


def test_a_district_export_alone_fills_an_empty_database(city: FixtureCity) -> None:
    load(small())
    alone = exported(OTHER_DISTRICT)
    empty_database()
    assert import_ledger(alone).ok
    assert cells(exported(OTHER_DISTRICT)) == cells(alone)


def test_a_citys_ledger_may_begin_at_the_city(db: None) -> None:
    book = small()
    del book["区划"][1]
    outcome = load(book)
    assert outcome.ok, outcome.lines()
    assert outcome.warnings == [
        "区划!D2 上级代码: “990000000000” 上级不在台账和库中，只登记到市一级"
    ]
    assert Region.objects.get(pk=CITY).parent is None
    assert changed(load(book)) == {}


def test_what_is_left_blank_stays_unknown_and_round_trips(city: FixtureCity) -> None:
    book = small()
    put(book, "周进度", 3, "累计完成投资(万元)", None)
    put(book, "资金拨付", 3, "申请日期", None)
    put(book, "纠纷", 2, "群体性", None)
    put(book, "项目", 3, "小区编号", None)
    outcome = load(book)
    assert outcome.ok, outcome.lines()
    assert outcome.warnings == [
        "项目!G3 小区编号: 没有填写小区，户数、楼栋等不会计入",
        "周进度!D3 累计完成投资(万元): 没有填写，这一周按缺报统计",
    ]
    assert WeeklyEntry.objects.get(week=date(2023, 7, 17)).invested is None
    assert changed(load(book)) == {}
    assert changed(import_ledger(exported(CITY))) == {}


def test_a_template_has_every_heading_and_the_regions(city: FixtureCity) -> None:
    load(small())
    template = cells(exported(DISTRICT, only={"区划"}))
    assert list(template) == list(DEMO_ROWS)
    assert [len(rows) for rows in template.values()] == [5] + [1] * 10
    assert template["项目"][0][:3] == ["项目编号", "项目名称", "年度"]


def test_a_file_without_region_codes_belongs_to_the_only_city(city: FixtureCity) -> None:
    book = small()
    assert load(book).ok
    alone = {"工程量": book["工程量"]}
    outcome = load(alone)
    assert outcome.ok, outcome.lines()
    assert outcome.counts["工程量"].unchanged == len(book["工程量"]) - 1
