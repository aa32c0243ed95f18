"""The register of decisions, one decision, its files, and how promises were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import User
from accounts.services.access import actor
from accounts.views.files import stored_file
from core import clock, links, money
from core.asked import asked_day
from core.columns import Column
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from orders.models import Order
from reports.choices import DECISION_BADGES, DecisionStatus
from reports.documents.minutes import status_words
from reports.documents.tables import SMALL_MARK
from reports.meeting_actions import DecisionAction, available_decision
from reports.meeting_filters import DecisionFilter
from reports.models import Decision, DecisionFile

PAGES = {
    DecisionAction.CHANGE: "decision_edit",
    DecisionAction.ANSWER: "decision_answer",
    DecisionAction.REVIEW: "decision_review",
    DecisionAction.REOPEN: "decision_reopen",
    DecisionAction.ORDER: "decision_order",
    DecisionAction.WITHDRAW: "decision_withdraw",
}
FIRST = (DecisionAction.ANSWER, DecisionAction.REVIEW)


def decision_url(row: Decision) -> str:
    return row_page("reports:decision", row.pk)


def decision_or_404(request: HttpRequest, pk: int) -> Decision:
    """Return a decision of the user's scope."""
    rows = Decision.objects.visible_to(request.user)
    found = rows.select_related("meeting__region", "region", "project", "problem")
    row = found.prefetch_related("answers").filter(pk=pk).first()
    if row is None:
        raise Http404("没有这项决定")
    return row


def status_label(row: Any) -> str:
    return DecisionStatus(row.status).label


STATUS = Column(
    "办理情况", status_label, "badge", badge=lambda row: DECISION_BADGES[row.status], order="status"
)
OWNER = (
    Column("责任单位", "unit", order="unit"),
    Column("责任人", "person"),
    Column("完成时限", "due_on", "date", order="due_on"),
)


def project_link(row: Decision) -> str | None:
    return row_page("projects:project", row.project_id) if row.project_id else None


def decision_columns(*, running: bool) -> tuple[Column, ...]:
    """Return the columns of a meeting's own decisions; while it runs each can be put right."""
    found = (
        Column("序号", "serial", "number"),
        Column("决定事项", "task", link=decision_url, primary=True),
        *OWNER,
        Column("项目", "project.name", link=project_link, on_phone=False),
        STATUS,
    )
    if not running:
        return found

    def edit(row: Decision) -> str | None:
        return None if row.withdrawn_on else reverse("reports:decision_edit", args=[row.pk])

    return (*found, Column("处理", lambda row: "" if row.withdrawn_on else "修改", link=edit))


def followed_columns(user: User, rows: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    """Return the columns of decisions that were followed up, as frozen rows keep them.

    Districts read what became of each other's decisions, but open their own alone.
    """
    keys = [row["decision"] for row in rows]
    known: set[int] = set()
    if keys:
        mine = Decision.objects.visible_to(user).filter(pk__in=keys)
        known = set(mine.values_list("pk", flat=True))

    def link(row: Mapping[str, Any]) -> str | None:
        key: int = row["decision"]
        return row_page("reports:decision", key) if key in known else None

    return (
        Column("决定事项", "task", link=link, primary=True),
        Column("责任单位", "unit"),
        Column("责任人", "person"),
        Column("决定日期", "decided_on", on_phone=False),
        Column("完成时限", "due_on"),
        Column("完成日期", "done_on"),
        Column("办理情况", status_words, "badge", badge=lambda row: DECISION_BADGES[row["status"]]),
    )


class DecisionList(ListPage):
    permission = "reports.view_decision"
    title = "决定事项"
    template_name = "reports/decisions.html"
    filterset_class = DecisionFilter
    noun = "决定事项"
    empty_how = "在调度会进行中逐条记录，会后承办单位可以回报结果。"
    columns = (
        Column("决定事项", "task", link=decision_url, primary=True),
        Column("承办区划", "region.name", order="region_id"),
        *OWNER,
        Column("责任领导", "leader", order="leader", on_phone=False),
        Column("项目", "project.name", link=project_link, order="project__name", on_phone=False),
        Column("决定日期", "decided_on", "date", order="decided_on",
               link=lambda row: row_page("reports:meeting", row.meeting_id)),
        Column("完成日期", "done_on", "date", order="done_on"),
        STATUS,
        Column("待确认", lambda row: "待确认" if row.awaits else None, "badge",
               badge=lambda row: "warn"),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Decision]:
        rows = Decision.objects.visible_to(self.request.user).with_awaits()
        return rows.select_related("region", "project", "meeting").order_by("-decided_on", "-pk")

    def get_export_columns(self) -> Sequence[Column]:
        return (*self.get_columns(), Column("会议", "meeting.topic"), Column("议题", "item_text"))

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("decisions")}


TABS = (("决定事项", "decisions"), ("按单位", "promises"), ("按责任领导", "promises_of_leaders"))


def tabs(active: str) -> list[dict[str, Any]]:
    return links.tabs("reports", TABS, active)


