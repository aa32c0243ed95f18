"""One weekly dispatch as a page, from its frozen row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.services.access import actor
from core.columns import Column, Row
from core.links import row_page
from core.views import PermittedView
from projects.models import Project
from reports.choices import ReportKind
from reports.documents.dispatch import heading_of_children, next_steps
from reports.documents.tables import SMALL_MARK, ranks, rate_cell
from reports.figures import Figures
from reports.indicators import INDICATOR, Indicator, rows_behind
from reports.models import Report
from reports.services.content import unchanged
from reports.snapshot_decisions import told
from reports.views.decisions import followed_columns
from reports.views.overview import shown
from reports.views.scoped import building_page, is_briefed, is_unbuilt, report_or_404
from reports.wording.fields import children, own

CARDS: Final = (
    "started_communities",
    "start_rate",
    "completed_communities",
    "invested_wan",
    "investment_rate",
    "lagging_projects",
    "lagging_unstarted",
    "received_wan",
    "paid_wan",
    "quality_complaints",
    "disputes",
    "suspended_communities",
)
CHILD_COLUMNS: Final = (
    "plan_communities",
    "started_communities",
    "start_rate",
    "completed_communities",
    "completion_rate",
    "annual_plan_wan",
    "invested_wan",
    "investment_rate",
    "lagging_projects",
)
PROJECT_LISTS: Final = ("new_lags", "help", "coming", "lagging")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Card:
    """One figure in large, with its change since the week before."""

    indicator: Indicator
    value: Any
    change: str | None
    href: str | None


@dataclass(frozen=True)
class Block:
    """One list of the dispatch: heading, what it says in a line, its rows or that there are none."""

    id: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: list[Row]
    empty: str


class DispatchPage(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_or_404(request, pk, ReportKind.WEEKLY)
        if is_unbuilt(report):
            return building_page(request, report)
        meetings = report.meetings.visible_to(request.user).defer("agenda", "minutes")
        return render(
            request, "reports/dispatch.html", page(report, actor(request)) | {"meetings": meetings}
        )


def page(report: Report, user: User) -> dict[str, Any]:
    """Return what the page of a dispatch shows; districts read the city's, but open their own rows."""
    data = report.data
    theirs = opened(data, user)
    return {
        "title": f"{report.title}　{data['label']}",
        "report": report,
        "data": data,
        "intact": unchanged(report),
        "before": data["before"]["as_of"],
        "cards": cards(data, user),
        "children_block": _children(report, user),
        "next_steps": next_steps(data),
        "blocks": [*_reporting(theirs), *_lists(theirs, user)],
        "may_brief": is_briefed(report, user),
    }


