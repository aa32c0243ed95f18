"""Cases (一项一策): the register, one case, and the step of each person on it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.views.base import caller
from accounts.views.files import stored_file
from core import clock
from core.columns import Column
from core.history import history_of
from core.links import row_page
from core.uploads import check_uploads
from core.views import ListPage, PermittedView
from projects.models import CaseFile, LagCase
from projects.pace_choices import CASE_BADGES, CaseState
from projects.pace_filters import CaseFilter
from projects.pace_forms import CaseForm, FixForm, OpinionForm
from projects.services.cases import (
    Plan,
    close_case,
    open_case,
    reopen_case,
    report_fixed,
    return_case,
    save_case,
)
from projects.views.columns import project_columns
from projects.views.editing import EditPage, project_crumbs, project_or_404
from projects.views.lag_list import pace_tabs


def case_or_404(request: HttpRequest, pk: int) -> LagCase:
    rows = LagCase.objects.visible_to(request.user).select_related(
        "project__region", "opened_by", "fixed_by", "closed_by"
    )
    found: LagCase = get_object_or_404(rows, pk=pk)
    return found


def case_url(row: LagCase) -> str:
    return row_page("projects:case", row.pk)


def overdue(row: LagCase) -> int | None:
    return row.overdue(clock.today()) or None


class CaseList(ListPage):
    permission = "projects.view_lagcase"
    title = "一项一策"
    template_name = "projects/pace_list.html"
    filterset_class = CaseFilter
    noun = "一项一策"
    empty_how = "在滞后清单或项目页为滞后、逾期未开工的项目建立。"
    columns = (
        *project_columns(),
        Column("原因", lambda row: "、".join(str(one) for one in row.reasons.all())),
        Column("整改措施", "measure"),
        Column("责任人", "person", order="person"),
        Column("完成时限", "due_on", "date", order="due_on"),
        Column("超时限", overdue, "number", unit="天"),
        Column("缺项", lambda row: "、".join(row.missing) if row.closed_on is None else ""),
        Column(
            "状态", lambda row: row.state.label, "badge",
            badge=lambda row: CASE_BADGES[row.state],
        ),
        Column("查看", lambda row: "一项一策", link=case_url, on_phone=False),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[LagCase]:
        rows = LagCase.objects.visible_to(self.request.user).select_related("project__region")
        return rows.prefetch_related("reasons").order_by("closed_on", "due_on", "pk")

    def get_context(self) -> dict[str, Any]:
        lag = reverse("projects:lag_list")
        return {
            "tabs": pace_tabs("cases"),
            "note": "应建未建的项目", "note_url": f"{lag}?case=none",
        }  # fmt: skip


class CaseDetail(PermittedView):
    permission = "projects.view_lagcase"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case, day = case_or_404(request, pk), clock.today()
        late = case.overdue(day)
        context = {
            "title": f"{case.project.name}：一项一策",
            "trail": [*project_crumbs(case.project), ("一项一策", "")],
            "case": case,
            "badge": CASE_BADGES[case.state],
            "missing": case.missing if case.closed_on is None else [],
            "late": f"超时限{late}天" if late else "",
            "facts": facts_of(case),
            "files": case.files.select_related("uploaded_by"),
            "steps": steps(case, request),
            "events": history_of(LagCase, id=case.pk),
        }
        return render(request, "projects/case.html", context)


def facts_of(case: LagCase) -> list[tuple[str, Any]]:
    def signed(day: Any, user: Any) -> str:
        return f"{day} {user.name}" if day else ""

    return [
        ("原因", "、".join(str(one) for one in case.reasons.all())),
        ("原因分析", case.analysis),
        ("整改措施", case.measure),
        ("责任人", case.person),
        ("完成时限", str(case.due_on or "")),
        ("建立", signed(case.opened_on, case.opened_by)),
        ("整改结果", case.result),
        ("报请销号", signed(case.fixed_on, case.fixed_by)),
        ("核验意见", case.opinion),
        ("销号", signed(case.closed_on, case.closed_by)),
    ]


def steps(case: LagCase, request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Return label, address and weight of what the user may do now."""
    user, found = caller(request), []
    if user.has_perm("projects.change_lagcase") and case.state == CaseState.OPEN:
        found += [("修改", "case_edit", False), ("报请销号", "case_fix", True)]
    if user.has_perm("projects.check_lagcase"):
        if case.may_close(user):
            found += [("核验销号", "case_close", True), ("退回整改", "case_return", False)]
        if case.state == CaseState.CLOSED:
            found += [("重新打开", "case_reopen", False)]
    return [(label, row_page(f"projects:{name}", case.pk), main) for label, name, main in found]


