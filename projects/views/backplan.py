"""倒排工期: one project or all of a region; looked at first, then saved with a reason."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.views.base import caller
from core import clock
from core.exceptions import Refusal
from core.history import latest_version
from core.views import PermittedView
from projects.models import Milestone, Project
from projects.schedule_forms import BackplanForm, BatchForm, SaveForm
from projects.services.backplans import PERMISSION, Proposal, Wanted, propose, save_schedules
from projects.services.guards import Stale
from projects.views.editing import CONFLICT, UNPROCESSABLE, project_crumbs, project_or_404

MOST: Final = 400


def usual_reason(wanted: Wanted) -> str:
    if wanted.deadline is None:
        return f"套用{wanted.template}"
    return f"按{wanted.deadline:%Y年%-m月%-d日}{wanted.target}倒排"


class PlanningPage(PermittedView):
    """GET asks and shows the plan as it would be; POST calculates again and saves it."""

    permission = PERMISSION
    template_name: str
    form_class: type[BackplanForm]

    @property
    def user(self) -> User:
        return caller(self.request)

    def get_form(self, data: Any = None) -> Any:
        return self.form_class(data, initial=self.proposed())

    def proposed(self) -> dict[str, Any]:
        """Return what an empty form starts with."""
        return {"template": self.request.GET.get("template", "")}

    def get_projects(self, form: Any) -> list[Project]:
        raise NotImplementedError

    def picked(self, shown: list[Project]) -> list[Project]:
        """Return the projects that are saved."""
        return shown

    def get_context(self) -> dict[str, Any]:
        return {}

    def back(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = "template" in request.GET and "target" in request.GET
        form = self.get_form(request.GET if asked else None)
        if not asked or not form.is_valid():
            return self.show(form, status=UNPROCESSABLE if asked else 200)
        return self.show(form, self.get_projects(form))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, saving = self.get_form(request.POST), SaveForm(request.POST)
        if not form.is_valid():
            return self.show(form, saving=saving, status=UNPROCESSABLE)
        shown = self.get_projects(form)
        if not saving.is_valid():
            return self.show(form, shown, saving, UNPROCESSABLE)
        data, picked = saving.cleaned_data, self.picked(shown)
        try:
            if not picked:
                raise Refusal("请至少选一个项目。")
            moved = save_schedules(
                picked, form.wanted(), reason=data["reason"], by=self.user, seen=data["seen"]
            )
        except Refusal as refusal:
            saving.add_error(None, refusal.message)
            status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
            return self.show(form, shown, saving, status)
        messages.success(request, f"已保存 {len(picked)} 个项目的计划，{moved} 个节点日期有变。")
        return redirect(self.back())

    def show(
        self,
        form: Any,
        projects: Sequence[Project] | None = None,
        saving: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        proposals: list[Proposal] = []
        wanted: Wanted | None = None
        if projects is not None:
            wanted = form.wanted()
            proposals = propose(projects, wanted)
            saving = saving or SaveForm(initial={"reason": usual_reason(wanted)})
        keys = [one.project.pk for one in proposals]
        context = {
            "form": form,
            "wanted": wanted,
            "proposals": proposals,
            "past": sum(bool(one.days_past) for one in proposals),
            "saving": saving,
            "seen": latest_version(Milestone, project_id__in=keys) if keys else 0,
            "picks": self.request.POST.getlist("pick"),
            "today": clock.today(),
            **self.get_context(),
        }
        return render(self.request, self.template_name, context, status=status)


class Backplan(PlanningPage):
    """One project."""

    template_name = "projects/backplan.html"
    form_class = BackplanForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.project = project_or_404(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def proposed(self) -> dict[str, Any]:
        return super().proposed() | {"deadline": self.project.planned_finish}

    def get_projects(self, form: Any) -> list[Project]:
        return [self.project]

    def get_context(self) -> dict[str, Any]:
        title = "倒排工期"
        return {
            "title": title,
            "trail": [*project_crumbs(self.project), (title, "")],
            "project": self.project,
        }

    def back(self) -> str:
        return reverse("projects:schedule", args=[self.project.pk])


class BackplanBatch(PlanningPage):
    """All projects of a region and programme year that are not accepted, chosen one by one."""

    template_name = "projects/backplans.html"
    form_class = BatchForm

    def get_form(self, data: Any = None) -> BatchForm:
        if data is None:
            return BatchForm(user=self.user, initial=self.proposed())
        return BatchForm(data, user=self.user)

    def proposed(self) -> dict[str, Any]:
        today = clock.today()
        return super().proposed() | {"region": self.user.region_id, "year": today.year}

    def get_projects(self, form: Any) -> list[Project]:
        rows: QuerySet[Project] = (
            Project.objects.visible_to(self.user)
            .in_region(form.cleaned_data["region"].pk)
            .of_year(form.cleaned_data["year"])
            .filter(accepted_on=None)
        )
        return list(rows.select_related("region").order_by("region_id", "number")[:MOST])

    def picked(self, shown: list[Project]) -> list[Project]:
        wanted = set(self.request.POST.getlist("pick"))
        return [project for project in shown if str(project.pk) in wanted]

    def get_context(self) -> dict[str, Any]:
        title = "批量倒排"
        above = ("节点模板", reverse("projects:templates"))
        return {"title": title, "trail": [above, (title, "")], "most": MOST}

    def back(self) -> str:
        return reverse("projects:reschedules")
