"""Uploaded ledgers past their retention: the workbook goes, the row stays."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.exceptions import Refusal
from projects.choices import ImportState
from projects.models import LedgerImport
from projects.services.ledger_import import retry_import
from projects.services.ledger_jobs import marked_copy, marked_name
from projects.services.ledger_retention import prune_files
from projects.tasks import prune_ledgers
from tests.city import as_user

ERROR = {
    "sheet": "项目", "row": 2, "column": "A", "heading": "项目编号", "value": "",
    "message": "缺项目编号",
}  # fmt: skip


@pytest.fixture
def upload(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.LEDGER_RETENTION_DAYS = 1096

    def make(days: int, state: str = ImportState.REJECTED) -> LedgerImport:
        row = LedgerImport(
            region=city.region, file_name="台账.xlsx", size=2, sha256="0" * 64, state=state,
            uploaded_by=city.office, errors=[ERROR],
        )  # fmt: skip
        row.file.save("x.xlsx", ContentFile(b"PK"))
        default_storage.save(marked_name(row), ContentFile(b"PK"))
        uploaded = timezone.now() - timedelta(days=days)
        LedgerImport.objects.filter(pk=row.pk).update(uploaded_at=uploaded)
        return row

    return make


def test_only_what_is_past_the_retention_goes(upload):
    old, kept = upload(1097), upload(1095)
    names = [(old.file.name, marked_name(old)), (kept.file.name, marked_name(kept))]
    prune_ledgers()
    assert [default_storage.exists(name) for pair in names for name in pair] == [
        False, False, True, True,
    ]  # fmt: skip
    old.refresh_from_db()
    assert (old.file.name, old.file_name, old.errors[0]["message"]) == (
        "",
        "台账.xlsx",
        "缺项目编号",
    )
    assert prune_files() == 0


def test_a_job_in_hand_and_a_portal_that_keeps_all_lose_nothing(upload, settings):
    working = upload(3000, ImportState.IMPORTING)
    assert prune_files() == 0
    LedgerImport.objects.update(state=ImportState.DONE)
    settings.LEDGER_RETENTION_DAYS = 0
    assert prune_files() == 0
    assert default_storage.exists(working.file.name)


def test_an_upload_without_its_file_says_so(city, upload):
    row = upload(1097, ImportState.FAILED)
    prune_files()
    row.refresh_from_db()
    with pytest.raises(Refusal, match="已过保存期限"):
        retry_import(row, by=city.office)
    with pytest.raises(Refusal, match="已过保存期限"):
        marked_copy(row)
    client = as_user(city.office)
    assert client.get(f"/projects/imports/{row.pk}/").status_code == 200
    answer = client.get(f"/projects/imports/{row.pk}/marked/", follow=True)
    assert "已不在服务器上" in answer.content.decode()
