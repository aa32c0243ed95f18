"""The lag list (滞后清单), and the list of projects whose responsible people are not all named."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.http import urlencode
from django_filters import FilterSet

from core import clock, links
from core.columns import Column, Row
from core.links import row_page
from core.views import ListPage, wants_fragment
from projects.models import Project
from projects.pace.lag_list import Summary, completed, listed, needs_force, summary
from projects.pace_choices import CASE_BADGES
from projects.pace_filters import LagFilter
from projects.project_filters import LIT, ProjectFilter
from projects.views.columns import LIGHT, own_url
from projects.views.projects import lag_days

TABS = (
    ("滞后清单", "lag_list"),
    ("一项一策", "cases"),
    ("攻坚时限", "campaigns"),
    ("工作专班", "task_forces"),
    ("责任到人", "responsible"),
    ("亮灯规则", "light_rules"),
    ("滞后原因", "lag_reasons"),
)


def pace_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs over the pages that deal with lag."""
    return links.tabs("projects", TABS, current)


def case_words(row: Any) -> str:
    """Return what stands with a project's case: none, what it lacks, overdue, or its state."""
    if row.case is None:
        return "没有"
    if row.case.missing:
        return f"缺{'、'.join(row.case.missing)}"
    late = row.case.overdue(row.seen_on)
    return f"超时限{late}天" if late else str(row.case.state.label)


def case_badge(row: Any) -> str:
    if row.case is None or row.case.missing or row.case.overdue(row.seen_on):
        return "bad"
    return CASE_BADGES[row.case.state]


def case_url(row: Any) -> str | None:
    return row_page("projects:case", row.case.pk) if row.case is not None else None


def force_words(row: Any) -> str:
    return "、".join(row.forces)


def force_state(row: Any) -> str:
    return "应进驻" if needs_force(row) else "已进驻" if row.forces else ""


FORCE = Column("专班", force_state, on_page=False)
COLUMNS = (
    Column("项目名称", "name", link=own_url, order="name", primary=True, cut=True),
    Column("区划", "region.name", order="region_id"),
    Column("滞后", lag_days, "number", unit="天", order="lag"),
    Column("最早逾期节点", "due_node", cut=True),
    Column("计划日期", "due_since", "date", order="due_since"),
    Column("未开工", lambda row: "未开工" if row.waiting else "", order="started_on"),
    Column("形象进度", "percent", "percent", order="percent"),
    LIGHT,
    Column(
        "原因",
        lambda row: "、".join(str(one) for one in row.case.reasons.all()) if row.case else "",
        cut=True,
    ),
    Column("一项一策", case_words, "badge", badge=case_badge),
    Column("完成时限", lambda row: row.case.due_on if row.case else None, "date"),
    Column("责任人", lambda row: row.case.person if row.case else row.lead_person),
    FORCE,
    Column("专班名称", force_words, on_page=False),
    Column("施工单位", "contractor", order="contractor", on_page=False),
)


class LagList(ListPage):
    permission = "projects.view_project"
    title = "滞后清单"
    template_name = "projects/lag_list.html"
    fragment_name = "projects/lag_fragment.html"
    filterset_class = LagFilter
    empty = "没有滞后的项目。"
    empty_how = "节点到期未达到、或过了计划开工日期没有开工的会列在这里。"
    columns = COLUMNS

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user).select_related("region")
        shown = ("number", "name", "region__name", "lead_person", "contractor", *LIT)
        return rows.only(*shown).order_by(F("lag").desc(nulls_last=True), "region_id", "number")

    def page_columns(self) -> tuple[Column, ...]:
        """Tell of task forces where the list was asked for them."""
        shown = super().page_columns()
        return (*shown, FORCE) if self.request.GET.get("force") else shown

    def get_export_columns(self) -> Sequence[Column]:
        why = Column("亮灯依据", lambda row: row.lights.sentence)
        what = Column("整改措施", lambda row: row.case.measure if row.case else "")
        return (Column("项目编号", "number"), *self.columns, what, why)

    def complete(self, rows: Sequence[Any]) -> None:
        for row in rows:
            row.waiting = row.started_on is None or row.started_on > row.seen_on
        if rows:
            completed(rows, rows[0].seen_on)

    def sorted(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Look the list up once; what follows asks for its rows by key alone."""
        self.found = listed(queryset)
        return super().sorted(queryset).filter(pk__in=[row[0] for row in self.found])

    def page(self, request: Any, filterset: FilterSet | None, queryset: QuerySet[Any]) -> Any:
        assert isinstance(filterset, LagFilter)
        self.day = filterset.day
        return super().page(request, filterset, queryset)

    def get_context(self) -> dict[str, Any]:
        whole = summary(self.found, self.day)
        return {
            "tabs": pace_tabs("lag_list"),
            "day": self.day,
            "summary": whole,
            "unit_note": f"{whole.sentence}，每个项目只计一次；各区划情况在表后。",
            "districts": self.districts(whole),
            "district_columns": DISTRICTS,
            "partial": wants_fragment(self.request),
        }

    def districts(self, whole: Summary) -> list[Row]:
        kept: dict[str, Any] = {
            name: value for name, value in self.request.GET.items() if name not in NOT_KEPT
        }
        for one in whole.districts:
            one.href = f"?{urlencode(kept | {'region': one.code})}"  # type: ignore[attr-defined]
        return [Row(DISTRICTS, one) for one in whole.districts]


NOT_KEPT = frozenset({"region", "page", "sort", "export"})
DISTRICTS = (
    Column("区划", "name", link=lambda one: one.href, primary=True),
    Column("滞后", "lagging", "number", unit="项"),
    Column("其中未开工", "unstarted", "number", unit="项"),
    Column("最长滞后", "worst", "number", unit="天"),
    Column("没有一项一策", "without_case", "number", unit="项"),
    Column("原因", "why"),
)


class ResponsibleList(ListPage):
    """Who answers for each project; `unassigned` keeps those where somebody is missing."""

    permission = "projects.view_project"
    title = "责任到人"
    template_name = "projects/pace_list.html"
    filterset_class = ProjectFilter
    noun = "项目"
    empty_how = "责任人和联系方式取自项目台账。"
    unit_note = "每个项目须有包抓领导、责任单位和责任人。"
    columns = (
        Column("编号", "number", order="number"),
        Column("项目名称", "name", link=own_url, order="name", primary=True, cut=True),
        Column("区划", "region.name", order="region_id"),
        Column("包抓领导", "lead_official", order="lead_official"),
        Column("责任单位", "lead_unit", order="lead_unit"),
        Column("责任人", "lead_person", order="lead_person"),
        Column("施工单位", "contractor", order="contractor"),
        Column("项目经理", "project_manager", order="project_manager"),
    )

    def get_queryset(self) -> QuerySet[Project]:
        rows = Project.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("region_id", "number")

    def get_context(self) -> dict[str, Any]:
        rows = Project.objects.visible_to(self.request.user)
        day = clock.today()
        missing = rows.filter(year=day.year).unassigned().count()
        return {
            "tabs": pace_tabs("responsible"),
            "note": f"{day.year}年有 {missing} 个项目责任不全",
            "note_url": f"?{urlencode({'year': day.year, 'unassigned': 1})}",
        }
