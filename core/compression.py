"""Pages leave the portal gzipped, whatever proxy stands in front of it."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED: Final = ("text/html", "application/json", "image/svg+xml")


class CompressPagesMiddleware(GZipMiddleware):
    """Django's, for pages and data alone: workbooks, PDFs and photos are compressed already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(COMPRESSED):
            return response
        return super().process_response(request, response)
