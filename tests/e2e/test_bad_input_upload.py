"""Bad files on the import page, in Chromium with a real worker: told clearly, nothing written."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import Region
from projects.models import Community, LedgerImport, Project
from tests.city import FixtureCity
from tests.core.workbooks import rezipped, workbook
from tests.e2e.test_weekly_grid import log_in
from tests.projects.ledger_books import put, small
from tests.workers import empty_queue, worker

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60_000
MEGABYTE = 1 << 20
# (sheet, row, heading, value, what the page says): nothing to read, contradicting, referring to nothing
BAD_CELLS = (
    ("项目", 2, "总投资(万元)", "约一千", "应为数字，如 1449"),
    ("项目", 2, "计划完工", "2023-2-30", "没有这一天，应为日期，如 2023-04-15"),
    ("小区", 2, "建筑面积(㎡)", "3652m", "单位应为㎡，如 3652㎡"),
    ("节点", 2, "项目编号", "P0404", "“项目”表和库中都没有“P0404”"),
    ("周进度", 3, "形象进度(%)", 130, "应为 0 至 100 之间的百分数，如 65"),
    ("工程量", 3, "单位", "m³", "屋面防水按面积计，单位应为 ㎡ 或 万㎡"),
    ("资金拨付", 2, "支付日期", "2023.6.2", "不能早于审批日期（2023-06-05）"),
)


@pytest.fixture
def page(city: FixtureCity, live_server: Any, page: Page, tmp_path: Path) -> Iterator[Page]:
    empty_queue()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto(f"{live_server.url}/projects/imports/")
    log_in(page, "office")
    with worker(tmp_path):
        yield page
    empty_queue()


def upload(page: Page, name: str, data: bytes, folder: Path) -> None:
    """Choose a file of that content and press the button."""
    file = folder / name
    file.write_bytes(data)
    page.get_by_role("link", name="台账导入").first.click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并检查").click()


def test_bad_files_are_told_and_write_nothing(page: Page, tmp_path: Path) -> None:
    good = workbook(small())
    regions = Region.objects.count()

    upload(page, "通知.xlsx", "这是一份文字通知".encode(), tmp_path)
    expect(page.locator("form .error")).to_contain_text("这不是 Excel 工作簿，请上传 .xlsx 文件")
    upload(page, "照片.xlsx", b"PK\x03\x04" + b"0" * (50 * MEGABYTE), tmp_path)
    expect(page.locator("form .error")).to_contain_text("超过 20 MB 的上限，请按区县拆分后分别上传")
    bomb = rezipped(good, {"xl/worksheets/sheet1.xml": b" " * (60 * MEGABYTE)})
    upload(page, "压缩.xlsx", bomb, tmp_path)
    expect(page.locator("main")).to_contain_text("压缩比异常")
    assert not LedgerImport.objects.exists(), "nothing of them is kept"

    upload(page, "截断.xlsx", good[:-400], tmp_path)
    expect(page.locator("main")).to_contain_text("工作簿已损坏或不完整")

    headings = small()
    headings["项目"][0][headings["项目"][0].index("总投资(万元)")] = "总投资（元）"
    upload(page, "表头.xlsx", workbook(headings), tmp_path)
    expect(page.locator("#errors")).to_contain_text("总投资(万元)")
    expect(page.locator("#errors")).to_contain_text("总投资（元）")

    book = small()
    for sheet, row, heading, value, _ in BAD_CELLS:
        put(book, sheet, row, heading, value)
    upload(page, "台账.xlsx", workbook(book), tmp_path)
    for *_, said in BAD_CELLS:
        expect(page.locator("#errors")).to_contain_text(said)
    with page.expect_download() as found:
        page.get_by_role("link", name="下载标出错误的工作簿").click()
    marked = load_workbook(BytesIO(Path(found.value.path()).read_bytes()))
    assert marked.sheetnames[0] == "错误清单"
    assert marked["错误清单"].max_row > len(BAD_CELLS)
    assert (Project.objects.count(), Community.objects.count()) == (0, 0)
    assert Region.objects.count() == regions

    upload(page, "台账改.xlsx", good, tmp_path)
    expect(page.locator("#counts")).to_contain_text("导入后的变化")
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#import")).to_contain_text("导入：新增")
    assert Project.objects.count() == 2
