"""Every number of an administrator's home opens a list of exactly that many rows."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.choices import AccessKind, Role
from accounts.models import AccessEvent
from tests.city import FixtureCity
from tests.factories import UserFactory
from tests.reports.home_cards import assert_each_number_opens_its_rows


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_each_number_of_an_administrators_home_opens_exactly_its_rows(
    city: FixtureCity, role: Role
) -> None:
    UserFactory(username="newcomer", region=city.region, role=None)
    UserFactory(username="gone", region=city.region, role=None, is_active=False)
    stranger = UserFactory(
        username="elsewhere", region=city.region.parent, role=Group.objects.get(name=Role.CLERK)
    )
    now = timezone.now()
    for kind in (AccessKind.LOGIN_FAILED, AccessKind.EXPORT, AccessKind.ROLE):
        for user, age in ((city.clerk, 0), (city.clerk, 6), (city.clerk, 30), (stranger, 0)):
            AccessEvent.objects.create(
                user=user, username=user.username, kind=kind, at=now - timedelta(days=age)
            )
    user = {
        Role.SYSTEM_ADMIN: city.system_admin,
        Role.SECURITY_ADMIN: city.security_admin,
        Role.AUDITOR: city.auditor,
    }[role]
    found = assert_each_number_opens_its_rows(user)
    if role == Role.AUDITOR:
        assert found["导出"][0] == 2
    else:
        assert found["待分配角色"][0] == found["停用账号"][0] == 1
