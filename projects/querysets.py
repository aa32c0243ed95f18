"""How projects and what hangs on them are read: scope, as-of, aggregates."""

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from accounts.querysets import ScopedQuerySet
from core.periods import Week
from projects.choices import REPORTED_STATES, EntryState, PlanState, ProjectStatus

if TYPE_CHECKING:
    from projects.models import (
        AnnualPlan,
        Community,
        LedgerImport,
        Project,
        WeeklyEntry,
        WeeklySubmission,
    )

P = TypeVar("P", bound=models.Model)


class CommunityQuerySet(ScopedQuerySet["Community"]):
    pass


class LedgerImportQuerySet(ScopedQuerySet["LedgerImport"]):
    pass


class WeeklySubmissionQuerySet(ScopedQuerySet["WeeklySubmission"]):
    pass


class ProjectPartQuerySet(ScopedQuerySet[P]):
    """Rows that hang on a project."""

    region_path = "project__site_id"


class AnnualPlanQuerySet(ScopedQuerySet["AnnualPlan"]):
    def in_force(self, day: date) -> Self:
        """Keep, per region and year, the newest approved version that is effective on `day`."""
        effective = self.model._default_manager.filter(
            region=OuterRef("region"),
            year=OuterRef("year"),
            state=PlanState.APPROVED,
            effective_on__lte=day,
        ).order_by("-version")
        return self.filter(pk=Subquery(effective.values("pk")[:1]))


class ProjectQuerySet(ScopedQuerySet["Project"]):
    region_path = "site_id"

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def with_status(self, day: date) -> Self:
        """Annotate `status` as of a date; the SQL twin of `Project.status_on`."""
        return self.annotate(
            status=Case(
                When(_suspended(day), then=Value(ProjectStatus.SUSPENDED.value)),
                When(accepted_on__lte=day, then=Value(ProjectStatus.ACCEPTED.value)),
                When(finished_on__lte=day, then=Value(ProjectStatus.FINISHED.value)),
                When(started_on__lte=day, then=Value(ProjectStatus.BUILDING.value)),
                default=Value(ProjectStatus.PREPARING.value),
                output_field=models.CharField(),
            )
        )

    def suspended_on(self, day: date) -> Self:
        return self.filter(_suspended(day))

    def not_suspended_on(self, day: date) -> Self:
        return self.filter(~_suspended(day))

    def started_by(self, day: date) -> Self:
        return self.filter(started_on__lte=day)

    def not_started_by(self, day: date) -> Self:
        return self.filter(Q(started_on=None) | Q(started_on__gt=day))

    def lagging_on(self, day: date) -> Self:
        """Keep projects with a node due on or before `day` and not met by then, 暂缓 excluded."""
        milestones = apps.get_model("projects", "Milestone")._default_manager
        overdue = milestones.filter(
            Q(actual_on=None) | Q(actual_on__gt=day), project=OuterRef("pk"), planned_on__lte=day
        )
        return self.not_suspended_on(day).filter(Exists(overdue))

    def with_progress(self, day: date) -> Self:
        """Annotate `percent` and `invested` of the latest accepted week begun on or before `day`."""
        entries = apps.get_model("projects", "WeeklyEntry")._default_manager
        latest = entries.filter(
            project=OuterRef("pk"), week__lte=day, state=EntryState.ACCEPTED
        ).order_by("-week")
        return self.annotate(
            percent=Subquery(latest.values("percent")[:1]),
            invested=Subquery(latest.values("invested")[:1]),
        )

    def reporting_in(self, week: Week) -> Self:
        """Keep the projects that owe an entry for `week`.

        A project owes one from the first week of its programme year until it is accepted, unless
        it is suspended for the whole week.
        """
        return (
            self.filter(year__lte=week.sunday.year)
            .filter(Q(accepted_on=None) | Q(accepted_on__gte=week.monday))
            .exclude(_suspended(week.monday), _suspended(week.sunday))
        )


def _suspended(day: date) -> Exists:
    suspensions = apps.get_model("projects", "Suspension")._default_manager
    return Exists(
        suspensions.filter(
            Q(started_on=None) | Q(started_on__lte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            project=OuterRef("pk"),
        )
    )


class WeeklyEntryQuerySet(ProjectPartQuerySet["WeeklyEntry"]):
    def of_week(self, week: Week) -> Self:
        return self.filter(week=week.monday)

    def accepted(self) -> Self:
        return self.filter(state=EntryState.ACCEPTED)

    def reported(self) -> Self:
        """Keep entries that were submitted with both values, whatever anybody clicked."""
        return self.filter(state__in=REPORTED_STATES, percent__isnull=False, invested__isnull=False)
