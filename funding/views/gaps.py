"""The gap in its four kinds: by region, by project, by class of works; as a waterfall and a table."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase

from core import money
from core.charts import Chart, Series
from core.columns import Column, Row
from core.exports import workbook_response
from core.links import page, row_page
from core.views import PermittedView, page_or_part
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
        whole = summed(rows)
        total = GapRow("合计", whole)
        columns = table_columns(by)
        chart = waterfall(projects, whole, self.export_url())
        if request.GET.get("export") == "steps":
            return chart.as_workbook(request)
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, self.title, columns, [*lines, total])
        context = {
            "title": self.title,
            "tabs": money_tabs("gaps"),
            "filter": asked,
            "day": asked.day,
            "year": asked.year_shown,
            "cards": cards(whole),
            "sentence": self.sentence(by, lines, whole),
            "chart": chart,
            "columns": columns,
            "rows": [Row(columns, line) for line in (*lines, total)] if lines else [],
            "by_class": by == "class",
            "rule": rule(),
            "notes": (AVAILABLE, PAYABLE),
        }
        return page_or_part(request, "funding/gaps.html", "funding/gaps_part.html", context)

    def export_url(self) -> str:
        """Return the address of the waterfall's workbook, under the filters of the page."""
        query = self.request.GET.copy()
        query["export"] = "steps"
        return f"{page('funding:gaps')}?{query.urlencode()}"

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


def waterfall(projects: QuerySet[Project], held: Money, workbook: str = "") -> Chart:
    """Return the way from the investment by secured money of each kind to the total gap, 万元."""
    secured = FundingSource.objects.filter(project__in=projects.order_by().values("pk"))
    kinds = secured.order_by().values_list("kind").annotate(sum_secured=Sum("secured"))
    parts: list[tuple[str, Decimal]] = sorted(
        ((kind, amount) for kind, amount in kinds if amount), key=lambda part: -part[1]
    )
    steps = [("批复总投资", held.total), *((kind, -amount) for kind, amount in parts)]
    steps.append((GAPS[0].name, held.total_gap))
    told = (money.in_wan(amount) for amount in (held.total, held.secured, held.total_gap))
    summary = "批复总投资 {}，减去落实资金 {}，总缺口 {}。".format(*told)
    return Chart(
        "gap-steps", "从总投资到总缺口", "waterfall", "事项", [label for label, _ in steps],
        (Series("金额", [money.to_wan(amount) for _, amount in steps]),),
        summary, "万元", workbook=workbook,
    )  # fmt: skip
