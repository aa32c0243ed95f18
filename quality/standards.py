"""质量、工期、进度三达标: what the data say, for whoever judges."""

from datetime import date
from typing import Any

from core import clock
from projects.models import Project
from quality.models import (
    AcceptanceRound,
    InspectionFinding,
    Material,
    ProcessCheck,
    SiteCheck,
    TestReport,
)

FAILABLE = (Material, TestReport, ProcessCheck, SiteCheck, AcceptanceRound)


def failures(project: Project) -> int:
    """Count what failed and stands: materials, tests, procedures, checks, acceptance rounds."""
    return sum(model.objects.filter(project=project).failing().count() for model in FAILABLE)


def proposed(project: Project, day: date) -> dict[str, Any]:
    """Return the three verdicts as the data have them on a day, for the form to begin with.

    质量: nothing failed and no finding overdue; 工期: no node overdue; 进度: the physical progress
    has reached the elapsed share of the planned period.
    """
    rows: Any = Project.objects.filter(pk=project.pk).with_progress(day).with_lag(day)
    found = rows.get()
    late = InspectionFinding.objects.filter(project=project).overdue_on(day).exists()
    percent = found.percent or 0
    return {
        "checked_on": clock.today(),
        "quality_met": not late and not failures(project),
        "schedule_met": found.due_since is None,
        "progress_met": percent >= elapsed(project, day),
    }


def elapsed(project: Project, day: date) -> int:
    """Return the elapsed share of the planned period in percent; 0 without a plan."""
    start, finish = project.planned_start, project.planned_finish
    if start is None or finish is None or finish <= start or day <= start:
        return 0
    return min(100, (day - start).days * 100 // (finish - start).days)
