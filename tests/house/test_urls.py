"""Every URL × every role × {own region, another region}: nobody gets what is not his.

The table is `url_table.py` and every `url_table_<area>.py` beside it; a URL that is not in it fails here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.city import DISTRICT, as_user
from tests.factories import UserFactory
from tests.house.url_table import Row, tables
from tests.house.url_table_disputes import OF_THE_CITY
from tests.house.url_table_meetings import ADDRESSED as ADDRESSED_BY_MEETINGS
from tests.house.url_table_orders import ADDRESSED as ADDRESSED_BY_ORDERS
from tests.house.url_world import MARK, PEOPLE, World, built_world, send

TABLE = tables()
ADDRESSED = ADDRESSED_BY_ORDERS | ADDRESSED_BY_MEETINGS
LEFT_OUT = {"styleguide"}  # there with DEBUG alone
# function views say their method by decorator, which cannot be read off them
FUNCTIONS = {
    "healthz": {"GET"},
    "home": {"GET"},
    "care": {"POST"},
    "accounts:logout": {"POST"},
}
# what Python prints of a thing that was meant to be called or named
RAW = re.compile(r"functools\.partial|bound method| object at 0x|Decimal\(|datetime\.date\(")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
factory: Any = UserFactory
CITY_AS = {"city_office": "office", "city_leader": "leader"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built_world() as world:
        yield world


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the full name and the callback of every URL outside of the admin site."""
    for found in resolver.url_patterns:
        if isinstance(found, URLPattern):
            yield f"{prefix}{found.name}", found.callback
        elif isinstance(found, URLResolver) and found.namespace != "admin":
            yield from patterns(found, f"{prefix}{found.namespace}:" if found.namespace else prefix)


def methods(name: str, callback: Any) -> set[str]:
    """Return what a view answers to, HEAD and OPTIONS aside."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    actions = getattr(callback, "actions", None)
    if actions:
        return {method.upper() for method in actions} & set(METHODS)
    view = getattr(callback, "view_class", None) or callback.cls
    allowed = {method.upper() for method in view.http_method_names}
    return {method for method in METHODS if hasattr(view, method.lower()) and method in allowed}


def expected(row: Row) -> tuple[dict[str, int], dict[str, int]]:
    """Return each person's status for an object of his region and for a stranger's."""
    own = dict(zip(PEOPLE, map(int, row[3].split()), strict=True))
    strange = row[4] if len(row) == 5 else ""
    if strange == "same":
        return own, own
    if strange == "404":
        return own, {name: 404 if name != "nobody" else own[name] for name in own}
    if strange:
        return own, dict(zip(PEOPLE, map(int, strange.split()), strict=True))
    kept = {401, 403}
    return own, {
        name: status if status in kept or name == "nobody" else 404 for name, status in own.items()
    }


def text(response: HttpResponseBase) -> str:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response).decode("utf-8", "replace")
    assert isinstance(response, HttpResponse)
    return response.content.decode("utf-8", "replace")


def named(row: Row) -> str:
    return f"{row[1]} {row[0]} {row[2]}".rstrip()


def test_every_url_and_method_is_in_the_table() -> None:
    there = {
        (name, method)
        for name, callback in patterns(get_resolver())
        if name not in LEFT_OUT
        for method in methods(name, callback)
    }
    listed = {(row[0], row[1]) for row in TABLE}
    assert sorted(there - listed) == [], "add these to tests/house/url_table.py"
    assert sorted(listed - there) == [], "these are no URLs any more"
    assert len(TABLE) == len({named(row) for row in TABLE})


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_everybody_gets_what_the_table_says(world: World, db: None, row: Row) -> None:
    name, method, target, *_ = row
    own, strange = expected(row)
    found_own, found_strange = {}, {}
    for person in PEOPLE:
        answer = send(world, person, name, method, target)
        found_own[person] = answer.status_code
        assert method != "GET" or MARK not in text(answer), f"{person} sees 乙县"
        assert not RAW.search(text(answer)), f"{person} sees what no person wrote"
        if target:
            answer = send(world, person, name, method, target, strange=True)
            found_strange[person] = answer.status_code
            # residents of 甲区 may read of 乙县's works, and who holds a sheet which one it is
            everybodys = name.startswith(("public:", "paper:"))
            assert method != "GET" or everybodys or MARK not in text(answer), f"{person} sees 乙县"
    assert found_own == own
    assert not target or found_strange == strange


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row[2] and row[0] not in OF_THE_CITY], ids=named
)
def test_the_city_reaches_both_districts(world: World, db: None, row: Row) -> None:
    name, method, target, *_ = row
    own, _strange = expected(row)
    for person, as_if in CITY_AS.items():
        found = send(world, person, name, method, target, strange=True)
        assert found.status_code == (403 if name in ADDRESSED else own[as_if]), person


def test_an_account_without_a_role_holds_no_permission(world: World, db: None) -> None:
    account: Any = factory(region_id=DISTRICT)
    assert account.get_all_permissions() == set()
    assert as_user(account).get("/projects/").status_code == 403
    assert as_user(account).get("/").status_code == 200


def test_the_admin_site_is_for_superusers_alone(world: World, db: None) -> None:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    superuser = as_user(factory(is_superuser=True, is_staff=True))
    staff = as_user(factory(is_staff=True))
    for url in [reverse("admin:index"), *lists]:
        assert superuser.get(url).status_code == 200, url
        assert url == reverse("admin:index") or staff.get(url).status_code == 403, url
        for person in PEOPLE:
            assert world.clients[person].get(url).status_code == 302, (person, url)


def test_nobody_is_sent_back_to_where_he_wanted_to_go(world: World, db: None) -> None:
    found = Client().get("/projects/?year=2023")
    assert found["Location"] == "/accounts/login/?next=/projects/%3Fyear%3D2023"
