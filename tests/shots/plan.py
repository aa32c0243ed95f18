"""Which pages there are, and who may read each: the URLconf and the table that tests hold to it."""

from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)

from tests.house.url_table import tables
from tests.house.url_world import PEOPLE

# accounts of the demo city; those of one district first, so that one object serves most of them
ACCOUNTS: Final = {
    "clerk": "linjiang_clerk",
    "reviewer": "linjiang_reviewer",
    "office": "office",
    "leader": "leader",
    "system": "sysadmin",
    "security": "secadmin",
    "auditor": "auditor",
    "nobody": "",
}


def readable(person: str) -> list[str]:
    """Return the URL names that a person may GET, in the order of the table."""
    found = []
    for name, method, _target, statuses, *_ in tables():
        allowed = dict(zip(PEOPLE, statuses.split(), strict=True))[person] == "200"
        if method == "GET" and allowed and not name.startswith("api:"):
            found.append(name)
    return list(dict.fromkeys(found))


def address(name: str) -> str:
    """Return the URL of a page that needs no object, else nothing."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@cache
def _routes() -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(resolver: URLResolver, space: str, path: str) -> None:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                walk(one, inner, path + str(one.pattern))
            else:
                found[f"{space}{one.name}"] = path + str(one.pattern)

    walk(get_resolver(), "", "")
    return found


def route_of(page: str) -> str:
    """Return the pattern of a URL name or of an address: `projects/<int:pk>/edit/`."""
    name = name_of(page) if page.startswith("/") else page
    return _routes().get(name, name)


def name_of(link: str) -> str:
    return resolve(urlsplit(link).path).view_name


def by_name(links: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield each link with the name of the page that it opens."""
    for link in links:
        try:
            yield name_of(link), link
        except Resolver404:
            continue
