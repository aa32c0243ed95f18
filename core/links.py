"""Addresses of pages by URL name, each worked out once.

A table links every row and the menu every page; Django searches its URL patterns at each of them,
which costs more than printing the row. Addresses depend on nothing but the name and the prefix
under which the portal is served.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

MARK: Final = 900_000_000_000_000_009
LIST_AS_OF: Final = "list_as_of"


def page(url_name: str) -> str:
    """Return the address of a page without arguments; NoReverseMatch for an unknown name."""
    return _page(url_name, get_script_prefix())


def row_page(url_name: str, pk: int) -> str:
    """Return the address of a row's page, whose one argument is the primary key."""
    before, after = _around(url_name, get_script_prefix())
    return f"{before}{pk}{after}"


def inside(request: HttpRequest, url: str) -> str:
    """Return `url` when it is a path of this portal, otherwise nothing."""
    here = url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
    return url if here and url.startswith("/") else ""


def tabs(app: str, pages: Iterable[tuple[str, str]], current: str) -> list[dict[str, Any]]:
    """Return pages of an app as tabs (`components/tabs.html`), each by its label and URL name."""
    return [
        {"label": label, "href": page(f"{app}:{name}"), "active": name == current}
        for label, name in pages
    ]


def from_past_list(href: str, day: date) -> str:
    """Tell the page of a row which day's list it was opened from; addresses that ask stay."""
    return href if "?" in href or "#" in href else f"{href}?{LIST_AS_OF}={day.isoformat()}"


@lru_cache(maxsize=512)
def _page(url_name: str, prefix: str) -> str:
    return reverse(url_name)


@lru_cache(maxsize=512)
def _around(url_name: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(url_name, args=[MARK]).partition(str(MARK))
    return before, after
