"""Disputes by contractor, each beside what it did: a share says more than a count."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q

from accounts.models import User
from complaints.models import Dispute
from core import money
from projects.models import Project

FEW: Final = 5  # a contractor with fewer begun projects is not compared; practice, no source


@dataclass
class Recurrence:
    """One contractor: its begun projects, those with a dispute, those with more than one."""

    name: str
    projects: int
    disputes: int = 0
    concerned: int = 0
    repeated: int = 0
    stopped: int = 0

    @property
    def few(self) -> bool:
        return self.projects < FEW

    @property
    def rate(self) -> str | None:
        """Return the share of begun projects with a dispute, in percent."""
        return money.rate(self.concerned, self.projects)


def by_contractor(user: User, day: date, year: int | None = None) -> list[Recurrence]:
    """Return contractors that had a dispute by `day`, the highest share first, small ones last."""
    begun = Project.objects.visible_to(user).filter(started_on__lte=day).exclude(contractor="")
    rows = Dispute.objects.visible_to(user).filter(withdrawn_on=None, occurred_on__lte=day)
    if year is not None:
        begun, rows = begun.filter(year=year), rows.filter(project__year=year)
    found = {
        name: Recurrence(name, n)
        for name, n in begun.order_by().values_list("contractor").annotate(n=Count("pk"))
    }
    grouped = rows.filter(project__in=begun).order_by().values("project__contractor", "project")
    counted = grouped.annotate(n=Count("pk"), stopped=Count("pk", filter=Q(stopped_work=True)))
    for row in counted:
        one = found[row["project__contractor"]]
        one.disputes += row["n"]
        one.stopped += row["stopped"]
        one.concerned += 1
        one.repeated += row["n"] > 1
    kept = [one for one in found.values() if one.disputes]
    return sorted(kept, key=lambda one: (one.few, -one.concerned / one.projects, one.name))
