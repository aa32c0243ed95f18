"""The list of key tasks (S0-16), one task, and a page per step of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column
from core.exceptions import Refusal
from core.views import ListPage, PermittedView
from orders.actions import ANSWER, DRAFT, REVIEW
from orders.choices import BADGES, TaskState
from orders.filters import SOON_DAYS, TaskFilter
from orders.models import KeyTask, Order
from orders.services.tasks import (
    chase_task,
    decide_task,
    drop_task,
    keeps,
    list_tasks,
    report_task,
)
from orders.task_forms import (
    LineFormSet,
    SourceForm,
    TaskChaseForm,
    TaskDecisionForm,
    TaskDropForm,
    TaskReportForm,
)
from projects.services.guards import LineRefusal
from projects.views.editing import UNPROCESSABLE, ChangePage, EditPage

PAGE = "orders:task"


def task_url(row: Any) -> str:
    return reverse(PAGE, args=[row.pk])


def overdue_days(row: Any) -> int | None:
    return row.days_overdue(row.seen_on) or None


class TaskList(ListPage):
    permission = "orders.view_keytask"
    title = "重点工作任务清单"
    template_name = "orders/tasks.html"
    filterset_class = TaskFilter
    noun = "任务"
    empty_how = "从讲话和文件逐项列入，牵头单位报告进展，核验后销号。"
    columns = (
        Column("任务", "task", link=task_url, primary=True),
        Column("来源", "source", order="source"),
        Column("来源日期", "source_on", "date", order="source_on", on_phone=False),
        Column("牵头单位", "unit", order="unit"),
        Column("配合单位", "co_units", on_phone=False),
        Column("区划", "region.name", order="region_id"),
        Column("完成时限", "due_on", "date", order="due_on"),
        Column("逾期", overdue_days, "number", unit="天"),
        Column(
            "状态", lambda row: row.get_state_display(), "badge", order="state",
            badge=lambda row: BADGES[row.state],
        ),
        Column("完成情况", "result", on_phone=False),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[KeyTask]:
        rows = KeyTask.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("due_on", "pk")

    def get_context(self) -> dict[str, Any]:
        day = self.seen_on
        rows = KeyTask.objects.visible_to(self.request.user).stood_on(day)
        soon = rows.due_within(day, SOON_DAYS)
        return {
            "counts": (
                ("推进中和待销号", rows.open().count(), "?open=1"),
                ("逾期", rows.overdue_on(day).count(), "?overdue=1"),
                (f"{SOON_DAYS}天内到期", soon.count(), "?soon=1"),
            )
        }


class TaskDetail(PermittedView):
    permission = "orders.view_keytask"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task, user = task_or_404(request, pk), actor(request)
        late = task.days_overdue(clock.today())
        orders = Order.objects.visible_to(user).from_origin(PAGE, task.pk)
        context = {
            "title": "重点任务",
            "task": task,
            "badge": BADGES[task.state],
            "overdue": f"逾期{late}天" if late else "",
            "facts": facts(task),
            "steps": task.events.select_related("by"),
            "orders": orders,
            "buttons": buttons(task, user),
        }
        return render(request, "orders/task.html", context)


def facts(task: KeyTask) -> list[tuple[Any, ...]]:
    closed = f"{task.closed_on:%Y-%m-%d}" if task.closed_on else None
    return [
        ("来源", f"{task.get_source_kind_display()}：{task.source}（{task.source_on:%Y-%m-%d}）"),
        ("牵头单位", task.unit),
        ("配合单位", task.co_units),
        ("承办区划", task.region.name),
        ("完成时限", f"{task.due_on:%Y-%m-%d}"),
        ("完成情况", task.result),
        ("销号或取消", closed),
    ]


def buttons(task: KeyTask, user: Any) -> list[tuple[str, str, bool]]:
    """Return label, address and weight of what the user may do with the task now."""
    found, office = [], keeps(task, user)
    if task.state == TaskState.OPEN:
        if user.has_perm(ANSWER) and user.region_id == task.region_id:
            found.append(("报告进展或完成", reverse("orders:task_report", args=[task.pk]), True))
        if office and user.has_perm(REVIEW):
            found.append(("催办", reverse("orders:task_chase", args=[task.pk]), False))
        if office and user.has_perm(DRAFT):
            new = reverse("orders:order_new", args=["supervision"])
            found.append(("转督办单", f"{new}?task={task.pk}", False))
    if task.state == TaskState.REPORTED and office and user.has_perm(REVIEW):
        found.append(("审核销号", reverse("orders:task_decide", args=[task.pk]), True))
    if task.state in (TaskState.OPEN, TaskState.REPORTED) and office and user.has_perm(DRAFT):
        found.append(("取消任务", reverse("orders:task_drop", args=[task.pk]), False))
    return found


def task_or_404(request: HttpRequest, pk: int) -> KeyTask:
    rows = KeyTask.objects.visible_to(request.user).select_related("region", "office_region")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class TaskNew(ChangePage):
    """The tasks of one speech, document or meeting, a line each."""

    permission = "orders.draft_order"
    title = "列入任务清单"
    template_name = "orders/task_new.html"
    submit_label = "列入清单"

    def formset(self, data: Any = None) -> Any:
        return LineFormSet(data, prefix="lines", form_kwargs={"user": self.user})

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((TaskList.title, reverse("orders:tasks")),)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=SourceForm(), formset=self.formset())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, formset = SourceForm(request.POST), self.formset(request.POST)
        if not (form.is_valid() and formset.is_valid()):
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        filled = [one for one in formset.forms if one.has_changed()]
        try:
            listed = list_tasks(form.value(), [one.value() for one in filled], by=self.user)
        except LineRefusal as refusal:
            target = filled[refusal.line]
            target.add_error(
                refusal.field if refusal.field in target.fields else None, refusal.message
            )
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        messages.success(request, f"已列入{len(listed)}项任务。")
        return redirect("orders:tasks")


class TaskStep(EditPage):
    """One step of a task; the wrong person meets a 403 before the form."""

    permission = "orders.view_keytask"
    template_name = "orders/edit.html"
    needs: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm("orders.view_keytask"):
            task, user = task_or_404(request, kwargs["pk"]), actor(request)
            if not user.has_perm(self.needs) or not self.mine(task):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def mine(self, task: KeyTask) -> bool:
        return keeps(task, actor(self.request))

    def get_row(self) -> KeyTask:
        return task_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((TaskList.title, reverse("orders:tasks")), ("重点任务", task_url(self.row)))

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.task}（{self.row.unit}，时限{self.row.due_on:%Y-%m-%d}）"}

    def back(self) -> str:
        return reverse(PAGE, args=[self.kwargs["pk"]])


class TaskReport(TaskStep):
    title = "报告进展或完成"
    needs = ANSWER
    form_class = TaskReportForm
    success = "已报告。"
    submit_label = "提交"

    def mine(self, task: KeyTask) -> bool:
        return actor(self.request).region_id == task.region_id

    def save(self, form: Any) -> KeyTask:
        finished = form.cleaned_data["finished"] == "1"
        text = form.cleaned_data["text"]
        return report_task(self.row, text=text, finished=finished, by=self.user)


class TaskDecide(TaskStep):
    title = "审核销号"
    needs = REVIEW
    form_class = TaskDecisionForm
    success = "已审核。"
    submit_label = "提交审核"

    def save(self, form: Any) -> KeyTask:
        accepted = form.cleaned_data["accepted"] == "1"
        opinion = form.cleaned_data["opinion"]
        return decide_task(self.row, accepted=accepted, opinion=opinion, by=self.user)


class TaskChase(TaskStep):
    title = "催办"
    needs = REVIEW
    form_class = TaskChaseForm
    success = "已催办，牵头单位在任务过程中可以看到。"
    submit_label = "催办"

    def save(self, form: Any) -> KeyTask:
        return chase_task(self.row, text=form.cleaned_data["text"], by=self.user)


class TaskDrop(TaskStep):
    title = "取消任务"
    needs = DRAFT
    form_class = TaskDropForm
    success = "已取消；该任务仍可查阅。"
    submit_label = "取消任务"

    def save(self, form: Any) -> KeyTask:
        return drop_task(self.row, reason=form.cleaned_data["reason"], by=self.user)
