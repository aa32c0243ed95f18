"""Whatever stands in the query string of a page of projects, the page answers."""

from itertools import product
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse

from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory

PAGES: Final = (
    "projects", "communities", "plans", "milestones", "quantities", "suspensions", "problems",
    "stop_windows", "reschedules", "evidence_missing", "templates", "wall", "lag_list", "cases",
    "campaigns", "task_forces", "responsible", "light_rules", "assignments", "visits", "benefits",
    "showcases", "highlights", "weekly_entries", "imports", "stop_window_new", "task_force_new",
    "template_new", "backplans",
)  # fmt: skip
BY_WEEK: Final = ("silent", "missing", "calendar")
DAYS: Final = (
    "0001-01-01",
    "1582-10-15",
    "9999-12-31",
    "10000-01-01",
    "2023-02-30",
    "\x00",
    "月末",
)
YEARS: Final = ("0000", "0001", "9999", "99999999999999999999", "-1", "\x00", "二〇二三", "²")
NUMBERS: Final = ("\x00", "9" * 5000, "9" * 30, "-1", "²", "x")


@pytest.fixture
def client(city: FixtureCity) -> Client:
    ProjectFactory(region=city.district)
    return as_user(city.office)


@pytest.mark.parametrize("page", PAGES)
def test_a_day_or_a_year_out_of_all_bounds_is_no_fault(client: Client, page: str) -> None:
    url = reverse(f"projects:{page}")
    names = ("as_of", "visited_after", "visited_before", "deadline", "month")
    for day in DAYS:
        assert client.get(url, dict.fromkeys(names, day)).status_code in (200, 422), day
    for year, day in product(YEARS, (DAYS[0], DAYS[2])):
        asked = {"year": year, "as_of": day, "preset": "winter"}
        assert client.get(url, asked).status_code == 200, (year, day)
    for month in ("0001-01", "9999-12", "0000-00", "10000-01"):
        assert client.get(url, {"month": month}).status_code == 200, month


@pytest.mark.parametrize("page", BY_WEEK)
def test_a_week_or_a_region_that_is_none_is_not_found(client: Client, page: str) -> None:
    url = reverse(f"projects:{page}")
    for day in DAYS:
        assert client.get(url, {"week": day}).status_code == 404, day
    for region in NUMBERS:
        assert client.get(url, {"region": region}).status_code == 404, region


@pytest.mark.parametrize("page", [*PAGES, "calendar"])
def test_a_number_that_no_row_has_is_no_fault(client: Client, page: str) -> None:
    url = reverse(f"projects:{page}")
    names = ("project", "copy", "weeks", "assignment", "sort", "page", "min_lag", "reason")
    for number in NUMBERS:
        assert client.get(url, dict.fromkeys(names, number)).status_code == 200, number


def test_a_number_in_a_form_that_no_row_has_is_no_fault(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    cell = {"field": "percent", "value": "1", "seen": "", "week": "2023-07-31"}
    district = {"region": str(city.district.pk), "week": "2023-07-24"}
    for number in NUMBERS:
        saved = as_user(city.clerk).post("/projects/weekly/cell/", cell | {"project": number})
        accepted = as_user(city.reviewer).post(
            "/projects/weekly/review/accept/", district | {"except": number}
        )
        edited = as_user(city.office).post(f"/projects/{project.pk}/edit/", {"seen": number})
        found = [answer.status_code for answer in (saved, accepted, edited)]
        assert found == [404, 302, 422], number
