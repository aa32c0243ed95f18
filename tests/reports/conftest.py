"""People of the demo city, for the tests of its reports."""

import pytest

from accounts.choices import Role
from accounts.models import Region
from tests.city import user_with
from tests.reports.bulletins import Office


@pytest.fixture
def office(demo_city: int) -> Office:
    region = Region.objects.get(pk=demo_city)
    district = Region.objects.children_of(demo_city)[0]
    return Office(
        region,
        user_with(Role.OFFICE, region, "office", name="陈起草"),
        user_with(Role.OFFICE, region, "head", name="周主任"),
        user_with(Role.LEADER, region, "leader", name="刘市长"),
        user_with(Role.CLERK, district, "clerk", name="李填报"),
    )
