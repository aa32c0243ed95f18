"""What the account tests share: a log-in by form, and requests for services that need one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import User
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def no_failures_counted() -> Iterator[None]:
    """All tests come from one address; its failed log-ins are none of the next test's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def log_in() -> Callable[..., Any]:
    def post(client: Client, username: str, password: str = PASSWORD, **data: str) -> Any:
        return client.post("/accounts/login/", {"username": username, "password": password, **data})

    return post


@pytest.fixture
def request_of() -> Callable[[User], HttpRequest]:
    def make(user: User) -> HttpRequest:
        request = RequestFactory().post("/", REMOTE_ADDR="10.1.2.3")
        request.user = user
        request.session = SessionStore()
        return request

    return make
