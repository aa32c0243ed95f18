"""Lists: pages, filters, order, plain text, money, and what they cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from tests.api.conftest import FORMULA, Rows, api, rows_of
from tests.city import FixtureCity
from tests.factories import EntryFactory, MilestoneFactory, ProjectFactory

LISTS = (
    "communities", "plans", "projects", "milestones", "quantities", "problems", "suspensions",
    "weekly-entries", "submissions", "funding-sources", "receipts", "payments", "complaints",
    "disputes", "orders", "key-tasks", "reports", "imports", "regions", "work-items", "indicators", "weeks",
    "weeks/2023-07-24", "weeks/2023-07-24/missing",
)  # fmt: skip


def fetch(user: Any, url: str) -> Any:
    found = api(user).get(f"/api/v1/{url}")
    assert found.status_code == 200, found.content
    return found.json()


def many_projects(city: FixtureCity, count: int) -> None:
    for _ in range(count):
        project = ProjectFactory(region=city.district)
        MilestoneFactory(project=project)
        EntryFactory(project=project)


def test_lists_are_always_paged(city: FixtureCity) -> None:
    many_projects(city, 52)
    found = fetch(city.clerk, "projects/")
    assert (found["count"], len(found["results"])) == (52, 50)
    assert found["next"].endswith("?page=2")
    assert len(fetch(city.clerk, "projects/?page=2")["results"]) == 2
    assert len(fetch(city.clerk, "projects/?page_size=10")["results"]) == 10


def test_a_page_holds_at_most_200_rows(city: FixtureCity) -> None:
    regions = [Project(region=city.district, site=city.district, city=1, number=str(n), name="x",
                       year=2023) for n in range(205)]  # fmt: skip
    Project.objects.bulk_create(regions)
    assert len(fetch(city.clerk, "projects/?page_size=100000")["results"]) == 200


def test_pages_in_any_order_hold_each_row_once(city: FixtureCity) -> None:
    many_projects(city, 9)
    seen = []
    for page in (1, 2, 3):
        url = f"projects/?ordering=-year&page_size=3&page={page}"
        seen += [row["id"] for row in fetch(city.clerk, url)["results"]]
    assert len(set(seen)) == 9


def test_rows_come_in_the_order_asked_for(city: FixtureCity) -> None:
    for name in ("乙项目", "甲项目"):
        ProjectFactory(region=city.district, name=name)
    up = [row["name"] for row in fetch(city.clerk, "projects/?ordering=name")["results"]]
    down = [row["name"] for row in fetch(city.clerk, "projects/?ordering=-name")["results"]]
    assert up == down[::-1] == sorted(up)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("started=1", 1), ("lagging=1", 1), ("status=在建", 1), ("year=2022", 0), ("q=东风", 1)],
)
def test_the_filters_are_those_of_the_page(
    city: FixtureCity, ours: Rows, query: str, expected: int
) -> None:
    ProjectFactory(region=city.district, name="东风路", year=2023)
    MilestoneFactory(project=ours.project, name="完工", planned_on="2023-07-01")
    assert fetch(city.clerk, f"projects/?{query}")["count"] == expected


@pytest.mark.parametrize(
    "query", ["year=x", "as_of=2023-13-01", "status=nonsense", "started=maybe", "region=x"]
)
def test_a_filter_that_cannot_be_read_is_told(city: FixtureCity, query: str) -> None:
    found = api(city.clerk).get(f"/api/v1/projects/?{query}")
    assert found.status_code == 400
    assert query.partition("=")[0] in found.json()


def test_a_project_is_seen_as_of_a_date(city: FixtureCity, ours: Rows) -> None:
    url = f"projects/{ours.project.pk}/"
    now, before = fetch(city.clerk, url), fetch(city.clerk, f"{url}?as_of=2023-04-01")
    assert (now["status"], now["percent"], now["invested"]) == ("在建", "50.00", "8000000.00")
    assert (before["status"], before["percent"], before["invested"]) == ("前期", None, None)
    listed = fetch(city.clerk, "projects/?as_of=2023-04-01")["results"][0]
    assert listed["status"] == "前期"


def test_money_is_yuan_as_exact_text(city: FixtureCity, ours: Rows) -> None:
    assert fetch(city.clerk, "projects/")["results"][0]["total_investment"] == "20000000.00"
    assert fetch(city.clerk, "receipts/")["results"][0]["amount"] == "3000000.00"
    assert fetch(city.clerk, "weekly-entries/")["results"][0]["invested"] == "8000000.00"


def test_formulas_and_markup_come_back_as_the_plain_text_they_are(
    city: FixtureCity, ours: Rows
) -> None:
    found = api(city.clerk).get("/api/v1/projects/")
    assert found["Content-Type"] == "application/json"
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found.json()["results"][0]["name"] == FORMULA
    assert fetch(city.clerk, "complaints/")["results"][0]["content"] == FORMULA
    assert fetch(city.clerk, "problems/")["results"][0]["text"] == FORMULA


@pytest.mark.parametrize("endpoint", LISTS)
def test_queries_do_not_grow_with_the_rows(
    city: FixtureCity, ours: Rows, theirs: Rows, endpoint: str
) -> None:
    client = api(city.office)

    def queries() -> int:
        client.get(f"/api/v1/{endpoint}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v1/{endpoint}/").status_code == 200
        return len(captured)

    few = queries()
    for _ in range(4):
        project = ProjectFactory(region=city.district)
        EntryFactory(project=project, entered_by=city.clerk)
        MilestoneFactory(project=project)
    rows_of(city.street, city.clerk)
    assert queries() <= few
