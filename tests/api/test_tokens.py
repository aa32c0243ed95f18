"""Tokens: whoever may not open a page does not pass by token; what they may do, they may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.lockout import locked_until
from accounts.services.users import disable_account
from tests.api.conftest import api
from tests.city import FixtureCity, as_user
from tests.factories import PASSWORD

ME = "/api/v1/me/"


def with_token(user: User) -> APIClient:
    token, _ = Token.objects.get_or_create(user=user)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


def refused(user: User) -> str:
    found = with_token(user).get(ME)
    assert found.status_code == 401
    assert found["WWW-Authenticate"] == "Token"
    words: str = found.json()["detail"]
    return words


def test_a_token_stands_for_its_user(city: FixtureCity) -> None:
    found = with_token(city.clerk).get(ME).json()
    assert found["username"] == "clerk"
    assert found["role"] == "填报员"
    assert found["region"]["code"] == str(city.district.pk)
    assert found["today"] == "2023-07-31"
    assert "projects.enter_weeklyentry" in found["permissions"]


def test_an_unknown_token_is_refused(city: FixtureCity) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token 0123456789")
    assert client.get(ME).status_code == 401


def test_a_password_that_is_due_stops_the_token(city: FixtureCity, settings: Any) -> None:
    city.clerk.must_change_password = True
    city.clerk.save()
    assert "修改密码" in refused(city.clerk)
    city.clerk.must_change_password = False
    city.clerk.password_changed_at = timezone.now() - timedelta(days=settings.PASSWORD_EXPIRY_DAYS)
    city.clerk.save()
    assert "修改密码" in refused(city.clerk)


def test_a_stranger_at_the_log_in_page_does_not_switch_a_token_off(city: FixtureCity) -> None:
    assert with_token(city.clerk).get(ME).status_code == 200
    for _ in range(5):
        Client().post("/accounts/login/", {"username": "clerk", "password": "wrong"})
    assert locked_until("clerk") is not None
    assert with_token(city.clerk).get(ME).status_code == 200


def test_a_disabled_account_loses_its_token(city: FixtureCity, rf: Any) -> None:
    client = with_token(city.clerk)
    request = rf.post("/")
    request.user = city.system_admin
    disable_account(city.clerk, request, "离岗")
    assert client.get(ME).status_code == 401
    assert not Token.objects.filter(user=city.clerk).exists()


def test_a_token_ends_after_the_days_of_the_setting(city: FixtureCity, settings: Any) -> None:
    Token.objects.create(user=city.clerk)
    Token.objects.update(created=timezone.now() - timedelta(days=settings.API_TOKEN_DAYS))
    assert "过期" in refused(city.clerk)
    settings.API_TOKEN_DAYS = 0
    assert with_token(city.clerk).get(ME).status_code == 200


def test_a_required_second_factor_is_required_of_tokens(city: FixtureCity, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR_ROLES = ["填报员"]
    assert "双因素" in refused(city.clerk)


def test_a_token_made_on_the_own_page_works(city: FixtureCity) -> None:
    page = as_user(city.clerk).post("/accounts/own/token/", {"password": PASSWORD})
    key = Token.objects.get(user=city.clerk).key
    assert key in page.content.decode()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    assert client.get(ME).status_code == 200


def test_a_session_needs_its_csrf_token_to_write(city: FixtureCity) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(city.clerk, backend="accounts.backends.RoleBackend")
    assert client.post("/api/v1/submissions/", {"week": "2023-07-24"}).status_code == 403


@pytest.mark.parametrize("limit", [2])
def test_requests_beyond_the_rate_wait(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr("core.rest.UserThrottle.rate", f"{limit}/min", raising=False)
    client = with_token(city.clerk)
    statuses = [client.get(ME).status_code for _ in range(limit + 1)]
    assert statuses == [200] * limit + [429]
    assert int(client.get(ME)["Retry-After"]) > 0
    assert api(city.reviewer).get(ME).status_code == 200