class Promises(ListPage):
    """How units kept what was decided: each count opens the rows it counts."""

    permission = "reports.view_decision"
    title = "决定事项兑现情况（按单位）"
    template_name = "reports/promises.html"
    empty = "还没有到期或完成的决定事项。"
    by: ClassVar[str] = "unit"
    heading: ClassVar[str] = "责任单位"
    tab: ClassVar[str] = "promises"

    @property
    def day(self) -> date:
        return asked_day(self.request)

    def get_columns(self) -> Sequence[Column]:
        return (
            Column(self.heading, self._name, primary=True, order="name"),
            self._count("到期和完成", "n", {"settled": "1"}),
            self._count("按期完成", "kept", {"status": DecisionStatus.KEPT.value}),
            self._count("逾期完成", "late", {"status": DecisionStatus.LATE.value}),
            self._count("逾期未完成", "broken", {"status": DecisionStatus.BROKEN.value}),
            self._count("未到期", "pending", {"status": DecisionStatus.PENDING.value}),
            Column("兑现率", lambda row: money.rate(row["kept"], row["n"]), "rate"),
        )

    def _name(self, row: dict[str, Any]) -> str:
        small = 0 < row["n"] < settings.SMALL_DENOMINATOR
        return f"{row['name']}{SMALL_MARK if small else ''}"

    def _count(self, heading: str, key: str, asked: dict[str, str]) -> Column:
        def link(row: dict[str, Any]) -> str:
            query = {self.by: row["name"], "as_of": self.day.isoformat(), **asked}
            return f"{reverse('reports:decisions')}?{urlencode(query)}"

        return Column(heading, key, "number", unit="项", link=link, order=key)

    def get_queryset(self) -> QuerySet[Any]:
        rows = Decision.objects.visible_to(self.request.user)
        found: QuerySet[Any] = rows.promises_by(self.by, self.day)
        return found

    def sorted(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Sort groups, which have no key of their own."""
        wanted = self.request.GET.get("sort", "")
        number, columns = wanted.lstrip("-"), self.get_columns()
        if not number.isdecimal() or len(number) > 3 or int(number) >= len(columns):
            return queryset
        order = columns[int(number)].order
        return (
            queryset.order_by(f"{'-' if wanted[0] == '-' else ''}{order}", "name")
            if order
            else queryset
        )

    def get_context(self) -> dict[str, Any]:
        return {
            "tabs": tabs(self.tab),
            "day": self.day,
            "limit": settings.SMALL_DENOMINATOR,
            "small_mark": SMALL_MARK,
            "unit_note": "兑现率＝按期完成÷（按期完成＋逾期完成＋逾期未完成）",
        }


class PromisesOfLeaders(Promises):
    title = "决定事项兑现情况（按责任领导）"
    by = "leader"
    heading = "责任领导"
    tab = "promises_of_leaders"


@dataclass(frozen=True)
class Button:
    label: str
    href: str
    main: bool


class DecisionDetail(PermittedView):
    permission = "reports.view_decision"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, today = decision_or_404(request, pk), clock.today()
        status = row.status_on(today)
        orders = Order.objects.visible_to(request.user).from_origin("reports:decision", row.pk)
        context = {
            "title": row.task,
            "row": row,
            "status": status.label,
            "badge": DECISION_BADGES[status],
            "late": row.days_late(today),
            "facts": facts(row),
            "orders": orders,
            "answers": row.answers.select_related("answered_by", "reviewed_by").prefetch_related(
                "files"
            ),
            "buttons": [
                Button(
                    action.label, reverse(f"reports:{PAGES[action]}", args=[pk]), action in FIRST
                )
                for action in available_decision(row, actor(request))
            ],
            "changes": history_of(Decision, id=row.pk),
        }
        return render(request, "reports/decision.html", context)


def facts(row: Decision) -> list[tuple[Any, ...]]:
    meeting, project = row.meeting, row.project
    found: list[tuple[Any, ...]] = [
        ("责任单位", row.unit),
        ("责任人", row.person),
        ("责任领导", row.leader),
        ("承办区划", row.region.name),
        ("完成时限", f"{row.due_on:%Y-%m-%d}"),
        ("完成日期", f"{row.done_on:%Y-%m-%d}" if row.done_on else None),
        ("会议", f"{meeting.topic}第{row.serial}项", reverse("reports:meeting", args=[meeting.pk])),
        ("决定日期", f"{row.decided_on:%Y-%m-%d}"),
        ("项目", project.name if project else None, project_link(row) or ""),
        ("议题", row.item_text),
    ]
    if row.problem:
        found.append(("问题", row.problem.text))
    if row.withdrawn_on:
        found.append(("撤销", f"{row.withdrawn_on:%Y-%m-%d}　{row.withdrawn_reason}"))
    return found


class DecisionFileView(PermittedView):
    """One file that proves an answer; every download is logged."""

    permission = "reports.view_decision"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        decision = decision_or_404(request, pk)
        row = get_object_or_404(DecisionFile, pk=file, answer__decision=decision)
        back = decision_url(decision)
        return stored_file(request, row, row.kind, back, decision=pk, file=file)
