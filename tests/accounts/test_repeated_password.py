"""Forms that ask for the password again count wrong ones as the log-in does."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings as live
from django.test import Client

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import PASSWORD

OWN = "/accounts/own/"
NEW = "Another-2024-One"
FORMS = {
    OWN + "token/": "password",
    OWN + "second-factor/disable/": "password",
    OWN + "password/": "old_password",
}


@pytest.fixture(autouse=True)
def lockout(settings):
    settings.AXES_ENABLED = True


def typed(field, password):
    further = {"new_password": NEW, "repeated": NEW} if field == "old_password" else {}
    return {field: password, **further}


@pytest.mark.parametrize("url", FORMS)
def test_wrong_passwords_lock_the_account(city, url, log_in):
    client = as_user(city.clerk)
    for _ in range(live.AXES_FAILURE_LIMIT - 1):
        assert client.post(url, typed(FORMS[url], "wrong")).status_code == 422
    locked = client.post(url, typed(FORMS[url], "wrong"))
    assert locked.status_code == 429
    assert client.post(url, typed(FORMS[url], PASSWORD)).status_code == 429
    assert log_in(Client(), "clerk", PASSWORD).status_code == 429
    assert AccessEvent.objects.filter(kind=AccessKind.LOCKED, user=city.clerk).exists()
    city.clerk.refresh_from_db()
    assert city.clerk.check_password(PASSWORD)


def test_the_right_password_clears_the_count(city):
    client = as_user(city.clerk)
    for _ in range(live.AXES_FAILURE_LIMIT - 1):
        client.post(OWN + "token/", {"password": "wrong"})
    assert client.post(OWN + "token/", {"password": PASSWORD}).status_code == 200
    assert not AccessAttempt.objects.exists()
    assert client.post(OWN + "token/", {"password": "wrong"}).status_code == 422