class CaseNew(EditPage):
    permission = "projects.add_lagcase"
    title = "建立一项一策"
    success = "已建立；原因、措施、责任人、时限填齐后才能报请销号。"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> CaseForm:
        return CaseForm(data, initial={"person": self.row.lead_person})

    def save(self, form: Any) -> LagCase:
        return open_case(self.row, Plan(**form.cleaned_data), by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def back(self) -> str:
        return case_url(self.row)


class CasePage(EditPage):
    """A step on one case."""

    permission = "projects.change_lagcase"
    row: LagCase

    def get_row(self) -> LagCase:
        return case_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*project_crumbs(self.row.project), ("一项一策", case_url(self.row)))

    def back(self) -> str:
        return row_page("projects:case", self.kwargs["pk"])


class CaseEdit(CasePage):
    title = "修改一项一策"
    versioned = LagCase

    def get_form(self, data: Any = None) -> CaseForm:
        names = ("analysis", "measure", "person", "due_on")
        reasons = list(self.row.reasons.values_list("pk", flat=True))
        initial = {name: getattr(self.row, name) for name in names} | {"reasons": reasons}
        return CaseForm(data, initial=initial, kept=reasons)

    def save(self, form: Any) -> LagCase:
        return save_case(self.row, Plan(**form.cleaned_data), by=self.user, seen=self.seen())


class CaseFix(CasePage):
    title = "报请销号"
    template_name = "projects/upload.html"
    success = "已报请，等待审核员或市级办公室核验。"
    submit_label = "报请销号"

    def get_form(self, data: Any = None) -> FixForm:
        return FixForm(data, None if data is None else self.request.FILES)

    def save(self, form: Any) -> LagCase:
        files = check_uploads(form.cleaned_data["attachments"])
        return report_fixed(self.row, result=form.cleaned_data["result"], files=files, by=self.user)


class CaseCheck(CasePage):
    """A verdict on one case with an opinion."""

    permission = "projects.check_lagcase"
    form_class = OpinionForm
    verb: ClassVar[Any]

    def save(self, form: Any) -> LagCase:
        found: LagCase = type(self).verb(
            self.row, opinion=form.cleaned_data["opinion"], by=self.user
        )
        return found

    def get_context(self) -> dict[str, Any]:
        return {"note": f"整改结果：{self.row.result}" if self.row.result else ""}


class CaseClose(CaseCheck):
    title = "核验销号"
    success = "已销号。"
    submit_label = "销号"
    verb = staticmethod(close_case)


class CaseReturn(CaseCheck):
    title = "退回整改"
    success = "已退回整改。"
    submit_label = "退回"
    verb = staticmethod(return_case)


class CaseReopen(CaseCheck):
    title = "重新打开"
    success = "已重新打开。"
    submit_label = "重新打开"
    verb = staticmethod(reopen_case)


class CaseFileDownload(PermittedView):
    """Evidence, always as a download and never as a page; every download is logged."""

    permission = "projects.view_lagcase"

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        case = case_or_404(request, pk)
        row = get_object_or_404(CaseFile, case=case, pk=file)
        return stored_file(request, row, row.kind, case_url(case), case=case.pk)
