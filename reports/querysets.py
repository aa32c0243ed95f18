"""How reports are read, and that issued ones are only read."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import Case, CharField, Count, F, Model, Q, Value, When

from accounts.querysets import ScopedQuerySet
from core import regions
from reports.choices import DecisionStatus, MeetingState, ReportState

if TYPE_CHECKING:
    from reports.models import AgendaItem, Decision, Meeting, Publication, Report

D = TypeVar("D", bound=Model)


class ReportQuerySet(ScopedQuerySet["Report"]):
    def seen_from(self, code: int) -> Self:
        """Keep the reports of the region, and the issued ones of the regions above it.

        A bulletin is addressed to the counties, a dispatch read in a meeting with them.
        """
        start, stop = regions.subtree(code)
        above = regions.ancestors(code)
        return self.filter(
            Q(region_id__gte=start, region_id__lt=stop)
            | Q(region_id__in=above, state=ReportState.ISSUED)
        )

    def built(self) -> Self:
        return self.exclude(state__in=[ReportState.BUILDING, ReportState.FAILED])

    def issued(self) -> Self:
        return self.filter(state=ReportState.ISSUED)

    def standing(self) -> Self:
        """Keep the issued ones that no issued correction has taken the place of."""
        return self.issued().exclude(superseded_by__state=ReportState.ISSUED)

    def update(self, **kwargs: Any) -> int:
        """Update; TypeError when issued reports are among the rows."""
        self._refuse_issued()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_issued()
        return super().delete()

    def _refuse_issued(self) -> None:
        if self.issued().exists():
            raise TypeError("an issued report never changes")


class PublicationQuerySet(ScopedQuerySet["Publication"]):
    def open(self) -> Self:
        """Keep what anybody may read now."""
        return self.filter(withdrawn_at=None)


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def seen_from(self, code: int) -> Self:
        """Keep the meetings of the region, and the finished ones of the regions above it.

        Districts sit in the city's meeting and get its minutes, but not its preparation.
        """
        start, stop = regions.subtree(code)
        above = regions.ancestors(code)
        return self.filter(
            Q(region_id__gte=start, region_id__lt=stop)
            | Q(region_id__in=above, state=MeetingState.FINISHED)
        )

    def finished(self) -> Self:
        return self.filter(state=MeetingState.FINISHED)

    def before(self, meeting: "Meeting") -> Self:
        """Keep the finished meetings of the same region held before, the last one first."""
        rows = self.finished().filter(region=meeting.region_id, held_at__lt=meeting.held_at)
        return rows.order_by("-held_at", "-pk")

    def update(self, **kwargs: Any) -> int:
        """Update; TypeError when finished meetings are among the rows."""
        self._refuse_finished()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_finished()
        return super().delete()

    def _refuse_finished(self) -> None:
        if self.finished().exists():
            raise TypeError("a finished meeting never changes")


class AgendaItemQuerySet(ScopedQuerySet["AgendaItem"]):
    region_path = "meeting__region_id"


class DecisionPartQuerySet(ScopedQuerySet[D]):
    region_path = "decision__region_id"


class DecisionQuerySet(ScopedQuerySet["Decision"]):
    """Decisions as they stood on a day: one that was done later is still open."""

    def seen_from(self, code: int) -> Self:
        """Keep the decisions of the region; those of a meeting above once it has ended."""
        start, stop = regions.subtree(code)
        ours = Q(meeting__region_id__gte=start, meeting__region_id__lt=stop)
        return super().seen_from(code).filter(ours | Q(meeting__state=MeetingState.FINISHED))

    def standing(self, day: date) -> Self:
        """Keep what had been decided by `day` and was not withdrawn by then."""
        rows = self.filter(decided_on__lte=day)
        return rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))

    def open_on(self, day: date) -> Self:
        return self.standing(day).filter(Q(done_on=None) | Q(done_on__gt=day))

    def overdue_on(self, day: date) -> Self:
        return self.open_on(day).filter(due_on__lt=day)

    def waiting(self) -> Self:
        """Keep those with an answer that nobody has confirmed or sent back yet."""
        answered = self.model._default_manager.filter(answers__isnull=False, answers__accepted=None)
        return self.filter(pk__in=answered.values("pk"))

    def with_awaits(self) -> Self:
        """Annotate `awaits`: what `waiting` keeps."""
        return self.annotate(awaits=Q(pk__in=self.model._default_manager.waiting().values("pk")))

    def with_status(self, day: date) -> Self:
        """Annotate `status` as of a day; the SQL twin of `Decision.status_on`."""
        done = Q(done_on__lte=day)
        return self.annotate(
            status=Case(
                When(withdrawn_on__lte=day, then=Value(DecisionStatus.WITHDRAWN.value)),
                When(done & Q(done_on__lte=F("due_on")), then=Value(DecisionStatus.KEPT.value)),
                When(done, then=Value(DecisionStatus.LATE.value)),
                When(due_on__gte=day, then=Value(DecisionStatus.PENDING.value)),
                default=Value(DecisionStatus.BROKEN.value),
                output_field=CharField(),
            )
        )

    def promises_by(self, column: str, day: date) -> Any:
        """Count per `column` how promises were kept as of a day, the most broken first.

        `n` counts what fell due or was done; what is not due yet says nothing about anybody.
        """

        def of(*status: DecisionStatus) -> Count:
            return Count("pk", filter=Q(status__in=status))

        status = DecisionStatus
        rows = self.standing(day).exclude(**{column: ""}).with_status(day).order_by()
        return (
            rows.values(name=F(column))
            .annotate(
                n=of(status.KEPT, status.LATE, status.BROKEN),
                kept=of(status.KEPT),
                late=of(status.LATE),
                broken=of(status.BROKEN),
                pending=of(status.PENDING),
            )
            .order_by("-broken", "-late", "-n", "name")
        )
