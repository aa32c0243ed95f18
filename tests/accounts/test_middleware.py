"""What every request goes through: idle time-out, and 401 for scripts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import UserFactory

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
PAGE = "/accounts/own/"
SCRIPTS = [
    {"X-Requested-With": "fetch"},
    {"Accept": "application/json"},
    {"HX-Request": "true"},
]


def test_idle_user_is_logged_out_told_so_and_recorded(city):
    with time_machine.travel(NOON, tick=False) as clock:
        client = as_user(city.clerk)
        assert client.get(PAGE).status_code == 200
        clock.shift(timedelta(minutes=30, seconds=1))
        answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain[0][0] == f"/accounts/login/?next={PAGE}"
    assert "长时间未操作" in answer.content.decode()
    assert AccessEvent.objects.get(kind=AccessKind.LOGOUT).detail == {"reason": "长时间未操作"}


def test_busy_user_stays(city):
    with time_machine.travel(NOON, tick=False) as clock:
        client = as_user(city.clerk)
        for _ in range(5):
            assert client.get(PAGE).status_code == 200
            clock.shift(timedelta(minutes=25))
        assert client.get(PAGE).status_code == 200


def test_session_is_written_at_most_once_a_minute(city):
    with time_machine.travel(NOON, tick=False) as clock:
        client = as_user(city.clerk)
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            clock.shift(timedelta(seconds=30))
            client.get(PAGE)
        assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT"))]


def test_idle_time_out_can_be_switched_off(city, settings):
    settings.IDLE_TIMEOUT_MINUTES = 0
    with time_machine.travel(NOON, tick=False) as clock:
        client = as_user(city.clerk)
        client.get(PAGE)
        clock.shift(timedelta(hours=5))
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("headers", SCRIPTS)
def test_script_of_an_anonymous_user_gets_401_with_the_way_back_to_its_page(city, headers):
    referer = "http://testserver/projects/weekly/?week=2023-07-24"
    answer = Client().post("/accounts/users/", headers={**headers, "Referer": referer})
    login = "/accounts/login/?next=/projects/weekly/%3Fweek%3D2023-07-24"
    assert answer.status_code == 401
    assert answer.json() == {"detail": "登录已失效，请重新登录。", "login": login}
    assert answer["HX-Redirect"] == login


def test_script_after_the_idle_time_out_gets_401(city):
    with time_machine.travel(NOON, tick=False) as clock:
        client = as_user(city.clerk)
        client.get(PAGE)
        clock.shift(timedelta(minutes=31))
        answer = client.get(PAGE, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401


def test_way_back_comes_from_htmx_and_never_leads_elsewhere(city):
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/projects/"}
    assert Client().get(PAGE, headers=htmx).json()["login"].endswith("?next=/projects/")
    foreign = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/projects/"}
    assert Client().get(PAGE, headers=foreign).json()["login"].endswith("?next=/")


def test_person_gets_the_log_in_page_with_the_way_back(city):
    answer = Client().get("/accounts/regions/?q=1", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/accounts/regions/%3Fq%3D1"


def test_script_of_a_user_who_owes_a_password_is_sent_to_that_page(city):
    client = as_user(UserFactory(must_change_password=True))
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "请先修改密码。"
    assert answer["HX-Redirect"].startswith("/accounts/own/password/?next=")


def test_ordinary_redirects_of_scripts_pass(city):
    client = as_user(city.clerk)
    answer = client.post("/accounts/logout/", headers={"HX-Request": "true"})
    assert answer.status_code == 302
