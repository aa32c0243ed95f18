"""One complaint: its words, its clocks, its course, who told of it (masked), and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.services.access import actor
from complaints.actions import Action, available
from complaints.choices import BADGES, RUNNING
from complaints.forms import RevealForm
from complaints.models import (
    Complainant,
    Complaint,
    ComplaintExtension,
    ComplaintPhoto,
    PetitionReview,
)
from complaints.services.escalating import escalate, orders_of
from complaints.services.log import voices_of
from complaints.services.merging import suggestions
from complaints.services.petitions import is_petition, next_stage, waiting
from complaints.services.revealing import reveal
from complaints.views.base import VIEW, complaint_or_404, complaint_url
from complaints.warranty import categories_by_name, cover_of
from core import clock
from core.exceptions import Refusal
from core.templatetags.components import moment
from core.views import PermittedView

UNPROCESSABLE = 422
CONFIRMED: Final = {
    Action.START: "接办后不能再退回，请在办理时限前答复。",
    Action.CLOSE: "办结后反映人仍可在规定天数内要求重新办理。",
    Action.ESCALATE: "将按逾期数据起草督办单，核对后签发。",
}
FIRST: Final = (
    Action.ACCEPT, Action.ASSIGN, Action.START, Action.REPLY, Action.CALL, Action.CLOSE,
)  # fmt: skip


@dataclass(frozen=True)
class Button:
    """One thing the user may do; `confirm` is set where a dialog is enough."""

    key: str
    label: str
    href: str
    main: bool
    confirm: str = ""


class ComplaintDetail(PermittedView):
    permission = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        complaint = complaint_or_404(request, pk)
        user = actor(request)
        allowed = available(complaint, user)
        alike = suggestions(complaint, user) if complaint.state in RUNNING else []
        context = {
            "title": f"投诉 {complaint.number}",
            "complaint": complaint,
            "badge": BADGES[complaint.state],
            "overdue": overdue_words(complaint),
            "buttons": buttons(complaint, allowed, user),
            "parts": facts(complaint),
            "events": complaint.events.select_related("by").prefetch_related("photos"),
            "voices": voices_of(complaint),
            "may_reveal": user.has_perm("complaints.reveal_complainant"),
            "alike": alike,
            "may_merge": Action.MERGE in allowed,
            "duplicates": complaint.duplicates.order_by("received_on", "pk"),
            "orders": orders_of(complaint).visible_to(user),
            "reviews": [review_facts(row) for row in complaint.reviews.all()],
        }
        return render(request, "complaints/complaint.html", context)


class Photo(PermittedView):
    """A photo, shown in the page; people on it are seen by those in whose scope it lies alone."""

    permission = VIEW

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse | FileResponse:
        complaint = complaint_or_404(request, pk)
        row = get_object_or_404(ComplaintPhoto, complaint=complaint, pk=photo)
        try:
            stream = row.file.open("rb")
        except FileNotFoundError:
            messages.error(request, "照片的文件已不在服务器上，请联系系统管理员。")
            return redirect(complaint_url(complaint))
        response = FileResponse(stream, content_type="image/jpeg")
        response["Cache-Control"] = "private, max-age=3600"
        return response


@method_decorator(never_cache, name="dispatch")
class Reveal(PermittedView):
    """Ask why, log it, then show name, phone and the original words once."""

    permission = "complaints.reveal_complainant"

    def get(self, request: HttpRequest, pk: int, voice: int) -> HttpResponse:
        return self.page(request, *self.rows(request, pk, voice), RevealForm())

    def post(self, request: HttpRequest, pk: int, voice: int) -> HttpResponse:
        complaint, row = self.rows(request, pk, voice)
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.page(request, complaint, row, form, UNPROCESSABLE)
        shown = reveal(request, row, reason=form.cleaned_data["reason"])
        return self.page(request, complaint, row, form, shown=shown)

    @staticmethod
    def rows(request: HttpRequest, pk: int, voice: int) -> tuple[Complaint, Complainant]:
        complaint = complaint_or_404(request, pk)
        return complaint, get_object_or_404(voices_of(complaint), pk=voice)

    @staticmethod
    def page(
        request: HttpRequest, complaint: Complaint, voice: Complainant, form: RevealForm,
        status: int = 200, shown: Complainant | None = None,
    ) -> HttpResponse:  # fmt: skip
        context = {
            "title": "查看投诉人",
            "complaint": complaint,
            "voice": voice,
            "form": form,
            "shown": shown and [("姓名", shown.name), ("电话", shown.phone), ("原话", shown.words)],
        }
        return render(request, "complaints/reveal.html", context, status=status)


class Escalate(PermittedView):
    permission = "orders.draft_order"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        complaint = complaint_or_404(request, pk)
        try:
            order = escalate(complaint, by=actor(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(complaint_url(complaint))
        messages.success(request, "已起草督办单，请补充责任人并核对后签发。")
        return redirect(reverse("orders:order", args=[order.pk]))


def overdue_words(complaint: Complaint) -> str:
    now, deadline = clock.now(), complaint.deadline
    if deadline is None or not complaint.overdue_at(now):
        return ""
    days = (now.date() - timezone.localtime(deadline).date()).days
    return f"逾期{days}天" if days else "已逾期"


def buttons(complaint: Complaint, allowed: Sequence[Action], user: User) -> list[Button]:
    """Return the actions as buttons, what leads on first; what has nothing to act on is left out."""
    found = [
        Button(
            action.value,
            action.label,
            reverse(f"complaints:{action.value}", args=[complaint.pk]),
            action in FIRST,
            CONFIRMED.get(action, ""),
        )
        for action in allowed
        if _applies(complaint, action, user)
    ]
    return sorted(found, key=lambda one: not one.main)


def _applies(complaint: Complaint, action: Action, user: User) -> bool:
    if action in (Action.ASK_EXTENSION, Action.DECIDE_EXTENSION):
        asked = ComplaintExtension.objects.filter(complaint=complaint)
        if action == Action.DECIDE_EXTENSION:
            return asked.filter(granted=None).exclude(asked_by=user).exists()
        return not asked.exists()
    if action == Action.ASK_REVIEW:
        asked_again = is_petition(complaint) and waiting(complaint) is None
        return asked_again and next_stage(complaint) is not None
    if action == Action.DECIDE_REVIEW:
        return waiting(complaint) is not None and complaint.replied_by_id != user.pk
    if action == Action.RETURN:
        return complaint.return_by is None or clock.today() <= complaint.return_by
    if action == Action.CALL:
        return complaint.replied_by_id != user.pk
    if action == Action.ESCALATE:
        return complaint.overdue_at(clock.now())
    return True


def facts(complaint: Complaint) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Return what the page says about a complaint, in two groups."""
    project, community, main = complaint.project, complaint.community, complaint.duplicate_of
    about: list[tuple[Any, ...]] = [
        ("类别", f"{complaint.category}（{'质量投诉' if complaint.quality else '非质量投诉'}）"),
        ("等级", complaint.get_level_display()),
        ("渠道", complaint.channel),
        ("小区", community and community.name, community and _page("community", community.pk)),
        ("项目", project and project.name, project and _page("project", project.pk)),
        ("具体位置", complaint.place),
        ("责任单位", complaint.builder),
        ("保修", cover_of(complaint, categories_by_name()).words),
    ]
    if main is not None:
        about.append(("并入", main.number, complaint_url(main)))
    course: list[tuple[Any, ...]] = [
        ("收到时间", moment(complaint.received_at or complaint.received_on)),
        ("承办", "　".join(filter(None, (_name(complaint.handler), complaint.unit)))),
        ("退回时限", _day(complaint.return_by)),
        ("响应时限", _day(complaint.respond_by)),
        ("办理时限", _day(complaint.due_at)),
        ("延期至", _day(complaint.extended_to)),
        ("办理结果", complaint.get_outcome_display()),
        ("满意度", complaint.satisfaction),
        ("重办次数", complaint.reopened or None),
        ("办结日期", _day(complaint.closed_on)),
    ]
    return [("登记", about), ("办理", course)]


def review_facts(row: PetitionReview) -> tuple[str, list[tuple[str, Any]]]:
    """Return the name of a stage and what is known of it."""
    late = row.days_overdue(clock.today())
    return row.get_stage_display(), [
        ("申请日期", _day(row.asked_on)),
        ("办理机关", row.unit),
        ("请求和理由", row.reason),
        ("答复期限", f"{row.due_on:%Y-%m-%d}{f'，逾期{late}天' if late else ''}"),
        ("意见", row.get_conclusion_display()),
        ("意见内容", row.opinion),
        ("答复日期", _day(row.decided_on)),
    ]


def _page(name: str, pk: int) -> str:
    return reverse(f"projects:{name}", args=[pk])


def _name(row: Any) -> str:
    return str(row) if row else ""


def _day(value: Any) -> str | None:
    return moment(value) if value else None
