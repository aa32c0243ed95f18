"""Uploading a ledger and the worker's part: checked first, imported once, never lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.choices import Role
from accounts.models import AccessEvent, User
from core import progress
from core.exceptions import Refusal
from projects import tasks
from projects.choices import ImportState
from projects.models import LedgerImport, Project
from projects.services import ledger_jobs
from projects.services.ledger_import import (
    imported_before,
    retry_import,
    start_import,
    upload_ledger,
)
from tests.city import FixtureCity, user_with
from tests.core.workbooks import OLD_WORKBOOK, rezipped, workbook
from tests.projects.ledger_books import put, small

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored() -> list[Path]:
    return [path for path in Path(portal.MEDIA_ROOT).rglob("*") if path.is_file()]


def upload(by: User, data: bytes | None = None, name: str = "市台账.xlsx") -> LedgerImport:
    content = workbook(small()) if data is None else data
    return upload_ledger(SimpleUploadedFile(name, content), by=by)


def checked(by: User, data: bytes | None = None) -> LedgerImport:
    row = upload(by, data)
    tasks.check_ledger(row.pk)
    row.refresh_from_db()
    return row


def bad() -> bytes:
    book = small()
    put(book, "项目", 2, "总投资(万元)", "约一千")
    return workbook(book)


def test_an_upload_is_kept_under_a_name_of_our_own(city: FixtureCity) -> None:
    row = upload(city.office, name="..\\..\\市台账.xlsx")
    (path,) = stored()
    assert row.file_name == "市台账.xlsx"
    assert "市台账" not in str(path)
    assert path.suffix == ".xlsx"
    assert path.stat().st_size == row.size
    assert len(row.sha256) == 64
    assert (row.state, row.region) == (ImportState.UPLOADED, city.region)


def test_content_decides_and_not_the_name(city: FixtureCity) -> None:
    old = upload(city.office, OLD_WORKBOOK, "台账.xlsx")
    new = upload(city.office, name="台账.pdf")
    assert [Path(str(row.file.name)).suffix for row in (old, new)] == [".xls", ".xlsx"]


def test_what_is_no_workbook_is_refused_before_it_is_stored(
    city: FixtureCity, settings: Any
) -> None:
    for data, message in (
        (b"%PDF-1.7", "这不是 Excel 工作簿"),
        (b"", "文件是空的"),
        (rezipped(workbook(small()), {"xl/vbaProject.bin": b"\0"}), "工作簿含有宏"),
        (b"PK\3\4" + b"0" * (50 << 20), "文件 50.0 MB，超过 20 MB 的上限"),
    ):
        with pytest.raises(Refusal, match=message):
            upload(city.office, data)
    assert stored() == []
    assert not LedgerImport.objects.exists()


def test_a_check_counts_and_writes_nothing(city: FixtureCity) -> None:
    row = checked(city.office)
    assert row.state == ImportState.CHECKED
    assert row.counts["项目"] == {"rows": 2, "created": 2, "updated": 0, "unchanged": 0}
    assert row.message == "新增 19 行，更新 0 行"
    assert not Project.objects.exists()


def test_a_bad_ledger_is_rejected_with_every_error_and_a_marked_copy(city: FixtureCity) -> None:
    row = checked(city.office, bad())
    assert row.state == ImportState.REJECTED
    assert [error["message"] for error in row.errors] == ["应为数字，如 1449"]
    assert row.message == "1 处错误，没有导入任何数据"
    assert [path.name.endswith("-marked.xlsx") for path in sorted(stored())].count(True) == 1
    with pytest.raises(Refusal):
        start_import(row, by=city.office)


def test_a_file_without_a_ledger_is_rejected_with_the_reason(city: FixtureCity) -> None:
    row = checked(city.office, workbook({"草稿": [["x"]]}))
    assert row.state == ImportState.REJECTED
    assert row.message.startswith("工作簿里没有台账的工作表")


def test_a_checked_ledger_is_imported_and_logged(city: FixtureCity) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    tasks.import_ledger(row.pk)
    row.refresh_from_db()
    assert (row.state, row.progress) == (ImportState.DONE, 100)
    assert Project.objects.get(number="P0001").history.get().history_user == city.office
    event = AccessEvent.objects.get(kind="import")
    assert (event.user, event.subject) == (city.office, "台账导入 市台账.xlsx")
    assert event.detail["created"] == 19


def test_an_import_run_twice_happens_once(city: FixtureCity) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    for _ in range(3):
        tasks.import_ledger(row.pk)
    assert AccessEvent.objects.filter(kind="import").count() == 1
    assert Project.history.count() == 2
    with pytest.raises(Refusal, match="状态已经变了"):
        start_import(row, by=city.office)


def test_a_job_in_another_workers_hand_is_left_to_it(city: FixtureCity) -> None:
    row = upload(city.office)
    assert ledger_jobs.claim(row.pk, ["uploaded"], "checking", redelivered=False)
    tasks.check_ledger(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKING


@pytest.mark.parametrize("times", [1, 2])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_once(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    with monkeypatch.context() as patch:
        patch.setattr(progress, "tell", killed_at(60))
        for _ in range(times):
            with pytest.raises(SystemExit):
                ledger_jobs.run_import(row.pk, redelivered=True)
            assert not Project.objects.exists()
    ledger_jobs.run_import(row.pk, redelivered=True)
    row.refresh_from_db()
    assert row.state == ImportState.DONE
    assert AccessEvent.objects.filter(kind="import").count() == 1
    assert Project.objects.count() == 2


def killed_at(percent: int) -> Callable[[str, int, str], None]:
    def tell(job: str, reached: int, text: str) -> None:
        if reached >= percent:
            raise SystemExit

    return tell


def test_a_slow_worker_that_was_given_up_writes_nothing(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else took the row while this worker was writing: its work is taken back."""
    row = checked(city.office)
    start_import(row, by=city.office)

    def taken_over(job: str, percent: int, text: str) -> None:
        LedgerImport.objects.filter(pk=row.pk).update(claimed_at=timezone.now())

    monkeypatch.setattr(progress, "tell", taken_over)
    tasks.import_ledger(row.pk)
    assert not Project.objects.exists()
    assert not AccessEvent.objects.filter(kind="import").exists()


