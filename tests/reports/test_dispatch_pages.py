"""Pages of the weekly dispatch."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.choices import Role
from projects.models import WeekClosing
from reports.models import Report
from tests.city import FixtureCity, as_user, user_with
from tests.factories import EntryFactory, MilestoneFactory, PlanFactory, ProjectFactory
from tests.pages import text_of
from tests.reports.bulletins import dispatch


@pytest.fixture
def built(city: FixtureCity) -> Report:
    PlanFactory(region=city.region)
    late = ProjectFactory(region=city.district, started_on=date(2023, 4, 10), name="红星小区改造")
    MilestoneFactory(project=late, planned_on=date(2023, 7, 26), name="主体完工")
    EntryFactory(project=late, problem="管线冲突", help_needed="请协调燃气公司")
    ProjectFactory(region=city.other_district, started_on=date(2023, 4, 10), name="西门里改造")
    return dispatch(city.region)


def test_the_page_shows_every_block(built: Report, city: FixtureCity) -> None:
    text = text_of(as_user(city.leader).get(f"/reports/dispatches/{built.pk}/"))
    for expected in (
        "截至 2023-07-30", "与 2023-07-23 比较", "各县区进展", "应填 2 个，已填 1 个，填报率 50.0%",
        "西门里改造", "主体完工", "请协调燃气公司", "本周未报的1个项目请说明原因，需补报的申请解锁",
    ):  # fmt: skip
        assert expected in text


def test_every_number_opens_its_rows_as_of_the_week(built: Report, city: FixtureCity) -> None:
    client = as_user(city.office)
    page = BeautifulSoup(client.get(f"/reports/dispatches/{built.pk}/").content, "html.parser")
    links = {str(a["href"]) for a in page.select(".figures a, #children a")}
    assert len(links) > 10
    for href in links:
        assert "as_of=2023-07-30" in href
        assert client.get(href).status_code == 200


def test_projects_are_linked(built: Report, city: FixtureCity) -> None:
    page = as_user(city.office).get(f"/reports/dispatches/{built.pk}/").content.decode()
    project = built.data["lagging"][0]["project"]
    assert f'href="/projects/{project}/"' in page


def test_whoever_reads_the_dispatch_of_a_region_above_opens_own_rows_alone(
    built: Report, city: FixtureCity
) -> None:
    address = f"/reports/dispatches/{built.pk}/"
    foreign = next(row for row in built.data["reporting"]["missing"] if row["name"] == "西门里改造")
    street = user_with(Role.LEADER, city.street, "street_leader")
    for user, briefed in ((city.clerk, True), (city.stranger, True), (street, False)):
        client = as_user(user)
        main = BeautifulSoup(client.get(address).content, "html.parser").select_one("main")
        assert main is not None
        assert "西门里改造" in main.text
        links = {str(a["href"]) for a in main.select("a[href]")}
        assert {client.get(href).status_code for href in links if href[0] == "/"} == {200}
        assert not {href for href in links if f"region={city.region.pk}" in href}
        assert (f"/projects/{foreign['project']}/" in links) is (user == city.stranger)
        assert bool(main.find("a", string="发言材料")) is briefed


def test_streets_without_a_plan_are_not_said_to_plan_nothing(city: FixtureCity) -> None:
    PlanFactory(region=city.district, communities=8)
    ProjectFactory(region=city.street, started_on=date(2023, 4, 10))
    report = dispatch(city.district)
    client = as_user(city.district_leader)
    page = BeautifulSoup(client.get(f"/reports/dispatches/{report.pk}/").content, "html.parser")
    [row] = page.select("#children tbody tr")
    told = {str(td["data-label"]): td.text.strip() for td in row.select("td")}
    labels = ("计划小区数（个）", "已开工小区（个）", "年度计划投资（万元）")
    assert [told[label] for label in labels] == ["—", "1", "—"]


def test_the_list_offers_missing_weeks_and_names_the_consequence(
    built: Report, city: FixtureCity
) -> None:
    EntryFactory(project=ProjectFactory(region=city.district), week=date(2023, 7, 17))
    page = as_user(city.office).get("/reports/dispatches/").content.decode()
    assert "2023年第30周" in page
    assert "将冻结第29周数据，1条周报不可再改" in page
    assert "将冻结第30周" not in page
    assert "待生成" not in text_of(as_user(city.leader).get("/reports/dispatches/"))


def test_any_past_week_is_shown_with_its_consequence_before_it_is_frozen(city: FixtureCity) -> None:
    client = as_user(city.office)
    page = client.get("/reports/dispatches/new/?week=2023-05-18")
    assert "将冻结第20周数据，0条周报不可再改" in text_of(page)
    assert not WeekClosing.objects.exists()
    shown = client.post("/reports/dispatches/new/", {"week": "2023-05-15"}, follow=True)
    assert "正在生成" in text_of(shown)
    assert WeekClosing.objects.get().closed_by == city.office
    assert Report.objects.get().drafted_by == city.office


@pytest.mark.parametrize(
    ("week", "told"),
    [
        ("2023-07-31", "填报尚未截止"),
        ("nonsense", "请选择"),
        ("", "请选择"),
        ("9999-12-31", "请选择|尚未"),
    ],
)
def test_a_week_that_cannot_be_frozen_is_refused_in_words(
    city: FixtureCity, week: str, told: str
) -> None:
    client: Client = as_user(city.office)
    for method in (client.get, client.post):
        text = text_of(method("/reports/dispatches/new/", {"week": week}, follow=True))
        assert any(words in text for words in told.split("|"))
    assert not Report.objects.exists()


def test_districts_read_it_and_strangers_of_another_city_do_not(
    built: Report, city: FixtureCity
) -> None:
    url = f"/reports/dispatches/{built.pk}/"
    assert as_user(city.clerk).get(url).status_code == 200
    assert as_user(city.auditor).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    assert as_user(city.clerk).post("/reports/dispatches/new/").status_code == 403
    assert as_user(city.office).get(f"/reports/bulletins/{built.pk}/").status_code == 404
