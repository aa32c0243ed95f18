"""The gap in its four kinds: by region, by project, by class of works; as a waterfall and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accounts.models import Region
from core import money
from core.columns import Column, Row
from core.exports import workbook_response
from core.links import page, row_page
from core.views import PermittedView, wants_fragment
from core.waterfall import waterfall
from funding import unfunded
from funding.filters import GapFilter
from funding.gaps import (
    AVAILABLE,
    GAPS,
    PAYABLE,
    Money,
    ProjectMoney,
    by_child,
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
BY_CLASS: Final = (
    Column("改造类别", "name", primary=True),
    Column("造价", "money.total", "money"),
    Column("落实资金", "money.secured", "money"),
    Column("总缺口", "money.total_gap", "money"),
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
        lines = self.lines(by, asked, rows, projects)
        total = GapRow("合计", self.whole(by, lines, rows))
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
            "notes": (AVAILABLE, PAYABLE),
        }
        partial = wants_fragment(request)
        name = "funding/gaps_part.html" if partial else "funding/gaps.html"
        response = render(request, name, context)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def lines(
        self, by: str, asked: GapFilter, rows: list[ProjectMoney], projects: QuerySet[Project]
    ) -> list[GapRow]:
        if by == "project":
            return [
                GapRow(row.name, row.money, row_page("projects:project", row.pk)) for row in rows
            ]
        if by == "class":
            return class_rows(projects, asked)
        code = asked.region_asked or getattr(self.request.user, "region_id", None)
        children = list(child_regions(code).values_list("code", "name"))
        query = f"year={asked.year_shown}&as_of={asked.day.isoformat()}"
        return [
            GapRow(name, held, f"{page('funding:gaps')}?region={child}&{query}")
            for child, name, held in by_child(rows, children)
        ] or [GapRow(row.name, row.money, row_page("projects:project", row.pk)) for row in rows]

    def whole(self, by: str, lines: list[GapRow], rows: list[ProjectMoney]) -> Money:
        """Return the total: of the classes their own, which leave out money that is not theirs."""
        if by != "class":
            return summed(rows)
        return sum((line.money for line in lines), Money())

    def sentence(self, by: str, lines: list[GapRow], total: Money) -> str:
        parts = [line.money.total_gap for line in lines]
        return sentence(GAPS[0].name, total.total_gap, parts) if by != "project" else ""


def child_regions(code: int | None) -> QuerySet[Region]:
    if code is None:
        return Region.objects.filter(parent=None).order_by("code")
    return Region.objects.children_of(code)


def class_rows(projects: QuerySet[Project], asked: GapFilter) -> list[GapRow]:
    found = unfunded.by_class(unfunded.by_item(unfunded.of_projects(projects, asked.day)))
    return [
        GapRow(name, Money(total=cost, secured=funded)) for name, (cost, funded) in found.items()
    ]


def table_columns(by: str) -> tuple[Column, ...]:
    if by == "class":
        return BY_CLASS
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
