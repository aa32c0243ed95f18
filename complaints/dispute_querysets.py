"""How disputes are read: scope, the year's count, and who may know of mass incidents."""

from datetime import date
from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.querysets import ScopedQuerySet
from core import regions
from core.stood import end_of, is_past, looking_back

if TYPE_CHECKING:
    from accounts.models import User
    from complaints.models import Dispute, MassNotice

P = TypeVar("P", bound=models.Model)
TOLD_AT = ("省", "市")


def knows_of_mass_incidents(user: "User | AnonymousUser") -> bool:
    """Say whether the user is of the city's office or one of its leaders."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    if user.region_id is None or regions.level(user.region_id) not in TOLD_AT:
        return False
    return user.has_perm("complaints.view_mass_incident")


class DisputeQuerySet(ScopedQuerySet["Dispute"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep the disputes in scope; a mass incident for the city, and for who reported it."""
        rows = super().visible_to(user)
        if knows_of_mass_incidents(user) or not user.is_authenticated:
            return rows
        return rows.filter(Q(mass_incident=False) | Q(reported_in_id=user.region_id))

    def kept_from(self, user: "User | AnonymousUser") -> int:
        """Count the mass incidents in scope that the user is told of by number alone."""
        in_scope = super().visible_to(user).filter(withdrawn_on=None)
        return in_scope.exclude(pk__in=self.visible_to(user).values("pk")).count()

    def occurred_in(self, year: int, until: date) -> Self:
        """Keep those that occurred from 1 January of `year` up to `until`; withdrawn ones never."""
        rows = self.filter(withdrawn_on=None)
        return rows.filter(occurred_on__gte=date(year, 1, 1), occurred_on__lte=until)


class StepQuerySet(ScopedQuerySet[P]):
    """Steps of mediation are read and added, nothing else."""

    region_path = "dispute__region_id"

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("steps of a mediation are never changed")

    def delete(self) -> Never:
        raise TypeError("steps of a mediation are never removed")


class MassNoticeQuerySet(ScopedQuerySet["MassNotice"]):
    """Notices to the city. Nobody but the city's office and leaders sees them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return super().visible_to(user) if knows_of_mass_incidents(user) else self.none()

    def stood_on(self, day: date) -> Self:
        """Keep what had been told by `day`; who took note shows from then on."""
        if not is_past(day):
            return self
        end = end_of(day)
        seen = When(seen_at__lt=end, then=F("seen_at"))
        known = self.filter(at__lt=end).annotate(
            then_seen_at=Case(seen),
            then_seen_by_id=Case(
                When(seen_at__lt=end, then=F("seen_by_id")), output_field=models.BigIntegerField()
            ),
            then_instruction=Case(When(seen_at__lt=end, then=F("instruction")), default=Value("")),
        )
        return looking_back(known)

    def waiting(self) -> Self:
        """Keep what nobody of the office has taken note of."""
        return self.filter(seen_at=None)
