"""Ledger imports over HTTP: upload, what is refused before anything is kept, whose job it is."""

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from projects.choices import ImportState
from projects.models import LedgerImport
from tests.api.conftest import Rows, api
from tests.city import FixtureCity

URL = "/api/v1/imports/"
BOOK = Path(__file__).resolve().parents[2] / "demo" / "yunjiang.xlsx"


def upload(user: Any, content: bytes, name: str = "台账.xlsx") -> Any:
    return api(user).post(URL, {"file": SimpleUploadedFile(name, content)}, format="multipart")


def test_a_workbook_is_kept_to_be_checked(city: FixtureCity) -> None:
    found = upload(city.office, BOOK.read_bytes())
    assert found.status_code == 201, found.content
    assert (found.json()["state"], found.json()["file_name"]) == ("uploaded", "台账.xlsx")
    assert LedgerImport.objects.get().uploaded_by == city.office


def test_what_is_no_workbook_is_refused(city: FixtureCity) -> None:
    for content in (b"", b"not a workbook at all"):
        found = upload(city.office, content)
        assert found.status_code == 400
        assert "file" in found.json()
    assert api(city.office).post(URL, {}, format="multipart").status_code == 400
    assert not LedgerImport.objects.exists()


def test_only_who_uploaded_starts_the_import(city: FixtureCity, ours: Rows) -> None:
    row = ours["imports"]
    LedgerImport.objects.filter(pk=row.pk).update(uploaded_by=city.office_head)
    early = api(city.office_head).post(f"{URL}{row.pk}/start/")
    assert early.json() == {"detail": "这次导入的状态已经变了，请看页面上的最新状态。"}
    LedgerImport.objects.filter(pk=row.pk).update(state=ImportState.CHECKED)
    assert api(city.office).post(f"{URL}{row.pk}/start/").status_code == 403
    for user in (city.clerk, city.reviewer):
        assert api(user).post(f"{URL}{row.pk}/start/").status_code == 403
    started = api(city.office_head).post(f"{URL}{row.pk}/start/")
    assert started.json()["state"] == "importing"


def test_errors_are_listed_and_marked_in_a_copy(city: FixtureCity) -> None:
    pk = upload(city.office, BOOK.read_bytes()).json()["id"]
    error = {
        "sheet": "项目", "row": 2, "column": "H", "heading": "总投资(万元)", "value": "很多",
        "message": "应填数",
    }  # fmt: skip
    clean = api(city.office).get(f"{URL}{pk}/marked/")
    assert clean.status_code == 400
    LedgerImport.objects.filter(pk=pk).update(state=ImportState.REJECTED, errors=[error])
    assert api(city.office).get(f"{URL}{pk}/").json()["errors"] == [error]
    assert "errors" not in api(city.office).get(URL).json()["results"][0]
    marked = api(city.office).get(f"{URL}{pk}/marked/")
    assert marked.status_code == 200
    assert marked.content.startswith(b"PK")
    event = AccessEvent.objects.get(kind=AccessKind.DOWNLOAD)
    assert (event.user, event.detail) == (city.office, {"import_id": pk})
    default_storage.delete(LedgerImport.objects.get(pk=pk).file.name)
    gone = api(city.office).get(f"{URL}{pk}/marked/")
    assert gone.status_code == 400
    assert gone.json() == {"detail": "上传的文件已不在服务器上，请重新上传"}
