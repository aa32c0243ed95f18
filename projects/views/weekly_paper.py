"""Paper weekly forms for clerks: print them, open the entry of a code, take what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.choices import AccessKind
from accounts.models import Region, User
from accounts.services.access import record
from accounts.views.base import caller
from core import clock
from core.columns import Column
from core.deadlines import due_at
from core.exceptions import Refusal
from core.exports import attachment
from core.periods import ONE_DAY, Week
from core.views import ListPage, PermittedView
from projects.choices import BADGES
from projects.models import Milestone, PaperAnswer, Project, WeeklyEntry
from projects.services.node_dates import MARK, nodes_in, show_day
from projects.services.paper_forms import (
    UNCHANGED,
    dismiss_answer,
    find_form,
    forms_for,
    require_open,
    take_answer,
)
from projects.services.weekly import EntryRefused
from projects.services.weekly_values import FIELDS, show
from projects.views.weekly_common import own_region, region_of, week_of
from projects.weekly_filters import AnswerFilter
from projects.weekly_paper import render_forms, sheets_of

UNPROCESSABLE: Final = 422
MOST_SHEETS: Final = 200


@dataclass(frozen=True)
class Line:
    """One field of a proposal: its heading, what the entry holds now, what was written."""

    name: str
    heading: str
    now: str
    written: str


@dataclass(frozen=True)
class Proposal:
    answer: PaperAnswer
    lines: list[Line]
    error: str = ""


@dataclass(frozen=True)
class Told:
    """What to tell once more on the page: a code that was refused, or a proposal that was."""

    code: str = ""
    code_error: str = ""
    answer: int = 0
    answer_error: str = ""


class PaperDesk(PermittedView):
    permission = "projects.enter_weeklyentry"

    def show(self, told: Told, status: int = 200) -> HttpResponse:
        user, week = caller(self.request), Week.of(clock.today())
        below = Region.objects.visible_to(user).filter(parent=own_region(user)).order_by("code")
        context = {
            "title": "纸质周报",
            "told": told,
            "weeks": [week, week.next()],
            "region": own_region(user),
            "regions": below,
            "proposals": proposals(user, told),
        }
        return render(self.request, "projects/weekly_paper.html", context, status=status)


class WeeklyPaper(PaperDesk):
    """GET shows the desk; POST opens the entry page of the code that was typed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(Told())

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("code", "")
        try:
            form = find_form(typed)
            if not Project.objects.visible_to(request.user).filter(pk=form.project_id).exists():
                raise Refusal("这张表的项目不在您的辖区内，请交给所在区县的填报员。", "code")
            require_open(form)
        except Refusal as refusal:
            return self.show(Told(code=typed[:20], code_error=refusal.message), UNPROCESSABLE)
        return redirect("projects:weekly_entry", form.project_id, str(Week(form.week)))


class PaperPrint(PaperDesk):
    """The forms of all projects that owe the week in a region, as one PDF."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user, week, region = caller(request), week_of(request), region_of(request, caller(request))
        if week > Week.of(clock.today()).next():
            raise Http404
        projects = owing(user, region, week)
        if not projects:
            messages.error(request, f"{region}{week.label}没有需要填报的项目。")
            return redirect("projects:weekly_paper")
        sheets = sheets_of(projects, forms_for(user, week, projects), week)
        address = request.build_absolute_uri("/").rstrip("/")
        printed = render_forms(sheets, week, due=due_at(week), address=address, day=clock.today())
        title = f"{region}周报表{week.label}"
        record(AccessKind.DOWNLOAD, request=request, subject=title, rows=len(sheets))
        response = HttpResponse(printed.pdf, content_type="application/pdf")
        response["Content-Disposition"] = attachment(f"{title}.pdf")
        return response


class PaperTake(PaperDesk):
    """One click: what was written becomes the entry, unless the entry has changed meanwhile."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = {
            name.removeprefix("seen_"): text
            for name, text in request.POST.items()
            if name.startswith("seen_") and isinstance(text, str)
        }
        try:
            taken = take_answer(caller(request), pk, seen)
        except PaperAnswer.DoesNotExist:
            raise Http404 from None
        except EntryRefused as refused:
            words = " ".join(refusal.message for refusal in refused.refusals)
            return self.show(Told(answer=pk, answer_error=words), UNPROCESSABLE)
        except Refusal as refusal:
            return self.show(Told(answer=pk, answer_error=refusal.message), UNPROCESSABLE)
        project = taken.answer.form.project
        for warning in taken.warnings:
            messages.warning(request, f"{project}：{warning}")
        messages.success(request, f"已采用，写入“{project}”的周报，提交审核前仍可修改。")
        return redirect("projects:weekly_paper")


