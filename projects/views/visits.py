"""The log of visits: the list, one visit with its photos, a new one from a phone."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column
from core.files import photo_response
from core.views import ListPage, PermittedView
from projects.duty_forms import NoteForm, VisitFilter, VisitForm
from projects.models import Visit, VisitPhoto
from projects.services.visits import VISIT, log_visit, may_log, write_note
from projects.views.duties import assignment_or_404
from projects.views.editing import EditPage

WITH = ("assignment__region", "assignment__project", "assignment__community", "entered_by")


def visit_url(row: Any) -> str:
    return reverse("projects:visit", args=[row.pk])


class VisitList(ListPage):
    permission = "projects.view_visit"
    title = "走访记录"
    filterset_class = VisitFilter
    noun = "走访记录"
    empty_how = "在“我的挂包”打开项目，记录走访的情况和照片。"
    columns = (
        Column("走访日期", "visited_on", "date", link=visit_url, order="visited_on", primary=True),
        Column("姓名", "assignment.name", order="assignment__name"),
        Column("项目或小区", lambda row: str(row.assignment.object)),
        Column("区划", "assignment.region.name", order="assignment__region_id"),
        Column("走访情况", "note"),
        Column(
            "提示", lambda row: None if row.note else "未写情况", "badge", badge=lambda row: "warn"
        ),
        Column("照片", lambda row: row.n_photos or None, "number", unit="张", order="n_photos"),
    )

    def get_queryset(self) -> QuerySet[Visit]:
        rows = Visit.objects.visible_to(self.request.user).select_related(*WITH)
        return rows.annotate(n_photos=Count("photos")).order_by("-visited_on", "-pk")


class VisitDetail(PermittedView):
    permission = "projects.view_visit"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = visit_or_404(request, pk)
        context = {
            "title": "走访记录",
            "visit": visit,
            "photos": visit.photos.all(),
            "may_write": may_log(visit.assignment, actor(request)),
        }
        return render(request, "projects/visit.html", context)


class PhotoFile(PermittedView):
    """A photo of a visit; browsers keep it for themselves."""

    permission = "projects.view_visit"

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        visit = visit_or_404(request, pk)
        row = get_object_or_404(VisitPhoto, visit=visit, pk=photo)
        return photo_response(row.file)


class VisitNew(EditPage):
    """A visit of one assignment."""

    permission = VISIT
    title = "记走访"
    template_name = "projects/visit_new.html"
    success = "走访已记录。"
    submit_label = "保存走访"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm(VISIT):
            row = assignment_or_404(request, kwargs["pk"])
            if not may_log(row, actor(request)):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> Any:
        return assignment_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        files = None if data is None else self.request.FILES
        return VisitForm(data, files, initial={"visited_on": clock.today()})

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        log_visit(
            self.row, visited_on=given["visited_on"], note=given["note"], photos=given["photos"],
            by=self.user,
        )  # fmt: skip
        return self.row

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.name}：{self.row.object}"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("我的挂包", reverse("projects:my_duties")),)

    def back(self) -> str:
        return f"{reverse('projects:visits')}?assignment={self.kwargs['pk']}"


class VisitNote(EditPage):
    """The note of a visit, written later or corrected."""

    permission = VISIT
    title = "补写走访情况"
    success = "已保存。"

    def get_row(self) -> Visit:
        return visit_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return NoteForm(data, initial={"note": self.row.note})

    def save(self, form: Any) -> Visit:
        return write_note(self.row, note=form.cleaned_data["note"], by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return ((VisitList.title, reverse("projects:visits")), (str(self.row), visit_url(self.row)))

    def back(self) -> str:
        return reverse("projects:visit", args=[self.kwargs["pk"]])


def visit_or_404(request: HttpRequest, pk: int) -> Visit:
    found = Visit.objects.visible_to(request.user).select_related(*WITH).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
