"""What tests in a browser share."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from tests.city import as_user


def let_in(context: BrowserContext, user: User, address: str) -> None:
    """Log a browser in to the portal at an address, without the page for it."""
    cookie = as_user(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


def console_errors(page: Page) -> list[str]:
    """Return a list that fills with what the console says is wrong."""
    said: list[str] = []
    page.on("console", lambda entry: said.append(entry.text) if entry.type == "error" else None)
    return said


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return the rules of axe that the open page breaks, each with the places."""
    broken = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in broken]
