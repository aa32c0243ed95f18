"""A number of the leaders' page opens a list of exactly that many rows: the demo city, counted twice."""

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Region
from reports.figures import figures
from reports.indicators import INDICATORS
from tests.city import as_user, user_with
from tests.demo_city import AS_OF
from tests.pages import count_of, soup_of

COUNTED = [one for one in INDICATORS if one.rows and one.rows.counted and not one.is_rate]


@pytest.fixture
def office(demo_city: int) -> Client:
    return as_user(user_with(Role.OFFICE, Region.objects.get(pk=demo_city), "office"))


def rows_of(client: Client, url: str) -> int:
    return count_of(soup_of(client, url))


@pytest.mark.parametrize("day", [AS_OF, date(2023, 3, 31)])
@pytest.mark.parametrize("region", [999900000000, 999902000000, 999921000000])
def test_each_list_holds_the_rows_that_were_counted(office: Client, region: int, day: date) -> None:
    counted = figures(region, 2023, day)
    for one in COUNTED:
        assert one.rows
        listed = rows_of(office, one.rows.href(region, 2023, day))
        assert listed == (counted[one.key] or 0), one.key


def test_lagging_and_unstarted_is_the_same_list_either_way(office: Client) -> None:
    for more in ("started=0", "unstarted=1"):
        assert rows_of(office, f"/projects/?year=2023&lagging=1&{more}&as_of={AS_OF}") == 16
