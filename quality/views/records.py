"""Registers, forms and pages of the kinds that `quality.kinds` lists."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User
from accounts.services.access import actor
from core import clock
from core.columns import Column
from core.history import history_of
from core.views import ListPage, PermittedView
from orders.choices import BADGES as ORDER_BADGES
from orders.models import Order
from quality import standards
from quality.forms import RecordForm
from quality.kinds import MATERIAL, TRIPLE, Kind
from quality.models import TestReport
from quality.services.notices import PAGES, notice_of
from quality.services.records import add_record, change_record
from quality.views.base import FilesPage, OfProjectPage, crumbs, row_or_404, tabs


class RecordList(ListPage):
    permission = MATERIAL.permission("view")
    title = MATERIAL.title
    kind: Kind = MATERIAL
    template_name = "quality/register.html"

    def get_columns(self) -> Sequence[Column]:
        return self.kind.listed

    def get_queryset(self) -> QuerySet[Any]:
        return listed(self.kind, self.request.user).order_by(*self.kind.order)

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs(self.kind.listing)}


def listed(kind: Kind, user: Any) -> QuerySet[Any]:
    """Return the records of a kind in scope, with what their columns show."""
    rows: Any = kind.model._default_manager
    found: QuerySet[Any] = rows.visible_to(user).select_related("project__region")
    if kind.model is TestReport:
        later = TestReport.objects.filter(corrects=OuterRef("pk"))
        found = found.annotate(corrected=Exists(later))
    return found


class RecordNew(OfProjectPage):
    permission = MATERIAL.permission("add")
    kind: Kind = MATERIAL
    success = "已登记。"
    submit_label = "登记"

    def get_title(self) -> str:
        return f"登记{self.kind.title}"

    def get_form(self, data: Any = None) -> RecordForm:
        return RecordForm(
            data, self.files(data), kind=self.kind, project=self.row, initial=self.initial()
        )

    def initial(self) -> dict[str, Any]:
        if self.kind is not TRIPLE:
            return {}
        return standards.proposed(self.row, clock.today()) | {"checker": self.user.name}

    def save(self, form: RecordForm) -> Any:
        model: Any = self.kind.model
        files = form.cleaned_data["evidence"]
        return add_record(model, self.row, form.values(), by=self.user, files=files)

    def back(self) -> str:
        return reverse(self.kind.url(), args=[self.row.pk])


class RecordEdit(FilesPage):
    permission = MATERIAL.permission("change")
    kind: Kind = MATERIAL

    def get_row(self) -> Any:
        self.versioned = self.kind.model  # type: ignore[misc]
        rows: Any = self.kind.model._default_manager
        return row_or_404(self.request, rows.select_related("project"), self.kwargs["pk"])

    def get_title(self) -> str:
        return f"修改{self.kind.title}"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*crumbs(self.row.project), (str(self.row), self.back()))

    def get_form(self, data: Any = None) -> RecordForm:
        kept = {name: getattr(self.row, name) for name in self.kind.fields}
        return RecordForm(
            data, self.files(data), kind=self.kind, project=self.row.project, initial=kept
        )

    def save(self, form: RecordForm) -> Any:
        files = form.cleaned_data["evidence"]
        return change_record(self.row, form.values(), by=self.user, files=files, seen=self.seen())

    def back(self) -> str:
        return reverse(self.kind.url(), args=[self.kwargs["pk"]])


class RecordPage(PermittedView):
    """One record: its facts, its photos and files, its notice, what may be done with it."""

    permission = MATERIAL.permission("view")
    kind: Kind = MATERIAL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows: Any = self.kind.model._default_manager
        row = row_or_404(request, rows.select_related("project", "entered_by"), pk)
        user = actor(request)
        context = record_context(row, user, self.kind.page) | {
            "kind": self.kind,
            "listing": (self.kind.title, reverse(f"quality:{self.kind.listing}")),
            "facts": facts(row, self.kind.fields),
            "may_edit": user.has_perm(self.kind.permission("change")),
            "edit_url": "" if isinstance(row, TestReport)
            else reverse(self.kind.url("_edit"), args=[pk]),
            "recall_url": recall_url(row, user),
        }  # fmt: skip
        return render(request, "quality/record.html", context)


def record_context(row: Any, user: User, page: str) -> dict[str, Any]:
    """Return what every page of a record shows: evidence, notice, history."""
    evidence = list(row.evidence.select_related("added_by"))
    failable = type(row) in PAGES
    standing = notice_of(row) if failable else None
    # a draft is the issuer's alone until it is issued
    notice = Order.objects.visible_to(user).filter(pk=standing.pk).first() if standing else None
    return {
        "title": str(row),
        "row": row,
        "project": row.project,
        "photos": [one for one in evidence if one.is_photo],
        "files": [one for one in evidence if not one.is_photo],
        "notice": notice,
        "notice_badge": ORDER_BADGES[notice.state] if notice else "",
        "may_notify": failable and row.failed and not standing
        and user.has_perm("orders.draft_order"),
        "notice_url": reverse(f"quality:{page}_notice", args=[row.pk]) if failable else "",
        "may_add": user.has_perm("quality.add_evidence"),
        "files_url": reverse(f"quality:{page}_files", args=[row.pk]),
        "events": history_of(type(row), id=row.pk),
    }  # fmt: skip


def recall_url(row: Any, user: User) -> str:
    """Return where the batch of a failed delivery or test is recalled, for those who may."""
    material = row.material if isinstance(row, TestReport) else row
    if not getattr(row, "failed", False) or material is None or not hasattr(material, "batch"):
        return ""
    return (
        reverse("quality:recall", args=[material.pk]) if user.has_perm("quality.add_recall") else ""
    )


def facts(row: Any, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return label and value of fields, choices in words, related rows as links."""
    found: list[tuple[Any, ...]] = [
        ("项目", row.project.name, reverse("projects:project", args=[row.project_id]))
    ]
    for name in names:
        field: Any = row._meta.get_field(name)
        value = getattr(row, name)
        if isinstance(value, models.Model):
            link = reverse(PAGES[type(value)], args=[value.pk]) if type(value) in PAGES else ""
            found.append((field.verbose_name, str(value), link))
            continue
        found.append((field.verbose_name, shown(row, name, value)))
    return [*found, ("登记", f"{row.entered_by.name}　{row.entered_at:%Y-%m-%d}")]


def shown(row: Any, name: str, value: Any) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display()
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%Y-%m-%d}" if hasattr(value, "isoformat") else value
