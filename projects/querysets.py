"""How projects and what hangs on them are read: scope, as-of, aggregates."""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from accounts.querysets import ScopedQuerySet
from core.deadlines import WeeklyRule
from core.periods import ONE_DAY, Week
from core.pinyin import as_initials
from projects import conditions
from projects.choices import (
    REPORTED_STATES,
    CommunityStage,
    CommunityStatus,
    EntryState,
    PlanState,
    ProjectStatus,
)
from projects.lag_query import Clocks, days_of_lag, overdue

if TYPE_CHECKING:
    from projects.models import (
        AnnualPlan,
        Community,
        LedgerImport,
        Project,
        Suspension,
        WeeklyEntry,
        WeeklySubmission,
    )

P = TypeVar("P", bound=models.Model)


def named(text: str, prefix: str = "") -> Q:
    """Return the condition to be meant by what somebody typed: name, number or pinyin initials."""
    words = text.strip()
    found = Q(**{f"{prefix}name__icontains": words}) | Q(**{f"{prefix}number__istartswith": words})
    letters = as_initials(words)
    return found | Q(**{f"{prefix}initials__contains": letters}) if letters else found


class CommunityQuerySet(ScopedQuerySet["Community"]):
    def matching(self, text: str) -> Self:
        return self.filter(named(text))

    def of_years(self, first: int, last: int) -> Self:
        """Keep, each once, the communities with a project of the years `first` to `last`."""
        projects = apps.get_model("projects", "Project")._default_manager
        ours = projects.filter(communities=OuterRef("pk"), year__gte=first, year__lte=last)
        return self.filter(Exists(ours))

    def with_steps(self, year: int, day: date) -> Self:
        """Keep the communities of a programme year; annotate what `stage_of` derives from.

        `least` is the step of the project that is least far, NULL when all are suspended;
        `n_begun` counts projects with 实际开工 on or before `day`, suspended since or not;
        `n_in_plan` those that are not 计划外.
        """
        return self.filter(projects__year=year).annotate(
            least=Min(conditions.step_of(day, "projects__")),
            n_begun=Count("projects", filter=Q(projects__started_on__lte=day)),
            n_in_plan=Count("projects", filter=Q(projects__out_of_plan=False)),
        )

    def classified(self, year: int, day: date) -> Self:
        """Keep the communities of a programme year; annotate where each stands on `day`.

        `stage` is a CommunityStage. With several projects of the year a community is suspended
        only if all of them are, and finished or accepted only if all that are not suspended are;
        it is under construction once any has started. `begun`: any project has; `in_plan`: any
        project is not 计划外. See `with_steps`, and `stage_of` for the same rule in Python.
        """
        return self.with_steps(year, day).annotate(
            stage=Case(
                When(least=None, then=Value(CommunityStage.SUSPENDED.value)),
                When(least=conditions.ACCEPTED, then=Value(CommunityStage.ACCEPTED.value)),
                When(least=conditions.FINISHED, then=Value(CommunityStage.FINISHED.value)),
                When(n_begun__gt=0, then=Value(CommunityStage.BUILDING.value)),
                default=Value(CommunityStage.UNSTARTED.value),
                output_field=models.CharField(),
            ),
            begun=Q(n_begun__gt=0),
            in_plan=Q(n_in_plan__gt=0),
        )

    def with_status(self, status: str) -> Self:
        """Keep a CommunityStatus of `classified` rows; exactly the rows that figures count."""
        if status == CommunityStatus.STARTED:
            return self.filter(begun=True)
        if status == CommunityStatus.UNSTARTED:
            return self.filter(stage=CommunityStage.UNSTARTED, in_plan=True)
        if status == CommunityStatus.FINISHED:
            return self.filter(stage__in=[CommunityStage.FINISHED, CommunityStage.ACCEPTED])
        return self.filter(stage=status)


class LedgerImportQuerySet(ScopedQuerySet["LedgerImport"]):
    pass


