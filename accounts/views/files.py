"""Files that somebody uploaded, as answers."""

from typing import Any, Protocol

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.choices import AccessKind
from accounts.services.access import record
from core.exports import attachment
from core.uploads import CONTENT_TYPES


class Stored(Protocol):
    """A row that keeps a file under the name that its sender gave it."""

    @property
    def file(self) -> FieldFile: ...

    @property
    def name(self) -> str: ...


def stored_file(
    request: HttpRequest, row: Stored, kind: str, back: str, *, shown: bool = False, **about: Any
) -> HttpResponse | FileResponse:
    """Return a file as a download, which is logged with `about`, or `shown` in the page.

    Where the file is gone the user is told so on the page `back`.
    """
    try:
        stream = row.file.open("rb")
    except FileNotFoundError:
        messages.error(request, f"“{row.name}”的文件已不在服务器上，请联系系统管理员。")
        return redirect(back)
    response = FileResponse(stream, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = "inline" if shown else attachment(row.name)
    if not shown:
        record(AccessKind.DOWNLOAD, request=request, subject=row.name, **about)
    return response
