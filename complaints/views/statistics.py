"""投诉分析: by category and by builder; every count opens its list."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from complaints.filters import StatisticsFilter
from complaints.models import Complaint
from complaints.statistics import BuilderLine, CategoryLine, by_builder, by_category
from core.columns import Column, Row
from core.views import PermittedView
from projects.models import Project


class Statistics(PermittedView):
    permission = "complaints.view_complaint"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Complaint.objects.visible_to(request.user)
        filterset = StatisticsFilter(request.GET, queryset=rows, request=request)
        found, day = filterset.qs, filterset.day
        projects: Any = Project.objects.visible_to(request.user)
        region = filterset.form.cleaned_data.get("region") if filterset.form.is_valid() else None
        if region:
            projects = filterset.in_region(projects, "region", region)
        asked = {"year": filterset.chosen_year, "as_of": f"{day:%Y-%m-%d}", "counted": "1"}
        asked |= {"region": region} if region else {}
        kinds, builders = category_columns(asked), builder_columns(asked)
        context = {
            "title": "投诉分析",
            "filter": filterset,
            "year": filterset.chosen_year,
            "day": day,
            "least": settings.SMALL_DENOMINATOR,
            "kinds": kinds,
            "kind_rows": [Row(kinds, line) for line in by_category(found, day)],
            "builders": builders,
            "builder_rows": [Row(builders, line) for line in by_builder(found, projects, day)],
        }
        return render(request, "complaints/statistics.html", context)


def _list(asked: dict[str, Any], **further: Any) -> str:
    return f"{reverse('complaints:complaints')}?{urlencode(asked | further)}"


def category_columns(asked: dict[str, Any]) -> tuple[Column, ...]:
    def link(line: CategoryLine, **further: str) -> str:
        return _list(asked, category=line.category, **further)

    return (
        Column("类别", "category", primary=True),
        Column("受理", "received", "number", unit="件", link=link),
        Column(
            "办结", "closed", "number", unit="件",
            link=lambda line: link(line, closed="1"),
        ),
        Column(
            "重办", "again", "number", unit="件",
            link=lambda line: link(line, reopened="1"),
        ),
        Column("已评价", "judged", "number", unit="件"),
        Column("满意率", "pleased_rate", "rate"),
    )  # fmt: skip


def builder_columns(asked: dict[str, Any]) -> tuple[Column, ...]:
    def link(line: BuilderLine, **further: str) -> str:
        return _list(asked, builder=line.builder, **further)

    return (
        Column("位次", lambda line: line.rank or ("样本小" if line.small else None)),
        Column("施工单位", "builder", primary=True),
        Column("项目", "projects", "number", unit="个"),
        Column("户数", "households", "number", unit="户"),
        Column("投诉", "received", "number", unit="件", link=link),
        Column(
            "重办", "again", "number", unit="件",
            link=lambda line: link(line, reopened="1"),
        ),
        Column("每百个项目", "per_hundred", "number", unit="件", places=1),
        Column("每千户", "per_thousand", "number", unit="件", places=1),
    )  # fmt: skip
