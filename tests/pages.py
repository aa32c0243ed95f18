"""What tests read off a page: its table, its messages, the values of its form."""

from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client


def soup_of(client: Client, url: str) -> BeautifulSoup:
    """Return the page, which must be there."""
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def count_of(page: BeautifulSoup) -> int:
    """Return how many rows a list says it has; 0 rows are an empty state."""
    found = page.select_one(".count b")
    return int(found.text.replace(",", "")) if found else 0


def heads_of(page: BeautifulSoup) -> list[str]:
    """Return the headings of a list, without their units."""
    return [next(th.stripped_strings) for th in page.select("#list thead th")]


def rows_of(page: BeautifulSoup) -> list[dict[str, str]]:
    """Return the cells of each row of a list by their headings."""
    heads = heads_of(page)
    return [
        dict(zip(heads, (cell.get_text(strip=True) for cell in row.select("th, td")), strict=True))
        for row in page.select("#list tbody tr")
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.texts: list[str] = []
        self._name = ""
        self._kind = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "input" and found.get("type") not in {"checkbox", "radio"}:
            self.values.setdefault(found.get("name", ""), found.get("value", ""))
        if tag in {"select", "textarea"}:
            self._name, self._kind = found.get("name", ""), tag
            self.values.setdefault(self._name, "")
        if tag == "option" and "selected" in found:
            self.values[self._name] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._name = self._kind = ""

    def handle_data(self, data: str) -> None:
        if self._kind == "textarea":
            self.values[self._name] += data.strip()
        elif data.strip():
            self.texts.append(data.strip())


def form_values(response: Any) -> dict[str, str]:
    """Return {name: value} of the inputs, selects and text areas as the page shows them."""
    return _read(response).values


def text_of(response: Any) -> str:
    """Return the page's text, unescaped, words joined by spaces."""
    return " ".join(_read(response).texts)


def _read(response: Any) -> _Reader:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader
