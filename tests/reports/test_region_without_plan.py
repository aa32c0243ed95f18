"""A region with projects and without a plan is told, not passed over."""

from datetime import date

import pytest

from reports.figures import figures
from tests.city import CITY, FixtureCity
from tests.factories import PlanFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = date(2023, 7, 30)


def test_projects_without_a_plan_are_a_difference_of_all_of_them(city: FixtureCity) -> None:
    ProjectFactory(region=city.district)
    [check] = figures(city.district.code, 2023, DAY).checks
    assert (check["key"], check["stated"], check["counted"]) == ("partition.communities", 0, 1)
    assert "没有生效的年度计划" in check["note"]


def test_a_plan_that_is_not_in_force_yet_is_told_too(city: FixtureCity) -> None:
    ProjectFactory(region=city.district)
    PlanFactory(region=city.district, communities=1, households=None, investment=None)
    before = figures(city.district.code, 2023, date(2022, 12, 31)).checks
    assert [check["difference"] for check in before] == [1]
    assert not figures(city.district.code, 2023, DAY).checks


def test_a_street_has_no_plan_of_its_own(city: FixtureCity) -> None:
    ProjectFactory(region=city.street)
    PlanFactory(region=city.district, communities=1, households=None, investment=None)
    assert not figures(city.street.code, 2023, DAY).checks
    assert not figures(CITY, 2023, DAY).checks
