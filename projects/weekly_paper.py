"""Blank weekly forms: one A4 page per project, with its code, last week's values beside the blanks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime

from core.periods import Week
from core.typst import RenderResult, compile_pdf
from projects.models import Milestone, PaperForm, Project, WeeklyEntry
from projects.services.node_dates import asked_nodes, show_day
from projects.services.paper_forms import ASKED
from projects.services.weekly_values import FIELDS, show
from projects.wall_paper import LAYOUT, code

# heights of the blanks in mm: figures take a line, words several
FIGURE_HEIGHT: Final = 9
TEXT_HEIGHT: Final = {"progress_note": 26, "next_plan": 18, "problem": 18, "help_needed": 14}
MOST_HOMES: Final = 6
LABELS: Final = {"percent": "形象进度", "invested": "累计完成投资"}


@dataclass(frozen=True)
class Sheet:
    """A project that owes the week, its code, and its last accepted entry if it has one.

    `project` carries `percent` and `invested` as accepted before the week (`with_progress`), and its
    nodes in their order.
    """

    project: Any
    form: PaperForm
    last: WeeklyEntry | None


def sheets_of(
    projects: Sequence[Project], forms: Mapping[int, PaperForm], week: Week
) -> list[Sheet]:
    """Put projects, codes and the entries of the week before together; one query."""
    before = WeeklyEntry.objects.accepted().of_week(week.previous())
    rows = before.filter(project__in=[project.pk for project in projects])
    last = {row.project_id: row for row in rows}
    return [
        Sheet(project, forms[project.pk], last.get(project.pk))
        for project in projects
        if project.pk in forms
    ]


def render_forms(
    sheets: Sequence[Sheet], week: Week, *, due: datetime, address: str, day: date
) -> RenderResult:
    """Return the forms as PDF; `address` is the portal's own, with which each code's page begins."""
    data = {
        "title": f"老旧小区改造周报表 {week.label}",
        "sheets": [_sheet(sheet, week, due, address) for sheet in sheets],
    }
    return compile_pdf(LAYOUT, data, day, "weekly_form.typ")


def _sheet(sheet: Sheet, week: Week, due: datetime, address: str) -> dict[str, Any]:
    project = sheet.project
    page = f"{address}{reverse('paper:form', args=[sheet.form.code])}"
    about = [
        ("小区", _homes(project)),
        ("责任单位", project.lead_unit),
        ("施工单位", project.contractor),
    ]
    return {
        "title": "老旧小区改造周报表",
        "week": week.label,
        "project": project.name,
        "below": f"{project.region.name}　项目编号 {project.number}",
        "about": [f"{label}：{text}" for label, text in about if text],
        "code": sheet.form.spoken,
        "address": page,
        "qr": list(code(page)),
        "rows": [_row(name, sheet) for name in ASKED],
        "nodes": [_node(node) for node in asked_nodes(list(project.milestones.all()))],
        "foot": [
            f"请于{localtime(due):%-m月%-d日%-H时}前交街道或区县填报员；形象进度和累计完成投资都填累计数。",
            "也可用手机扫码直接填写，不用账号，填报员确认后计入周报；"
            f"不能扫码的打开 {address}{reverse('paper:find')} 输入代码。",
            "填报员：登录后在“纸质周报”中输入代码，即打开本项目本周的填报页。",
        ],
    }


def _homes(project: Any) -> str:
    """Name the communities, as many as leave the form on one page."""
    names = [one.name for one in project.communities.all()]
    more = f"等{len(names)}个" if len(names) > MOST_HOMES else ""
    return "、".join(names[:MOST_HOMES]) + more


def _node(node: Milestone) -> dict[str, str]:
    """Return a node with the day it was planned for, and the day it was met or room to write one."""
    planned = f"{node.planned_on:%Y-%m-%d}" if node.planned_on else "—"
    return {"name": node.name, "planned": planned, "actual": show_day(node.actual_on)}


def _row(name: str, sheet: Sheet) -> dict[str, Any]:
    field = FIELDS[name]
    figures = {"percent": sheet.project.percent, "invested": sheet.project.invested}
    known = figures.get(name, getattr(sheet.last, name, None))
    return {
        "label": LABELS.get(name, field.label),
        "unit": field.unit,
        "number": field.numeric,
        "last": show(field, known) or "—",
        "height": TEXT_HEIGHT.get(name, FIGURE_HEIGHT),
    }
