"""The page of the API in Chromium: it renders under the CSP and reaches nothing but this server."""

from typing import Any

import pytest

from tests.browser import console_errors, let_in
from tests.city import FixtureCity


@pytest.mark.django_db(transaction=True)
def test_the_page_renders_without_breaking_the_policy(
    city: FixtureCity, live_server: Any, context: Any
) -> None:
    let_in(context, city.clerk, live_server.url)
    page = context.new_page()
    elsewhere: list[str] = []
    told = console_errors(page)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    page.goto(f"{live_server.url}/api/docs/")
    page.locator(".opblock-tag").first.wait_for(timeout=30_000)
    page.locator("#operations-tag-projects").click()
    page.get_by_text("项目列表").first.wait_for(timeout=30_000)
    assert told == []
    assert elsewhere == []
