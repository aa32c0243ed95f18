"""The gap in its four kinds: by region, by project, by class of works; as a waterfall and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from core import money
from core.columns import Column, Row
from core.exports import workbook_response
from core.links import page, row_page
from core.views import PermittedView, wants_fragment
from core.waterfall import waterfall
from funding.filters import GapFilter
from funding.gap_classes import rule
from funding.gap_parts import Part, divided
from funding.gaps import (
    AVAILABLE,
    GAPS,
    PAYABLE,
    Money,
    of_projects,
    sentence,
    summed,
)
from funding.models import FundingSource
from funding.views.tabs import money_tabs
from projects.models import Project


@dataclass(frozen=True)
class GapRow:
    """One line of the table, with where it leads."""

    name: str
    money: Money
    href: str | None = None


MONEY: Final = (
    Column("批复总投资", "money.total", "money"),
    Column("落实资金", "money.secured", "money"),
    Column("总缺口", "money.total_gap", "money"),
    Column("年度缺口", "money.annual_gap", "money"),
    Column("到位缺口", "money.arrival_gap", "money"),
    Column("支付缺口", "money.payment_gap", "money"),
)
HEADINGS: Final = {"": "区划", "project": "项目", "class": "改造类别"}


class GapPage(PermittedView):
    permission = "funding.view_fundingsource"
    title = "资金缺口"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        scoped = Project.objects.visible_to(request.user)
        asked = GapFilter(request.GET, queryset=scoped, request=request)
        projects = asked.qs
        rows = of_projects(projects, asked.day)
        by = asked.form.cleaned_data.get("by") or ""
        own = getattr(request.user, "region_id", None)
        parts = divided(by, projects, rows, asked.day, asked.region_asked or own)
        lines = [linked(part, asked) for part in parts]
        total = GapRow("合计", summed(rows))
        columns = table_columns(by)
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, self.title, columns, [*lines, total])
        context = {
            "title": self.title,
            "tabs": money_tabs("gaps"),
            "filter": asked,
            "day": asked.day,
            "year": asked.year_shown,
            "cards": cards(summed(rows)),
            "sentence": self.sentence(by, lines, total.money),
            "steps": steps(projects, summed(rows)),
            "columns": columns,
            "rows": [Row(columns, line) for line in (*lines, total)] if lines else [],
            "by_class": by == "class",
            "rule": rule(),
            "notes": (AVAILABLE, PAYABLE),
        }
        partial = wants_fragment(request)
        name = "funding/gaps_part.html" if partial else "funding/gaps.html"
        response = render(request, name, context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def sentence(self, by: str, lines: list[GapRow], total: Money) -> str:
        parts = [line.money.total_gap for line in lines]
        return sentence(GAPS[0].name, total.total_gap, parts) if not by else ""


def linked(part: Part, asked: GapFilter) -> GapRow:
    """Return a part with the page that holds its own parts, or its project."""
    if part.project:
        return GapRow(part.name, part.money, row_page("projects:project", part.project))
    if part.region:
        query = f"year={asked.year_shown}&as_of={asked.day.isoformat()}"
        return GapRow(part.name, part.money, f"{page('funding:gaps')}?region={part.region}&{query}")
    return GapRow(part.name, part.money)


def table_columns(by: str) -> tuple[Column, ...]:
    first = Column(HEADINGS[by], "name", link=lambda row: row.href, primary=True)
    return (first, *MONEY)


def cards(held: Money) -> list[dict[str, Any]]:
    """Return the four gaps with the formula of each."""
    return [
        {
            "label": gap.name,
            "value": money.to_wan(getattr(held, gap.key)),
            "formula": gap.formula.partition("＝")[2],
        }
        for gap in GAPS
    ]


def steps(projects: QuerySet[Project], held: Money) -> Sequence[Any]:
    """Return the waterfall from the investment by secured money of each kind to the total gap."""
    secured = FundingSource.objects.filter(project__in=projects.order_by().values("pk"))
    kinds = secured.order_by().values_list("kind").annotate(sum_secured=Sum("secured"))
    parts: list[tuple[str, Decimal]] = sorted(
        ((kind, amount) for kind, amount in kinds if amount), key=lambda part: -part[1]
    )
    return waterfall(("批复总投资", held.total), parts, "总缺口")
