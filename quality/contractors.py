"""Contractors side by side: what failed, out of how much, and how much that says."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.db.models import Count

from accounts.models import User
from core import money
from projects.models import Project
from quality.choices import Verdict
from quality.models import InspectionFinding, Material, ProcessCheck, SiteCheck, TestReport

FEW: Final = 5  # fewer judged items than this say little about a contractor; practice, no source


@dataclass
class Contractor:
    """One contractor's count; `judged` is the denominator of `failed`."""

    name: str
    projects: int = 0
    judged: int = 0
    failed: int = 0
    findings: int = 0

    @property
    def few(self) -> bool:
        return self.judged < FEW

    @property
    def rate(self) -> str | None:
        """Return failed per judged in percent, as every rate is printed; None without any."""
        return money.rate(self.failed, self.judged)


def contractors(user: User, region: int | None = None) -> list[Contractor]:
    """Return the contractors of the user's projects, the highest failure rate first.

    Judged are materials, standing tests, procedures and visits that passed or failed: a large
    contractor has more of all of them, so only the share compares.
    """
    found: dict[str, Contractor] = {}
    projects = Project.objects.visible_to(user)
    if region is not None:
        projects = projects.in_region(region)
    for row in projects.exclude(contractor="").values("contractor").annotate(n=Count("pk")):
        found[row["contractor"]] = Contractor(row["contractor"], projects=row["n"])
    of = {"project__in": projects}
    for model in (Material, TestReport, ProcessCheck, SiteCheck):
        rows: Any = model.objects.visible_to(user).filter(**of).exclude(verdict=Verdict.PENDING)
        rows = rows.standing() if model is TestReport else rows
        for name, verdict, count in _counted(rows, "verdict"):
            if name in found:
                found[name].judged += count
                found[name].failed += count if verdict == Verdict.FAILED else 0
    findings = InspectionFinding.objects.visible_to(user).filter(**of)
    for name, _, count in _counted(findings, "project__contractor"):
        if name in found:
            found[name].findings += count
    kept = [one for one in found.values() if one.judged or one.findings]
    return sorted(kept, key=lambda one: (one.few, -_share(one), one.name))


def _counted(rows: Any, by: str) -> Iterable[tuple[str, str, int]]:
    grouped = rows.order_by().values_list("project__contractor", by).annotate(n=Count("pk"))
    yield from grouped


def _share(one: Contractor) -> Fraction:
    return Fraction(one.failed, one.judged) if one.judged else Fraction(0)
