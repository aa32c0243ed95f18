"""Roles and scopes, as the security administrator assigns them."""

import pytest

from accounts.choices import AccessKind, Role
from accounts.models import AccessEvent, User
from accounts.services.assignment import assign_role
from core.exceptions import Refusal
from tests.city import as_user
from tests.factories import RegionFactory, UserFactory

ROLES = "/accounts/roles/"


@pytest.fixture
def newcomer(city):
    return UserFactory(username="newcomer", name="新人", region=city.region)


def assign(client, account, role, region, reason="新入职"):
    data = {"role": role, "region": (region and region.pk) or "", "reason": reason}
    return client.post(f"{ROLES}{account.pk}/", data)


def test_waiting_account_is_announced_and_gets_role_and_region(city, newcomer):
    client = as_user(city.security_admin)
    assert "有 1 个账号待分配角色" in client.get(ROLES).content.decode()
    assert assign(client, newcomer, Role.CLERK, city.district)["Location"] == ROLES
    newcomer.refresh_from_db()
    assert (newcomer.role_name, newcomer.region) == (Role.CLERK, city.district)
    assert "待分配角色" not in client.get(ROLES).content.decode()
    assert as_user(newcomer).get("/accounts/regions/").status_code == 200


def test_change_is_kept_from_to_with_reason_in_history_and_log(city):
    assign(as_user(city.security_admin), city.clerk, Role.REVIEWER, city.other_district, "岗位调整")
    now, before = city.clerk.history.all()[:2]
    assert (before.region_id, now.region_id) == (city.district.pk, city.other_district.pk)
    assert now.history_change_reason == "岗位调整"
    assert now.history_user == city.security_admin
    event = AccessEvent.objects.get(kind=AccessKind.ROLE)
    assert event.detail == {
        "before": "填报员 · 甲区", "after": "审核员 · 乙县", "reason": "岗位调整",
    }  # fmt: skip


def test_new_scope_holds_at_once_for_a_session_already_open(city):
    theirs = as_user(city.clerk)
    assert "甲区" in theirs.get("/accounts/regions/").content.decode()
    assign(as_user(city.security_admin), city.clerk, Role.CLERK, city.other_district)
    page = theirs.get("/accounts/regions/").content.decode()
    assert "乙县" in page
    assert "甲区" not in page


def test_role_may_be_taken_away(city):
    assign(as_user(city.security_admin), city.clerk, "", None, "离岗")
    assert as_user(User.objects.get(username="clerk")).get("/accounts/regions/").status_code == 403


def test_nobody_assigns_to_himself(city):
    answer = assign(as_user(city.security_admin), city.security_admin, Role.OFFICE, city.region)
    assert answer.status_code == 422
    assert "不能给自己分配" in answer.content.decode()
    city.security_admin.refresh_from_db()
    assert city.security_admin.role_name == Role.SECURITY_ADMIN


def test_role_needs_region_and_reason_and_comes_back_filled(city, newcomer):
    client = as_user(city.security_admin)
    page = assign(client, newcomer, Role.CLERK, None).content.decode()
    assert "请选择该角色的数据范围" in page
    assert '<option value="填报员" selected>' in page
    answer = assign(client, newcomer, Role.CLERK, city.district, "")
    assert answer.status_code == 422


def test_region_outside_ones_own_is_refused(city, newcomer, request_of):
    other = RegionFactory(code=110100000000, name="他市", level="市")
    client = as_user(city.security_admin)
    assert "他市" not in client.get(f"{ROLES}{newcomer.pk}/").content.decode()
    assert assign(client, newcomer, Role.CLERK, other).status_code == 422
    with pytest.raises(Refusal, match="管辖范围"):
        assign_role(
            newcomer, Role.CLERK, other, request=request_of(city.security_admin), reason="试"
        )


def test_superuser_and_account_of_another_city_are_out_of_reach(city, request_of):
    first = UserFactory(username="first", is_superuser=True, region=city.region)
    with pytest.raises(Refusal):
        assign_role(
            first, Role.CLERK, city.region, request=request_of(city.security_admin), reason="试"
        )
    other = RegionFactory(code=110100000000, name="他市", level="市")
    stranger = UserFactory(region=other)
    client = as_user(city.security_admin)
    assert assign(client, stranger, Role.CLERK, city.district).status_code == 404


def test_page_tells_each_role_in_words(city):
    page = as_user(city.security_admin).get(ROLES).content.decode()
    assert "Can " not in page
    for role in Role.values:
        assert role in page
    assert "查看：" in page
    assert "分配角色与范围" in page


def test_a_long_reason_is_kept_whole(city, newcomer):
    reason = "因机构调整，" * 25
    assign(as_user(city.security_admin), newcomer, Role.CLERK, city.district, reason=reason)
    assert newcomer.history.first().history_change_reason == reason
