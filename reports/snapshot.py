"""What is frozen into a report: figures now and before, and the rows that its lists print.

Everything is plain JSON, so that the report is rendered from its row alone, at any later time.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Region
from complaints.models import Complaint
from core import money
from core.periods import ONE_DAY, Month, Week
from funding.gaps import GAPS, of_projects, summed
from projects.completeness import reporting_status
from projects.models import Milestone, Problem, Project, Suspension, WeeklyEntry
from reports.choices import ReportKind
from reports.figures import figures_by_child
from reports.models import Report
from reports.ranking import ranked
from reports.snapshot_decisions import followed_up

SCHEMA: Final = 1
RANKED_BY: Final = "start_rate"
COMING_DAYS: Final = 14
Json = dict[str, Any]


def weekly_data(region: Region, week: Week) -> Json:
    """Return what the dispatch of a week freezes: as of its Sunday, against the Sunday before."""
    before = week.previous()
    data = _base(region, week.sunday.year, week.sunday, before.sunday)
    lagging = _lagging(region, data["year"], week.sunday)
    lagged = set(
        _projects(region, data["year"]).lagging_on(before.sunday).values_list("number", flat=True)
    )
    return data | {
        "label": week.label,
        "reporting": _reporting(region, week),
        "lagging": lagging,
        "new_lags": [row for row in lagging if row["number"] not in lagged],
        "help": _help_wanted(region, week),
        "coming": _coming(region, week.sunday),
        "decisions": followed_up(region, before.sunday, week.sunday),
    }


def monthly_data(region: Region, month: Month) -> Json:
    """Return what the bulletin of a month freezes: as of its last day, against the month before."""
    before = month.previous()
    data = _base(region, month.year, month.last, before.last)
    issued = _issued(region, before)
    if issued is not None:
        kept = issued.data
        data["before"] = {name: kept[name] for name in ("as_of", "own", "children")}
    return data | {
        "label": month.label,
        "gaps": _gaps(region, month.year, month.last),
        "unstarted": _unstarted(region, month.year, month.last),
        "lagging": _lagging(region, month.year, month.last),
        "suspended": _suspended(region, month.year, month.last),
        "complaints": _complaints(region, month.year, month.last),
        "problems": _problems(region, month.last),
    }


def data_as_of(region: Region, year: int, day: date) -> Json:
    """Return what a briefing tells as of any day, against the end of the month before."""
    before = Month.of(day).previous().last
    return _base(region, year, day, before) | {
        "unstarted": _unstarted(region, year, day),
        "lagging": _lagging(region, year, day),
        "suspended": _suspended(region, year, day),
        "complaints": _complaints(region, year, day),
        "help": _help_wanted(region, _last_reported(region, day)),
    }


def _last_reported(region: Region, day: date) -> Week:
    """Return the newest week with entries up to `day`: on a Monday nobody has written yet."""
    entries = WeeklyEntry.objects.in_region(region.pk).reported().filter(week__lte=day)
    newest = entries.order_by("-week").values_list("week", flat=True).first()
    return Week(newest) if newest else Week.of(day)


def _base(region: Region, year: int, day: date, before: date) -> Json:
    own, children = figures_by_child(region.pk, year, day)
    old, old_children = figures_by_child(region.pk, year, before)
    return {
        "schema": SCHEMA,
        "region": {"code": region.pk, "name": region.name, "level": region.level},
        "year": year,
        "as_of": day.isoformat(),
        "elapsed": elapsed_share(year, day),
        "own": own.as_json(),
        "children": [child.as_json() for child in children],
        "before": {
            "as_of": before.isoformat(),
            "own": old.as_json(),
            "children": [child.as_json() for child in old_children],
        },
        "ranking": {
            "key": RANKED_BY,
            "named": settings.FASTER_SLOWER_COUNT,
            # reports frozen before this rule named regions of one value at both ends
            "apart": True,
            "rows": [
                {"code": place.figures.region, "rank": place.rank, "small": place.small}
                for place in ranked(children, RANKED_BY)
            ],
        },
    }


def elapsed_share(year: int, day: date) -> str:
    """Return the elapsed share of the year in %, linear by days (时间进度)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    passed = min(max((day - first).days + 1, 0), (last - first).days + 1)
    return str(money.rate(passed, (last - first).days + 1))


def _issued(region: Region, month: Month) -> Report | None:
    """Return the newest issued bulletin of a month: what readers compare with."""
    rows = Report.objects.issued().filter(
        region=region, kind=ReportKind.MONTHLY, period=month.first
    )
    return rows.order_by("-edition").first()


def _projects(region: Region, year: int) -> Any:
    return Project.objects.in_region(region.pk).of_year(year).select_related("region")


def _described(projects: QuerySet[Project], day: date) -> QuerySet[Project]:
    """Add what the lists print about each project: its communities and its latest problem."""
    told = WeeklyEntry.objects.filter(project=OuterRef("pk"), week__lte=day).accepted()
    latest = told.exclude(problem="").order_by("-week")
    return projects.annotate(
        community_count=Count("communities", distinct=True),
        latest_problem=Subquery(latest.values("problem")[:1]),
    )


def _line(project: Any) -> Json:
    return {
        "project": project.pk,
        "number": project.number,
        "name": project.name,
        "region": project.region.name,
        "communities": project.community_count,
        "planned_start": _iso(project.planned_start),
        "problem": project.latest_problem or "",
        "unit": project.lead_unit,
        "official": project.lead_official,
        "person": project.lead_person,
    }


