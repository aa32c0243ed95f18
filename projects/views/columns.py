"""Columns that tell which project a row of another register belongs to."""

from operator import attrgetter
from typing import Any

from core.columns import Column
from core.links import row_page


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
