"""The pages of the ledger: upload, errors, confirmation, download; who sees what."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.choices import Role
from accounts.models import AccessEvent, User
from core import progress
from core.ledger import import_ledger
from projects import tasks
from projects.choices import ImportState
from projects.models import LedgerImport, Project
from projects.services.ledger_import import upload_ledger
from projects.services.ledger_jobs import STALE, job_name
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, STREET, FixtureCity, as_user, user_with
from tests.core.workbooks import workbook
from tests.projects.ledger_books import changed, load, put, small

pytestmark = pytest.mark.django_db
LIST = "/projects/imports/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def page(user: User, url: str, **headers: str) -> str:
    response = as_user(user).get(url, headers=headers)
    assert response.status_code == 200, response
    return response.content.decode()


def upload(user: User, data: bytes, name: str = "市台账.xlsx") -> Any:
    file = SimpleUploadedFile(name, data)
    return as_user(user).post(LIST, {"file": file})


def row_of(user: User, data: bytes | None = None) -> LedgerImport:
    content = workbook(small()) if data is None else data
    row = upload_ledger(SimpleUploadedFile("市台账.xlsx", content), by=user)
    tasks.check_ledger(row.pk)
    row.refresh_from_db()
    return row


def url_of(row: LedgerImport, what: str = "import") -> str:
    return reverse(f"projects:{what}", args=[row.pk])


def bad(count: int = 60) -> bytes:
    book = small()
    put(book, "项目", 2, "总投资(万元)", "<b>约一千</b>")
    for number in range(count):
        book["节点"].append(["P0001", f"节点{number}", "下旬", None])
    return workbook(book)


def test_an_upload_leads_to_its_own_page_which_watches_the_job(city: FixtureCity) -> None:
    response = upload(city.office, workbook(small()))
    row = LedgerImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, url_of(row))
    text = page(city.office, url_of(row))
    assert 'hx-trigger="every 1s"' in text
    assert "等待检查" in text
    LedgerImport.objects.update(state=ImportState.CHECKING, claimed_at=timezone.now())
    progress.tell(job_name(row.pk), 35, "检查 项目")
    fragment = page(city.office, url_of(row), **HTMX)
    assert "<html" not in fragment
    assert "检查 项目" in fragment
    assert 'value="35"' in fragment


def test_a_refused_file_is_told_beside_the_field(city: FixtureCity, settings: Any) -> None:
    response = upload(city.office, b"%PDF-1.7")
    assert response.status_code == 422
    assert "这不是 Excel 工作簿，请上传 .xlsx 文件" in response.content.decode()
    settings.UPLOAD_LIMIT_MB = 1
    response = upload(city.office, b"PK\3\4" + b"0" * (2 << 20))
    assert "文件 2.0 MB，超过 1 MB 的上限" in response.content.decode()
    response = as_user(city.office).post(LIST)
    assert "请选择要上传的工作簿" in response.content.decode()
    assert not LedgerImport.objects.exists()


def test_every_error_is_in_a_table_by_sheet_and_page(city: FixtureCity) -> None:
    row = row_of(city.office, bad())
    text = page(city.office, url_of(row))
    assert "61 处错误，没有导入任何数据" in text
    assert "&lt;b&gt;约一千&lt;/b&gt;" in text
    assert "<b>约一千</b>" not in text
    assert "共 <b>61</b> 条" in text
    sheet = page(city.office, url_of(row) + "?sheet=节点")
    assert "共 <b>60</b> 条" in sheet
    assert ">H2</th>" not in sheet
    fragment = page(
        city.office, url_of(row) + "?sheet=节点&page=2", **HTMX, **{"HX-Target": "errors"}
    )
    assert fragment.strip().startswith('<div class="list" id="errors"')
    assert "第 51—60 条" in fragment
    assert "hx-trigger" not in text, "nothing is left to wait for"


def test_the_marked_copy_names_every_bad_cell(city: FixtureCity) -> None:
    row = row_of(city.office, bad(3))
    response: Any = as_user(city.office).get(url_of(row, "import_marked"))
    assert response.status_code == 200
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames[0] == "错误清单"
    assert book["项目"]["H2"].fill.fgColor.rgb == "00FFC7CE"
    assert AccessEvent.objects.get(kind="download").subject == "市台账_错误标注.xlsx"


def test_a_clean_ledger_shows_what_would_change_and_asks_first(city: FixtureCity) -> None:
    data = workbook(small())
    row = row_of(city.office, data)
    text = page(city.office, url_of(row))
    assert "将新增 19 行、更新 0 行。导入的周进度视为已审核。" in text
    assert not Project.objects.exists()
    response = as_user(city.office).post(url_of(row, "import_start"))
    assert response.status_code == 302
    tasks.import_ledger(row.pk)
    done = page(city.office, url_of(row))
    assert "导入：新增 19 行，更新 0 行。" in done
    assert Project.objects.count() == 2
    again = row_of(city.office, data)
    text = page(city.office, url_of(again))
    assert "导入过。可以再次导入，没有改动的行不会变。" in text
    assert "导入不会改变任何数据" in text


def test_a_start_that_comes_too_late_is_told(city: FixtureCity) -> None:
    row = row_of(city.office)
    client = as_user(city.office)
    client.post(url_of(row, "import_start"))
    response = client.post(url_of(row, "import_start"), follow=True)
    assert "这次导入的状态已经变了" in response.content.decode()


def test_an_interrupted_job_offers_to_try_again(city: FixtureCity) -> None:
    row = row_of(city.office)
    dead = timezone.now() - STALE - timedelta(seconds=1)
    LedgerImport.objects.update(state=ImportState.IMPORTING, claimed_at=dead)
    assert "中断" in page(city.office, LIST)
    text = page(city.office, url_of(row))
    assert "处理中断，没有写入任何数据" in text
    assert ">重试</button>" in text
    as_user(city.office).post(url_of(row, "import_retry"))
    tasks.import_ledger(row.pk)
    assert Project.objects.count() == 2


def test_strangers_see_nothing_and_colleagues_may_not_start(city: FixtureCity) -> None:
    office = user_with(Role.OFFICE, city.district, "office_of_district")
    stranger = user_with(Role.OFFICE, city.other_district, "office_of_another")
    row = row_of(office)
    LedgerImport.objects.update(state=ImportState.CHECKED)
    for what in ("import", "import_marked"):
        assert as_user(stranger).get(url_of(row, what)).status_code == 404
    for what in ("import_start", "import_retry"):
        assert as_user(stranger).post(url_of(row, what)).status_code == 404
        assert as_user(city.office).post(url_of(row, what)).status_code == 403
    for user in (city.clerk, city.reviewer, city.leader, city.auditor, city.system_admin):
        assert as_user(user).get(LIST).status_code == 403
        assert as_user(user).get(url_of(row)).status_code == 403
    assert "市台账.xlsx" not in page(stranger, LIST)
    assert "市台账.xlsx" in page(city.office, LIST)


def test_a_clerk_accepts_no_figures_of_his_own_by_importing_them(city: FixtureCity) -> None:
    """Imported weeks count as accepted: whoever enters figures may not import any."""
    client = as_user(city.clerk)
    assert upload(city.clerk, workbook(small())).status_code == 403
    with pytest.raises(PermissionDenied):
        upload_ledger(SimpleUploadedFile("台账.xlsx", workbook(small())), by=city.clerk)
    assert not LedgerImport.objects.exists()
    projects = client.get("/projects/").content.decode()
    assert "/projects/imports/" not in projects
    assert 'href="/projects/ledger/export/"' in projects
    assert "/projects/imports/" in page(city.office, "/projects/")


def test_the_list_costs_the_same_however_many_errors_there_are(
    city: FixtureCity, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        row_of(city.office, bad(5))
    client = as_user(city.office)
    client.get(LIST)
    with django_assert_max_num_queries(8):
        client.get(LIST)


# --- Downloads ------------------------------------------------------------------------------
def download(user: User, url: str) -> bytes:
    response: Any = as_user(user).get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_ledger_is_downloaded_and_logged(city: FixtureCity) -> None:
    load(small())
    data = download(city.clerk, "/projects/ledger/export/")
    assert changed(import_ledger(data, user=city.clerk)) == {}
    pages = load_workbook(BytesIO(data))
    assert [cell.value for cell in pages["项目"]["A"]] == ["项目编号", "P0001"]
    event = AccessEvent.objects.get(kind="export")
    assert (event.user, event.subject) == (city.clerk, "甲区台账")


def test_a_city_downloads_a_district_but_no_district_another(city: FixtureCity) -> None:
    load(small())
    export = "/projects/ledger/export/?region="
    pages = load_workbook(BytesIO(download(city.leader, f"{export}{OTHER_DISTRICT}")))
    assert [cell.value for cell in pages["项目"]["A"]] == ["项目编号", "P0002"]
    download(city.clerk, f"{export}{STREET}")
    for region in (OTHER_DISTRICT, CITY, "x", DISTRICT + 7):
        assert as_user(city.clerk).get(f"{export}{region}").status_code == 404
    assert as_user(city.auditor).get(export).status_code == 403


def test_the_template_is_ready_to_be_filled(city: FixtureCity) -> None:
    data = download(city.office, "/projects/ledger/template/")
    pages = load_workbook(BytesIO(data))
    assert pages.sheetnames[0] == "区划"
    assert [cell.value for cell in pages["项目"][1]][:2] == ["项目编号", "项目名称"]
    assert changed(import_ledger(data, user=city.office)) == {}
    for user in (city.leader, city.clerk):
        assert as_user(user).get("/projects/ledger/template/").status_code == 403
