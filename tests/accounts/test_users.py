"""Accounts, as the system administrator keeps them."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import AccessEvent, User
from tests.city import as_user
from tests.factories import RegionFactory, UserFactory

USERS = "/accounts/users/"


def secret_on(answer):
    return re.search(r"<code>([^<]+)</code>", answer.content.decode())[1]


def test_new_account_gets_a_one_time_password_shown_once_and_no_role(city, log_in):
    client = as_user(city.system_admin)
    answer = client.post(
        USERS + "new/", {"username": "zhaomin", "name": "赵敏", "phone": "13812345678"}
    )
    password = secret_on(answer)
    account = User.objects.get(username="zhaomin")
    assert (account.role, account.region, account.must_change_password) == (None, city.region, True)
    assert password not in client.get(f"{USERS}{account.pk}/").content.decode()
    newcomer = Client()
    log_in(newcomer, "zhaomin", password)
    assert newcomer.get("/accounts/own/")["Location"].startswith("/accounts/own/password/")
    assert AccessEvent.objects.filter(kind=AccessKind.ACCOUNT, subject="zhaomin").exists()
    saved = account.history.get()
    assert saved.history_user == city.system_admin


def test_account_without_role_may_do_no_business(city):
    client = as_user(UserFactory(region=city.region))
    for page in (USERS, "/accounts/regions/", "/accounts/audit/", "/accounts/roles/"):
        assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("username", "CLERK", "已被使用"),
        ("username", "张三 李四", "只能包含"),
        ("phone", "12345", "手机号11位"),
        ("name", "", "必填"),
    ],
)
def test_bad_input_comes_back_filled_with_what_to_type(city, field, value, words):
    data = {"username": "newone", "name": "新人", "phone": "", field: value}
    answer = as_user(city.system_admin).post(USERS + "new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not User.objects.filter(name="新人").exists()
    if value:
        assert f'value="{value}"' in page


def test_reset_ends_sessions_and_forces_a_change(city, log_in):
    theirs = as_user(city.clerk)
    answer = as_user(city.system_admin).post(f"{USERS}{city.clerk.pk}/password/")
    password = secret_on(answer)
    assert theirs.get("/accounts/own/").status_code == 302
    client = Client()
    assert log_in(client, "clerk", password).status_code == 302
    assert client.get("/accounts/own/")["Location"].startswith("/accounts/own/password/")
    assert "no-store" in answer["Cache-Control"]


def test_disabled_account_is_out_at_once_and_comes_back_with_its_role(city, log_in):
    Token.objects.create(user=city.clerk)
    theirs, admin = as_user(city.clerk), as_user(city.system_admin)
    admin.post(f"{USERS}{city.clerk.pk}/disable/", {"reason": "离职"})
    assert theirs.get("/accounts/own/").status_code == 302
    assert log_in(Client(), "clerk").status_code == 422
    assert not Token.objects.exists()
    assert city.clerk.history.first().history_change_reason == "离职"
    admin.post(f"{USERS}{city.clerk.pk}/enable/", {"reason": "返岗"})
    assert log_in(Client(), "clerk").status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.role_name == "填报员"


def test_disabling_needs_a_reason_and_somebody_else(city):
    admin = as_user(city.system_admin)
    answer = admin.post(f"{USERS}{city.clerk.pk}/disable/", {"reason": " "}, follow=True)
    assert "请填写原因" in answer.content.decode()
    own = f"{USERS}{city.system_admin.pk}/"
    answer = admin.post(own + "disable/", {"reason": "试试"}, follow=True)
    assert "不能停用自己的账号" in answer.content.decode()
    answer = admin.post(own + "password/", follow=True)
    assert "不能重置自己的密码" in answer.content.decode()
    assert User.objects.filter(is_active=False).count() == 0


@pytest.mark.parametrize("act", ["disable", "enable"])
def test_a_reason_that_cannot_be_kept_is_refused_in_words(city, act):
    admin = as_user(city.system_admin)
    city.clerk.is_active = act == "disable"
    city.clerk.save()
    url = f"{USERS}{city.clerk.pk}/{act}/"
    assert "控制字符" in admin.post(url, {"reason": "离\x00职"}, follow=True).content.decode()
    assert "最多300字" in admin.post(url, {"reason": "长" * 301}, follow=True).content.decode()
    city.clerk.refresh_from_db()
    assert city.clerk.is_active == (act == "disable")


def test_name_and_phone_are_edited_by_the_system_administrator_alone(city):
    url = f"{USERS}{city.clerk.pk}/"
    data = {"name": "李新", "phone": "13900001111"}
    assert as_user(city.security_admin).post(url, data).status_code == 403
    as_user(city.system_admin).post(url, data)
    city.clerk.refresh_from_db()
    assert (city.clerk.name, city.clerk.phone) == ("李新", "13900001111")


def test_system_administrator_cannot_give_roles_and_security_administrator_no_passwords(city):
    data = {"role": "市级办公室", "region": city.region.pk, "reason": "试"}
    roles = f"/accounts/roles/{city.clerk.pk}/"
    assert as_user(city.system_admin).post(roles, data).status_code == 403
    for act in ("password", "disable", "enable", "unlock"):
        url = f"{USERS}{city.clerk.pk}/{act}/"
        assert as_user(city.security_admin).post(url, {"reason": "试"}).status_code == 403


def test_accounts_of_another_city_are_unknown(city):
    other = RegionFactory(code=110100000000, name="他市", level="市")
    stranger = UserFactory(username="faraway", region=other)
    client = as_user(city.system_admin)
    assert client.get(f"{USERS}{stranger.pk}/").status_code == 404
    assert client.post(f"{USERS}{stranger.pk}/password/").status_code == 404
    assert "faraway" not in client.get(USERS).content.decode()


def test_list_filters_and_exports(city):
    client = as_user(city.system_admin)
    page = client.get(USERS, {"role": "审核员"}).content.decode()
    assert "reviewer" in page
    assert "auditor" not in page
    UserFactory(username="waiting", region=city.region)
    assert "waiting" in client.get(USERS, {"role": "unassigned"}).content.decode()
    answer = client.get(USERS, {"export": "xlsx"})
    assert answer["Content-Type"].endswith("sheet")
    assert AccessEvent.objects.get(kind=AccessKind.EXPORT).detail["rows"] == User.objects.count()


def test_names_that_differ_only_in_case_are_one_name_to_the_database(city):
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username="CLERK", region=city.district)


def test_first_administrators_do_not_take_a_name_in_another_case(city):
    region = str(city.region.pk)
    with pytest.raises(CommandError, match="CLERK"):
        call_command("create_admins", "--region", region, "--usernames", "CLERK", "b", "c")
    with pytest.raises(CommandError, match="各不相同"):
        call_command("create_admins", "--region", region, "--usernames", "new", "NEW", "c")
