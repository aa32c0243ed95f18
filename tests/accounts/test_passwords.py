"""Passwords: the rules, the forced change, the expiry, and not going back to an old one."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from accounts.services.passwords import change_password, one_time_password
from core.exceptions import Refusal
from tests.city import as_user
from tests.factories import PASSWORD, UserFactory

CHANGE = "/accounts/own/password/"
NEW = "Yunjiang#77"


def change(client, new=NEW, old=PASSWORD, repeated=None, **more):
    data = {"old_password": old, "new_password": new, "repeated": repeated or new, **more}
    return client.post(CHANGE, data)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab1$", "密码至少8个字符。"),
        ("abcdefgh1", "至少3种"),
        ("ABCDEFGH1", "至少3种"),
        ("Clerk-12", "密码与用户名太相近。"),
        ("P@ssw0rd", "密码太常见，容易被猜到。"),
    ],
)
def test_weak_passwords_are_refused_with_the_rule_they_break(city, password, words):
    answer = change(as_user(city.clerk), password)
    assert answer.status_code == 422
    said = answer.content.decode().split('class="error"', 1)[1].split("</", 1)[0]
    assert words in said
    assert "This password" not in said


def test_change_keeps_this_session_ends_the_others_and_is_recorded(city):
    here, there = as_user(city.clerk), as_user(city.clerk)
    assert change(here).status_code == 302
    assert here.get("/accounts/own/").status_code == 200
    assert there.get("/accounts/own/").status_code == 302
    assert AccessEvent.objects.get(kind=AccessKind.PASSWORD).user == city.clerk


def test_a_new_password_ends_the_api_token(city):
    Token.objects.create(user=city.clerk)
    assert change(as_user(city.clerk)).status_code == 302
    assert not Token.objects.exists()
    Token.objects.create(user=city.clerk)
    as_user(city.system_admin).post(f"/accounts/users/{city.clerk.pk}/password/")
    assert not Token.objects.exists()


def test_wrong_old_password_and_unequal_new_ones_are_said_at_their_fields(city):
    client = as_user(city.clerk)
    assert "当前密码不正确" in change(client, old="nonsense").content.decode()
    assert "不一致" in change(client, repeated="Other#123").content.decode()
    city.clerk.refresh_from_db()
    assert city.clerk.check_password(PASSWORD)


def test_last_three_passwords_may_not_come_back_and_the_fourth_may(city):
    user = city.clerk
    for number in range(3):
        change_password(user, f"Number-{number}-ok")
        with pytest.raises(Refusal, match="最近3次"):
            change_password(user, f"Number-{number}-ok")
    with pytest.raises(Refusal):
        change_password(user, "Number-0-ok")
    change_password(user, "Number-3-ok")
    change_password(user, "Number-0-ok")
    assert user.password_records.count() == 3


def test_new_account_must_change_its_password_before_anything_else(city):
    user = UserFactory(username="fresh", must_change_password=True, region=city.district)
    client = as_user(user)
    answer = client.get("/accounts/regions/?q=%E5%8C%BA")
    assert answer["Location"] == f"{CHANGE}?next=/accounts/regions/%3Fq%3D%25E5%258C%25BA"
    assert client.get(answer["Location"]).status_code == 200
    assert "须先修改密码" in client.get(CHANGE).content.decode()
    assert change(client, next="/accounts/own/")["Location"] == "/accounts/own/"
    assert client.get("/accounts/own/").status_code == 200


def test_log_out_stays_open_to_who_must_change_the_password(city):
    client = as_user(UserFactory(must_change_password=True))
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"


def test_expired_password_must_be_changed(city, settings):
    city.clerk.password_changed_at = timezone.now() - timedelta(days=91)
    city.clerk.save()
    client = as_user(city.clerk)
    assert client.get("/accounts/own/")["Location"].startswith(CHANGE)
    assert "已过期" in client.get(CHANGE).content.decode()
    change(client)
    assert client.get("/accounts/own/").status_code == 200
    city.clerk.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert as_user(city.clerk).get("/accounts/own/")["Location"].startswith(CHANGE)
        settings.PASSWORD_EXPIRY_DAYS = 0
        assert as_user(city.clerk).get("/accounts/own/").status_code == 200


def test_change_page_does_not_redirect_elsewhere(city):
    assert change(as_user(city.office), next="https://evil.example/")["Location"] == "/"


def test_one_time_passwords_satisfy_the_rules_and_differ():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        assert len(password) == 14
        assert any(c.islower() for c in password)
        assert any(c.isupper() for c in password)
        assert any(c.isdigit() for c in password)
        assert not set(password) & set("0O1lI")


def test_pages_with_secrets_are_not_cached(city):
    assert "no-store" in as_user(city.clerk).get(CHANGE)["Cache-Control"]
    assert "no-store" in Client().get("/accounts/login/")["Cache-Control"]