def _unstarted(region: Region, year: int, day: date) -> list[Json]:
    """Return the projects not started and not deferred, the longest overdue first."""
    rows = _projects(region, year).filter(out_of_plan=False).not_started_by(day)
    rows = _described(rows.not_suspended_on(day), day)
    lines = [
        _line(project) | {"late": max((day - project.planned_start).days, 0)}
        if project.planned_start
        else _line(project) | {"late": None}
        for project in rows
    ]
    return sorted(lines, key=lambda line: (-(line["late"] or 0), line["number"]))


def _lagging(region: Region, year: int, day: date) -> list[Json]:
    """Return the lagging projects with their worst node, the longest overdue first."""
    projects = _described(_projects(region, year).lagging_on(day).with_progress(day), day)
    found = {project.pk: project for project in projects}
    overdue = Milestone.objects.filter(
        Q(actual_on=None) | Q(actual_on__gt=day), project__in=found, planned_on__lte=day
    ).order_by("planned_on", "order")
    worst: dict[int, Milestone] = {}
    for node in overdue:
        worst.setdefault(node.project_id, node)
    lines = []
    for pk, node in worst.items():
        project: Any = found[pk]
        planned = node.planned_on or day
        started = project.started_on is not None and project.started_on <= day
        lines.append(
            _line(project)
            | {
                "node": node.name,
                "planned_on": planned.isoformat(),
                "late": (day - planned).days,
                "started": started,
                "percent": _text(project.percent),
            }
        )
    return sorted(lines, key=lambda line: (-line["late"], line["number"]))


def _suspended(region: Region, year: int, day: date) -> list[Json]:
    rows = Suspension.objects.filter(
        Q(started_on=None) | Q(started_on__lte=day),
        Q(ended_on=None) | Q(ended_on__gt=day),
        project__in=_projects(region, year),
    ).select_related("project__region")
    return [
        {
            "project": row.project_id,
            "number": row.project.number,
            "name": row.project.name,
            "region": row.project.region.name,
            "since": _iso(row.started_on),
            "reason": row.reason,
        }
        for row in rows.order_by("project__number")
    ]


def _complaints(region: Region, year: int, day: date) -> list[Json]:
    rows = Complaint.objects.of_quality().in_region(region.pk).received_in(year, day)
    counted = (
        rows.order_by()
        .values("category")
        .annotate(received=Count("pk"), closed=Count("pk", filter=Q(closed_on__lte=day)))
    )
    lines: list[Json] = [dict(row) for row in counted]
    return sorted(lines, key=lambda row: (-row["received"], row["category"]))


def _problems(region: Region, day: date) -> list[Json]:
    rows = Problem.objects.in_region(region.pk).filter(
        Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day
    )
    return _told(
        rows.values(
            "project",
            "severity",
            "text",
            "help_needed",
            number=F("project__number"),
            name=F("project__name"),
            region=F("project__region__name"),
            since=F("opened_on"),
        ).order_by("opened_on", "number")
    )


def _help_wanted(region: Region, week: Week) -> list[Json]:
    """Return what asks for the city's help: this week's entries, and open problems."""
    entries = WeeklyEntry.objects.in_region(region.pk).of_week(week).reported()
    asked = entries.exclude(help_needed="").values(
        "project",
        "help_needed",
        text=F("problem"),
        number=F("project__number"),
        name=F("project__name"),
        region=F("project__region__name"),
        since=F("week"),
    )
    filed = [row for row in _problems(region, week.sunday) if row["help_needed"]]
    return _told(asked.order_by("project__region", "number")) + filed


def _coming(region: Region, day: date) -> list[Json]:
    """Return the nodes that fall due in the two weeks after `day`, of projects that are not held."""
    live = Project.objects.in_region(region.pk).not_suspended_on(day)
    nodes = Milestone.objects.filter(
        Q(actual_on=None) | Q(actual_on__gt=day),
        project__in=live,
        planned_on__gt=day,
        planned_on__lte=day + COMING_DAYS * ONE_DAY,
    ).select_related("project__region")
    return [
        {
            "project": node.project_id,
            "number": node.project.number,
            "name": node.project.name,
            "region": node.project.region.name,
            "node": node.name,
            "planned_on": _iso(node.planned_on),
            "unit": node.project.lead_unit,
            "person": node.project.lead_person,
        }
        for node in nodes.order_by("planned_on", "project__number", "order")
    ]


def _reporting(region: Region, week: Week) -> Json:
    status = reporting_status(region.pk, week)
    return {
        "rows": [
            {
                "name": row.name,
                "owed": row.tally.owed,
                "reported": row.tally.reported,
                "missing": row.tally.missing,
                "rate": row.tally.reporting_rate,
                "timely": row.tally.timely_rate,
            }
            for row in status.rows
        ],
        "owed": status.total.owed,
        "reported": status.total.reported,
        "rate": status.total.reporting_rate,
        "timely": status.total.timely_rate,
        "missing": list(
            status.missing.select_related(None)
            .values("number", "name", project=F("pk"), unit=F("lead_unit"), person=F("lead_person"))
            .annotate(region=F("region__name"))
            .order_by("number")
        ),
    }


def _told(rows: Iterable[Any]) -> list[Json]:
    return [
        {key: _iso(value) if isinstance(value, date) else value for key, value in row.items()}
        for row in rows
    ]


def _gaps(region: Region, year: int, day: date) -> Json:
    """Return the four gaps in 万元, by key; 总缺口 is that of the figures."""
    held = summed(of_projects(Project.objects.in_region(region.pk).of_year(year), day))
    return {gap.key: money.number(money.to_wan(getattr(held, gap.key))) for gap in GAPS}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: Any) -> str | None:
    return None if value is None else str(money.plain(value))