class WeeklySubmissionQuerySet(ScopedQuerySet["WeeklySubmission"]):
    pass


class ProjectPartQuerySet(ScopedQuerySet[P]):
    """Rows that hang on a project."""

    region_path = "project__site_id"


class SuspensionQuerySet(ProjectPartQuerySet["Suspension"]):
    def lasting_on(self, day: date) -> Self:
        """Keep the suspensions that cover `day`."""
        begun = Q(started_on=None) | Q(started_on__lte=day)
        return self.filter(begun, Q(ended_on=None) | Q(ended_on__gt=day))

    def review_overdue_on(self, day: date) -> Self:
        """Keep those that last on `day` though they were to be looked at again before."""
        return self.lasting_on(day).filter(review_on__lt=day)


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

    def matching(self, text: str) -> Self:
        return self.filter(named(text))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def with_status(self, day: date) -> Self:
        """Annotate `status` as of a date; the SQL twin of `Project.status_on`."""
        return self.annotate(
            status=Case(
                When(conditions.suspended(day), then=Value(ProjectStatus.SUSPENDED.value)),
                When(accepted_on__lte=day, then=Value(ProjectStatus.ACCEPTED.value)),
                When(finished_on__lte=day, then=Value(ProjectStatus.FINISHED.value)),
                When(started_on__lte=day, then=Value(ProjectStatus.BUILDING.value)),
                default=Value(ProjectStatus.PREPARING.value),
                output_field=models.CharField(),
            )
        )

    def suspended_on(self, day: date) -> Self:
        return self.filter(conditions.suspended(day))

    def not_suspended_on(self, day: date) -> Self:
        return self.filter(~conditions.suspended(day))

    def areas(self) -> Self:
        """Keep 片区: projects that renovate two or more communities together (连片改造)."""
        links: Any = self.model.communities.through._default_manager.filter(project=OuterRef("pk"))
        several = links.order_by().values("project").annotate(n=Count("pk")).filter(n__gte=2)
        return self.filter(Exists(several))

    def started_by(self, day: date) -> Self:
        return self.filter(started_on__lte=day)

    def not_started_by(self, day: date) -> Self:
        return self.filter(Q(started_on=None) | Q(started_on__gt=day))

    def lagging_on(self, day: date) -> Self:
        """Keep projects with a node due, not met, and a day since that was not stopped.

        Projects that are suspended on `day` do not lag; see `projects.lag_query`.
        """
        return self.filter(conditions.lagging(Clocks(day)))

    def with_lagging(self, day: date) -> Self:
        """Annotate `lagging`: what `lagging_on` keeps."""
        return self.annotate(lagging=Q(conditions.lagging(Clocks(day))))

    def with_lag(self, day: date) -> Self:
        """Annotate `due_since`, the planned date of the worst node that lags, None without one,
        and `lag`, the days since then that were not stopped, as a duration.

        The earliest node is the worst.
        """
        clocks = Clocks(day)
        found = self.annotate(due_since=conditions.worst_node(clocks, "planned_on"))
        return found.annotate(lag=days_of_lag(found, clocks))

    def with_due_node(self, day: date) -> Self:
        """Annotate `due_node`, the name of the worst node that lags."""
        return self.annotate(due_node=conditions.worst_node(Clocks(day), "name"))

    def unassigned(self) -> Self:
        """Keep projects without 包抓领导, 责任单位 or 责任人."""
        return self.filter(Q(lead_official="") | Q(lead_unit="") | Q(lead_person=""))

    def placed(self) -> Self:
        """Keep projects with a community whose coordinates are known; `latitude` and `longitude`
        are the middle of these.
        """
        return self.filter(communities__latitude__isnull=False).annotate(
            latitude=Avg("communities__latitude"), longitude=Avg("communities__longitude")
        )

    def late_starting(self, clocks: Clocks) -> Self:
        """Keep projects past their planned start that have not begun, 暂缓 left out."""
        return self.filter(conditions.late_start(clocks))

    def on_lag_list(self, day: date) -> Self:
        """Keep projects that lag or start late, each once: the two overlap."""
        clocks = Clocks(day)
        return self.filter(conditions.lagging(clocks) | conditions.late_start(clocks)).annotate(
            late_start=Q(conditions.late_start(clocks))
        )

    def with_standing(self, day: date) -> Self:
        """Annotate all that lights and lists of projects tell as of a day: status, progress, lag."""
        return self.with_status(day).with_progress(day).with_lag(day)

    def with_progress(self, day: date) -> Self:
        """Annotate `percent` and `invested`, each of the latest accepted week that has one.

        Weeks count that began on or before `day`; None where there is none.
        """
        return self.with_invested(day).annotate(percent=conditions.latest("percent", day))

    def with_invested(self, day: date) -> Self:
        """Annotate `invested` alone, see `with_progress`."""
        return self.annotate(invested=conditions.latest("invested", day))

    def reporting_in(self, week: Week) -> Self:
        """Keep the projects that owe an entry for `week`.

        A project owes one from the first week of its programme year until it is accepted, unless
        it is suspended for the whole week.
        """
        return self.filter(conditions.in_programme(week), ~conditions.stopped(week))

    def touched_by_suspension(self, first: date, last: date) -> Self:
        """Keep the projects with a suspension that lasts on any day from `first` to `last`."""
        suspensions = apps.get_model("projects", "Suspension")._default_manager
        return self.filter(
            Exists(
                suspensions.filter(
                    Q(started_on=None) | Q(started_on__lte=last),
                    Q(ended_on=None) | Q(ended_on__gt=first),
                    project=OuterRef("pk"),
                )
            )
        )


