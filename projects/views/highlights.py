"""Highlights (成效亮点) by category with photos before and after; who benefits (受惠群众)."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import clock, links
from core.columns import Column
from core.files import photo_response
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.choices import PhotoMoment
from projects.models import Highlight, HighlightPhoto
from projects.services.showcases import save_highlight, withdraw_highlight
from projects.showcase_forms import EndShowcaseForm, HighlightFilter, HighlightForm
from projects.views.editing import EditPage, project_crumbs, project_or_404

TABS: Final = (("受惠群众", "benefits"), ("样板示范", "showcases"), ("成效亮点", "highlights"))


def result_tabs(current: str) -> list[dict[str, Any]]:
    return links.tabs("projects", TABS, current)


def standing_photos() -> Any:
    """Read the photos that no newer one has replaced, as `now`."""
    return Prefetch("photos", HighlightPhoto.objects.filter(current=True), to_attr="now")


def with_photos(rows: QuerySet[Highlight]) -> list[Highlight]:
    """Return highlights, each with `shots`: (words, photo or None) before and after."""
    read = rows.select_related("project__region").prefetch_related(standing_photos())
    found: list[Any] = list(read)
    for row in found:
        held = {photo.moment: photo for photo in row.now}
        row.shots = [(moment.label, held.get(moment)) for moment in PhotoMoment]
    return found


def highlight_url(row: Highlight) -> str:
    return row_page("projects:highlight", row.pk)


def highlight_or_404(request: HttpRequest, pk: int) -> Highlight:
    rows = Highlight.objects.visible_to(request.user)
    found = (
        rows.select_related("project__region", "project__site", "entered_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


class HighlightList(ListPage):
    permission = "projects.view_highlight"
    title = "成效亮点"
    template_name = "projects/pace_list.html"
    filterset_class = HighlightFilter
    noun = "成效亮点"
    empty_how = "在项目页点“写成效亮点”，附改造前后照片。"
    columns = (
        Column("标题", "title", link=highlight_url, order="title", primary=True),
        Column("类别", lambda row: row.get_kind_display(), order="kind"),
        Column("项目", "project.name", order="project__name",
               link=lambda row: row_page("projects:project", row.project_id)),
        Column("区划", "project.region.name", order="project__region_id"),
        Column("日期", "seen_on", "date", order="seen_on"),
        Column("成效", "text", on_phone=False),
        Column("照片", lambda row: "、".join(PhotoMoment(one.moment).label for one in row.now) or None),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Highlight]:
        rows = Highlight.objects.visible_to(self.request.user).select_related("project__region")
        return rows.prefetch_related(standing_photos()).order_by("-seen_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": result_tabs("highlights")}


class HighlightPage(PermittedView):
    permission = "projects.view_highlight"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = highlight_or_404(request, pk)
        context = {
            "title": row.title,
            "row": row,
            "highlights": with_photos(Highlight.objects.filter(pk=pk)),
            "may_change": request.user.has_perm("projects.change_highlight")
            and row.withdrawn_on is None,
            "events": history_of(Highlight, id=row.pk),
        }
        return render(request, "projects/highlight.html", context)


class HighlightPhotoFile(PermittedView):
    """A photo of a highlight; browsers keep it for themselves."""

    permission = "projects.view_highlight"

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        row = get_object_or_404(HighlightPhoto, highlight=highlight_or_404(request, pk), pk=photo)
        return photo_response(row.file)


class HighlightForms(EditPage):
    template_name = "projects/upload.html"

    def get_form(self, data: Any = None) -> HighlightForm:
        row = self.row if isinstance(self.row, Highlight) else None
        names = ("kind", "title", "seen_on", "text")
        initial = (
            {name: getattr(row, name) for name in names} if row else {"seen_on": clock.today()}
        )
        files = None if data is None else self.request.FILES
        return HighlightForm(data, files, initial=initial, row=row)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("成效亮点", reverse("projects:highlights")),)
        return (*above, (self.row.title, highlight_url(self.row)))

    def save(self, form: Any) -> Highlight:
        return save_highlight(
            self.row, self.row.project, form.cleaned_data, form.photos(), by=self.user,
            seen=self.seen(),
        )  # fmt: skip

    def back(self) -> str:
        return highlight_url(self.row)


class HighlightNew(HighlightForms):
    permission = "projects.add_highlight"
    title = "写成效亮点"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def save(self, form: Any) -> Highlight:
        return save_highlight(None, self.row, form.cleaned_data, form.photos(), by=self.user)


class HighlightEdit(HighlightForms):
    permission = "projects.change_highlight"
    title = "修改成效亮点"
    versioned = Highlight

    def get_row(self) -> Highlight:
        return highlight_or_404(self.request, self.kwargs["pk"])


class HighlightWithdraw(HighlightForms):
    permission = "projects.change_highlight"
    title = "撤下成效亮点"
    submit_label = "撤下"
    success = "已撤下，文字和照片保留在记录中。"
    template_name = "projects/edit.html"

    def get_row(self) -> Highlight:
        return highlight_or_404(self.request, self.kwargs["pk"])

    def get_form(self, data: Any = None) -> Any:
        return EndShowcaseForm(data)

    def save(self, form: Any) -> Highlight:
        return withdraw_highlight(self.row, reason=form.cleaned_data["reason"], by=self.user)


class ProjectResults(PermittedView):
    """What a project shows, as its page includes it by URL."""

    permission = "projects.view_highlight"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project, day = project_or_404(request, pk), clock.today()
        context = {
            "project": project,
            "showcases": project.showcases.visible_to(request.user).standing_on(day),
            "highlights": with_photos(project.highlights.standing_on(day)),
        }
        return render(request, "projects/results_fragment.html", context)