def opened(data: Json, user: User) -> Json:
    """Return the data with the projects alone that the user may open; the others keep their words."""
    if user.oversees(int(data["region"]["code"])):
        return data
    reporting = data["reporting"]
    lists = {name: data[name] for name in PROJECT_LISTS} | {"missing": reporting["missing"]}
    keys = {row.get("project") for rows in lists.values() for row in rows} - {None}
    mine = set(Project.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    theirs = {
        name: [row if row.get("project") in mine else {**row, "project": None} for row in rows]
        for name, rows in lists.items()
    }
    return {**data, **theirs, "reporting": {**reporting, "missing": theirs.pop("missing")}}


def cards(data: Json, user: User) -> list[Card]:
    """Return the headline figures with their change on the week before."""
    now, before = own(data), Figures.from_json(data["before"]["own"])
    return [
        Card(
            INDICATOR[key],
            now[key],
            _signed(INDICATOR[key].change(before[key], now[key])),
            href_of(now, key, user),
        )
        for key in CARDS
    ]


def _signed(change: Decimal | None) -> str | None:
    """Print a change with its sign; +0 too, which the component calls 持平."""
    return None if change is None else f"{change:+f}"


def href_of(one: Figures, key: str, user: User) -> str | None:
    """Return the rows that a frozen figure counts, as of the day it was frozen for.

    None where the user would see only some of them.
    """
    rows = rows_behind(key)
    return rows.of(one) if rows and user.oversees(one.region) else None


def _children(report: Report, user: User) -> Block:
    data = report.data
    placed = ranks(data)
    by_code = {one.region: one for one in children(data)}

    def name(one: Figures) -> str:
        return f"{one.name}{SMALL_MARK if placed[one.region]['small'] else ''}"

    columns = (
        Column("名次", lambda one: placed[one.region]["rank"], "number"),
        Column("地区", name, primary=True),
        *(_figure_column(INDICATOR[key], user) for key in CHILD_COLUMNS),
    )
    rows = [Row(columns, by_code[code]) for code in placed]
    note = "按开工率排名，相同的并列"
    if any(row["small"] for row in placed.values()):
        note += f"；{SMALL_MARK}计划小区较少，比率仅供参考"
    return Block(
        "children", heading_of_children(report.text), note, columns, rows, "没有下级区划。"
    )


def _figure_column(indicator: Indicator, user: User) -> Column:
    return Column(
        indicator.name,
        lambda one: shown(one, indicator.key),
        "rate" if indicator.is_rate else "number",
        unit=indicator.unit,
        places=indicator.places,
        link=lambda one: href_of(one, indicator.key, user),
    )


def project_link(row: Json) -> str | None:
    return row_page("projects:project", row["project"]) if row.get("project") else None


REGION: Final = Column("地区", "region")
PROJECT: Final = Column("项目", "name", link=project_link, primary=True)
UNIT: Final = Column("责任单位", "unit")
PERSON: Final = Column("责任人", "person")
LAG_COLUMNS: Final = (
    REGION,
    PROJECT,
    Column("滞后节点", "node"),
    Column("计划日期", "planned_on"),
    Column("滞后", "late", "number", unit="天"),
    Column("形象进度", lambda row: rate_cell(row["percent"]) if row["started"] else "未开工"),
    Column("存在问题", "problem"),
    UNIT,
    PERSON,
)  # fmt: skip
MISSING_COLUMNS: Final = (REGION, PROJECT, UNIT, PERSON)
HELP_COLUMNS: Final = (
    REGION,
    PROJECT,
    Column("存在问题", "text"),
    Column("需协调事项", "help_needed"),
    Column("提出日期", "since"),
)
COMING_COLUMNS: Final = (Column("到期日期", "planned_on"), REGION, PROJECT, Column("节点", "node"), UNIT, PERSON)  # fmt: skip
REPORTING_COLUMNS: Final = (
    Column("地区", "name", primary=True),
    Column("应填", "owed", "number", unit="个"),
    Column("已填", "reported", "number", unit="个"),
    Column("未填", "missing", "number", unit="个", link=lambda row: "#missing"),
    Column("填报率", "rate", "rate"),
    Column("按时率", "timely", "rate"),
)


def _block(
    id: str, title: str, columns: tuple[Column, ...], rows: Sequence[Json], empty: str = "无。"
) -> Block:
    note = f"{len(rows)} 项" if rows else ""
    return Block(id, title, note, columns, [Row(columns, row) for row in rows], empty)


def _reporting(data: Json) -> list[Block]:
    reporting = data["reporting"]
    rate = f"{reporting['rate']}%" if reporting["rate"] is not None else "—"
    told = f"应填 {reporting['owed']} 个，已填 {reporting['reported']} 个，填报率 {rate}"
    rows = [Row(REPORTING_COLUMNS, row) for row in reporting["rows"]]
    return [
        Block("reporting", "填报情况", told, REPORTING_COLUMNS, rows, "没有下级区划。"),
        _block("missing", "未报项目", MISSING_COLUMNS, reporting["missing"], "各项目均已填报。"),
    ]


def _followed(data: Json, user: User) -> list[Block]:
    """Return how last week's decisions were followed up; dispatches of before had no such list."""
    followed = data.get("decisions", {"rows": []})
    if not followed["rows"]:
        return []
    columns = followed_columns(user, followed["rows"])
    rows = [Row(columns, row) for row in followed["rows"]]
    return [Block("decisions", "上周决定事项办理情况", told(followed), columns, rows, "")]


def _lists(data: Json, user: User) -> list[Block]:
    return [
        _block("new-lags", "本周新增滞后项目", LAG_COLUMNS, data["new_lags"], "本周没有新增滞后项目。"),
        _block("help", "需协调解决的问题", HELP_COLUMNS, data["help"], "本周没有提请协调的问题。"),
        *_followed(data, user),
        _block("coming", "未来两周到期节点", COMING_COLUMNS, data["coming"], "未来两周没有到期节点。"),
        _block("lagging", "全部滞后项目", LAG_COLUMNS, data["lagging"], "没有滞后项目。"),
    ]  # fmt: skip
