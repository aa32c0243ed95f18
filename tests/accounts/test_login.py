"""The log-in page: who gets in, where to, and what is recorded."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import PASSWORD, UserFactory


def kinds():
    return list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_right_password_logs_in_and_is_recorded_with_address(city, log_in):
    answer = log_in(Client(REMOTE_ADDR="10.9.8.7"), "clerk")
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    event = AccessEvent.objects.get()
    assert (event.kind, event.user, event.address) == (AccessKind.LOGIN, city.clerk, "10.9.8.7")


def test_wrong_password_comes_back_filled_and_says_how_many_tries_are_left(city, log_in):
    answer = log_in(Client(), "clerk", "nonsense")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "再输错 4 次" in page
    assert 'value="clerk"' in page
    assert "nonsense" not in page
    assert kinds() == [AccessKind.LOGIN_FAILED]


def test_unknown_name_and_disabled_account_look_like_a_wrong_password(city, log_in):
    UserFactory(username="gone", is_active=False)
    pages = [log_in(Client(), name).content.decode() for name in ("nobody", "gone")]
    for page in pages:
        assert "用户名或密码不正确" in page


def test_session_key_changes_on_log_in(city, log_in):
    client = Client()
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    log_in(client, "clerk")
    assert client.session.session_key != session.session_key


def test_next_is_kept_on_the_page_and_followed(city, log_in):
    client = Client()
    page = client.get("/accounts/login/?next=/accounts/regions/").content.decode()
    assert '<input type="hidden" name="next" value="/accounts/regions/">' in page
    assert log_in(client, "clerk", next="/accounts/regions/")["Location"] == "/accounts/regions/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example",
        "home", "accounts:logout", "no-page", "２０２３",
    ],
)  # fmt: skip
def test_next_never_leads_elsewhere(city, log_in, target):
    client = Client()
    page = client.get("/accounts/login/", {"next": target}).content.decode()
    assert f'name="next" value="{target}"' not in page
    assert log_in(client, "clerk", next=target)["Location"] == "/"
    assert client.get("/accounts/login/", {"next": target})["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "start"),
    [
        ("system_admin", "/accounts/users/"),
        ("security_admin", "/accounts/roles/"),
        ("auditor", "/accounts/audit/"),
        ("office", "/"),
    ],
)
def test_each_role_lands_where_its_day_begins(city, log_in, username, start):
    assert log_in(Client(), username)["Location"] == start


def test_account_without_role_lands_on_its_own_page_and_is_told(city, log_in):
    UserFactory(username="newcomer", region=city.district)
    client = Client()
    assert log_in(client, "newcomer")["Location"] == "/accounts/own/"
    assert "尚未分配角色" in client.get("/accounts/own/").content.decode()


def test_log_out_needs_a_post_and_is_recorded(city):
    client = as_user(city.clerk)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert client.get("/accounts/own/").status_code == 302
    assert kinds() == [AccessKind.LOGOUT]


def test_a_logged_in_user_does_not_see_the_form_again(city):
    assert as_user(city.auditor).get("/accounts/login/")["Location"] == "/accounts/audit/"


def test_form_without_csrf_token_is_refused_in_chinese(city):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"username": "clerk", "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


# --- Lock-out ---------------------------------------------------------------------------------
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def fail(log_in, times, **headers):
    for _ in range(times):
        answer = log_in(Client(**headers), "clerk", "wrong")
    return answer


def test_fifth_failure_locks_and_says_until_when(city, log_in):
    with time_machine.travel(NOON, tick=False):
        assert fail(log_in, 4).status_code == 422
        answer = fail(log_in, 1)
    assert answer.status_code == 429
    assert "2026-03-02 12:30" in answer.content.decode()
    assert answer["Retry-After"] == "1800"
    assert kinds() == [AccessKind.LOGIN_FAILED] * 4 + [AccessKind.LOCKED]


def test_right_password_does_not_help_during_the_lock_and_helps_after_it(city, log_in):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(log_in, 5)
        clock.shift(timedelta(minutes=29, seconds=59))
        assert log_in(Client(), "clerk").status_code == 429
        clock.shift(timedelta(seconds=2))
        assert log_in(Client(), "clerk").status_code == 302


def test_trying_during_the_lock_does_not_prolong_it(city, log_in):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(log_in, 5)
        clock.shift(timedelta(minutes=20))
        assert "2026-03-02 12:30" in fail(log_in, 3).content.decode()
        clock.shift(timedelta(minutes=10, seconds=1))
        assert log_in(Client(), "clerk").status_code == 302


def test_lock_lasts_its_full_time_when_failures_came_from_several_addresses(city, log_in):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(log_in, 4, REMOTE_ADDR="10.0.0.1")
        clock.shift(timedelta(minutes=25))
        answer = fail(log_in, 1, REMOTE_ADDR="10.0.0.2")
        assert "2026-03-02 12:55" in answer.content.decode()
        clock.shift(timedelta(minutes=29))
        assert log_in(Client(), "clerk").status_code == 429


def test_lock_of_one_name_leaves_colleagues_at_the_same_address_alone(city, log_in):
    fail(log_in, 5)
    assert log_in(Client(), "reviewer").status_code == 302


def test_success_clears_the_count(city, log_in):
    fail(log_in, 4)
    assert log_in(Client(), "clerk").status_code == 302
    assert fail(log_in, 4).status_code == 422


def test_system_administrator_lifts_a_lock(city, log_in):
    fail(log_in, 5)
    page = as_user(city.system_admin).get(f"/accounts/users/{city.clerk.pk}/").content.decode()
    assert "解除锁定" in page
    as_user(city.system_admin).post(f"/accounts/users/{city.clerk.pk}/unlock/")
    assert log_in(Client(), "clerk").status_code == 302
    assert AccessEvent.objects.filter(kind=AccessKind.ACCOUNT, subject="clerk").exists()


def test_address_behind_a_proxy_is_what_our_proxy_saw(city, log_in, settings):
    settings.PROXY_COUNT = 1
    client = Client(headers={"X-Forwarded-For": "1.1.1.1, 10.5.5.5"}, REMOTE_ADDR="127.0.0.1")
    log_in(client, "clerk")
    assert AccessEvent.objects.get().address == "10.5.5.5"


# --- One address, many names ------------------------------------------------------------------
def spray(log_in, times, **headers):
    """Try one password on as many names, each different, from one address."""
    return [log_in(Client(**headers), f"name{n}", "Summer-2023") for n in range(times)][-1]


def test_an_address_waits_after_its_limit_of_failures_whatever_the_names(city, log_in, settings):
    settings.LOGIN_ADDRESS_LIMIT = 6
    assert spray(log_in, 6, REMOTE_ADDR="10.0.0.1").status_code == 422
    answer = log_in(Client(REMOTE_ADDR="10.0.0.1"), "clerk")
    assert answer.status_code == 429
    assert "请在 10 分钟后再试" in answer.content.decode()
    assert answer["Retry-After"] == "600"
    assert log_in(Client(REMOTE_ADDR="10.0.0.2"), "clerk").status_code == 302
    assert kinds() == [AccessKind.LOGIN_FAILED] * 5 + [
        AccessKind.LOCKED,
        AccessKind.LOGIN_FAILED,
        AccessKind.LOGIN,
    ]


def test_an_ipv6_site_is_one_address(city, log_in, settings):
    settings.LOGIN_ADDRESS_LIMIT = 2
    for tail in ("1", "2"):
        log_in(Client(REMOTE_ADDR=f"2001:db8::{tail}"), "clerk", "wrong")
    assert log_in(Client(REMOTE_ADDR="2001:db8::3"), "clerk").status_code == 429
    assert log_in(Client(REMOTE_ADDR="2001:db8:1::3"), "clerk").status_code == 302


def test_successes_are_not_counted_and_the_limit_can_be_switched_off(city, log_in, settings):
    settings.LOGIN_ADDRESS_LIMIT = 2
    for _ in range(4):
        assert log_in(Client(), "clerk").status_code == 302
    settings.LOGIN_ADDRESS_LIMIT = 0
    spray(log_in, 3)
    assert log_in(Client(), "clerk").status_code == 302


def test_log_in_works_while_the_cache_is_away(city, log_in, settings):
    settings.LOGIN_ADDRESS_LIMIT = 1
    settings.CACHES = settings.CACHES | {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert log_in(Client(), "clerk", "wrong").status_code == 422
    assert log_in(Client(), "clerk").status_code == 302


# --- A password typed as the name -------------------------------------------------------------
def test_what_is_typed_for_an_unknown_name_is_kept_nowhere_in_clear(city, log_in):
    for _ in range(5):
        answer = log_in(Client(), "Secret#2023", "x")
    assert answer.status_code == 429
    assert set(AccessEvent.objects.values_list("username", flat=True)) == {"Se***"}
    attempts = AccessAttempt.objects.values_list("username", "get_data", "post_data", "path_info")
    assert "Secret#2023" not in str(list(attempts))
    assert log_in(Client(), "Secret#2024", "x").status_code == 422


def test_a_known_name_is_kept_whole(city, log_in):
    log_in(Client(), "clerk", "wrong")
    assert AccessEvent.objects.get().username == "clerk"
