"""Read what 约谈前后进度对照 needs (D6): those called, comparable projects, their weekly percents.

Comparable is a project of the issuing office's region that was not called around the same time,
of the same programme year and stage, whose percent before the talk lies within the band of one
of those called.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Prefetch

from accounts.models import User
from core import regions
from core.periods import Week
from orders.choices import OrderState
from orders.effect import REACH, Change, Effect, Group, Limits, change_of, weeks_between
from orders.models import TalkRecord
from projects.choices import ProjectStatus
from projects.models import Project, Suspension, WeeklyEntry

STAGES = (ProjectStatus.PREPARING, ProjectStatus.BUILDING)


def limits() -> Limits:
    """Return the thresholds of the comparison, all of them settings."""
    return Limits(
        least_weeks=settings.TALK_EFFECT_LEAST_WEEKS,
        most_weeks=settings.TALK_EFFECT_MOST_WEEKS,
        least_projects=settings.TALK_EFFECT_LEAST_PROJECTS,
        band=Decimal(settings.TALK_EFFECT_BAND),
    )


def sees_effects(user: User, office_region: int) -> bool:
    """Say whether the user's scope holds the office's whole region: the comparison shows it all."""
    return user.oversees(office_region)


def effects_of(talks: Sequence[TalkRecord], day: date) -> dict[int, Effect]:
    """Return the comparison of each held talk by its order's key, as known on `day`.

    The talks come with their order; those of one office are read together.
    """
    found: dict[int, Effect] = {}
    by_office: dict[int, list[TalkRecord]] = defaultdict(list)
    for talk in talks:
        if talk.held_on is not None:
            by_office[talk.order.office_region_id].append(talk)
    for office, held in by_office.items():
        ground = _Ground(office, held, day)
        found |= {talk.order_id: ground.effect(talk) for talk in held}
    return found


class _Ground:
    """The projects of an office's region, their percents, and who was called when."""

    def __init__(self, office: int, talks: Sequence[TalkRecord], day: date) -> None:
        self.limits = limits()
        self.last = Week.of(day).previous()
        suspended = Prefetch("suspensions", Suspension.objects.all())
        rows = Project.objects.in_region(office).prefetch_related(suspended)
        self.projects = {one.pk: one for one in rows}
        self.percents = self._percents(office, talks)
        everybody = TalkRecord.objects.in_region(office).filter(held_on__isnull=False)
        everybody = everybody.exclude(order__state=OrderState.WITHDRAWN)
        self.called = {
            talk.pk: (Week.of(talk.held_on), frozenset(self._of(talk)))
            for talk in everybody.select_related("order")
            if talk.held_on is not None
        }

    def effect(self, talk: TalkRecord) -> Effect:
        assert talk.held_on is not None
        week, weeks = self._window(talk.held_on)
        if weeks < self.limits.least_weeks:
            return Effect(weeks, Group(()), Group(()), 0, self.limits)
        called = {one: self._change(one, week, weeks, talk.held_on) for one in self._of(talk)}
        moved = {one: change for one, change in called.items() if change is not None}
        others = self._others(moved, week, weeks, talk.held_on)
        left_out = len(called) - len(moved)
        return Effect(weeks, _group(moved.values()), _group(others), left_out, self.limits)

    def _window(self, held_on: date) -> tuple[Week, int]:
        week = Week.of(held_on)
        return week, weeks_between(week, self.last, self.limits)

    def _of(self, talk: TalkRecord) -> Iterable[int]:
        """Return the projects of those called: the talk's own, else all of the region."""
        order = talk.order
        if order.project_id is not None:
            return [order.project_id] if order.project_id in self.projects else []
        here = regions.subtree(order.region_id)
        return [pk for pk, one in self.projects.items() if one.site_id in here]

    def _others(self, called: Iterable[int], week: Week, weeks: int, day: date) -> list[Change]:
        busy = self._called_around(week, weeks)
        anchors = [(self._kind(pk, day), self._percent(pk, week)) for pk in called]
        found = []
        for pk in self.projects:
            if pk in busy or not self._alike(pk, anchors, week, day):
                continue
            change = self._change(pk, week, weeks, day)
            if change is not None:
                found.append(change)
        return found

    def _called_around(self, week: Week, weeks: int) -> set[int]:
        """Return who was called, by any talk, within the weeks that are compared."""
        first, last = week.previous(weeks), week.previous(-weeks)
        near = (those for when, those in self.called.values() if first <= when <= last)
        return set().union(*near)

    def _alike(
        self, pk: int, anchors: Sequence[tuple[object, Decimal | None]], week: Week, day: date
    ) -> bool:
        kind, percent = self._kind(pk, day), self._percent(pk, week)
        return percent is not None and any(
            kind == other and near is not None and abs(percent - near) <= self.limits.band
            for other, near in anchors
        )

    def _kind(self, pk: int, day: date) -> tuple[int, ProjectStatus]:
        project = self.projects[pk]
        return project.year, project.status_on(day)

    def _percent(self, pk: int, week: Week) -> Decimal | None:
        """Return where a project stood in the week before a talk."""
        known = self.percents.get(pk, {})
        weeks = (week.previous(1 + back) for back in range(REACH))
        return next((known[one] for one in weeks if one in known), None)

    def _change(self, pk: int, week: Week, weeks: int, day: date) -> Change | None:
        if self.projects[pk].status_on(day) not in STAGES:
            return None
        return change_of(self.percents.get(pk, {}), week, weeks)

    def _percents(self, office: int, talks: Sequence[TalkRecord]) -> dict[int, dict[Week, Decimal]]:
        days = [talk.held_on for talk in talks if talk.held_on is not None]
        first = Week.of(min(days)).previous(self.limits.most_weeks + 1 + REACH)
        rows = (
            WeeklyEntry.objects.in_region(office)
            .accepted()
            .filter(week__gte=first.monday, week__lte=self.last.monday, percent__isnull=False)
            .values_list("project_id", "week", "percent")
        )
        weeks: dict[date, Week] = {}
        found: dict[int, dict[Week, Decimal]] = defaultdict(dict)
        for project, monday, percent in rows:
            if monday not in weeks:
                weeks[monday] = Week(monday)
            found[project][weeks[monday]] = percent or Decimal(0)
        return found


def _group(changes: Iterable[Change]) -> Group:
    return Group(tuple(changes))
