"""挂图作战: the chart on a page, on A3 and A0, and a project's own code."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.models import Region
from accounts.services.access import record
from core import clock
from core.exports import attachment
from core.views import PermittedView
from projects.models import Project
from projects.schedule_filters import WallFilter
from projects.wall import HATCHED, SIGNS, Wall, build_wall
from projects.wall_paper import PAPERS, code_svg, file_name, render_wall

MOST: Final = 800
KEPT_SECONDS: Final = 24 * 3600


class WallView(PermittedView):
    """What the page and the paper share: the filtered projects and their chart."""

    permission = "projects.view_milestone"

    def filtered(self) -> WallFilter:
        rows = Project.objects.visible_to(self.request.user).order_by("region_id", "number")
        return WallFilter(self.request.GET, queryset=rows, request=self.request)

    def wall(self, found: WallFilter) -> Wall:
        return build_wall(found.qs[:MOST], found.day)

    def title(self, found: WallFilter) -> str:
        """Return what the chart is called: region and programme year."""
        code = found.form.cleaned_data.get("region") if found.is_bound else None
        region = None
        if code:
            region = Region.objects.visible_to(self.request.user).filter(pk=code).first()
        place = region or getattr(self.request.user, "region", None)
        return f"{place or ''}{found.programme_year}年老旧小区改造挂图作战"


class WallPage(WallView):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.filtered()
        wall = self.wall(found)
        context = {
            "title": "挂图作战",
            "filter": found,
            "wall": wall,
            "year": found.programme_year,
            "signs": [
                (state, sign, words, wall.count(state)) for state, (sign, words) in SIGNS.items()
            ],
            "hatched": HATCHED,
            "papers": list(PAPERS),
            "print_url": reverse("projects:wall_print"),
            "query": request.GET.urlencode(),
            "most": MOST,
        }
        return render(request, "projects/wall.html", context)


class WallPrint(WallView):
    """`?paper=a3` or `a0`, with the filters of the page; every download is logged."""

    def get(self, request: HttpRequest) -> HttpResponse:
        paper = request.GET.get("paper", "a3")
        if paper not in PAPERS:
            raise Http404
        found = self.filtered()
        wall, title = self.wall(found), self.title(found)
        notes = f"截至{wall.day:%Y年%-m月%-d日}，共{len(wall.lines)}个项目；×逾期{wall.count('bad')}个节点"
        address = request.build_absolute_uri("/").rstrip("/")
        printed = render_wall(
            wall, paper, title=title, notes=notes, address=address, year=found.programme_year
        )
        query: Any = request.GET.urlencode()
        record(
            AccessKind.DOWNLOAD, request=request, subject=f"{title} {paper.upper()}", query=query
        )
        response = HttpResponse(printed.pdf, content_type="application/pdf")
        response["Content-Disposition"] = attachment(file_name(title, paper, clock.today()))
        return response


class ProjectCode(PermittedView):
    """The QR code that leads to a project's page."""

    permission = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = get_object_or_404(Project.objects.visible_to(request.user).only("pk"), pk=pk)
        address = request.build_absolute_uri(reverse("projects:project", args=[project.pk]))
        response = HttpResponse(code_svg(address), content_type="image/svg+xml")
        response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
        return response