class PaperDismiss(PaperDesk):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            row = dismiss_answer(caller(request), pk)
        except PaperAnswer.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            return self.show(Told(answer=pk, answer_error=refusal.message), UNPROCESSABLE)
        messages.success(request, f"未采用“{row.form.project}”的现场填报，内容留存可查。")
        return redirect("projects:weekly_paper")


class PaperAnswers(ListPage):
    """Everything that came back on paper forms, and what became of it."""

    permission = "projects.enter_weeklyentry"
    title = "现场填报记录"
    filterset_class = AnswerFilter
    noun = "现场填报"
    empty_how = "工地人员扫周报表上的二维码填写后，列在这里；待确认的在“纸质周报”页采用。"
    columns = (
        Column("项目", "form.project.name", primary=True),
        Column("周", lambda row: row.form.named_week.label, order="form__week"),
        Column("收到时间", "received_at", "datetime", order="received_at"),
        Column("填写人", "sender"),
        Column("填写内容", lambda row: words_of(row)),
        Column("状态", "get_state_display", "badge", badge=lambda row: BADGES[row.state]),
        Column("处理人", "decided_by.name"),
        Column("处理时间", "decided_at", "datetime", order="decided_at"),
    )

    def get_queryset(self) -> QuerySet[PaperAnswer]:
        rows = PaperAnswer.objects.visible_to(self.request.user)
        return rows.select_related("form__project", "decided_by").order_by("-received_at", "-pk")


def words_of(row: PaperAnswer) -> str:
    """Return what was written, field by field: 本周形象进度 55%；存在问题 管线未迁改."""
    told = ["本周无变化"] if UNCHANGED in row.typed else []
    told += [
        f"{field.label} {row.typed[name]}{field.unit}"
        for name, field in FIELDS.items()
        if name in row.typed
    ]
    told += [f"{name}实际日期 {text}" for name, text in nodes_in(row.typed).items()]
    return "；".join(told)


def owing(user: User, region: Region, week: Week) -> list[Any]:
    """Return the projects of a region that owe the week, as their forms are printed."""
    rows = Project.objects.visible_to(user).in_region(region.pk).reporting_in(week)
    ordered = rows.with_progress(week.monday - ONE_DAY).order_by("region_id", "number")
    nodes = Prefetch("milestones", Milestone.objects.order_by("order", "pk"))
    return list(
        ordered.select_related("region").prefetch_related("communities", nodes)[:MOST_SHEETS]
    )


def proposals(user: User, told: Told) -> list[Proposal]:
    """Return what waits for the user, beside what the entries and the nodes hold now; three queries."""
    rows = PaperAnswer.objects.visible_to(user).pending().select_related("form__project__region")
    found = list(rows[:MOST_SHEETS])
    keys = {(row.form.project_id, row.form.week) for row in found}
    entries = WeeklyEntry.objects.filter(
        project__in={key[0] for key in keys}, week__in={key[1] for key in keys}
    )
    known = {(entry.project_id, entry.week): entry for entry in entries}
    dated = Milestone.objects.filter(project__in={key[0] for key in keys})
    nodes = {(node.project_id, node.name): show_day(node.actual_on) for node in dated}
    return [
        Proposal(
            row,
            _lines(row, known.get((row.form.project_id, row.form.week)), nodes),
            told.answer_error if told.answer == row.pk else "",
        )
        for row in found
    ]


def _lines(
    row: PaperAnswer, entry: WeeklyEntry | None, nodes: Mapping[tuple[int, str], str]
) -> list[Line]:
    told = [Line(UNCHANGED, "本周无变化", "", "是")] if UNCHANGED in row.typed else []
    for name, field in FIELDS.items():
        if name in row.typed:
            now = show(field, getattr(entry, name)) if entry else ""
            told.append(Line(name, field.heading, now, row.typed[name]))
    for name, text in nodes_in(row.typed).items():
        now = nodes.get((row.form.project_id, name), "")
        told.append(Line(MARK + name, f"{name}实际日期", now, text))
    return told
