"""What a report freezes: figures, rows, ranking; and that later changes do not reach it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.periods import Month, Week
from funding.models import Payment
from funding.services.receipts import reversal
from projects.models import Milestone, Project, Suspension
from projects.services.weeks import close_week
from reports.choices import ReportState
from reports.models import Report
from reports.services.building import build, request_dispatch
from reports.snapshot import elapsed_share, monthly_data, weekly_data
from reports.wording.fields import fields
from tests.city import FixtureCity
from tests.factories import (
    ComplaintFactory,
    EntryFactory,
    MilestoneFactory,
    PaymentFactory,
    PlanFactory,
    ProjectFactory,
    ReceiptFactory,
    SourceFactory,
)
from tests.reports.bulletins import JULY, WEEK_30, Office, bulletin, dispatch, fresh, issued


def row_of(data: Any, name: str) -> list[str]:
    return [row["name"] for row in data[name]]


def test_a_week_freezes_who_is_silent_who_fell_behind_and_what_comes(city: FixtureCity) -> None:
    PlanFactory(region=city.region)
    silent = ProjectFactory(region=city.district, started_on=date(2023, 4, 10))
    asking = ProjectFactory(region=city.other_district, started_on=date(2023, 4, 10))
    EntryFactory(project=asking, problem="管线冲突", help_needed="请协调燃气公司")
    MilestoneFactory(project=silent, planned_on=date(2023, 7, 26), name="主体完工")
    MilestoneFactory(project=asking, planned_on=date(2023, 7, 1), name="开工")
    MilestoneFactory(project=asking, planned_on=date(2023, 8, 10), name="竣工验收")
    data = weekly_data(city.region, WEEK_30)
    assert data["as_of"] == "2023-07-30"
    assert row_of(data["reporting"], "missing") == [silent.name]
    assert data["reporting"]["rate"] == "50.0"
    assert row_of(data, "new_lags") == [silent.name]
    assert row_of(data, "lagging") == [asking.name, silent.name]
    assert [(row["name"], row["help_needed"]) for row in data["help"]] == [
        (asking.name, "请协调燃气公司")
    ]
    assert [(row["name"], row["node"]) for row in data["coming"]] == [(asking.name, "竣工验收")]


def test_ties_share_a_rank_and_small_plans_are_marked_and_not_named(city: FixtureCity) -> None:
    for region, plan in ((city.district, 8), (city.other_district, 8)):
        PlanFactory(region=region, communities=plan)
        ProjectFactory(region=region, started_on=date(2023, 4, 10))
    data = monthly_data(city.region, JULY)
    assert [(row["rank"], row["small"]) for row in data["ranking"]["rows"]] == [(1, False)] * 2
    PlanFactory(
        region=city.other_district,
        communities=2,
        version=2,
        effective_on=date(2023, 7, 1),
        reason="核减",
    )
    data = monthly_data(city.region, JULY)
    places = {row["code"]: row for row in data["ranking"]["rows"]}
    assert places[city.other_district.pk]["small"]
    named = fields(data, {"whole": "全市"})
    assert named["进展较快地区"].value == "无"


def test_regions_of_one_rate_are_neither_fast_nor_slow(city: FixtureCity) -> None:
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=8)
        ProjectFactory(region=region, started_on=date(2023, 4, 10))

    def named(data: Any) -> list[str]:
        known = fields(data, {"whole": "全市"})
        return [known[name].value for name in ("进展较快地区", "进展较慢地区")]

    data = monthly_data(city.region, JULY)
    assert named(data) == ["无", "无"]
    del data["ranking"]["apart"]  # frozen before: what was printed stays what it was
    assert named(data) == ["甲区（12.5%）", "乙县（12.5%）"]
    ProjectFactory(region=city.other_district, started_on=date(2023, 4, 10))
    assert named(monthly_data(city.region, JULY)) == ["乙县（25.0%）", "甲区（12.5%）"]


def test_a_bulletin_names_nobody_where_nobody_differs(city: FixtureCity) -> None:
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=8)
        ProjectFactory(region=region, started_on=date(2023, 4, 10))
    report = bulletin(city.region)
    told = next(one for one in report.text["sections"] if one["key"] == "regions")
    assert told["paragraphs"][0] == "各县（区）进展情况见附件1。"


def test_elapsed_share_is_by_days() -> None:
    assert elapsed_share(2023, date(2023, 7, 31)) == "58.1"
    assert elapsed_share(2024, date(2023, 12, 31)) == "0.0"
    assert elapsed_share(2023, date(2024, 1, 31)) == "100.0"


def test_categories_make_up_the_complaints(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    for category in ("屋面防水", "屋面防水", "管道破裂"):
        ComplaintFactory(
            project=project,
            community=project.communities.get(),
            region=city.district,
            category=category,
        )
    data = monthly_data(city.region, JULY)
    assert data["complaints"] == [
        {"category": "屋面防水", "received": 2, "closed": 0},
        {"category": "管道破裂", "received": 1, "closed": 0},
    ]


def test_a_month_freezes_the_four_gaps_and_keeps_them(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    source = SourceFactory(project=project, secured=Decimal(9_000_000))
    ReceiptFactory(source=source, received_on=date(2022, 12, 1))
    ReceiptFactory(source=source, amount=Decimal(2_000_000))
    PaymentFactory(project=project, approved_on=date(2023, 6, 5), amount=Decimal(700_000))
    data = monthly_data(city.region, JULY)
    assert data["gaps"] == {
        "total_gap": 1100, "annual_gap": 1100, "arrival_gap": 400, "payment_gap": 70,
    }  # fmt: skip
    shown = {name: one.value for name, one in fields(data, {"whole": "全市"}).items()}
    assert [shown[name] for name in ("资金缺口", "年度缺口", "到位缺口", "支付缺口")] == [
        "1100万元", "1100万元", "400万元", "70万元",
    ]  # fmt: skip


def test_the_demo_month_is_frozen_with_the_expected_lists(office: Office) -> None:
    data = monthly_data(office.region, JULY)
    assert len(data["lagging"]) == 35
    assert sum(not row["started"] for row in data["lagging"]) == 16
    assert sum(row["communities"] for row in data["unstarted"]) == 24
    assert sum(row["received"] for row in data["complaints"]) == 23
    assert data["elapsed"] == "58.1"
    assert len(data["children"]) == 8
    own = data["own"]["figures"]
    assert data["gaps"]["total_gap"] == own["funding_gap_wan"] == 87_000
    assert data["gaps"]["arrival_gap"] == own["secured_wan"] - own["received_wan"]


def test_the_demo_week_compares_with_the_week_before(office: Office) -> None:
    report = dispatch(office.region)
    assert report.state == ReportState.ISSUED
    assert report.data["own"]["figures"]["start_rate"] == "87.1"
    assert report.data["before"]["as_of"] == "2023-07-23"
    assert report.data["reporting"]["owed"] == 186


def test_a_dispatch_closes_its_week_and_a_second_request_is_the_same_row(office: Office) -> None:
    first = request_dispatch(office.region, WEEK_30)
    assert request_dispatch(office.region, WEEK_30) == first
    build(first.pk)
    built_at = fresh(first.pk).built_at
    build(first.pk)
    assert fresh(first.pk).built_at == built_at
    assert close_week(office.region, WEEK_30).week == WEEK_30.monday


def test_changes_compare_with_the_last_issued_bulletin(office: Office) -> None:
    june = bulletin(office.region, Month(2023, 6))
    kept = june.data
    assert kept["own"]["figures"]["investment_rate"] == "47.5"
    issued(office, june)
    for paid in Payment.objects.filter(paid_on__lte=date(2023, 6, 30)):
        Payment.objects.create(**reversal(paid))
    began = Project.objects.filter(year=2023, started_on__lte=date(2023, 6, 30), finished_on=None)
    began.update(started_on=date(2023, 7, 2))
    data = monthly_data(office.region, JULY)
    assert data["before"]["own"] == kept["own"]
    assert fields(data, {"whole": "全市"})["开工率较上月"].value == "较上月末持平"


def test_without_an_issued_bulletin_the_month_before_is_counted_anew(office: Office) -> None:
    bulletin(office.region, Month(2023, 6))
    began = Project.objects.filter(year=2023, started_on__lte=date(2023, 6, 30), finished_on=None)
    began.update(started_on=date(2023, 7, 2))
    data = monthly_data(office.region, JULY)
    assert fields(data, {"whole": "全市"})["开工率较上月"].value == "较上月末提高87.1个百分点"


def test_backdated_changes_do_not_reach_issued_reports(office: Office) -> None:
    july = issued(office, bulletin(office.region))
    weekly = dispatch(office.region)
    frozen = july.data, weekly.data
    Project.objects.update(started_on=None)
    Milestone.objects.all().delete()
    Suspension.objects.create(project=Project.objects.all()[0], started_on=date(2023, 1, 1))
    for pk in (july.pk, weekly.pk):
        build(pk)
    assert (fresh(july.pk).data, fresh(weekly.pk).data) == frozen


def test_a_failed_build_keeps_an_error_number_and_can_be_tried_again(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = request_dispatch(city.region, Week(date(2023, 7, 17)))

    def broken(*args: Any) -> Any:
        raise ValueError("磁盘已满")

    monkeypatch.setattr("reports.services.building.weekly_data", broken)
    with pytest.raises(ValueError, match="磁盘已满"):
        build(report.pk)
    monkeypatch.undo()
    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "错误编号" in report.error
    assert "磁盘已满" not in report.error
    build(report.pk)
    assert Report.objects.get(pk=report.pk).state == ReportState.ISSUED
