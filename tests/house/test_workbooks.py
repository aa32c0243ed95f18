"""Every list of the portal is a workbook too: its rows, typed, with units, frozen headings."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from core.columns import Column
from core.exports import heading_of
from core.views import ListPage
from tests.house.test_urls import patterns
from tests.house.url_world import World, built_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built_world() as world:
        yield world


def lists() -> dict[str, Any]:
    """Return the name of every list page that needs no argument, and its view."""
    found = {}
    for name, callback in patterns(get_resolver()):
        view = getattr(callback, "view_class", None)
        if view is None or not issubclass(view, ListPage):
            continue
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        found[name] = callback
    return found


LISTS = lists()


def reader_of(world: World, url: str) -> Client:
    """Return the first client that may open a page."""
    for name in ("city_office", "clerk", "system", "security", "auditor"):
        if world.clients[name].get(url).status_code == 200:
            return world.clients[name]
    raise AssertionError(f"nobody opens {url}")


def workbook(client: Client, url: str) -> Any:
    response = client.get(url, {"export": "xlsx"})
    assert response.status_code == 200, url
    assert isinstance(response, StreamingHttpResponse)
    content: Any = response.streaming_content
    return load_workbook(BytesIO(b"".join(content))).active


def test_there_are_lists_to_try() -> None:
    assert len(LISTS) > 60
    assert {"projects:projects", "orders:orders", "accounts:audit"} <= set(LISTS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_is_a_workbook_of_its_rows(world: World, db: None, name: str) -> None:
    url = reverse(name)
    client = reader_of(world, url)
    page = client.get(url)
    link = BeautifulSoup(page.content, "html.parser").select_one("a[href*='export=xlsx']")
    count = page.context["page"].paginator.count
    assert (link is not None) == bool(count), "the page does not offer its workbook"
    sheet = workbook(client, url)
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row - 1 == count
    head = [cell.value for cell in sheet[1]]
    assert all(head)
    shown: list[Column] = list(page.context["columns"])
    for column in shown:
        if column.numeric and heading_of(column) in head:
            place = head.index(heading_of(column)) + 1
            values = [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]
            assert all(value is None or isinstance(value, (int, float)) for value in values)


@pytest.mark.parametrize(
    "name",
    ["orders:escalations", "orders:by_region", "projects:calendar", "projects:benefits",
     "reports:compare", "funding:gaps"],
)  # fmt: skip
def test_what_is_reckoned_is_a_workbook_too(world: World, db: None, name: str) -> None:
    sheet = workbook(reader_of(world, reverse(name)), reverse(name))
    assert sheet.freeze_panes == "A2"
    assert all(cell.value for cell in sheet[1])
