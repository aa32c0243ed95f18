"""The fixture city: two districts, and in the first a clerk, a reviewer and colleagues.

`city.clerk` and `city.reviewer` belong to 甲区, `city.stranger` is the clerk of 乙区,
`city.office` and `city.leader` see both.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.choices import Role
from accounts.models import Region, User
from accounts.services.roles import sync_roles
from core.bulk import record_history
from tests.factories import RegionFactory, UserFactory

TODAY = date(2023, 7, 31)
PROVINCE, CITY = 990000000000, 999900000000
DISTRICT, OTHER_DISTRICT, STREET = 999902000000, 999921000000, 999902001000


@dataclass
class FixtureCity:
    """Regions and one user of each role."""

    region: Region
    district: Region
    other_district: Region
    street: Region
    clerk: User
    reviewer: User
    stranger: User
    stranger_reviewer: User
    office: User
    office_head: User
    leader: User
    district_leader: User
    system_admin: User
    security_admin: User
    auditor: User


def user_with(role: Role, region: Region, username: str, **extra: Any) -> User:
    """Create a user of one role in one region."""
    return UserFactory(username=username, region=region, role=Group.objects.get(name=role), **extra)


@pytest.fixture
def roles(db: None) -> None:
    """The roles' groups, which a test that commits takes along when its tables are emptied."""
    if not Group.objects.exists():
        sync_roles()


@pytest.fixture
def city(roles: None, settings: Any) -> FixtureCity:
    settings.PORTAL_DATE = TODAY
    province = RegionFactory(code=PROVINCE, name="示例省", level="省")
    region = RegionFactory(code=CITY, name="云江市", level="市", parent=province)
    district = RegionFactory(code=DISTRICT, name="甲区", level="区县", parent=region)
    other = RegionFactory(code=OTHER_DISTRICT, name="乙县", level="区县", parent=region)
    street = RegionFactory(code=STREET, name="朝阳街道", level="街道", parent=district)
    people = (
        ("clerk", Role.CLERK, district, "李填报"),
        ("reviewer", Role.REVIEWER, district, "王审核"),
        ("stranger", Role.CLERK, other, "赵外区"),
        ("stranger_reviewer", Role.REVIEWER, other, "张三"),
        ("office", Role.OFFICE, region, "陈起草"),
        ("office_head", Role.OFFICE, region, "周主任"),
        ("leader", Role.LEADER, region, "刘市长"),
        ("district_leader", Role.LEADER, district, "张三"),
        ("system_admin", Role.SYSTEM_ADMIN, region, "张三"),
        ("security_admin", Role.SECURITY_ADMIN, region, "张三"),
        ("auditor", Role.AUDITOR, region, "张三"),
    )
    groups = {group.name: group for group in Group.objects.all()}
    users = [
        UserFactory.build(username=username, role=groups[role], region=area, name=name)
        for username, role, area, name in people
    ]
    User.objects.bulk_create(users)  # at once: nearly every test begins with this city
    record_history(User, users, "+")
    return FixtureCity(
        region=region,
        district=district,
        other_district=other,
        street=street,
        **{user.username: user for user in users},
    )


def as_user(user: User) -> Client:
    """Return a test client logged in as `user`."""
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client
