"""A number of the leaders' page opens a list of exactly that many rows: the demo city, counted twice."""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Region
from reports.figures import figures
from tests.city import as_user, user_with
from tests.demo_city import AS_OF

LISTS = {
    "started_communities": "/projects/communities/?status=started",
    "unstarted_communities": "/projects/communities/?status=unstarted",
    "in_construction_communities": "/projects/communities/?status=building",
    "completed_communities": "/projects/communities/?status=finished",
    "accepted_communities": "/projects/communities/?status=accepted",
    "suspended_communities": "/projects/communities/?status=suspended",
    "lagging_projects": "/projects/?lagging=1",
    "lagging_unstarted": "/projects/?lagging=1&started=0",
    "quality_complaints": "/complaints/?",
    "disputes": "/complaints/disputes/?",
    "mass_incidents": "/complaints/disputes/?mass=1",
}


@pytest.fixture
def office(demo_city: int) -> Client:
    return as_user(user_with(Role.OFFICE, Region.objects.get(pk=demo_city), "office"))


def rows_of(client: Client, url: str) -> int:
    found = re.search(r'class="count">共 <b>([\d,]+)</b>', client.get(url).content.decode())
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("day", [AS_OF, date(2023, 3, 31)])
@pytest.mark.parametrize("region", [999900000000, 999902000000, 999921000000])
def test_each_list_holds_the_rows_that_were_counted(office: Client, region: int, day: date) -> None:
    counted = figures(region, 2023, day)
    for key, url in LISTS.items():
        listed = rows_of(office, f"{url}&year=2023&region={region}&as_of={day}")
        assert listed == counted[key], key
