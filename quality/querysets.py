"""How quality's rows are read: scope, and how they stood on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.querysets import ScopedQuerySet
from core import regions
from core.stood import come_by, end_of, is_past, looking_back
from orders.choices import OrderState
from orders.models import Order
from projects.querysets import ProjectPartQuerySet
from quality.choices import FindingState, InspectionKind, Verdict

if TYPE_CHECKING:
    from quality.models import (
        Evidence,
        Inspection,
        InspectionFinding,
        Material,
        ProcessCheck,
        SiteCheck,
        TestReport,
    )

R = TypeVar("R", bound=models.Model)


class RecordQuerySet(ProjectPartQuerySet[R]):
    """Records of a project. `page` is the URL name of a record's page, which its orders name."""

    page = ""

    def failing(self) -> Self:
        return self.filter(verdict=Verdict.FAILED)

    def with_notice(self) -> Self:
        """Annotate `noticed`: a rectification notice was opened from the row and still stands."""
        orders = Order.objects.filter(origin_page=self.page, origin_pk=OuterRef("pk"))
        return self.annotate(noticed=Exists(orders.exclude(state=OrderState.WITHDRAWN)))

    def unhandled(self) -> Self:
        """Keep what failed and has no notice yet."""
        return self.failing().with_notice().filter(noticed=False)


class RoundPartQuerySet(ProjectPartQuerySet[R]):
    region_path = "round__project__site_id"


class AppendOnlyQuerySet(ProjectPartQuerySet[R]):
    """Rows are read and added, nothing else."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("these rows are never changed")

    def delete(self) -> Never:
        raise TypeError("these rows are never removed")


class MaterialQuerySet(RecordQuerySet["Material"]):
    page = "quality:material"

    def of_batch(self, kind: str, supplier: str, batch: str) -> Self:
        return self.filter(kind=kind, supplier=supplier, batch=batch)


class TestQuerySet(RecordQuerySet["TestReport"]):
    """Reports are append-only; a corrected one no longer counts."""

    __test__ = False
    page = "quality:test"

    def standing(self) -> Self:
        return self.filter(corrected_by=None)

    def failing(self) -> Self:
        return super().failing().standing()

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("test reports are never changed")

    def delete(self) -> Never:
        raise TypeError("test reports are never removed")


class ProcessQuerySet(RecordQuerySet["ProcessCheck"]):
    page = "quality:process"


class EvidenceQuerySet(AppendOnlyQuerySet["Evidence"]):
    def photos(self) -> Self:
        return self.filter(is_photo=True)


class SiteCheckQuerySet(RecordQuerySet["SiteCheck"]):
    page = "quality:check"

    def seen_from(self, code: int) -> Self:
        """Keep the checks in scope; an unannounced one only for its office until it is done."""
        start, stop = regions.subtree(code)
        ours = Q(inspection__region_id__gte=start, inspection__region_id__lt=stop)
        told = ~Q(inspection__kind=InspectionKind.UNANNOUNCED) | Q(visited_on__isnull=False)
        return super().seen_from(code).filter(ours | told)

    def stood_on(self, day: date) -> Self:
        """Keep what had been drawn by `day`; what a visit found shows from its date on."""
        if not is_past(day):
            return self.annotate(then_verdict=F("verdict"))
        seen = self.filter(inspection__opened_at__lt=end_of(day))
        blank = {
            "verdict": Value(Verdict.PENDING.value),
            "inspectors": Value(""),
            "note": Value(""),
        }
        known = seen.annotate(
            then_visited_on=come_by(day, "visited_on", F("visited_on")),
            **{
                f"then_{name}": come_by(
                    day, "visited_on", F(name), empty, output_field=models.CharField()
                )
                for name, empty in blank.items()
            },
        )
        return looking_back(known)


class InspectionQuerySet(ScopedQuerySet["Inspection"]):
    def opened_until(self, day: date) -> Self:
        return self.filter(opened_at__lt=end_of(day)) if is_past(day) else self

    def seen_from(self, code: int) -> Self:
        """Keep the rounds of the region and below, and those that check its projects."""
        start, stop = regions.subtree(code)
        checks: QuerySet[SiteCheck] = self._checks().seen_from(code)
        return self.filter(
            Q(region_id__gte=start, region_id__lt=stop)
            | Exists(checks.filter(inspection=OuterRef("pk")))
        )

    def with_coverage(self, checks: "QuerySet[SiteCheck]", day: date) -> Self:
        """Annotate `total` projects and how many of them were `visited` by `day`, of the checks."""
        of_round = checks.filter(inspection=OuterRef("pk")).order_by().values("inspection")
        total = of_round.annotate(n=Count("pk")).values("n")
        done = Count("pk", filter=Q(visited_on__lte=day))
        visited = of_round.annotate(n=done).values("n")
        return self.annotate(
            total=Coalesce(Subquery(total), 0), visited=Coalesce(Subquery(visited), 0)
        )

    def _checks(self) -> Any:
        return apps.get_model("quality", "SiteCheck")._default_manager.all()


class FindingQuerySet(ProjectPartQuerySet["InspectionFinding"]):
    """Findings as they stood on a day: one that was closed later is still open."""

    def found_by(self, day: date) -> Self:
        return self.filter(found_on__lte=day)

    def open_on(self, day: date) -> Self:
        return self.found_by(day).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def overdue_on(self, day: date) -> Self:
        """Keep those that are not confirmed though their deadline has passed."""
        return self.open_on(day).filter(due_on__lt=day)

    def with_state(self, day: date) -> Self:
        """Add `state` and `overdue` as of `day`."""
        is_open = Q(closed_on=None) | Q(closed_on__gt=day)
        return self.annotate(
            state=Case(
                When(closed_on__lte=day, then=Value(FindingState.CLOSED.value)),
                When(replied_on__lte=day, then=Value(FindingState.REPLIED.value)),
                default=Value(FindingState.OPEN.value),
                output_field=CharField(),
            ),
            overdue=Case(
                When(is_open, due_on__lt=day, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
