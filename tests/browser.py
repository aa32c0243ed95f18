"""What tests in a browser share."""

from playwright.sync_api import BrowserContext

from accounts.models import User
from tests.city import as_user


def let_in(context: BrowserContext, user: User, address: str) -> None:
    """Log a browser in to the portal at an address, without the page for it."""
    cookie = as_user(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
