"""The register of meetings, one meeting's screen, and its minutes."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.models import User
from accounts.services.access import actor, record
from core import clock, regions
from core.columns import Column, Row
from core.documents.docx import render_docx
from core.documents.pdf import render_pdf
from core.documents.schema import Document
from core.exports import attachment
from core.periods import Week
from core.views import ListPage, PermittedView
from orders.words import chinese_time
from reports.choices import MEETING_BADGES
from reports.documents.minutes import followed_by, minutes_document
from reports.documents.render import TYPES
from reports.meeting_actions import MeetingAction, available_meeting
from reports.meeting_filters import MeetingFilter
from reports.models import Meeting
from reports.snapshot_decisions import carried, carry_over_rate, told
from reports.views.decisions import decision_columns, followed_columns
from reports.views.meeting_agenda import sections_of

FORMS = ("pdf", "docx")


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting of the user's scope."""
    rows = Meeting.objects.visible_to(request.user).select_related("region", "dispatch")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次会议")
    return found


def meeting_url(meeting: Meeting) -> str:
    return reverse("reports:meeting", args=[meeting.pk])


class MeetingList(ListPage):
    permission = "reports.view_meeting"
    title = "调度会"
    template_name = "reports/meetings.html"
    filterset_class = MeetingFilter
    empty = "还没有调度会。周调度生成时自动开立，也可由市级办公室召集专题、联席、协调会议。"
    columns = (
        Column("会议", "topic", link=meeting_url, primary=True),
        Column("种类", "get_kind_display", order="kind"),
        Column("地区", "region.name", order="region_id"),
        Column("会议时间", "held_at", "datetime", order="held_at"),
        Column("地点", "place", on_phone=False),
        Column("主持人", "chair", on_phone=False),
        Column("调度周", lambda row: Week(row.week).name, order="week", on_phone=False),
        Column(
            "状态", "get_state_display", "badge", order="state",
            badge=lambda row: MEETING_BADGES[row.state],
        ),
        Column("纪要", lambda row: f"第{row.serial}期" if row.serial else None, order="serial"),
        Column(
            "决定事项", "n_decisions", "number", unit="项",
            link=lambda row: f"{reverse('reports:decisions')}?meeting={row.pk}",
        ),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Meeting]:
        rows = Meeting.objects.visible_to(self.request.user).select_related("region")
        user = actor(self.request)
        mine = Q(decisions__isnull=False)
        if user.region_id is not None and not user.is_superuser:
            start, stop = regions.subtree(user.region_id)
            mine &= Q(decisions__region_id__gte=start, decisions__region_id__lt=stop)
        counted = rows.annotate(n_decisions=Count("decisions", filter=mine, distinct=True))
        return counted.defer("agenda", "minutes", "summary").order_by("-held_at", "-pk")


class MeetingPage(PermittedView):
    """Everything of one meeting on one screen, for the projector and for a phone."""

    permission = "reports.view_meeting"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting, user = meeting_or_404(request, pk), actor(request)
        allowed = available_meeting(meeting, user)
        rows = meeting.decisions.visible_to(user).with_status(clock.today())
        rows = rows.select_related("region", "project").order_by("serial")
        columns = decision_columns(running=meeting.running and MeetingAction.DECIDE in allowed)
        followed = followed_by(meeting)
        context = {
            "title": meeting.topic,
            "meeting": meeting,
            "badge": MEETING_BADGES[meeting.state],
            "week": Week(meeting.week),
            "may": {action.value: True for action in allowed},
            "facts": facts(meeting),
            "people": people(meeting),
            "sections": sections_of(meeting, allowed, user),
            "decision_columns": columns,
            "decision_rows": [Row(columns, row) for row in rows],
            "followed": self._followed(followed, user),
        }
        return render(request, "reports/meeting.html", context)

    @staticmethod
    def _followed(followed: dict[str, Any], user: User) -> dict[str, Any]:
        columns = followed_columns(user, followed["rows"])
        return {
            "columns": columns,
            "rows": [Row(columns, row) for row in followed["rows"]],
            "total": len(followed["rows"]),
            "note": f"{told(followed)}结转 {carried(followed)} 项，"
            f"结转率 {carry_over_rate(followed)}%（到本次会议仍未完成的÷上次会议后应办的）",
        }


def facts(meeting: Meeting) -> list[tuple[Any, ...]]:
    """Return when, where and about which week."""
    report = meeting.dispatch
    href = reverse("reports:dispatch", args=[report.pk]) if report else ""
    return [
        ("会议时间", chinese_time(meeting.held_at)),
        ("会议地点", meeting.place),
        ("主持人", meeting.chair),
        ("记录人", meeting.recorder),
        ("周调度", Week(meeting.week).label, href),
    ]


def people(meeting: Meeting) -> list[tuple[str, str]]:
    """Return who took part, each list in one line."""
    return [
        ("出席", "，".join(line.strip() for line in meeting.attendees.splitlines())),
        ("请假", meeting.absent),
        ("列席", meeting.observers),
    ]


class MinutesFile(PermittedView):
    """The minutes as pdf or docx, from the frozen row once the meeting has ended; logged."""

    permission = "reports.view_meeting"

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        meeting = meeting_or_404(request, pk)
        if form not in FORMS:
            raise Http404("没有这种格式")
        content, name = render_minutes(meeting, form)
        record(AccessKind.DOWNLOAD, request=request, subject=name, meeting=meeting.pk, form=form)
        response = HttpResponse(content, content_type=TYPES[form])
        response["Content-Disposition"] = attachment(name)
        return response


def render_minutes(meeting: Meeting, form: str) -> tuple[bytes, str]:
    """Return the file and its name; a meeting that has not ended gives a draft."""
    kept: Any = meeting.minutes if meeting.finished else minutes_document(meeting)
    document: Document = kept
    content = render_pdf(document).pdf if form == "pdf" else render_docx(document)
    draft = "" if meeting.finished else "（草稿）"
    return content, f"{meeting.topic}纪要{draft}.{form}"
