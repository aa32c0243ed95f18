"""Panels of the leaders' page as their tests fetch them."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

PANELS = ("deadlines", "lights", "voices", "money", "trend", "pace", "children", "map")


def panel(client: Client, name: str, **query: Any) -> BeautifulSoup:
    response = client.get(f"/reports/panels/{name}/", query, headers={"HX-Request": "true"})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html is None, "a fragment"
    return soup
