"""Which works have money and which have not; what further money would close first."""

from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase

from core import money
from core.columns import Column, Row
from core.exports import workbook_response
from core.links import row_page
from core.views import PAGE_SIZE, PermittedView, page_or_part
from funding import gaps, unfunded
from funding.filters import WorksFilter
from funding.unfunded import ItemTotal, ProjectWorks
from funding.views.tabs import money_tabs
from funding.works import RULE, WAYS, Wish, spend
from projects.models import Project

ITEMS: Final = (
    Column("改造类别", "work_class"),
    Column("改造内容", "name", primary=True),
    Column("单位", "unit"),
    Column("计划量", lambda row: row.planned or None, "number", places=0),
    Column("没有资金的量", lambda row: row.short if row.planned else None, "number", places=0),
    Column("造价", "cost", "money"),
    Column("已有资金", "funded", "money"),
    Column("总缺口", "gap", "money"),
    Column("造价来源", lambda row: "估算" if row.estimate else "单价×工程量"),
)
WISHES: Final = (
    Column("区划", "region_name"),
    Column("小区", "communities", primary=True),
    Column("项目名称", "project_name", link=lambda row: row_page("projects:project", row.project)),
    Column("改造类别", "line.work.work_class"),
    Column("改造内容", "line.work.name"),
    Column("没有资金的量", "line.short", "number", places=0),
    Column("单位", "line.work.unit", on_phone=False),
    Column("造价", "line.cost", "money", on_phone=False),
    Column("总缺口", "line.gap", "money"),
)
GIFTS: Final = (
    Column("区划", "wish.region_name"),
    Column("小区", "wish.communities", primary=True),
    Column("改造类别", "wish.line.work.work_class"),
    Column("改造内容", "wish.line.work.name"),
    Column("安排", "amount", "money"),
    Column("结果", lambda row: "补齐" if row.closes else "部分"),
)
SHOWN: Final = 30
ONE: Final = Decimal(1)


class UnfundedWorks(PermittedView):
    permission = "funding.view_fundingsource"
    title = "无资金内容"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        scoped = Project.objects.visible_to(request.user)
        asked = WorksFilter(request.GET, queryset=scoped, request=request)
        rows = unfunded.of_projects(asked.qs, asked.day)
        given = asked.form.cleaned_data if asked.is_bound else {}
        items = kept_items(unfunded.by_item(rows), given.get("work_class"))
        wishes = wishes_of(rows, given.get("work_class"))
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, self.title, WISHES, wishes)
        page = Paginator(wishes, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "title": self.title,
            "tabs": money_tabs("unfunded"),
            "filter": asked,
            "day": asked.day,
            "year": asked.year_shown,
            "item_columns": ITEMS,
            "items": [Row(ITEMS, item) for item in items],
            "words": in_words(items),
            "balance": balance(rows),
            "columns": WISHES,
            "rows": [Row(WISHES, wish) for wish in page],
            "page": page,
            "rule": RULE,
            "way": WAYS[settings.MONEY_BY_CLASS],
            "scenario": scenario(wishes, given.get("amount")),
            "empty": "该范围内没有缺资金的改造内容。",
        }
        return page_or_part(request, "funding/works.html", "funding/works_part.html", context)


def kept_items(items: list[ItemTotal], work_class: str | None) -> list[ItemTotal]:
    return [item for item in items if not work_class or item.work_class == work_class]


def wishes_of(rows: list[ProjectWorks], work_class: str | None) -> list[Wish]:
    """Return what lacks money, in the order in which further money would go to it."""
    found = [wish for row in rows for wish in row.wishes() if wish.line.gap > 0]
    kept = [one for one in found if not work_class or one.line.work.work_class == work_class]
    return sorted(kept, key=lambda wish: wish.order)


def in_words(items: list[ItemTotal]) -> str:
    """Return the gap as works: 屋面防水 12,345㎡、雨污水管网改造 6,789m。"""
    lacking = sorted((i for i in items if i.gap > 0 and i.short), key=lambda i: -i.gap)
    told = [f"{i.name}{money.round_half_up(i.short, ONE):,f}{i.unit}" for i in lacking]
    return "、".join(told)


def balance(rows: list[ProjectWorks]) -> dict[str, Any]:
    """Return how the gap of the works ties to 总缺口: bound or surplus money pays for nothing."""
    lacking = sum((row.cover.gap for row in rows), gaps.ZERO)
    idle = sum((row.cover.idle for row in rows), gaps.ZERO)
    found = {"lacking": lacking, "idle": idle, "gap": lacking - idle}
    return {name: money.to_wan(amount) for name, amount in found.items()}


def scenario(wishes: list[Wish], amount: Any) -> dict[str, Any] | None:
    """Return what an amount in 万元 would close; None when none is asked for."""
    if not amount:
        return None
    gifts, left = spend(wishes, money.from_wan(amount))
    closed = [gift for gift in gifts if gift.closes]
    places = dict.fromkeys(gift.wish.communities for gift in closed)
    return {
        "amount": amount,
        "left": money.to_wan(left),
        "closed": len(closed),
        "places": len(places),
        "columns": GIFTS,
        "rows": [Row(GIFTS, gift) for gift in gifts[:SHOWN]],
        "more": max(len(gifts) - SHOWN, 0),
    }
