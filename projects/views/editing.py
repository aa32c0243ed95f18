"""Pages that change a row: what was typed is never lost, and a stale form never overwrites."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.views.base import caller
from core import links
from core.asked import whole
from core.exceptions import Refusal, refusing_the_second
from core.history import HistoryLine, latest_version
from core.views import PermittedView
from projects.models import Project
from projects.services.guards import LineRefusal, Stale

CONFLICT, UNPROCESSABLE = 409, 422
REGISTERS = (
    ("项目", "projects"),
    ("节点", "milestones"),
    ("工程量", "quantities"),
    ("暂缓与停工", "suspensions"),
    ("停工窗口", "stop_windows"),
    ("节点模板", "templates"),
    ("计划调整", "reschedules"),
    ("缺佐证", "evidence_missing"),
    ("改造内容目录", "work_items"),
)


class ChangePage(PermittedView):
    """What all pages that change something share: the row, its version, the refusal."""

    title: ClassVar[str]
    template_name: ClassVar[str]
    submit_label: ClassVar[str] = "保存"
    versioned: ClassVar[type[Model] | None] = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.row: Any = None
        self.changes: list[HistoryLine] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.row = self.get_row()
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return caller(self.request)

    def get_row(self) -> Any:
        """Return the row of the URL from the user's scope (else 404); None where there is none."""
        return None

    def get_title(self) -> str:
        return self.title

    def get_submit_label(self) -> str:
        return self.submit_label

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        """Return label and URL of each page above this one."""
        return ()

    def get_context(self) -> Mapping[str, Any]:
        return {}

    def version_lookup(self) -> Mapping[str, Any]:
        return {"id": self.row.pk}

    def version(self) -> int | None:
        """Return what the form was opened at; 0 when the rows have no history yet."""
        if self.versioned is None or self.row is None:
            return None
        return latest_version(self.versioned, **self.version_lookup())

    def seen(self) -> int | None:
        """Return the version that the posted form carries."""
        return whole(self.request.POST.get("seen", ""))

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        keep = status == UNPROCESSABLE and self.seen() is not None
        context |= {
            "title": self.get_title(),
            "trail": [*self.get_crumbs(), (self.get_title(), "")],
            "submit_label": self.get_submit_label(),
            "row": self.row,
            "seen": self.seen() if keep else self.version(),
            "stale_changes": self.changes,
            **self.get_context(),
        }
        return render(self.request, self.template_name, context, status=status)

    def back(self) -> str:
        raise NotImplementedError


class EditPage(ChangePage):
    """One form for one row."""

    template_name = "projects/edit.html"
    form_class: ClassVar[type[forms.BaseForm]]
    success: ClassVar[str] = "已保存。"

    def get_form(self, data: Any = None) -> Any:
        return self.form_class(data)

    def save(self, form: Any) -> Any:
        """Call the service; return the row that was saved."""
        raise NotImplementedError

    def get_success(self) -> str:
        return self.success

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(UNPROCESSABLE, form=form)
        try:
            with refusing_the_second():
                self.row = self.save(form)
        except Stale as stale:
            form.add_error(None, stale.message)
            self.changes = stale.changes
            return self.show(CONFLICT, form=form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.show(UNPROCESSABLE, form=form)
        messages.success(request, self.get_success())
        return redirect(self.back())


class LinesPage(ChangePage):
    """All lines of one kind of a project in one table, saved all or none."""

    template_name = "projects/lines.html"
    formset_class: ClassVar[Any]
    key: ClassVar[str]
    prefix: ClassVar[str] = "lines"

    def initial(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def save(self, forms_used: list[Any]) -> list[str]:
        """Call the service with the filled forms; return warnings."""
        raise NotImplementedError

    def get_row(self) -> Project:
        return project_or_404(self.request, self.kwargs["pk"])

    def version_lookup(self) -> Mapping[str, Any]:
        return {"project_id": self.row.pk}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def back(self) -> str:
        return reverse("projects:project", args=[self.row.pk])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(formset=self.formset_class(initial=self.initial(), prefix=self.prefix))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        formset = self.formset_class(request.POST, initial=self.initial(), prefix=self.prefix)
        if not formset.is_valid():
            return self.show(UNPROCESSABLE, formset=formset)
        used = [form for form in formset.forms if form.cleaned_data.get(self.key)]
        lines = [form for form in used if not form.cleaned_data.get("DELETE")]
        try:
            with refusing_the_second():
                warnings = self.save(used)
        except Stale as stale:
            self.changes = stale.changes
            return self.show(CONFLICT, formset=formset, refusal=stale.message)
        except LineRefusal as refusal:
            form = lines[refusal.line]
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.show(UNPROCESSABLE, formset=formset)
        except Refusal as refusal:
            return self.show(UNPROCESSABLE, formset=formset, refusal=refusal.message)
        for warning in warnings:
            messages.warning(request, warning)
        messages.success(request, "已保存。")
        return redirect(self.back())


def project_or_404(request: HttpRequest, pk: int) -> Project:
    """Return a project of the user's scope."""
    rows = Project.objects.visible_to(request.user).select_related("region", "site")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def project_crumbs(project: Project) -> Sequence[tuple[str, str]]:
    return (
        ("项目", reverse("projects:projects")),
        (project.name, reverse("projects:project", args=[project.pk])),
    )


def register_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs over the registers of projects and of what hangs on them."""
    return links.tabs("projects", REGISTERS, current)
