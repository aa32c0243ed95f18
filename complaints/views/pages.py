"""The staff's side of a resident's page: open or not, its address, its code to print."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from complaints.forms import PageForm
from complaints.models import PublicPage
from complaints.services.pages import is_open, set_page
from core import clock
from core.views import PermittedView
from projects.views.editing import EditPage, project_crumbs, project_or_404

CHOICES = {"": None, "1": True, "0": False}


class PageEdit(EditPage):
    permission = "complaints.publish_page"
    title = "居民公示页"
    template_name = "complaints/page.html"
    form_class = PageForm
    success = "已保存。"

    def get_row(self) -> Any:
        return project_or_404(self.request, self.kwargs["pk"])

    def page(self) -> PublicPage | None:
        return PublicPage.objects.select_related("project").filter(project=self.row).first()

    def get_form(self, data: Any = None) -> PageForm:
        page = self.page()
        words = {value: key for key, value in CHOICES.items()}
        return PageForm(data, initial={"shown": words[page.shown] if page else ""})

    def save(self, form: Any) -> Any:
        set_page(self.row, shown=CHOICES[form.cleaned_data["shown"]], by=self.user)
        return self.row

    def get_context(self) -> dict[str, Any]:
        page = self.page()
        if page is None:
            return {"page": None}
        path = reverse("public:project", args=[page.token])
        return {
            "page": page,
            "open": is_open(page, clock.today()),
            "address": self.request.build_absolute_uri(path),
        }

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return project_crumbs(self.row)

    def back(self) -> str:
        return reverse("complaints:page", args=[self.kwargs["pk"]])


class PageCode(PermittedView):
    """The address of the page as a QR code, to print and put up at the site."""

    permission = "complaints.view_complaint"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = project_or_404(request, pk)
        page = PublicPage.objects.filter(project=project).first()
        if page is None:
            raise Http404
        address = request.build_absolute_uri(reverse("public:project", args=[page.token]))
        picture = io.BytesIO()
        segno.make(address, error="m").save(picture, kind="svg", scale=8, border=4, light="#fff")
        return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
