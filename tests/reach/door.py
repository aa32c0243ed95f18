"""Chromium in front of the portal without a socket between them.

Every request of the browser is answered by a Django test client, in the test's own thread and
transaction: nothing is committed, and a page costs no more than its rendering. What the network
itself does (compression, caching, first paint) is measured against real servers elsewhere.
"""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

# a name that browsers trust without https
HOST: Final = "http://localhost"
LEFT_OUT: Final = {"host", "cookie", "content-length", "content-type"}


class Door:
    """Answers for one person at a time; keeps what went wrong."""

    def __init__(self) -> None:
        self.client = Client()
        self.said: list[str] = []
        # the browser's events come in a context of their own, which would open a connection of
        # its own to the database and see nothing of the test's transaction
        self.context = copy_context()

    def answer(self, route: Route, request: Request) -> None:
        address = urlsplit(request.url)
        if f"{address.scheme}://{address.netloc}" != HOST:
            self.said.append(f"asked another host: {request.url}")
            route.abort()
        elif address.path.startswith("/static/"):
            body, kind = static(address.path.removeprefix("/static/"))
            route.fulfill(body=body, content_type=kind)
        else:
            response = self.context.copy().run(self.ask, request)
            route.fulfill(
                status=response.status_code,
                headers=dict(response.items()),
                body=content(response),
            )

    def ask(self, request: Request) -> HttpResponseBase:
        """Pass a request on; undo what it wrote."""
        headers = {
            "HTTP_" + name.upper().replace("-", "_"): value
            for name, value in request.headers.items()
            if name not in LEFT_OUT
        }
        kind = request.headers.get("content-type", "application/octet-stream")
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            response: HttpResponseBase = self.client.generic(
                request.method, request.url.removeprefix(HOST), request.post_data_buffer or b"",
                content_type=kind, HTTP_HOST="localhost", **headers,
            )  # fmt: skip
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return response


def content(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    found: bytes = response.content  # type: ignore[attr-defined]
    return found


@cache
def static(name: str) -> tuple[bytes, str]:
    found = finders.find(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (Path(str(found)).read_bytes() if found else b""), kind


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[tuple[Page, Door]]:
    """Yield a page that asks the portal, and the door to it."""
    context: BrowserContext = browser.new_context(
        locale="zh-CN", reduced_motion="reduce", **options
    )
    door = Door()
    context.route("**/*", door.answer)
    page = context.new_page()
    page.on("console", lambda one: one.type == "error" and door.said.append(one.text))
    page.on("pageerror", lambda error: door.said.append(str(error)))
    try:
        yield page, door
    finally:
        context.close()
