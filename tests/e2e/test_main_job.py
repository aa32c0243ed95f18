"""The main job in Chromium, by keyboard alone, over PostgreSQL, Redis and a worker.

Everybody works in a browser window of his own. Until the cut-off it is 28 July 2023, after it
the 31st; the worker is another process and is started again with the new date.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from accounts.choices import Role
from accounts.models import AccessEvent, Region
from accounts.services.roles import sync_roles
from projects.choices import EntryState
from projects.models import LedgerImport, Project, WeekClosing, WeeklyEntry
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.tasks import build_due_reports
from tests import main_job
from tests.city import user_with
from tests.factories import PASSWORD, RegionFactory
from tests.keyboard import choose_file, go_to, press, reach, write
from tests.main_job import AFTER_CUT_OFF, CITY, DISTRICTS, IN_TIME, PROVINCE, Typed
from tests.workers import empty_queue, until, worker

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60_000
Enter = Callable[[str], Page]


@pytest.fixture(autouse=True)
def clean_queue() -> Iterator[None]:
    empty_queue()
    yield
    empty_queue()


@pytest.fixture
def office(db: Any) -> None:
    """The city's office, on the first day: no district, no project yet."""
    sync_roles()
    province = RegionFactory(code=PROVINCE, name="示例省", level="省")
    city = RegionFactory(code=CITY, name="云江市", level="市", parent=province)
    user_with(Role.OFFICE, city, "office", name="陈起草")
    user_with(Role.OFFICE, city, "office_head", name="周主任")