class WeeklyEntryQuerySet(ProjectPartQuerySet["WeeklyEntry"]):
    def of_week(self, week: Week) -> Self:
        return self.filter(week=week.monday)

    def last_accepted(self, week: Week) -> tuple[Decimal | None, Decimal | None]:
        """Return percent and investment, each of the last accepted week before `week` that has one.

        The twin of `ProjectQuerySet.with_progress` for the entries of one project, at a fifth of
        the cost.
        """
        percent = invested = None
        rows = self.accepted().filter(week__lt=week.monday).order_by("-week")
        for one in rows.values_list("percent", "invested"):
            percent = one[0] if percent is None else percent
            invested = one[1] if invested is None else invested
            if percent is not None and invested is not None:
                break
        return percent, invested

    def accepted(self) -> Self:
        return self.filter(state=EntryState.ACCEPTED)

    def reported(self) -> Self:
        """Keep entries that were submitted with both values, whatever anybody clicked."""
        return self.filter(state__in=REPORTED_STATES, percent__isnull=False, invested__isnull=False)

    def submitted_late(self) -> Self:
        """Keep entries that were submitted after their week was due."""
        return self.filter(after("submitted_at", "due"))

    def submitted_or_reviewed_late(self) -> Self:
        """Keep entries submitted after their week was due, or reviewed after it was to be frozen."""
        return self.filter(after("submitted_at", "due") | after("reviewed_at", "cutoff"))


def after(moment: str, deadline: Literal["due", "cutoff"]) -> Q:
    """Return the condition that a moment of an entry lies after a deadline of its week.

    The moment less the time from Monday to the deadline falls on Monday or later. So it is one
    condition per rule, however many weeks there are.
    """
    found = Q(pk__in=[])
    rules: tuple[WeeklyRule, ...] = settings.WEEKLY_RULES
    for rule, following in zip_longest(rules, rules[1:]):
        weekday, hour = getattr(rule, deadline)
        allowed = timedelta(days=weekday - 1, hours=hour) + timedelta.resolution
        shifted = ExpressionWrapper(F(moment) - Value(allowed), models.DateTimeField())
        weeks = Q(week__lte=TruncDate(shifted))
        if rule is not rules[0]:
            weeks &= Q(week__gte=rule.since)
        if following:
            weeks &= Q(week__lt=following.since)
        found |= weeks
    return found
