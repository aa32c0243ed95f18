"""One project's week as a plain form: works without a script, keeps what was typed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.views.base import caller
from core.exceptions import Refusal
from core.periods import ONE_DAY, Week
from core.views import PermittedView
from projects.models import Project, WeeklyEntry
from projects.services.node_dates import nodes_of
from projects.services.sheets import save_sheet
from projects.services.weekly import Conflict, EntryRefused, Saved
from projects.views.site_photos import photos_of
from projects.views.weekly_common import week_named
from projects.weekly_forms import EntryForm, shown_of


class WeeklyEntryPage(PermittedView):
    """`week` is any day of the week; `no_change` in the form stands for 本周无变化."""

    permission = "projects.enter_weeklyentry"

    def get(self, request: HttpRequest, pk: int, week: str) -> HttpResponse:
        project, at = self.target(pk, week)
        entry = WeeklyEntry.objects.of_week(at).filter(project=project).first()
        return self.show(project, at, EntryForm(shown=shown_of(entry), nodes=nodes_of(project)))

    def post(self, request: HttpRequest, pk: int, week: str) -> HttpResponse:
        project, at = self.target(pk, week)
        form = EntryForm(request.POST, shown={}, nodes=nodes_of(project))
        if not form.is_valid():
            return self.show(project, at, form, 422)
        try:
            saved = self.save(project, at, form)
        except EntryRefused as refused:
            return self.show(project, at, with_refusals(form, refused.refusals), 422)
        except Refusal as refusal:
            return self.show(project, at, with_refusals(form, [refusal]), 422)
        for warning in saved.warnings:
            messages.warning(request, f"{project}：{warning}")
        messages.success(request, f"已保存“{project}”。")
        return redirect(f"{reverse('projects:weekly_grid')}?week={at}")

    def save(self, project: Any, at: Week, form: EntryForm) -> Saved:
        """Save the week and the days of nodes, as on the sheet: all or none."""
        unchanged = bool(self.request.POST.get("no_change"))
        saved = save_sheet(
            caller(self.request), project.pk, at,
            cells={} if unchanged else form.typed(), nodes=form.node_dates(), unchanged=unchanged,
        )  # fmt: skip
        assert saved is not None
        return saved

    def target(self, pk: int, week: str) -> tuple[Any, Week]:
        at = week_named(week)
        scoped = Project.objects.visible_to(self.request.user).select_related("region")
        project = scoped.with_progress(at.monday - ONE_DAY).filter(pk=pk).first()
        if project is None:
            raise Http404
        return project, at

    def show(self, project: Any, week: Week, form: EntryForm, status: int = 200) -> HttpResponse:
        grid = f"{reverse('projects:weekly_grid')}?week={week}"
        context = {
            "title": f"{project}：{week.label}",
            "trail": [("周填报", grid), (project.name, "")],
            "project": project,
            "week": week,
            "form": form,
            "grid": grid,
            "photos": photos_of(project, week),
            "may_send": self.request.user.has_perm("projects.add_projectevidence"),
        }
        return render(self.request, "projects/weekly_entry.html", context, status=status)


def with_refusals(form: EntryForm, refusals: Sequence[Refusal]) -> EntryForm:
    """Put each refusal at its field; a conflict is overwritten by saving once more."""
    data: Any = form.data
    data = form.data = data.copy()
    for refusal in refusals:
        name, message = form.field_of(refusal.field), refusal.message
        if isinstance(refusal, Conflict):
            data[f"seen_{name}"] = refusal.other
            message += f"再次保存即覆盖；要保留对方的，请改为“{refusal.other}”。"
        form.add_error(name, message)
    return form
