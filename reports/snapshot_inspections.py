"""What is frozen into an inspection bulletin: the month's findings, and earlier ones still open.

A finding comes back every month until it is closed: it counts as carried over when it was found
before the month and not closed before it. Everything is plain JSON, as in `reports.snapshot`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Region
from core import money, regions
from core.periods import Month
from quality.choices import FindingState
from quality.models import InspectionFinding
from reports.choices import ReportKind
from reports.figures import Check, Figures
from reports.snapshot import SCHEMA, Json
from reports.wording.inspections import CHECKED


def inspection_data(region: Region, month: Month) -> Json:
    """Return what the inspection bulletin of a month freezes, as of the month's last day."""
    rows = _lines(region, month)
    children = []
    for child in Region.objects.children_of(region.pk):
        start, stop = regions.subtree(child.pk)
        counts = _counts([row for row in rows if start <= row["site"] < stop])
        children.append(_figures(child, month, counts, []))
    counts = _counts(rows)
    checks = _checks(counts, children) if children else []
    return {
        "schema": SCHEMA,
        "kind": ReportKind.INSPECTION.value,
        "region": {"code": region.pk, "name": region.name, "level": region.level},
        "year": month.year,
        "as_of": month.last.isoformat(),
        "label": month.label,
        "own": _figures(region, month, counts, checks).as_json(),
        "children": [one.as_json() for one in children],
        "found": [row for row in rows if not row["carried"]],
        "carried": [row for row in rows if row["carried"]],
    }


def _lines(region: Region, month: Month) -> list[Json]:
    """Return the findings that the bulletin of a month tells of, the oldest first."""
    rows = InspectionFinding.objects.in_region(region.pk).found_by(month.last)
    rows = rows.filter(
        Q(found_on__gte=month.first) | Q(closed_on=None) | Q(closed_on__gte=month.first)
    )
    told = rows.with_state(month.last).select_related("project__region")
    return [_line(row, month) for row in told.order_by("found_on", "project__number", "pk")]


def _line(row: Any, month: Month) -> Json:
    replied = _until(row.replied_on, month.last)
    return {
        "finding": row.pk,
        "site": row.project.site_id,
        "project": row.project_id,
        "number": row.project.number,
        "name": row.project.name,
        "region": row.project.region.name,
        "found_on": row.found_on.isoformat(),
        "inspectors": row.inspectors,
        "category": row.category,
        "text": row.text,
        "requirement": row.requirement,
        "due_on": row.due_on.isoformat(),
        "unit": row.unit,
        "person": row.person,
        "reply": row.reply if replied else "",
        "replied_on": replied,
        "closed_on": _until(row.closed_on, month.last),
        "state": row.state,
        "overdue": row.overdue,
        "carried": row.found_on < month.first,
    }


def _until(day: date | None, last: date) -> str | None:
    return day.isoformat() if day and day <= last else None


def _counts(told: Sequence[Json]) -> Json:
    found = [row for row in told if not row["carried"]]
    closed = [row for row in told if row["state"] == FindingState.CLOSED]
    return {
        "concerned_projects": len({row["project"] for row in found}),
        "findings": len(found),
        "carried": len(told) - len(found),
        "carried_closed": sum(row["carried"] for row in closed),
        "due_findings": len(told),
        "closed_findings": len(closed),
        "replied_findings": sum(row["state"] == FindingState.REPLIED for row in told),
        "open_findings": len(told) - len(closed),
        "overdue_findings": sum(row["overdue"] for row in told),
        "rectified_rate": money.rate(len(closed), len(told)),
    }


def _figures(region: Region, month: Month, counts: Json, checks: list[Check]) -> Figures:
    values = counts | {"checks": checks}
    return Figures(region.pk, region.name, month.year, month.last, values)


def _checks(counts: Json, children: Sequence[Figures]) -> list[Check]:
    """Return the counts that the regions below do not make up (projects of the region itself)."""
    found: list[Check] = []
    for key, name in CHECKED.items():
        counted = sum(child[key] for child in children)
        if counted != counts[key]:
            found.append(
                {
                    "key": f"children.{key}",
                    "what": f"各地区{name}之和与{name}",
                    "stated": counts[key],
                    "counted": counted,
                    "difference": counted - counts[key],
                    "unit": "个",
                    "note": "本级直属项目的问题不计入各地区。",
                }
            )
    return found
