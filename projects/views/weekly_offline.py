"""What a clerk sees who opens the grid without a connection: a page that waits, and what is kept.

A service worker keeps that one page. It holds nothing of anybody; how many cells wait is read in the
browser. Browsers run service workers only over HTTPS and on localhost; elsewhere nothing changes.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core.public_pages import printed

WORKER: Final = """// Keeps one page for when there is no connection; everything else goes to the server.
"use strict";
const NAME = "weekly-offline-v1";
const PAGE = "{page}";
const FILES = {files};
self.addEventListener("install", (event) => {{
  self.skipWaiting();
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll([PAGE, ...FILES])));
}});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {{
  const path = new URL(event.request.url).pathname;
  if (event.request.mode === "navigate") {{
    event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
  }} else if (FILES.includes(path)) {{
    event.respondWith(fetch(event.request).catch(() => caches.match(path)));
  }}
}});
"""

KEPT: Final = ("css/portal.css", "js/kept.js", "js/weekly/offline.js", "img/mark.svg")


@method_decorator(never_cache, name="dispatch")
class OfflineWorker(View):
    """The service worker; its scope is the folder that it is served from: the weekly pages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        files = [static(name) for name in KEPT]
        listed = "[" + ", ".join(f'"{one}"' for one in files) + "]"
        script = WORKER.format(page=reverse("projects:weekly_offline"), files=listed)
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")


class OfflinePage(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        body = printed(
            "projects/weekly_offline.html", request,
            title="网络不通",
            grid=reverse("projects:weekly_grid"), probe=reverse("projects:weekly_worker"),
        )  # fmt: skip
        return HttpResponse(body)
