"""Lights: the sentence of data and rule, which rules hold where and when, grey and the filter."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import html

from projects.calendar import Calendar, Span
from projects.models import LightRuleSet, Milestone, Project, StopWindow, Suspension
from projects.pace.curve import Point, along, linear
from projects.pace.lights import ProjectLights, add_months, lights, months_between
from projects.pace.presets import PRESETS
from projects.pace_choices import Light
from projects.services.light_rules import save_rules
from tests.city import FixtureCity, as_user
from tests.factories import (
    EntryFactory,
    PaymentFactory,
    ProjectFactory,
    ReceiptFactory,
    SourceFactory,
)
from tests.pages import text_of

DAY = date(2023, 7, 31)


def shown(project: Project, day: date = DAY) -> ProjectLights:
    rows = Project.objects.with_status(day).with_progress(day).with_lag(day)
    return lights([rows.get(pk=project.pk)], day)[project.pk]


def sentences(project: Project, day: date = DAY) -> list[str]:
    return [one.sentence for one in shown(project, day).shown]


def building(city: FixtureCity, percent: str, **more: Any) -> Project:
    """A project of 1 April to 9 August (131 days): by 31 July 122 days, 93.1%."""
    dates = {"planned_start": date(2023, 4, 1), "planned_finish": date(2023, 8, 9)}
    project: Project = ProjectFactory(
        region=city.district, started_on=date(2023, 4, 1), **(dates | more)
    )
    EntryFactory(project=project, percent=Decimal(percent))
    return project


def preset(name: str, city: FixtureCity, day: date = DAY) -> LightRuleSet:
    chosen = PRESETS[name]
    return save_rules(
        name=chosen.name, effective_on=day, source=chosen.source, lines=chosen.lines,
        by=city.office,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "light", "words"),
    [
        ("64.1", Light.YELLOW, "形象进度 64.1%，序时 93.1%，落后 29 个百分点；规则：10–30个百分点为黄灯（银川2025）"),
        ("63.1", Light.YELLOW, "形象进度 63.1%，序时 93.1%，落后 30 个百分点；规则：10–30个百分点为黄灯（银川2025）"),
        ("63", Light.RED, "形象进度 63%，序时 93.1%，落后 30.1 个百分点；规则：超过30个百分点为红灯（银川2025）"),
        ("90", Light.GREEN, "形象进度 90%，序时 93.1%，落后 3.1 个百分点；规则：不足10个百分点为绿灯（银川2025）"),
        ("95", Light.GREEN, "形象进度 95%，序时 93.1%，超前 1.9 个百分点；规则：不足10个百分点为绿灯（银川2025）"),
    ],
)  # fmt: skip
def test_points_behind_the_plan(city: FixtureCity, percent: str, light: Light, words: str) -> None:
    project = building(city, percent)
    assert words in sentences(project)
    assert shown(project).light == light


def test_points_behind_and_percent_below_are_not_the_same(city: FixtureCity) -> None:
    project = building(city, "64.1", annual_investment=Decimal(100))
    project.weekly_entries.update(invested=Decimal(45))
    preset("sanya", city)
    assert sentences(project) == [
        "投资完成 45%，序时 93.1%，低于序时 51.7%；规则：超过50%为红灯（三亚2022）"
    ]


def test_a_start_that_is_due_is_yellow_and_red_after_three_months(city: FixtureCity) -> None:
    late = ProjectFactory(region=city.district, planned_start=date(2023, 4, 30))
    due = ProjectFactory(region=city.district, planned_start=date(2023, 7, 31))
    ahead = ProjectFactory(region=city.district, planned_start=date(2023, 8, 1))
    assert sentences(late) == [
        "计划2023-04-30开工，逾期3个月零1天未开工；规则：达到3个月为红灯（银川2025）"
    ]
    assert sentences(due) == [
        "计划2023-07-31开工，逾期0天未开工；规则：3个月以内为黄灯（银川2025）"
    ]
    assert shown(ahead).light == Light.GREEN
    StopWindow.objects.create(
        region=city.region, kind="考试", name="高考", first_on=date(2023, 6, 5),
        last_on=date(2023, 6, 9), source="教育局通知",
    )  # fmt: skip
    assert shown(late).light == Light.YELLOW, "stopped days are taken out"


def test_entries_and_payments(city: FixtureCity) -> None:
    silent = building(city, "95")
    silent.weekly_entries.update(week=date(2023, 5, 22))  # until 28 May
    assert (
        "最近一次已审核周报为2023年第21周（5月22日—5月28日），已2个月零3天；规则：超过2个月为红灯（银川2025）"
        in sentences(silent)
    )
    paid = building(city, "95")
    source = SourceFactory(project=paid)
    ReceiptFactory(source=source, amount=Decimal(1000), received_on=DAY)
    PaymentFactory(project=paid, amount=Decimal(99), paid_on=DAY)
    assert "到位资金拨付率 9.9%，要求 10%；规则：低于10%为红灯（银川2025）" in sentences(paid)
    assert shown(paid).light == Light.RED


def test_days_of_a_node(city: FixtureCity) -> None:
    project = building(city, "95")
    Milestone.objects.create(project=project, name="完工", planned_on=date(2023, 7, 20))
    preset("enterprise", city)
    assert sentences(project) == [
        "最早一个逾期节点计划2023-07-20完成，滞后11天；规则：1–15天为黄灯（企业做法）"
    ]


def test_a_suspended_project_is_grey_with_its_reason(city: FixtureCity) -> None:
    project = building(city, "10")
    Suspension.objects.create(
        project=project, kind="停工", started_on=date(2023, 7, 3), reason="高岩路拓宽"
    )
    found = shown(project)
    assert (found.light, found.shown) == (Light.GREY, ())
    assert found.sentence == "自2023-07-03起停工，停止计时，高岩路拓宽"


def test_the_nearest_region_s_newest_rules_hold_and_the_past_keeps_its_own(
    city: FixtureCity,
) -> None:
    project = building(city, "64.1")
    preset("sanya", city)
    assert all("三亚2022" in one for one in sentences(project))
    assert all("银川2025" in one for one in sentences(project, date(2023, 7, 30)))
    other = LightRuleSet.objects.create(
        name="乙县规则", region=city.other_district, effective_on=DAY, source="县办通知"
    )
    assert other.rules.count() == 0
    stranger = building(city, "10", name="乙县项目")
    Project.objects.filter(pk=stranger.pk).update(
        region=city.other_district, site=city.other_district
    )
    assert shown(stranger).light is None, "a set without rules lights nothing"


def test_windows_are_taken_out_of_the_planned_curve() -> None:
    start, finish = date(2023, 4, 1), date(2023, 4, 10)
    stops = Calendar.of([Span(date(2023, 4, 3), date(2023, 4, 4))])
    assert linear(start, finish, date(2023, 4, 5), Calendar()) == Decimal("50.0")
    assert linear(start, finish, date(2023, 4, 5), stops) == Decimal("37.5")
    assert linear(start, finish, date(2023, 3, 31), stops) == 0
    assert linear(start, finish, date(2023, 5, 1), stops) == 100


def test_the_curve_follows_the_weights_of_nodes() -> None:
    points = [Point(date(2023, 4, 10), Decimal(20)), Point(date(2023, 4, 20), Decimal(60))]
    start = date(2023, 4, 1)
    assert along(start, points, date(2023, 4, 5), Calendar()) == Decimal("12.5")
    assert along(start, points, date(2023, 4, 15), Calendar()) == Decimal("62.5")
    assert along(start, points, date(2023, 4, 20), Calendar()) == Decimal("100.0")


def test_months_end_with_the_month() -> None:
    assert add_months(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_between(date(2023, 1, 31), date(2023, 2, 28)) == (1, 0)
    assert months_between(date(2023, 4, 30), date(2023, 7, 31)) == (3, 1)


def test_the_list_shows_and_filters_lights_as_the_api_does(city: FixtureCity) -> None:
    red = building(city, "10", name="红灯项目")
    building(city, "95", name="绿灯项目")
    client = as_user(city.office)
    page = client.get("/projects/?light=red")
    assert [row.source.pk for row in page.context["rows"]] == [red.pk]
    assert "light-red" in page.content.decode()
    assert "红灯" in text_of(page)
    found = client.get("/api/v1/projects/?light=red").json()["results"]
    assert [(one["id"], one["light"]) for one in found] == [(red.pk, "red")]
    assert "超过30个百分点为红灯" in found[0]["light_sentence"]


def typed(**more: str) -> dict[str, str]:
    lines = {"rules-TOTAL_FORMS": "2", "rules-INITIAL_FORMS": "0"}
    first = {
        "rules-0-subject": "progress",
        "rules-0-formula": "points",
        "rules-0-yellow": "5",
        "rules-0-red": "20",
    }
    head = {"name": "云江2023", "effective_on": "2023-08-01", "source": "云办〔2023〕8号"}
    return lines | first | head | more


def test_the_office_sets_rules_from_a_day_on(city: FixtureCity) -> None:
    client = as_user(city.office)
    project = building(city, "80")
    start = client.get("/projects/lights/new/?preset=sanya")
    assert 'value="三亚2022"' in start.content.decode()
    assert client.post("/projects/lights/new/", typed()).status_code == 302
    assert "10–30个百分点为黄灯（银川2025）" in " ".join(sentences(project))
    later = " ".join(sentences(project, date(2023, 8, 1)))
    assert "5–20个百分点为黄灯（云江2023）" in later


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"effective_on": "2023-07-30"}, "起用日期不能早于今天"),
        ({"rules-0-formula": "days"}, "“进度”可用的算法：落后N个百分点、低于序时N%"),
        ({"rules-0-yellow": "30"}, "黄灯的阈值不能大于红灯"),
        ({"rules-0-red": ""}, "请填写红灯的阈值"),
        ({"rules-0-subject": ""}, "请至少填写一条规则"),
    ],
)
def test_rules_that_make_no_sense_come_back_as_typed(
    city: FixtureCity, changed: dict[str, str], message: str
) -> None:
    page = as_user(city.office).post("/projects/lights/new/", typed(**changed))
    assert page.status_code == 422
    assert message in text_of(page)
    assert "云办〔2023〕8号" in page.content.decode()
    assert LightRuleSet.objects.filter(name="云江2023").count() == 0


def test_the_register_shows_lights_when_asked(city: FixtureCity) -> None:
    building(city, "10")
    client = as_user(city.clerk)
    plain = html.fromstring(client.get("/projects/").content.decode())
    assert "亮灯" not in [head.text_content().strip() for head in plain.xpath("//thead//th")]
    [link] = plain.xpath("//a[text()='显示亮灯']/@href")
    lit = html.fromstring(client.get(f"/projects/{link}").content.decode())
    assert lit.xpath("//thead//th")[-1].text_content().strip() == "亮灯"
    assert "红灯" in lit.xpath("//tbody/tr[1]")[0].text_content()
