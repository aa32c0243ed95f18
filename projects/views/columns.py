"""Columns that several registers share: the project of a row, the light of a project."""

from operator import attrgetter
from typing import Any

from core.columns import Column
from core.links import row_page
from projects.pace_choices import LIGHT_BADGES


def project_columns(path: str = "project") -> tuple[Column, ...]:
    """Return number, name and region of a row's project; `path` leads to it, as in the ORM."""
    dotted = path.replace("__", ".")
    project = attrgetter(dotted)

    def address(row: Any) -> str:
        return row_page("projects:project", project(row).pk)

    return (
        Column("项目编号", f"{dotted}.number", order=f"{path}__number"),
        Column("项目名称", f"{dotted}.name", link=address, order=f"{path}__name", primary=True),
        Column("区划", f"{dotted}.region.name", order=f"{path}__region_id"),
    )


def own_url(row: Any) -> str:
    """Return the page of a row that is a project itself."""
    return row_page("projects:project", row.pk)


def project_url(row: Any) -> str | None:
    """Return the page of the project that a row hangs on, None for a row of none."""
    return row_page("projects:project", row.project_id) if row.project_id else None


def light_word(row: Any) -> str:
    """Return the word of a project's light; `lights` was given to the row."""
    light = row.lights.light
    return light.label if light else ""


def light_badge(row: Any) -> str:
    return LIGHT_BADGES[row.lights.light]


LIGHT = Column("亮灯", light_word, "badge", badge=light_badge)
