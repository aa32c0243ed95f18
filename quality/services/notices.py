"""What failed opens a rectification notice (整改通知书) in the engine of orders, once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from orders.choices import BasisKind, OrderKind, OrderState
from orders.models import Order
from orders.services.drafting import Origin, Words, draft_order
from projects.services.guards import require
from quality.models import AcceptanceRound, Material, ProcessCheck, SiteCheck, TestReport

Failing = AcceptanceRound | Material | ProcessCheck | SiteCheck | TestReport
PAGES: dict[type[Any], str] = {
    AcceptanceRound: "quality:round",
    Material: "quality:material",
    ProcessCheck: "quality:process",
    SiteCheck: "quality:check",
    TestReport: "quality:test",
}

# what has to happen first, by what failed; then the same of all
STOP: Final = "立即停止使用或停止下道工序，查明原因，"
FIRST_OF: Final[dict[type[Any], str]] = {
    AcceptanceRound: "对照验收意见逐项整改，整改后申请重新验收，",
    SiteCheck: "对照检查意见逐项整改，",
}
ANSWER: Final = "限期整改到位，附整改前后照片书面回复。"


def notice_of(row: Failing) -> Order | None:
    """Return the notice that stands for a row; a withdrawn one does not."""
    return notices_of([row]).get(row.pk)


def notices_of(rows: Sequence[Failing]) -> dict[int, Order]:
    """Return the standing notices of rows of one kind by the rows' keys."""
    pages = {PAGES[type(row)] for row in rows}
    keys = [row.pk for row in rows]
    orders = Order.objects.filter(origin_page__in=pages, origin_pk__in=keys)
    standing = orders.exclude(state=OrderState.WITHDRAWN).order_by("pk")
    return {order.origin_pk: order for order in standing if order.origin_pk is not None}


def propose_notice(row: Failing, by: User) -> Order | None:
    """Draft the notice at once where `by` may; else the row waits in the office's list."""
    if not row.failed or not by.has_perm("orders.draft_order"):
        return None
    return open_notice(row, by=by)


@transaction.atomic
def open_notice(row: Failing, *, by: User) -> Order:
    """Draft the notice of what failed, or return the one that stands; the number comes at issue."""
    require(by, "orders.draft_order")
    if not row.failed:
        raise Refusal("结论为不合格的才开整改通知。")
    type(row)._default_manager.select_for_update().get(pk=row.pk)  # two clicks wait for each other
    standing = notice_of(row)
    if standing is not None:
        return standing
    origin = Origin(label=str(row)[:100], page=PAGES[type(row)], pk=row.pk)
    return draft_order(OrderKind.RECTIFICATION, _words(row), by=by, origin=origin)


def _words(row: Failing) -> Words:
    project = row.project
    basis, problem, day, inspector = _told(row)
    return Words(
        region=project.region,
        project=project,
        basis_kind=BasisKind.INSPECTION,
        basis=basis[:500],
        subject=problem[:200],
        requirement=f"{FIRST_OF.get(type(row), STOP)}{ANSWER}",
        unit=project.contractor or project.lead_unit or project.region.name,
        person=project.project_manager or project.lead_person or "项目负责人",
        co_units=project.supervisor,
        due_on=clock.today() + timedelta(days=settings.RECTIFICATION_DAYS),
        inspected_on=day,
        inspector=inspector[:60],
    )


def _told(row: Failing) -> tuple[str, str, date, str]:
    """Return basis, what is wrong, the day and who found it."""
    match row:
        case Material():
            return (
                f"进场材料核验：{row.supplier}供应的{row}",
                f"{row.supplier}供应的{row.brand}{row}核验不合格"
                + (f"，已用于{row.used_where}" if row.used_where else ""),
                row.checked_on or row.arrived_on,
                row.checker,
            )
        case TestReport():
            return (
                f"{row.agency}检测报告{row.number}（{row.standard}）",
                f"{row.sample}{row.item}不合格：{row.result}",
                row.tested_on,
                row.agency,
            )
        case ProcessCheck():
            words = f"{row}检查不合格" + (f"：{row.note}" if row.note else "")
            return f"工序检查：{row}", words, row.checked_on, row.inspector
        case AcceptanceRound():
            words = row.defects.replace("\n", "；")
            return f"{row}未通过", words, row.held_on, row.chair
        case _:
            day = row.visited_on or clock.today()
            failed = [line["text"] for line in row.answers if line["answer"] == "否"]
            words = row.note.replace("\n", "；") or "、".join(failed) or "现场检查不合格"
            return f"{row.inspection.title}（{day:%Y-%m-%d}）", words, day, row.inspectors
