"""The responsibility board on site (质量责任公示牌): who answers for the works, and where to look.

No private telephone stands on it: the hotline is the city's, see settings.QUALITY_HOTLINE.
"""

import io
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import segno
from django.conf import settings

from core.typst import RenderResult, compile_pdf
from orders.words import chinese_day
from projects.models import Project
from quality.choices import RoleKind
from quality.responsibility import holders_on

LAYOUT: Final = Path(__file__).parent / "layout"
SHOWN: Final = (
    RoleKind.OWNER, RoleKind.DESIGNER, RoleKind.CONTRACTOR, RoleKind.MANAGER,
    RoleKind.SUPERVISOR, RoleKind.CHIEF_SUPERVISOR, RoleKind.TESTER,
)  # fmt: skip
Paper = Literal["a3", "a4"]


def render_board(project: Project, day: date, url: str, paper: Paper = "a3") -> RenderResult:
    """Return the board as of `day`; the code leads to `url`."""
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", border=2, scale=4)
    return compile_pdf(
        LAYOUT, _data(project, day, url, paper), day, "board.typ", {"qr.svg": picture.getvalue()}
    )


def _data(project: Project, day: date, url: str, paper: Paper) -> dict[str, Any]:
    held = {term.role: term.name for term in holders_on(project, day)}
    rows = [[role.label, held.get(role, "—")] for role in SHOWN]
    rows += [
        ["开工日期", _day(project.started_on or project.planned_start)],
        ["计划完工", _day(project.planned_finish)],
        ["竣工日期", _day(project.accepted_on) if project.accepted_on else "　　年　　月　　日"],
    ]
    return {
        "paper": paper,
        "title": "工程质量责任公示牌",
        "issuer": project.lead_unit or project.region.name,
        "project": project.name,
        "below": f"{project.region.name}　项目编号 {project.number}",
        "rows": rows,
        "hotline": f"质量监督热线 {settings.QUALITY_HOTLINE}",
        "words": "以上单位和人员对本工程质量承担终身责任，欢迎居民监督。",
        "foot": f"{chinese_day(day)}制",
        "qr": f"二维码：{url}",
        "scan": "扫码看进展、提意见",
    }


def _day(value: date | None) -> str:
    return chinese_day(value) if value else "—"
