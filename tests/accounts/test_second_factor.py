"""The second factor: enrolment, the second step of the log-in, recovery, throttle, reset."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import PASSWORD

PAGE, STEP = "/accounts/own/second-factor/", "/accounts/login/code/"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def code_of(device):
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def enrol(user):
    """Go through the page as the user does; return the answer with the recovery codes."""
    client = as_user(user)
    client.get(PAGE)
    device = TOTPDevice.objects.get(user=user)
    return client, client.post(PAGE, {"code": code_of(device)})


def second(client, code, **more):
    return client.post(STEP, {"code": code, **more})


def test_page_shows_the_secret_as_picture_and_text_until_it_is_in_use(city, clock):
    client = as_user(city.clerk)
    page = client.get(PAGE).content.decode()
    picture = client.get(PAGE + "qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert "手工输入密钥" in page
    assert not TOTPDevice.objects.get().confirmed
    client, _ = enrol(city.clerk)
    assert client.get(PAGE + "qr.svg").status_code == 404
    assert "手工输入密钥" not in client.get(PAGE).content.decode()


def test_first_code_switches_it_on_and_shows_eight_recovery_codes(city, clock):
    _, answer = enrol(city.clerk)
    page = answer.content.decode()
    codes = StaticToken.objects.values_list("token", flat=True)
    assert len(codes) == 8
    assert all(code in page for code in codes)
    assert TOTPDevice.objects.get().confirmed
    assert AccessEvent.objects.filter(kind=AccessKind.SECOND_FACTOR).exists()


def test_wrong_first_code_leaves_it_off(city, clock):
    client = as_user(city.clerk)
    client.get(PAGE)
    answer = client.post(PAGE, {"code": "000000"})
    assert answer.status_code == 422
    assert "验证码不正确" in answer.content.decode()
    assert not TOTPDevice.objects.get().confirmed


def test_log_in_asks_for_the_code_before_anything_opens(city, clock, log_in):
    enrol(city.clerk)
    clock.shift(timedelta(minutes=1))
    client = Client()
    answer = log_in(client, "clerk", next="/accounts/regions/")
    assert answer["Location"] == f"{STEP}?next=/accounts/regions/"
    assert client.get("/accounts/own/").status_code == 302
    key = client.session.session_key
    answer = second(client, code_of(TOTPDevice.objects.get()), next="/accounts/regions/")
    assert answer["Location"] == "/accounts/regions/"
    assert client.session.session_key != key
    assert client.get("/accounts/own/").status_code == 200


def test_a_code_works_once(city, clock, log_in):
    enrol(city.clerk)
    clock.shift(timedelta(minutes=1))
    code = code_of(TOTPDevice.objects.get())
    client = Client()
    log_in(client, "clerk")
    assert second(client, code).status_code == 302
    other = Client()
    log_in(other, "clerk")
    assert second(other, code).status_code == 422


def test_wrong_codes_are_slowed_down_and_recorded(city, clock, log_in):
    enrol(city.clerk)
    clock.shift(timedelta(minutes=1))
    client = Client()
    log_in(client, "clerk")
    for _ in range(3):
        second(client, "000000")
        clock.shift(timedelta(seconds=5))
    second(client, "000000")
    right = code_of(TOTPDevice.objects.get())
    answer = second(client, right)
    assert answer.status_code == 422
    assert "之后再试" in answer.content.decode()
    assert AccessEvent.objects.filter(kind=AccessKind.LOGIN_FAILED).count() == 5
    clock.shift(timedelta(seconds=30))
    assert second(client, code_of(TOTPDevice.objects.get())).status_code == 302


def test_recovery_code_works_once(city, clock, log_in):
    enrol(city.clerk)
    code = StaticToken.objects.first().token
    client = Client()
    log_in(client, "clerk")
    assert second(client, code.upper()).status_code == 302
    other = Client()
    log_in(other, "clerk")
    assert second(other, code).status_code == 422


def test_password_alone_holds_for_five_minutes(city, clock, log_in):
    enrol(city.clerk)
    client = Client()
    log_in(client, "clerk")
    clock.shift(timedelta(minutes=5, seconds=1))
    answer = second(client, code_of(TOTPDevice.objects.get()))
    assert answer["Location"] == "/accounts/login/"
    assert client.get("/accounts/own/").status_code == 302


def test_second_step_without_a_password_goes_back_to_the_first(city):
    assert Client().get(STEP)["Location"] == "/accounts/login/"


def test_switching_off_asks_for_the_password(city, clock):
    client, _ = enrol(city.clerk)
    answer = client.post(PAGE + "disable/", {"password": "wrong"})
    assert "密码不正确" in answer.content.decode()
    assert TOTPDevice.objects.exists()
    client.post(PAGE + "disable/", {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_recovery_codes_are_replaced(city, clock):
    client, _ = enrol(city.clerk)
    before = set(StaticToken.objects.values_list("token", flat=True))
    page = client.post(PAGE + "codes/", {"password": PASSWORD}).content.decode()
    after = set(StaticToken.objects.values_list("token", flat=True))
    assert len(after) == 8
    assert not before & after
    assert all(code in page for code in after)


def test_recovery_codes_are_shown_only_to_who_knows_the_password(city, clock):
    client, _ = enrol(city.clerk)
    before = set(StaticToken.objects.values_list("token", flat=True))
    answer = client.post(PAGE + "codes/", {"password": "wrong"})
    assert answer.status_code == 422
    assert "密码不正确" in answer.content.decode()
    assert set(StaticToken.objects.values_list("token", flat=True)) == before


def test_a_session_from_before_the_second_factor_owes_the_code(city, clock):
    older = as_user(city.clerk)
    assert older.get("/accounts/regions/").status_code == 200
    enrol(city.clerk)
    clock.shift(timedelta(minutes=1))
    assert older.get("/accounts/regions/")["Location"] == f"{STEP}?next=/accounts/regions/"
    for page in ("codes/", "disable/"):
        answer = older.post(PAGE + page, {"password": PASSWORD})
        assert answer["Location"].startswith(STEP)
    assert older.post("/accounts/own/token/", {"password": PASSWORD})["Location"].startswith(STEP)
    script = older.get("/accounts/regions/", headers={"HX-Request": "true"})
    assert script.json()["detail"] == "请先输入双因素验证码。"
    assert older.get(STEP).status_code == 200
    second(older, code_of(TOTPDevice.objects.get()))
    assert older.get("/accounts/regions/").status_code == 200


def test_the_state_of_the_second_factor_costs_no_query_of_its_own(city):
    client = as_user(city.clerk)
    client.get("/accounts/own/password/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/own/password/")
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "otp_totp" in q["sql"]]
    assert len(asked) == 1
    assert 'FROM "accounts_user"' in asked[0]


def test_required_roles_must_enrol_first(city, clock, settings):
    settings.REQUIRE_SECOND_FACTOR_ROLES = ["系统管理员"]
    client = as_user(city.system_admin)
    assert client.get("/accounts/users/")["Location"] == f"{PAGE}?next=/accounts/users/"
    client.get(PAGE)
    assert client.get(PAGE + "qr.svg").status_code == 200
    client.post(PAGE, {"code": code_of(TOTPDevice.objects.get())})
    assert client.get("/accounts/users/").status_code == 200
    assert as_user(city.clerk).get("/accounts/own/").status_code == 200


def test_security_administrator_resets_a_lost_telephone(city, clock, log_in):
    enrol(city.clerk)
    url = f"/accounts/users/{city.clerk.pk}/second-factor/"
    assert as_user(city.system_admin).post(url).status_code == 403
    as_user(city.security_admin).post(url)
    assert not TOTPDevice.objects.exists()
    assert log_in(Client(), "clerk")["Location"] == "/"
    event = AccessEvent.objects.filter(kind=AccessKind.SECOND_FACTOR, subject="clerk").get()
    assert event.user == city.security_admin


def test_a_reset_ends_the_api_token_too(city, clock):
    enrol(city.clerk)
    Token.objects.create(user=city.clerk)
    as_user(city.security_admin).post(f"/accounts/users/{city.clerk.pk}/second-factor/")
    assert not Token.objects.exists()


def test_security_administrator_does_not_reset_his_own(city, clock):
    client, _ = enrol(city.security_admin)
    client.post(f"/accounts/users/{city.security_admin.pk}/second-factor/")
    assert TOTPDevice.objects.exists()
