"""What is measured, and what it should cost (issue: CPU per page, server and database)."""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import Region, User  # noqa: E402
from accounts.services.demo import create_demo_accounts, seed_demo  # noqa: E402
from accounts.services.roles import sync_roles  # noqa: E402
from complaints.models import PublicPage  # noqa: E402
from complaints.services.gate import new_stamp  # noqa: E402
from complaints.services.pages import make_pages  # noqa: E402
from core.ledger import import_ledger  # noqa: E402
from core.periods import Month, Week  # noqa: E402
from funding.models import FundingSource, Payment, Receipt  # noqa: E402
from projects.models import Project, WeeklyEntry  # noqa: E402
from renovation import wsgi  # noqa: E402, F401 - sets the collector as the server does
from reports.documents.render import render  # noqa: E402
from reports.models import Report  # noqa: E402
from reports.services.building import build, request_bulletin, request_dispatch  # noqa: E402
from tests.bench.measure import Line, measure, once  # noqa: E402

LEDGER = "demo/yunjiang.xlsx"
CITY = 999900000000
WEEK = Week(date(2023, 7, 31))


def run(measured: Callable[[], Iterator[Line | str]]) -> int:
    """Print what is measured in a new database; return 0."""
    call_command("collectstatic", interactive=False, verbosity=0)
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(f"{'':<26}\tCPU ms\twall ms\tqueries\tbytes\ttarget")
        for line in measured():
            print(line, flush=True)
    finally:
        connection.close()
        runner.teardown_databases(databases)
    return 0


def people() -> None:
    """Give the imported city its accounts, and what they did with it."""
    sync_roles()
    create_demo_accounts(CITY)
    seed_demo(Region.objects.get(pk=CITY))


def lines(repeat: int) -> Iterator[Line]:
    yield ledger_import()
    people()
    office, leader = client("office"), client("leader")
    clerk = client("pingshan_clerk")
    yield page("项目列表", office, reverse("projects:projects"), repeat, 20)
    yield page("项目列表（2023年，滞后）", office, lagging(), repeat, 20)
    yield page(
        "滞后清单（2023年）", office, reverse("projects:lag_list") + "?year=2023", repeat, 60
    )
    yield page("攻坚时限", office, reverse("projects:campaigns"), repeat, 60)
    yield page("周填报（32个项目）", clerk, reverse("projects:weekly_grid"), repeat, 40)
    yield cell(clerk, repeat)
    yield page("驾驶舱", leader, reverse("reports:overview"), repeat, 25)
    yield page("首页（办公室）", office, reverse("home"), repeat, 25)
    yield page("填报日历", office, reverse("projects:calendar"), repeat, 25)
    yield page("挂图（186个项目）", office, reverse("projects:wall"), repeat, 60)
    yield wall_paper(office)
    yield from residents(repeat)
    yield page("API 项目", office, "/api/v1/projects/", repeat, 20)
    yield from documents(repeat)
    book(20_000)
    yield page("资金流水（两万笔）", office, reverse("funding:cashbook"), repeat, 30)
    yield page(
        "资金流水（较早一页）",
        office,
        f"{reverse('funding:cashbook')}?page={_middle()}",
        repeat,
        30,
    )


def client(username: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=username), "accounts.backends.RoleBackend")
    return made


def ledger_import() -> Line:
    """Import the demo ledger into an empty database, once."""

    def call() -> int:
        outcome = import_ledger(LEDGER, source="yunjiang.xlsx")
        assert outcome.ok, outcome.lines()
        return sum(counts.created for counts in outcome.counts.values())

    return once("台账导入（字节＝行数）", call, 4000)


def page(name: str, browser: Client, url: str, repeat: int, target: float) -> Line:
    def call() -> int:
        response = browser.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return len(response.content)

    return measure(name, call, repeat, target)


def wall_paper(browser: Client) -> Line:
    """Print the wall chart of 186 projects on one A0 sheet, once, with no code kept from before."""

    def call() -> int:
        return len(browser.get(reverse("projects:wall_print"), {"paper": "a0"}).content)

    return once("挂图 A0（PDF）", call, 1500)


