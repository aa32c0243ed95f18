"""How complaints and disputes are read: scope, the year's count, whose turn it is, what is late."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Never, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CharField, DateField, F, Q, Value
from django.db.models.functions import Coalesce

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet
from complaints.choices import LEFT_IN, RUNNING, UNCOUNTED, WORKING, ComplaintState
from core import clock, regions
from core.stood import (
    as_they_are,
    by_history,
    come_by,
    end_of,
    in_state,
    is_past,
    looking_back,
    order_then,
    state_by_steps,
)

if TYPE_CHECKING:
    from accounts.models import User
    from complaints.models import (
        Complaint,
        ComplaintCategory,
        ComplaintEvent,
        PetitionReview,
        PublicPage,
        TimeRule,
        WorkNotice,
    )

P = TypeVar("P", bound=models.Model)
ALIKE_DAYS: Final = 30
CLOCK: Final = ("due_at", "extended_to")


def moment_of(day: date) -> datetime:
    """Return the moment at which a day is looked at: now, or the end of a past day."""
    return end_of(day) if is_past(day) else clock.now()


class CategoryQuerySet(models.QuerySet["ComplaintCategory"]):
    """Categories are common to all regions; whoever reads complaints reads them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.all() if user.is_authenticated else self.none()

    def usable(self) -> Self:
        return self.filter(active=True)


class ComplaintPartQuerySet(ScopedQuerySet[P]):
    """Rows that hang on a complaint; read them through a complaint that the user may see."""

    region_path = "complaint__region_id"


class PetitionReviewQuerySet(ComplaintPartQuerySet["PetitionReview"]):
    def overdue_on(self, day: date) -> Self:
        """Keep what was not answered in its term; the SQL twin of `days_overdue`."""
        return self.filter(Q(decided_on=None) | Q(decided_on__gt=day), due_on__lt=day)


class ComplaintEventQuerySet(ComplaintPartQuerySet["ComplaintEvent"]):
    """Events are read and added, nothing else."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("events of a complaint are never changed")

    def delete(self) -> Never:
        raise TypeError("events of a complaint are never removed")


class TimeRuleQuerySet(FromAboveQuerySet["TimeRule"]):
    def holding(self, code: int, day: date) -> Self:
        """Keep the rules that could hold for a complaint of this region on a day."""
        above = Q(region=None) | Q(region_id__in=regions.ancestors(code))
        return self.filter(above, effective_on__lte=day)


class ComplaintQuerySet(ScopedQuerySet["Complaint"]):
    def stood_on(self, day: date) -> Self:
        """Keep what had been received by `day`, with state, clock and result of that day.

        Complaints of a ledger have no steps: they wait until the day on which they were closed.
        """
        seen = self.filter(received_on__lte=day).annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen.annotate(**as_they_are(("state", *CLOCK)))
        steps = apps.get_model("complaints", "ComplaintEvent")._default_manager.all()
        told = state_by_steps(steps, "complaint", LEFT_IN, day)
        waiting = Coalesce(told, Value(ComplaintState.ACCEPTED.value))
        closed = Value(ComplaintState.CLOSED.value)
        known = seen.annotate(
            then_state=come_by(day, "closed_on", closed, waiting, output_field=CharField()),
            then_closed_on=come_by(day, "closed_on", F("closed_on")),
            **by_history(self.model, (*CLOCK, "outcome", "satisfaction"), day),
        )
        return looking_back(known)

    def received_in(self, year: int, until: date) -> Self:
        """Keep those received from 1 January of `year` up to `until`."""
        return self.filter(received_on__gte=date(year, 1, 1), received_on__lte=until)

    def counted(self) -> Self:
        """Keep the matters: what waits to be accepted, was declined or merged is none."""
        return self.exclude(state__in=UNCOUNTED)

    def of_quality(self) -> Self:
        """Keep what the figures count as 质量投诉."""
        return self.counted().filter(quality=True)

    def running(self) -> Self:
        return in_state(self, RUNNING)

    def overdue_at(self, now: datetime) -> Self:
        """Keep what runs past its deadline; the SQL twin of `Complaint.overdue_at`."""
        late = Coalesce(F(order_then(self, "extended_to")), F(order_then(self, "due_at")))
        return self.running().alias(_deadline=late).filter(_deadline__lt=now)

    def alike(self, one: "Complaint") -> Self:
        """Keep what may be the same matter: its community and category, 30 days either way."""
        days = timedelta(days=ALIKE_DAYS)
        near = (one.received_on - days, one.received_on + days)
        rows = self.filter(category=one.category, received_on__range=near, city=one.city)
        where = Q(community=one.community_id) if one.community_id else Q(project=one.project_id)
        ended = (ComplaintState.MERGED, ComplaintState.DECLINED)
        return rows.filter(where).exclude(pk=one.pk).exclude(state__in=ended)

    def waiting_for(self, user: "User") -> Self:
        """Keep the complaints whose next step is the user's."""
        turn = Q(pk=None)
        if user.has_perm("complaints.manage_complaint"):
            mine = Q(pk__in=self.visible_to(user).values("pk"))
            turn |= mine & Q(
                state__in=(
                    ComplaintState.SUBMITTED, ComplaintState.ACCEPTED, ComplaintState.RETURNED,
                    ComplaintState.VERIFIED,
                )
            )  # fmt: skip
            turn |= mine & Q(extension__granted=None, extension__isnull=False, state__in=WORKING)
        if user.has_perm("complaints.callback_complaint"):
            mine = Q(pk__in=self.visible_to(user).values("pk"))
            turn |= mine & Q(state=ComplaintState.REPLIED) & ~Q(replied_by=user)
        if user.has_perm("complaints.handle_complaint"):
            turn |= Q(handler_id=user.region_id, state__in=(ComplaintState.ASSIGNED, *WORKING))
        return self.filter(pk__in=self.model._default_manager.filter(turn).values("pk"))


class WorkNoticeQuerySet(ScopedQuerySet["WorkNotice"]):
    def told_at(self, now: datetime, days: int) -> Self:
        """Keep what residents need to know: running, or starting within `days`."""
        soon = now + timedelta(days=days)
        return self.filter(cancelled=False, ends_at__gt=now, starts_at__lte=soon)


class PublicPageQuerySet(ScopedQuerySet["PublicPage"]):
    region_path = "project__site_id"
