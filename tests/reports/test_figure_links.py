"""Every number that counts rows opens a list with exactly that many rows."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.choices import Role
from accounts.models import Region, User
from projects.models import Community, Project, Suspension
from reports.figures import figures_by_child
from reports.indicators import INDICATORS, Indicator
from tests.city import as_user, user_with
from tests.demo_city import AS_OF, CITY
from tests.pages import count_of, soup_of

COUNTED = [one for one in INDICATORS if one.rows and one.rows.counted]
SUMMED = [one for one in INDICATORS if one.rows and not one.rows.counted]


@pytest.fixture
def leader(demo_city: int) -> User:
    return user_with(Role.LEADER, Region.objects.get(pk=demo_city), "leader")


@pytest.fixture
def unruly_city(demo_city: int) -> int:
    """The demo city with a suspended project, one out of plan, and a community in two projects."""
    rows = Project.objects.filter(year=2023, region_id=999922000000)
    suspended, outside, second = rows.filter(started_on=None)[:3]
    Suspension.objects.create(project=suspended)
    Project.objects.filter(pk=outside.pk).update(out_of_plan=True)
    second.communities.add(
        *Community.objects.filter(projects__year=2023, region__parent=999922000000)[:2]
    )
    return demo_city


def listed(client: Client, href: str) -> int:
    return count_of(soup_of(client, href))


@pytest.mark.parametrize("indicator", COUNTED, ids=lambda one: one.key)
def test_a_count_opens_as_many_rows(indicator: Indicator, leader: User, unruly_city: int) -> None:
    assert indicator.rows is not None
    client = as_user(leader)
    own, children = figures_by_child(unruly_city, 2023, AS_OF)
    for one in (own, children[0], next(c for c in children if c.region == 999922000000)):
        href = indicator.rows.href(one.region, one.year, one.as_of)
        assert listed(client, href) == one[indicator.key], (one.name, href)
    before, _ = figures_by_child(unruly_city, 2023, date(2023, 5, 31))
    href = indicator.rows.href(before.region, before.year, before.as_of)
    assert listed(client, href) == before[indicator.key], href


@pytest.mark.parametrize("indicator", SUMMED, ids=lambda one: one.key)
def test_a_sum_opens_the_rows_it_adds_up(indicator: Indicator, leader: User) -> None:
    assert indicator.rows is not None
    assert listed(as_user(leader), indicator.rows.href(CITY, 2023, AS_OF)) > 0


def test_every_link_of_the_leaders_page_opens(leader: User) -> None:
    client = as_user(leader)
    response = client.get("/reports/", {"as_of": AS_OF.isoformat()})
    soup = BeautifulSoup(response.content, "html.parser")
    links = {str(a["href"]) for a in soup.select(".figure-value a, #children tbody a")}
    assert len(links) > 80
    for href in sorted(links)[::4]:
        assert client.get(href).status_code == 200, href
        query: dict[str, Any] = parse_qs(urlsplit(href).query)
        assert query["as_of"] == ["2023-07-30"]
        assert query["year"] == ["2023"]
