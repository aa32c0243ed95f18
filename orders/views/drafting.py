"""Draft an order, by hand or out of a proposal; change a draft; a leader's 批示."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Region
from core import clock
from core.asked import whole
from core.uploads import check_uploads
from orders.actions import Action
from orders.choices import STEP_KINDS, BasisKind, OrderKind, Step
from orders.forms import FORMS, InstructionForm, initial_of
from orders.models import KeyTask, Order, OrderOffice
from orders.services.drafting import Origin, change_draft, draft_order
from orders.services.escalations import Proposal, proposal_for
from orders.services.issuing import instruct
from orders.views.base import ActionPage, FilesPage, order_or_404
from projects.models import Project


class OrderNew(FilesPage):
    """A new draft; `?from=` an order or `?project=` fills it with what is known."""

    permission = "orders.draft_order"
    success = "拟稿已保存，核对后签发；签发前对方看不到。"
    submit_label = "保存拟稿"

    def get_row(self) -> Any:
        if self.kwargs["kind"] not in FORMS:
            raise Http404
        given = whole(self.request.GET.get("from", ""))
        self.source = None if given is None else order_or_404(self.request, given)
        self.project = asked_project(self)
        self.task = asked_task(self)
        return None

    def get_title(self) -> str:
        return f"起草{OrderKind(self.kwargs['kind']).label}"

    def get_form(self, data: Any = None) -> Any:
        form = FORMS[self.kwargs["kind"]]
        return form(data, self.files(data), initial=self.initial(), user=self.user)

    def initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.user.region is not None:
            office = OrderOffice.of(self.user.region)
            found |= {"contact": office.contact, "phone": office.phone}
        if self.project is not None:
            found |= about_project(self.project)
        if self.source is not None:
            found |= about_order(self.source)
        if self.task is not None:
            found |= about_task(self.task)
        proposal = self._proposal()
        if proposal is not None:
            found |= {"basis_kind": BasisKind.RULE, "basis": proposal.sentence[:500]}
        return found

    def _proposal(self) -> Proposal | None:
        if self.source is None and self.project is None:
            return None
        found = proposal_for(self.user, order=self.source, project=self.project)
        wanted = self.kwargs["kind"]
        return found if found and STEP_KINDS.get(Step(found.step)) == wanted else None

    def save(self, form: Any) -> Order:
        files = check_uploads(form.cleaned_data["attachments"])
        kind = OrderKind(self.kwargs["kind"])
        return draft_order(
            kind, form.words(), by=self.user, files=files, escalated_from=self.source,
            origin=task_origin(self.task) if self.task else None,
        )  # fmt: skip

    def get_context(self) -> dict[str, Any]:
        words = f"由 {self.source} 升级。" if self.source else ""
        return {"note": words}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("督办事项", reverse("orders:orders")),)

    def back(self) -> str:
        return reverse("orders:order", args=[self.row.pk])


class OrderEdit(ActionPage):
    action = Action.CHANGE
    success = "拟稿已保存。"

    def get_form(self, data: Any = None) -> Any:
        form = FORMS.get(self.row.kind)
        if form is None:
            raise Http404
        kept = self.row.region_id
        return form(data, self.files(data), initial=initial_of(self.row), user=self.user, kept=kept)

    def save(self, form: Any) -> Order:
        files = check_uploads(form.cleaned_data["attachments"])
        return change_draft(self.row, form.words(), by=self.user, files=files)


class Instruct(FilesPage):
    """A leader's 批示 on a project (`?project=`) or a region (`?region=`), issued at once."""

    permission = "orders.instruct_order"
    title = "作出批示"
    success = "批示已下达并编号，办结前会一直列在“待我办理”中。"
    submit_label = "下达批示"

    def get_row(self) -> Any:
        self.project = asked_project(self)
        return None

    def get_form(self, data: Any = None) -> Any:
        return InstructionForm(data, initial=self.initial(), user=self.user)

    def initial(self) -> dict[str, Any]:
        if self.project is not None:
            return about_project(self.project)
        code = self.request.GET.get("region", "")
        region = (
            Region.objects.visible_to(self.request.user).filter(pk=int(code)).first()
            if code.isdecimal() and len(code) == 12
            else None
        )
        return {} if region is None else {"region": region.pk, "unit": f"{region.name}人民政府"}

    def save(self, form: Any) -> Order:
        return instruct(form.words(), by=self.user)

    def get_context(self) -> dict[str, Any]:
        return {"note": "下达后承办区划即可看到，不能修改，只能撤回。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("督办事项", reverse("orders:orders")),)

    def back(self) -> str:
        return reverse("orders:order", args=[self.row.pk])


def asked_project(page: FilesPage) -> Project | None:
    """Return the project that `?project=` names by its key, from the user's scope."""
    given = whole(page.request.GET.get("project", ""))
    if given is None:
        return None
    rows = Project.objects.visible_to(page.request.user).select_related("region")
    return get_object_or_404(rows, pk=given)


def asked_task(page: FilesPage) -> KeyTask | None:
    """Return the task of the list that `?task=` names, from the user's scope."""
    given = whole(page.request.GET.get("task", ""))
    if given is None:
        return None
    rows = KeyTask.objects.visible_to(page.request.user).select_related("region")
    return get_object_or_404(rows, pk=given)


def about_task(task: KeyTask) -> dict[str, Any]:
    late = task.days_overdue(clock.today())
    overdue = f"，已逾期{late}天" if late else ""
    return {
        "region": task.region_id,
        "unit": task.unit,
        "co_units": task.co_units,
        "subject": f"重点任务未完成：{task.task}"[:200],
        "requirement": task.task,
        "basis_kind": BasisKind.MEETING if task.source_kind == "meeting" else BasisKind.OTHER,
        "basis": f"{task.source}，原定{task.due_on:%Y-%m-%d}完成{overdue}",
    }


def task_origin(task: KeyTask) -> Origin:
    return Origin(f"重点任务：{task.task}"[:100], "orders:task", task.pk)


def about_project(project: Project) -> dict[str, Any]:
    unit = project.lead_unit or f"{project.region.name}人民政府"
    return {
        "region": project.region_id,
        "project": project.number,
        "unit": unit,
        "person": project.lead_person,
    }


def about_order(order: Order) -> dict[str, Any]:
    return {
        "region": order.region_id,
        "project": order.project.number if order.project else "",
        "unit": order.unit,
        "person": order.person,
        "subject": order.subject,
        "requirement": order.requirement,
        "co_units": order.co_units,
    }
