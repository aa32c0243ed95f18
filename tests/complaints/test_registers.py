"""Registers of complaints and disputes, and the fragment on a project's page."""

from datetime import date

import pytest

from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import ComplaintFactory, DisputeFactory, ProjectFactory
from tests.house.disputes_world import objects
from tests.pages import text_of
from tests.query_counts import assert_query_count

COMPLAINTS, DISPUTES = "/complaints/", "/complaints/disputes/"


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row: Project = ProjectFactory(region=city.district, name="东风一村改造", contractor="新城建设")
    ComplaintFactory(region=city.district, project=row, number="T1", closed_on=date(2023, 6, 20))
    ComplaintFactory(region=city.district, number="T2", category="墙面脱落", content="<b>掉皮</b>")
    ComplaintFactory(region=city.district, number="T3", received_on=date(2022, 12, 31))
    ComplaintFactory(region=city.district, number="T4", received_on=date(2023, 8, 1))
    DisputeFactory(region=city.district, project=row, number="J1", mass_incident=True)
    DisputeFactory(region=city.district, number="J2", occurred_on=date(2022, 5, 1))
    return row


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (COMPLAINTS, {"T1", "T2", "T3"}),
        (f"{COMPLAINTS}?year=2023", {"T1", "T2"}),
        (f"{COMPLAINTS}?year=2023&as_of=2023-08-01", {"T1", "T2", "T4"}),
        (f"{COMPLAINTS}?year=2022", {"T1", "T2", "T3"}),
        (f"{COMPLAINTS}?year=2022&as_of=2022-12-31", {"T3"}),
        (f"{COMPLAINTS}?category=墙面脱落", {"T2"}),
        (f"{COMPLAINTS}?closed=1", {"T1"}),
        (f"{COMPLAINTS}?closed=1&as_of=2023-06-19", set()),
        (f"{COMPLAINTS}?contractor=新城", {"T1"}),
        (f"{COMPLAINTS}?q=东风一村", {"T1"}),
        (f"{DISPUTES}?year=2023", {"J1"}),
        (f"{DISPUTES}?mass=1", {"J1"}),
        (f"{DISPUTES}?mass=0", {"J2"}),
    ],
)
def test_each_filter_keeps_exactly_its_rows(
    city: FixtureCity, project: Project, url: str, found: set[str]
) -> None:
    words = text_of(as_user(city.office).get(url)).split()
    assert {n for n in ("T1", "T2", "T3", "T4", "J1", "J2") if n in words} == found


def test_strangers_see_nothing_and_administrators_are_refused(
    city: FixtureCity, project: Project
) -> None:
    for url in (COMPLAINTS, DISPUTES):
        page = text_of(as_user(city.stranger).get(url))
        assert "T1" not in page
        assert "J1" not in page
        assert as_user(city.auditor).get(url).status_code == 403


def test_what_residents_wrote_is_escaped(city: FixtureCity, project: Project) -> None:
    body = as_user(city.clerk).get(COMPLAINTS).content
    assert b"<b>\xe6\x8e\x89" not in body
    assert "&lt;b&gt;掉皮".encode() in body


def test_the_fragment_shows_the_projects_own(city: FixtureCity, project: Project) -> None:
    url = f"{COMPLAINTS}projects/{project.pk}/"
    page = text_of(as_user(city.clerk).get(url)).split()
    assert "T1" in page
    assert "J1" in page
    assert "T2" not in page
    assert as_user(city.stranger).get(url).status_code == 404


@pytest.mark.parametrize("url", [COMPLAINTS, DISPUTES])
def test_a_list_takes_a_fixed_number_of_queries(
    city: FixtureCity, project: Project, url: str
) -> None:
    for _ in range(20):
        row = ProjectFactory(region=city.district)
        ComplaintFactory(region=city.district, project=row, community=row.communities.first())
        DisputeFactory(region=city.district, project=row)
    assert_query_count(url, as_user(city.office), url)


def test_the_other_pages_of_disputes_take_a_fixed_number_of_queries(city: FixtureCity) -> None:
    for number in range(5):
        row = ProjectFactory(region=city.district, started_on=date(2023, 4, 10))
        objects(city.district, row, city.clerk, city.office, f"甲{number}")
    client = as_user(city.office)
    for name in ("mass", "contractors", "levels"):
        url = f"{DISPUTES}{name}/"
        assert_query_count(url, client, url)