def residents(repeat: int) -> Iterator[Line]:
    """A resident's page, kept in the cache and printed anew, and a report without a photo."""
    make_pages(Region.objects.get(pk=CITY))
    row = PublicPage.objects.select_related("project").order_by("pk")[0]
    url, anyone = reverse("public:project", args=[row.token]), Client()
    yield page("居民公示页", anyone, url, repeat, 10)
    yield measure("居民公示页（重新生成）", lambda: _printed_anew(anyone, url), repeat, 40)
    home = row.project.communities.order_by("number")[0]
    addresses = itertools.count(1)

    def call() -> int:
        stamp = new_stamp(row, time.time() - 60)
        body = {"category": "施工扰民", "community": home.pk, "content": "夜间施工", "stamp": stamp}
        address = f"198.51.100.{next(addresses) % 250}"
        response = anyone.post(f"{url}report/", body, REMOTE_ADDR=address)
        assert response.status_code == 302, response.content.decode()
        return len(response.content)

    with override_settings(PUBLIC_REPORTS_PER_PROJECT=10**6):
        yield measure("居民反映（无照片）", call, repeat, 30)


def _printed_anew(browser: Client, url: str) -> int:
    cache.clear()
    return len(browser.get(url).content)


def lagging() -> str:
    return f"{reverse('projects:projects')}?year=2023&lagging=1&as_of=2023-07-30"


def book(rows: int) -> None:
    """Fill the ledger of receipts and payments up to `rows` rows, over two years of days."""
    sources = list(FundingSource.objects.values_list("pk", "project_id"))
    missing = rows - Receipt.objects.count() - Payment.objects.count()
    days = [date(2022, 1, 1) + timedelta(days=number % 570) for number in range(missing)]
    half = missing // 2
    Receipt.objects.bulk_create(
        Receipt(source_id=sources[n % len(sources)][0], amount=100, received_on=days[n])
        for n in range(half)
    )
    Payment.objects.bulk_create(
        Payment(project_id=sources[n % len(sources)][1], amount=100, paid_on=days[n])
        for n in range(half, missing)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE funding_receipt, funding_payment")


def _middle() -> str:
    """Return the cursor of a row in the middle of the book."""
    row = Receipt.objects.filter(received_on__lte=date(2022, 10, 10)).order_by("-received_on")[0]
    return f"{row.received_on.isoformat()}_in_{row.pk}"


def cell(browser: Client, repeat: int) -> Line:
    """Save one cell of the grid, a new value each time, seen as it was before."""
    found = Project.objects.in_region(CITY).filter(region__name="平山县", year=2023)
    project = found.filter(started_on__isnull=False)
    pk = project.values_list("pk", flat=True)[0]
    WeeklyEntry.objects.filter(project=pk).of_week(WEEK).delete()  # of an earlier measurement
    values = itertools.count(10)
    seen = ""

    def call() -> int:
        nonlocal seen
        value = f"{next(values) / 10:.1f}".rstrip("0").rstrip(".")
        posted = {
            "project": pk,
            "week": str(WEEK),
            "field": "percent",
            "value": value,
            "seen": seen,
        }
        response = browser.post(reverse("projects:weekly_cell"), posted)
        assert response.status_code == 200, response.content.decode()
        seen = response.json()["shown"]["percent"]
        return len(response.content)

    return measure("保存一格", call, repeat, 8)


def documents(repeat: int) -> Iterator[Line]:
    city = Region.objects.get(pk=CITY)
    dispatch = request_dispatch(city, Week(date(2023, 7, 24)))
    bulletin = request_bulletin(city, Month(2023, 7))
    yield once("周调度生成", lambda: _built(dispatch), 600)
    yield once("月通报生成", lambda: _built(bulletin), 600)
    for name, report, form, target in (
        ("周调度PDF", dispatch, "pdf", 600),
        ("月通报PDF", bulletin, "pdf", 600),
        ("月通报DOCX", bulletin, "docx", 1500),
        ("月通报附件表格", bulletin, "xlsx", 600),
    ):
        row = Report.objects.select_related("region").get(pk=report.pk)
        yield measure(name, partial(_rendered, row, form), 5, target, warm=1)


def _built(report: Report) -> int:
    build(report.pk)
    return len(json.dumps(Report.objects.get(pk=report.pk).data))


def _rendered(report: Report, form: str) -> int:
    return len(render(report, form).content)