@pytest.fixture
def enter(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[Enter]:
    """Return a function that logs a user in, in a window of his own."""
    contexts = []

    def enter(username: str) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto("/accounts/login/")
        write(page, page.locator("input[name=username]"), username)
        write(page, page.locator("input[name=password]"), PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("首页")
        return page

    expect.set_options(timeout=PATIENCE)
    yield enter
    for context in contexts:
        context.close()


def test_from_ledger_to_issued_bulletin(office: None, enter: Enter, tmp_path: Path) -> None:
    with override_settings(PORTAL_DATE=IN_TIME):
        with worker(tmp_path, today=str(IN_TIME)):
            import_the_ledger(enter("office"), tmp_path)
        take_on_the_districts()
        for stem, code in DISTRICTS.items():
            fill_the_week(enter(f"{stem}_clerk"), code)
        return_one_and_accept_all_but_one(enter("gaoxin_reviewer"), enter)
        for stem in ("baishui", "jiangbei"):
            accept_the_district(enter(f"{stem}_reviewer"))
    with (
        override_settings(PORTAL_DATE=AFTER_CUT_OFF),
        worker(tmp_path, today=str(AFTER_CUT_OFF)) as after,
    ):
        build_due_reports.delay()
        until(lambda: Report.objects.built().count() == 2, "what is due", after.log)
        page = enter("office")
        read_the_dispatch(page)
        the_week_is_frozen(enter("gaoxin_clerk"))
        draft_the_bulletin(page)
        head = enter("office_head")
        be_stopped_by_the_sum_check(head)
        write_the_reasons(page)
        issue(head)
        read_the_bulletin(enter("baishui_clerk"))


def import_the_ledger(page: Page, folder: Path) -> None:
    go_to(page, "台账导入")
    book = main_job.write_ledger(folder / "台账.xlsx")
    choose_file(page, page.locator("input[type=file]"), book)
    press(page, page.get_by_role("button", name="上传并检查"))
    expect(page.locator("#counts")).to_contain_text("导入后的变化")
    assert not Project.objects.exists(), "a check writes nothing"
    press(page, page.get_by_role("button", name="导入", exact=True))
    expect(page.locator("#start-text")).to_contain_text("导入的周进度视为已审核")
    press(page, page.get_by_role("button", name="确认导入"))
    expect(page.locator("#import")).to_contain_text("导入：新增")
    assert LedgerImport.objects.get().uploaded_by.username == "office"
    assert Project.objects.count() == 415
    assert not WeeklyEntry.objects.filter(week=main_job.WEEK).exists()


def take_on_the_districts() -> None:
    """Give each of three districts a clerk and a reviewer."""
    for stem, code in DISTRICTS.items():
        region = Region.objects.get(pk=code)
        user_with(Role.CLERK, region, f"{stem}_clerk", name=f"{region.name}填报员")
        user_with(Role.REVIEWER, region, f"{stem}_reviewer", name=f"{region.name}审核员")


def cell(page: Page, name: str, field: str) -> Any:
    return page.locator(f'#weekly-grid tr[data-name="{name}"] [data-field="{field}"]')


def fill_the_week(page: Page, code: int) -> None:
    """Type a few rows with the keyboard, mark the others 本周无变化, submit."""
    go_to(page, "周填报")
    expect(page.locator("h1")).to_contain_text("第30周")
    typed = {one.name: one for one in main_job.typed_in(code)}
    unstarted = main_job.unstarted_in(code)
    rows = main_job.projects_of(code)
    for row in rows:
        name = row["项目名称"]
        reach(page, cell(page, name, "percent"))
        if name in typed:
            type_in(page, typed[name])
        elif name in unstarted:
            type_in(page, Typed("", name, "0", "0"))
        else:
            page.keyboard.press("Alt+n")
    expect(page.locator("#weekly-saved")).to_have_text("全部已保存")
    expect(page.locator("#weekly-filled")).to_have_text(str(len(rows)))
    submit(page, len(rows))


def type_in(page: Page, one: Typed) -> None:
    """Type percent and investment of the row that has the focus."""
    wrong = one == main_job.returned()
    page.keyboard.type(one.percent)
    page.keyboard.press("Tab")
    page.keyboard.type(main_job.WRONG_INVESTED if wrong else one.invested)
    page.keyboard.press("Enter")


def submit(page: Page, count: int) -> None:
    press(page, page.locator("#weekly-submit"))
    press(page, page.get_by_role("button", name=f"提交 {count} 个"))
    expect(page.locator("#messages")).to_contain_text("回执号 20230724-")


def return_one_and_accept_all_but_one(page: Page, enter: Enter) -> None:
    returned, excepted = main_job.returned(), main_job.excepted()
    page.goto("/projects/weekly/review/")
    expect(page.locator("caption")).to_have_text("待审核 15 条")
    row = page.locator("tr", has=page.get_by_role("link", name=returned.name, exact=True))
    expect(row).to_contain_text("超过总投资")
    press(page, row.locator("summary"))
    write(page, row.get_by_label("退回意见"), main_job.COMMENT)
    press(page, row.get_by_role("button", name=f"确认退回：{returned.name}"))
    expect(page.locator("#messages")).to_contain_text(f"已退回“{returned.name}”")

    clerk = enter("gaoxin_clerk")
    clerk.goto("/projects/weekly/")
    grid_row = clerk.locator(f'#weekly-grid tr[data-name="{returned.name}"]')
    expect(grid_row).to_contain_text(f"退回意见：{main_job.COMMENT}")
    write(clerk, cell(clerk, returned.name, "invested"), returned.invested)
    clerk.keyboard.press("Tab")
    expect(clerk.locator("#weekly-saved")).to_have_text("全部已保存")
    submit(clerk, 1)

    page.reload()
    press(page, page.get_by_label(f"例外：{excepted.name}"), "Space")
    press(page, page.get_by_role("button", name="整区通过"))
    expect(page.locator("#accept-all-text")).to_contain_text("14 条周报，勾选的例外 1 条")
    press(page, page.locator("#district-accept button[type=submit]"))
    expect(page.locator("#messages")).to_contain_text("14条周报，例外1条仍待审核")
    waiting = WeeklyEntry.objects.filter(state=EntryState.SUBMITTED, week=main_job.WEEK)
    assert waiting.filter(project__number=excepted.number).count() == 1


def accept_the_district(page: Page) -> None:
    page.goto("/projects/weekly/review/")
    press(page, page.get_by_role("button", name="整区通过"))
    press(page, page.locator("#district-accept button[type=submit]"))
    expect(page.locator("#messages")).to_contain_text("条周报")
    expect(page.locator("main")).to_contain_text("本周没有待审核的周报")


def read_the_dispatch(page: Page) -> None:
    assert WeekClosing.objects.filter(region=CITY, week=main_job.WEEK).exists()
    go_to(page, "周调度")
    press(page, page.get_by_role("link", name="2023年第30周").first)
    expect(page.locator("main")).to_contain_text("应填 186 个，已填 48 个，填报率 25.8%")
    main_job.check_dispatch(main_job.text_of(download(page, "PDF")))


def the_week_is_frozen(page: Page) -> None:
    page.goto(f"/projects/weekly/?week={main_job.WEEK}")
    expect(page.locator("main")).to_contain_text("已冻结，不能再改")
    expect(page.locator("#weekly-grid [data-field]")).to_have_count(0)


def draft_the_bulletin(page: Page) -> None:
    go_to(page, "月通报")
    wanted = page.locator("#wanted li", has_text="2023年7月")
    press(page, wanted.get_by_role("button", name="生成").first)
    press(page, wanted.locator("dialog button[type=submit]"))
    expect(page.locator("h1")).to_contain_text("2023年7月通报")
    expect(page.locator("#obstacles")).to_contain_text("相差2个，请写明原因")
    expect(page.locator("#checks tbody tr")).to_have_count(2)


def be_stopped_by_the_sum_check(page: Page) -> None:
    go_to(page, "月通报")
    press(page, page.get_by_role("link", name="2023年7月", exact=True))
    act(page, "审核通过")
    expect(page.get_by_role("button", name="签发")).to_be_disabled()
    expect(page.locator("#do-issue-blocked")).to_have_text("请先处理下列事项")


def write_the_reasons(page: Page) -> None:
    page.reload()
    for number in (1, 2):
        write(page, page.locator(f"#reason-{number}"), main_job.REASON)
        press(
            page, page.locator("form", has=page.locator(f"#reason-{number}")).get_by_role("button")
        )
        expect(page.locator("#messages")).to_contain_text("已写明原因")
    expect(page.locator("#obstacles")).to_have_count(0)


def issue(page: Page) -> None:
    page.reload()
    act(page, "审核通过")
    press(page, page.get_by_role("button", name="签发", exact=True))
    expect(page.locator("#do-issue-number")).to_have_value("1")
    press(page, page.locator("#do-issue button[type=submit]"))
    expect(page.locator("#messages")).to_contain_text("已签发，内容不再变动")
    bulletin = Report.objects.get(kind=ReportKind.MONTHLY, period="2023-07-01")
    assert bulletin.state == ReportState.ISSUED
    assert (bulletin.drafted_by.username, bulletin.issued_by.username) == ("office", "office_head")


def read_the_bulletin(page: Page) -> None:
    """A clerk of a district, to whom it is addressed, downloads it; the download is logged."""
    page.goto("/reports/bulletins/")
    press(page, page.get_by_role("link", name="2023年7月", exact=True))
    expect(page.locator("main")).to_contain_text("云老旧改办〔2023〕1号")
    pdf = download(page, "PDF")
    main_job.check_bulletin(main_job.text_of(pdf))
    assert download(page, "PDF") == pdf
    logged = AccessEvent.objects.filter(kind="download", user__username="baishui_clerk")
    assert logged.count() == 2


def act(page: Page, button: str) -> None:
    """Press a button and the button of the same name in its dialog."""
    press(page, page.get_by_role("button", name=button, exact=True))
    press(page, page.locator("dialog[open] button[type=submit]"))
    expect(page.locator("#messages")).not_to_be_empty()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        press(page, page.get_by_role("link", name=name, exact=True))
    return Path(found.value.path()).read_bytes()
