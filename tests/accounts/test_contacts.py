"""The address book: business users reach their region and the office above; administrators do not."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from openpyxl import load_workbook

from accounts.choices import Role
from tests.city import FixtureCity, as_user
from tests.factories import RegionFactory, UserFactory
from tests.pages import text_of

CONTACTS = "/accounts/contacts/"


@pytest.fixture
def reachable(city: FixtureCity) -> FixtureCity:
    for user, phone in (
        (city.office, "0000-1"),
        (city.reviewer, "0000-2"),
        (city.stranger, "0000-3"),
    ):
        user.phone = phone
        user.save()
    return city


@pytest.mark.parametrize("name", ["clerk", "reviewer", "office", "leader"])
def test_business_users_see_the_office_and_their_region(reachable: FixtureCity, name: str) -> None:
    text = text_of(as_user(getattr(reachable, name)).get(CONTACTS))
    assert "云江市领导小组办公室 陈起草 市级办公室 0000-1" in text
    assert "甲区 王审核 审核员 0000-2" in text
    assert ("赵外区" in text) == (name in ("office", "leader"))


def test_of_the_city_a_district_sees_the_office_alone(reachable: FixtureCity) -> None:
    text = text_of(as_user(reachable.clerk).get(CONTACTS))
    assert "周主任" in text
    assert "刘市长" not in text


def test_the_workbook_has_no_telephone_numbers(reachable: FixtureCity) -> None:
    answer = as_user(reachable.office).get(CONTACTS, {"export": "xlsx"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "王审核" in cells
    assert not {"联系电话", "0000-1", "0000-2"} & set(cells)


@pytest.mark.parametrize("name", ["system_admin", "security_admin", "auditor"])
def test_administrators_see_no_telephone_numbers(reachable: FixtureCity, name: str) -> None:
    client = as_user(getattr(reachable, name))
    assert client.get(CONTACTS).status_code == 403
    assert "通讯录" not in text_of(client.get("/"))


def test_another_city_and_closed_accounts_are_left_out(reachable: FixtureCity) -> None:
    clerk = Group.objects.get(name=Role.CLERK)
    far = RegionFactory(code=999800000000, name="邻市", level="市", parent=None)
    UserFactory(username="far", name="邻市人", region=far, role=clerk, phone="0000-9")
    UserFactory(
        username="gone", name="离岗人", region=reachable.district, role=clerk, is_active=False
    )
    text = text_of(as_user(reachable.clerk).get(CONTACTS))
    assert "邻市人" not in text
    assert "离岗人" not in text


def test_one_is_found_by_name_unit_or_number(reachable: FixtureCity) -> None:
    client = as_user(reachable.office)
    assert "赵外区" in text_of(client.get(f"{CONTACTS}?q=乙县"))
    assert "王审核" in text_of(client.get(f"{CONTACTS}?q=0000-2"))
    assert "王审核" not in text_of(client.get(f"{CONTACTS}?role=填报员"))
