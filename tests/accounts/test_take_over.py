"""No administrator becomes another: admin accounts and superusers are reset on the server alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import PASSWORD, UserFactory
from tests.pages import text_of

KEPT = ("security_admin", "auditor", "other_system_admin", "root")


@pytest.fixture
def kept(city):
    """Return the accounts that the portal does not touch, by name."""
    other = UserFactory(
        username="other_system_admin", region=city.region, role=city.system_admin.role
    )
    root = UserFactory(username="root", region=city.region, is_superuser=True)
    return {
        "security_admin": city.security_admin,
        "auditor": city.auditor,
        "other_system_admin": other,
        "root": root,
    }


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("act", ["password", "disable"])
def test_system_administrator_neither_resets_nor_shuts_it(city, kept, name, act):
    account = kept[name]
    url = f"/accounts/users/{account.pk}/"
    answer = as_user(city.system_admin).post(f"{url}{act}/", {"reason": "试试"}, follow=True)
    assert "在服务器上运行 reset_password" in text_of(answer)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert account.is_active
    assert "重置密码" not in text_of(as_user(city.system_admin).get(url))


@pytest.mark.parametrize("name", ["auditor", "other_system_admin", "root"])
def test_security_administrator_does_not_reset_its_second_factor(city, kept, name):
    account = kept[name]
    TOTPDevice.objects.create(user=account, confirmed=True)
    as_user(city.security_admin).post(f"/accounts/users/{account.pk}/second-factor/")
    assert TOTPDevice.objects.filter(user=account).exists()


def test_a_shut_administrator_is_not_opened_again_by_the_system_administrator(city):
    city.auditor.is_active = False
    city.auditor.save()
    url = f"/accounts/users/{city.auditor.pk}/enable/"
    as_user(city.system_admin).post(url, {"reason": "试试"})
    city.auditor.refresh_from_db()
    assert not city.auditor.is_active


def test_without_its_role_the_account_is_like_any_other(city):
    data = {"role": "", "region": city.region.pk, "reason": "调离"}
    as_user(city.security_admin).post(f"/accounts/roles/{city.auditor.pk}/", data)
    url = f"/accounts/users/{city.auditor.pk}/disable/"
    as_user(city.system_admin).post(url, {"reason": "调离"})
    city.auditor.refresh_from_db()
    assert not city.auditor.is_active


def test_command_resets_it_prints_the_password_once_and_is_logged(city, log_in):
    Token.objects.create(user=city.auditor)
    TOTPDevice.objects.create(user=city.auditor, confirmed=True)
    session = as_user(city.auditor)
    said = StringIO()
    call_command("reset_password", "auditor", "--second-factor", stdout=said)
    password = said.getvalue().split()[1]
    assert session.get("/accounts/own/").status_code == 302
    assert not Token.objects.exists()
    assert not TOTPDevice.objects.exists()
    client = Client()
    assert log_in(client, "auditor", password).status_code == 302
    assert client.get("/accounts/own/")["Location"].startswith("/accounts/own/password/")
    event = AccessEvent.objects.visible_to(city.auditor).get(kind=AccessKind.ACCOUNT)
    assert (event.username, event.subject) == ("（命令行）", "auditor")
    assert event.detail["operator"]
    assert AccessEvent.objects.filter(kind=AccessKind.SECOND_FACTOR, subject="auditor").exists()


def test_command_names_an_unknown_account(city):
    with pytest.raises(CommandError, match="没有用户名“nobody”"):
        call_command("reset_password", "nobody")