def test_a_dead_job_is_marked_and_can_be_tried_again(city: FixtureCity) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    long_ago = timezone.now() - ledger_jobs.STALE - timedelta(seconds=1)
    LedgerImport.objects.filter(pk=row.pk).update(claimed_at=long_ago)
    tasks.sweep_imports()
    row.refresh_from_db()
    assert (row.state, row.message) == (ImportState.FAILED, ledger_jobs.BROKEN)
    with pytest.raises(PermissionDenied):
        retry_import(row, by=city.office_head)
    retry_import(row, by=city.office)
    row.refresh_from_db()
    assert row.state == ImportState.IMPORTING
    tasks.import_ledger(row.pk)
    assert Project.objects.count() == 2


def test_a_job_that_breaks_says_so_and_writes_nothing(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    with monkeypatch.context() as patch:
        patch.setattr(ledger_jobs, "_log_access", lambda row, outcome: 1 / 0)
        tasks.import_ledger(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.FAILED
    assert not Project.objects.exists()
    retry_import(row, by=city.office)
    tasks.import_ledger(row.pk)
    assert Project.objects.count() == 2


def test_a_job_that_never_reached_the_queue_is_sent_again(
    city: FixtureCity, django_capture_on_commit_callbacks: Any
) -> None:
    row = upload(city.office)
    assert ledger_jobs.lost_jobs() == [], "it may still be on its way"
    LedgerImport.objects.filter(pk=row.pk).update(
        uploaded_at=timezone.now() - ledger_jobs.UNCLAIMED - timedelta(seconds=1)
    )
    assert ledger_jobs.lost_jobs() == [(row.pk, "uploaded")]
    with django_capture_on_commit_callbacks() as sent:
        tasks.sweep_imports()
    assert len(sent) == 1
    tasks.check_ledger(row.pk)
    assert ledger_jobs.lost_jobs() == []


def test_a_file_is_bounded_by_the_district_of_who_uploads_it(city: FixtureCity) -> None:
    row = checked(user_with(Role.OFFICE, city.district, "office_of_district"))
    assert row.state == ImportState.REJECTED
    assert {error["message"] for error in row.errors} >= {"不在您的管辖范围内，不能导入"}


def test_an_account_closed_in_between_imports_nothing(city: FixtureCity) -> None:
    row = checked(city.office)
    start_import(row, by=city.office)
    User.objects.filter(pk=city.office.pk).update(is_active=False)
    tasks.import_ledger(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.REJECTED
    assert "停用" in row.message
    assert not Project.objects.exists()


def test_a_database_that_changed_since_the_check_is_seen(city: FixtureCity) -> None:
    row = checked(city.office, workbook({"项目": small()["项目"]}))
    assert row.state == ImportState.REJECTED, "its communities are nowhere"


def test_the_same_file_is_recognised(city: FixtureCity) -> None:
    data = workbook(small())
    first = checked(city.office, data)
    assert imported_before(first) is None
    start_import(first, by=city.office)
    tasks.import_ledger(first.pk)
    again = checked(city.office, data)
    assert imported_before(again) == first
    assert again.message == "没有变化"
    start_import(again, by=city.office)
    tasks.import_ledger(again.pk)
    assert Project.history.count() == 2


def test_progress_is_told_outside_and_survives_a_lost_cache(
    city: FixtureCity, settings: Any
) -> None:
    progress.tell("job", 40, "写入 项目")
    assert progress.ask("job") == (40, "写入 项目")
    progress.forget("job")
    assert progress.ask("job") is None
    broken = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    lost = {**settings.CACHES, "default": broken}
    settings.CACHES = lost
    progress.tell("job", 50, "…")
    assert progress.ask("job") is None
    row = checked(city.office)
    assert row.state == ImportState.CHECKED
