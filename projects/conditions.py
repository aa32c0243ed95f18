"""Conditions and values of projects as SQL, as of a day: what the querysets are put together from."""

from datetime import date
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from core.periods import Week
from projects.choices import CommunityStage, EntryState
from projects.lag_query import Clocks, overdue

STARTED, FINISHED, ACCEPTED = 1, 2, 3  # steps of a project


def in_programme(week: Week) -> Q:
    """Return the condition on a project to be begun on paper and not accepted before `week`."""
    return Q(year__lte=week.iso[0]) & (Q(accepted_on=None) | Q(accepted_on__gte=week.monday))


@lru_cache(maxsize=64)
def suspended(day: date, prefix: str = "") -> Exists:
    """Return the condition to be suspended on a day.

    As `latest`, it is put together once for a day: a page asks it several times, and that costs
    more than to ask the database. Django copies an expression before it binds it to a query.
    """
    suspensions = apps.get_model("projects", "Suspension")._default_manager
    return Exists(
        suspensions.filter(
            Q(started_on=None) | Q(started_on__lte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            project=OuterRef(f"{prefix}pk"),
        )
    )


def stopped(week: Week) -> Q:
    """Return the condition to be suspended for the whole week."""
    return Q(suspended(week.monday)) & Q(suspended(week.sunday))


@lru_cache(maxsize=64)
def latest(column: str, day: date) -> Subquery:
    """Return the value of the latest accepted week that has one."""
    entries = apps.get_model("projects", "WeeklyEntry")._default_manager
    found = entries.filter(
        Q(**{f"{column}__isnull": False}),
        project=OuterRef("pk"),
        week__lte=day,
        state=EntryState.ACCEPTED,
    )
    return Subquery(found.order_by("-week").values(column)[:1])


def overdue_nodes(clocks: Clocks) -> models.QuerySet[models.Model]:
    milestones = apps.get_model("projects", "Milestone")._default_manager
    return milestones.filter(overdue(clocks), project=OuterRef("pk"))


def lagging(clocks: Clocks) -> Q:
    return ~Q(suspended(clocks.day)) & Q(Exists(overdue_nodes(clocks)))


def late_start(clocks: Clocks) -> Q:
    day = clocks.day
    waiting = Q(started_on=None) | Q(started_on__gt=day)
    return waiting & Q(planned_start__lte=clocks.limit("")) & ~Q(suspended(day))


def worst_node(clocks: Clocks, column: str) -> Case:
    worst = overdue_nodes(clocks).order_by("planned_on", "order").values(column)[:1]
    field = models.DateField() if column == "planned_on" else models.CharField()
    none = When(suspended(clocks.day), then=Value(None))
    return Case(none, default=Subquery(worst), output_field=field)


def stage_of(least: int | None, n_begun: int) -> CommunityStage:
    """Return the stage of a `with_steps` row; the twin of `classified`, which filters need."""
    if least is None:
        return CommunityStage.SUSPENDED
    reached = {ACCEPTED: CommunityStage.ACCEPTED, FINISHED: CommunityStage.FINISHED}
    begun = CommunityStage.BUILDING if n_begun else CommunityStage.UNSTARTED
    return reached.get(least, begun)


def step_of(day: date, prefix: str = "") -> Case:
    """How far a project has come on `day`: 0 to ACCEPTED, NULL while it is suspended."""
    reached = (("accepted_on", ACCEPTED), ("finished_on", FINISHED), ("started_on", STARTED))
    return Case(
        When(suspended(day, prefix), then=Value(None)),
        *(When(Q(**{f"{prefix}{name}__lte": day}), then=Value(step)) for name, step in reached),
        default=Value(0),
        output_field=models.IntegerField(),
    )
