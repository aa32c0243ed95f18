"""How orders are read: scope, whose turn it is, what is overdue, how they stood on a day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from accounts.querysets import FromAboveQuerySet, ScopedQuerySet
from core import regions
from core.stood import (
    as_they_are,
    come_by,
    in_state,
    is_past,
    looking_back,
    order_then,
    state_by_steps,
)
from orders.choices import (
    LEFT_IN,
    OPEN,
    RUNNING,
    TASK_LEFT_IN,
    TASK_OPEN,
    EventKind,
    OrderKind,
    OrderState,
)
from projects.querysets import named

if TYPE_CHECKING:
    from accounts.models import User
    from orders.models import EscalationRule, KeyTask, Order, OrderEvent, TaskEvent

P = TypeVar("P", bound=models.Model)


class OrderPartQuerySet(ScopedQuerySet[P]):
    """Rows that hang on an order; read them through an order that the user may see."""

    region_path = "order__region_id"


class TalkPartQuerySet(ScopedQuerySet[P]):
    region_path = "talk__order__region_id"


class OrderEventQuerySet(OrderPartQuerySet["OrderEvent"]):
    """Events are read and added, nothing else."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("events of an order are never changed")

    def delete(self) -> Never:
        raise TypeError("events of an order are never removed")


class OrderQuerySet(ScopedQuerySet["Order"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep orders of the user's region; what was never issued only for the issuer's side."""
        return super().visible_to(user).issued_or_own(user, Q(issued_on__isnull=False))

    def issued_or_own(self, user: "User | AnonymousUser", issued: Q) -> Self:
        """Keep what is issued, and the drafts of the user's own office."""
        if not user.is_authenticated or user.is_superuser or user.region_id is None:
            return self
        start, stop = regions.subtree(user.region_id)
        ours = Q(office_region_id__gte=start, office_region_id__lt=stop)
        return self.filter(issued | ours)

    def stood_on(self, day: date) -> Self:
        """Keep what had been drafted by `day`, with state, deadline and number of that day."""
        seen = self.annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen.annotate(**as_they_are(("state", "extended_to")))
        events = apps.get_model("orders", "OrderEvent")._default_manager.all()
        longer = apps.get_model("orders", "Extension")._default_manager.filter(
            order=OuterRef("pk"), granted=True, decided_on__lte=day
        )
        known = seen.annotate(
            then_state=state_by_steps(events, "order", LEFT_IN, day),
            then_extended_to=Subquery(longer.order_by("-pk").values("until")[:1]),
            then_issued_on=come_by(day, "issued_on", F("issued_on")),
            then_number=come_by(day, "issued_on", F("number"), Value("")),
            then_closed_on=come_by(day, "closed_on", F("closed_on")),
        )
        return looking_back(known.exclude(then_state=None))

    def matching(self, text: str) -> Self:
        """Keep what somebody may mean: number, subject, unit, or the project it is about."""
        words = text.strip()
        own = Q(number__icontains=words) | Q(subject__icontains=words) | Q(unit__icontains=words)
        return self.filter(own | named(words, "project__"))

    def overdue_on(self, day: date) -> Self:
        """Keep what runs past its deadline; the SQL twin of `Order.days_overdue`."""
        until = order_then(self, "extended_to")
        past = Q(**{until: None}, due_on__lt=day) | Q(**{f"{until}__lt": day})
        return in_state(self, RUNNING).filter(past)

    def due_by(self, day: date) -> Self:
        """Keep what somebody has to answer on or before `day`, overdue or not."""
        until = Q(extended_to=None, due_on__lte=day) | Q(extended_to__lte=day)
        return self.filter(until, state__in=RUNNING)

    def open(self) -> Self:
        return in_state(self, OPEN)

    def standing(self) -> Self:
        """Keep what was issued and not withdrawn."""
        return in_state(self, (*OPEN, OrderState.CLOSED))

    def kept(self) -> Self:
        """Keep the closed orders whose last reply came by the deadline, the extended one counts."""
        events = apps.get_model("orders", "OrderEvent")._default_manager
        replies = events.filter(order=OuterRef("pk"), kind=EventKind.REPLIED).order_by("-pk")
        last = Subquery(replies.values("at")[:1], output_field=models.DateTimeField())
        rows = in_state(self, (OrderState.CLOSED,)).annotate(answered_on=TruncDate(last))
        return rows.filter(answered_on__lte=Coalesce(order_then(self, "extended_to"), "due_on"))

    def from_origin(self, page: str, pk: int) -> Self:
        """Keep the orders that a floor above opened from the row with this page and key."""
        return self.filter(origin_page=page, origin_pk=pk)

    def waiting_for(self, user: "User") -> Self:
        """Keep the orders whose next step is the user's, and a leader's own until they are done."""
        turn = Q(issued_by=user, kind=OrderKind.INSTRUCTION, state__in=OPEN)
        if user.has_perm("orders.answer_order"):
            turn |= Q(region_id=user.region_id, state__in=RUNNING)
        if user.has_perm("orders.review_order"):
            turn |= Q(office_region_id=user.region_id, state=OrderState.REPLIED)
            turn |= Q(office_region_id=user.region_id, extensions__granted=None) & Q(
                extensions__isnull=False, state__in=OPEN
            )
        if user.has_perm("orders.draft_order"):
            turn |= Q(office_region_id=user.region_id, state=OrderState.DRAFT)
        return self.filter(pk__in=self.model._default_manager.filter(turn).values("pk"))

    def with_reworks(self) -> Self:
        """Annotate `reworks`: how often the order was returned."""
        events = apps.get_model("orders", "OrderEvent")._default_manager
        returned = events.filter(order=OuterRef("pk"), kind=EventKind.RETURNED).order_by()
        count = returned.values("order").annotate(n=Count("pk")).values("n")
        return self.annotate(reworks=Coalesce(Subquery(count), 0))


class KeyTaskQuerySet(ScopedQuerySet["KeyTask"]):
    """Tasks of the list; the lead unit's region decides who sees one."""

    def stood_on(self, day: date) -> Self:
        """Keep what had been listed by `day`, with its state and result of that day."""
        seen = self.annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen.annotate(**as_they_are(("state",)))
        events = apps.get_model("orders", "TaskEvent")._default_manager.all()
        known = seen.annotate(
            then_state=state_by_steps(events, "task", TASK_LEFT_IN, day),
            then_result=come_by(day, "closed_on", F("result"), Value("")),
            then_closed_on=come_by(day, "closed_on", F("closed_on")),
        )
        return looking_back(known.exclude(then_state=None))

    def open(self) -> Self:
        return in_state(self, TASK_OPEN)

    def due_by(self, day: date) -> Self:
        """Keep the open tasks due on or before `day`, overdue or not."""
        return self.open().filter(due_on__lte=day)

    def due_within(self, day: date, days: int) -> Self:
        """Keep the open tasks that are due from `day` on within so many days."""
        return self.due_by(day + timedelta(days=days)).filter(due_on__gte=day)

    def overdue_on(self, day: date) -> Self:
        """Keep the open tasks past their deadline; the SQL twin of `KeyTask.days_overdue`."""
        return self.open().filter(due_on__lt=day)


class TaskEventQuerySet(ScopedQuerySet["TaskEvent"]):
    """Events are read and added, nothing else."""

    region_path = "task__region_id"

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("events of a task are never changed")

    def delete(self) -> Never:
        raise TypeError("events of a task are never removed")


class RuleQuerySet(FromAboveQuerySet["EscalationRule"]):
    """A region is measured by the rules above it, so it may read them."""
