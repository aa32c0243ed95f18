"""The project list: scope, filters, sorting, and that it costs the same however long it is."""

from datetime import date

import pytest

from projects.models import Milestone, Problem, Suspension
from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, MilestoneFactory, ProjectFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count

URL = "/projects/"


@pytest.fixture
def projects(city: FixtureCity) -> FixtureCity:
    ProjectFactory(region=city.district, number="P1", name="东风一村改造", started_on=date(2023, 4, 2),
                   lead_person="李工", classes="基础类、完善类", batch="第一批")  # fmt: skip
    late = ProjectFactory(region=city.district, number="P2", name="团结里改造", classes="基础类")
    MilestoneFactory(project=late, planned_on=date(2023, 5, 1), order=1)
    waiting = ProjectFactory(region=city.district, number="P3", name="缓建小区改造")
    MilestoneFactory(project=waiting, planned_on=date(2023, 3, 1))
    Suspension.objects.create(project=waiting, started_on=date(2023, 6, 1), reason="道路拓宽")
    ProjectFactory(
        region=city.other_district, number="P4", name="乙县项目", year=2022, out_of_plan=True
    )
    return city


def names(client, query: str = "") -> str:  # type: ignore[no-untyped-def]
    return text_of(client.get(URL + query))


def test_a_clerk_sees_the_projects_of_the_own_district_alone(projects: FixtureCity) -> None:
    page = names(as_user(projects.clerk))
    assert "东风一村改造" in page
    assert "乙县项目" not in page


def test_an_administrator_without_business_rights_is_refused(projects: FixtureCity) -> None:
    assert as_user(projects.system_admin).get(URL).status_code == 403


def test_anonymous_is_sent_to_log_in(client, db: None) -> None:  # type: ignore[no-untyped-def]
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?year=2022", {"乙县项目"}),
        ("?region=999921000000", {"乙县项目"}),
        ("?status=在建", {"东风一村改造"}),
        ("?status=暂缓", {"缓建小区改造"}),
        ("?started=1", {"东风一村改造"}),
        ("?started=0", {"团结里改造", "缓建小区改造", "乙县项目"}),
        ("?unstarted=1&year=2023", {"团结里改造"}),
        ("?suspended=1", {"缓建小区改造"}),
        ("?suspended=1&as_of=2023-05-31", set()),
        ("?lagging=1", {"团结里改造"}),
        ("?lagging=1&as_of=2023-04-30", {"缓建小区改造"}),
        ("?out_of_plan=1", {"乙县项目"}),
        ("?class=完善类", {"东风一村改造"}),
        ("?batch=第一批", {"东风一村改造"}),
        ("?q=李工", {"东风一村改造"}),
        ("?q=p2", {"团结里改造"}),
        ("?started=1&as_of=2023-04-01", set()),
        ("?region=110000000000", set()),
    ],
)
def test_each_filter_keeps_exactly_its_rows(
    projects: FixtureCity, query: str, found: set[str]
) -> None:
    page = names(as_user(projects.office), query)
    listed = {n for n in ("东风一村改造", "团结里改造", "缓建小区改造", "乙县项目") if n in page}
    assert listed == found
    assert f"共 {len(found)} 条" in page or not found


def test_nonsense_in_the_address_is_no_error(projects: FixtureCity) -> None:
    client = as_user(projects.office)
    query = "?year=x&region=zz&as_of=2023-13-01&lagging=9&sort=77&page=zz&status=别的&class=别的"
    assert client.get(URL + query).status_code == 200
    assert client.get(f"{URL}?region={10**30}&year={10**30}").status_code == 200


def test_the_row_shows_progress_investment_and_days_of_lag(projects: FixtureCity) -> None:
    project = Milestone.objects.get(planned_on=date(2023, 5, 1)).project
    EntryFactory(project=project)
    page = names(as_user(projects.clerk), "?q=P2")
    assert "50.0" in page
    assert "800" in page
    assert "91" in page


def test_columns_sort_both_ways(projects: FixtureCity) -> None:
    client = as_user(projects.office)
    up, down = names(client, "?sort=0"), names(client, "?sort=-0")
    assert up.index("东风一村改造") < up.index("乙县项目")
    assert down.index("东风一村改造") > down.index("乙县项目")


def test_htmx_gets_the_table_alone(projects: FixtureCity) -> None:
    response = as_user(projects.clerk).get(URL, headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert "东风一村改造" in response.content.decode()


def test_text_that_looks_like_html_is_escaped(projects: FixtureCity) -> None:
    ProjectFactory(region=projects.district, name="<script>alert(1)</script>")
    body = as_user(projects.clerk).get(URL).content
    assert b"<script>alert" not in body
    assert b"&lt;script&gt;alert" in body


@pytest.mark.parametrize(
    "path", ["", "communities/", "plans/", "problems/", "milestones/", "quantities/"]
)
def test_a_list_takes_as_many_queries_for_forty_rows_as_for_one(
    projects: FixtureCity, path: str
) -> None:
    for _ in range(40):
        project = ProjectFactory(region=projects.district)
        MilestoneFactory(project=project)
        EntryFactory(project=project)
        project.quantities.create(item="屋面防水", unit="㎡", planned=1, done=1)
        Problem.objects.create(project=project, text="缺水", opened_on=date(2023, 7, 1))
    assert_query_count(URL + path, as_user(projects.office), URL + path)
