"""Reading home: its cards, and how many rows stand behind each number."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from tests.city import as_user


def cards(client: Client, url: str) -> dict[str, tuple[int, str, str]]:
    """Return {name: (number, where it leads, what is said below)} of the cards of a page."""
    soup = BeautifulSoup(client.get(url, headers={"HX-Request": "true"}).content, "html.parser")
    return dict(card(one) for one in soup.select(".figure") if one.select_one(".figure-value"))


def card(one: Tag) -> tuple[str, tuple[int, str, str]]:
    label, number, sub = (one.select_one(f".figure-{name}") for name in ("label", "value", "sub"))
    assert label is not None
    assert number is not None
    link = number.select_one("a")
    assert link is not None, f"{label.text} leads nowhere"
    digits = "".join(ch for ch in link.text if ch.isdigit())
    return label.text.strip(), (int(digits), str(link["href"]), sub.text if sub else "")


def rows_behind(client: Client, href: str) -> int:
    """Count what a list holds: its paginator's count, the lines of the sums that do not add up."""
    response = client.get(href)
    assert response.status_code == 200, href
    if href.startswith("/reports/?") or href == "/reports/":
        soup = BeautifulSoup(response.content, "html.parser")
        return len(soup.select("#checks tbody tr")) - len(soup.select("#checks details tbody tr"))
    page: Any = response.context["page"]
    return int(page.paginator.count)


def assert_each_number_opens_its_rows(user: User) -> dict[str, tuple[int, str, str]]:
    client = as_user(user)
    found = cards(client, "/")
    if user.role_name == Role.OFFICE:
        found |= cards(client, "/reports/home/rest/")
    for name, (count, href, _) in found.items():
        assert rows_behind(client, href) == count, f"{user.username}: {name} → {href}"
    return found
