"""The ladder 提醒 → 督办 → 约谈: proposed by rule with its data, issued by a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import Region, User
from core import clock, regions
from core.exceptions import Refusal
from orders.actions import Action
from orders.choices import (
    LADDER,
    RUNNING,
    STEP_KINDS,
    EventKind,
    Measure,
    OrderKind,
    OrderState,
    Step,
)
from orders.models import EscalationRule, Order, OrderEvent
from orders.services.log import append, take
from projects.models import Project

RANK = {step: place for place, step in enumerate(LADDER)}
KIND_RANKS = {kind: RANK[Step(step)] for step, kind in STEP_KINDS.items()}
UNITS = {Measure.OVERDUE: "天", Measure.REWORKS: "次", Measure.LAG: "天"}


@dataclass(frozen=True)
class Proposal:
    """One step that a rule proposes, about an order or, without one, about a project."""

    step: Step
    rule: EscalationRule
    value: int
    region: Region
    order: Order | None = None
    project: Project | None = None

    @property
    def title(self) -> str:
        return str(self.order or self.project)

    @property
    def sentence(self) -> str:
        """The data and the rule, as they are printed and taken over as 立项依据."""
        unit = UNITS[Measure(self.rule.measure)]
        rule = f"规则：{self.rule.get_measure_display()}达到{self.rule.threshold}{unit}{self.step.label}"
        since = f"（{self.rule.effective_on:%Y-%m-%d}起，{self.rule.source}）"
        return f"{self._data()}。{rule}{since}。"

    def _data(self) -> str:
        if self.order is None:
            since: date = self.project.due_since  # type: ignore[union-attr]
            return f"最早逾期节点计划{since:%Y-%m-%d}完成，已滞后{self.value}天"
        if self.rule.measure == Measure.REWORKS:
            return f"{self.order.number}已退办{self.value}次"
        return f"{self.order.number}原定{self.order.due_on:%Y-%m-%d}办结，已逾期{self.value}天"


def escalations(day: date, user: User) -> list[Proposal]:
    """Return what the rules propose on `day` in the user's scope, highest step first.

    Only the highest step that a rule reaches is proposed, and only while neither it nor a higher
    one has been taken. A project is proposed by its lag as long as no order says so.
    """
    if not user.reads_business:
        return []
    rules = _Rules(day)
    found = [*_of_orders(day, user, rules), *_of_projects(day, user, rules)]
    return sorted(found, key=lambda one: (-RANK[one.step], -one.value, one.region.pk))


@transaction.atomic
def remind(order: Order, *, text: str, by: User) -> OrderEvent:
    """Chase an order in words that the addressee reads on its page."""
    locked = take(order, Action.REMIND, by)
    if not text.strip():
        raise Refusal("请填写提醒内容。", "text")
    return append(locked, EventKind.REMINDED, by, text)


class _Rules:
    """The rules in force by region, looked up once per region."""

    def __init__(self, day: date) -> None:
        self._found: dict[int, list[EscalationRule]] = {}
        self._all = list(EscalationRule.objects.filter(effective_on__lte=day))

    def of(self, code: int) -> list[EscalationRule]:
        if code not in self._found:
            self._found[code] = self._in_force(code)
        return self._found[code]

    def _in_force(self, code: int) -> list[EscalationRule]:
        """Of each step and measure the newest rule of the nearest region counts, if active."""
        nearness = {None: 0} | {c: place for place, c in enumerate(regions.ancestors(code), 1)}
        best: dict[tuple[str, str], tuple[int, date, EscalationRule]] = {}
        for rule in self._all:
            if rule.region_id not in nearness:
                continue
            key = rule.step, rule.measure
            held = best.get(key)
            weight = nearness[rule.region_id], rule.effective_on
            if held is None or weight > held[:2]:
                best[key] = (*weight, rule)
        return [rule for _, _, rule in best.values() if rule.active]

    def least(self, measure: Measure) -> int | None:
        """Return the lowest threshold of a measure anywhere, None when nothing looks at it."""
        found = [rule.threshold for rule in self._all if rule.measure == measure and rule.active]
        return min(found, default=None)


def _highest(
    rules: Iterable[EscalationRule], values: dict[str, int], taken: int, own: int = -1
) -> tuple[EscalationRule, int] | None:
    """Return the rule of the highest step reached, and the value that reached it.

    Steps up to rank `taken` were taken; up to rank `own` the order is one itself, but it may
    still be reminded of.
    """
    reached = [
        (rule, values[rule.measure])
        for rule in rules
        if rule.measure in values
        and values[rule.measure] >= rule.threshold
        and RANK[Step(rule.step)] > taken
        and (rule.step == Step.REMINDER or RANK[Step(rule.step)] > own)
    ]
    return max(reached, key=lambda one: (RANK[Step(one[0].step)], one[0].threshold), default=None)


def _of_orders(day: date, user: User, rules: _Rules) -> Iterator[Proposal]:
    candidates = Order.objects.visible_to(user).open().with_reworks()
    late = Q(pk__in=Order.objects.overdue_on(day).values("pk"))
    rows = candidates.filter(late | Q(reworks__gt=0, state__in=RUNNING))
    rows = rows.select_related("region", "project").prefetch_related("escalations")
    reminded = set(
        OrderEvent.objects.filter(order__in=rows.values("pk"), kind=EventKind.REMINDED).values_list(
            "order_id", flat=True
        )
    )
    for order in rows:
        values = {Measure.REWORKS.value: order.reworks}  # type: ignore[attr-defined]
        if overdue := order.days_overdue(day):
            values[Measure.OVERDUE.value] = overdue
        taken, own = _taken(order, order.pk in reminded), _rank(order)
        if best := _highest(rules.of(order.office_region_id), values, taken, own):
            rule, value = best
            yield Proposal(
                Step(rule.step), rule, value, order.region, order=order, project=order.project
            )


def _rank(order: Order) -> int:
    return KIND_RANKS.get(OrderKind(order.kind), -1)


def _taken(order: Order, reminded: bool) -> int:
    """Return the rank of the highest step that was taken about an order, -1 for none."""
    later = [_rank(one) for one in order.escalations.all() if one.state != OrderState.WITHDRAWN]
    return max([RANK[Step.REMINDER] if reminded else -1, *later])


def _of_projects(day: date, user: User, rules: _Rules) -> Iterator[Proposal]:
    least = rules.least(Measure.LAG)
    if least is None:
        return
    rows = Project.objects.visible_to(user).lagging_on(day).with_lag(day)
    rows = rows.select_related("region").prefetch_related("orders")
    for project in rows:
        since: date | None = project.due_since  # type: ignore[attr-defined]
        lag = project.lag.days if since else 0  # type: ignore[attr-defined]
        if since is None or lag < least:
            continue
        ranks = [
            _rank(order)
            for order in project.orders.all()
            if order.state != OrderState.WITHDRAWN
            and (order.issued_on is None or order.issued_on >= since)
        ]
        office = user.region_id or project.region_id
        best = _highest(rules.of(office), {Measure.LAG.value: lag}, max(ranks, default=-1))
        if best:
            yield Proposal(Step(best[0].step), best[0], lag, project.region, project=project)


def proposal_for(
    user: User, *, order: Order | None = None, project: Project | None = None
) -> Proposal | None:
    """Return today's proposal about an order or a project, to fill its draft."""
    for one in escalations(clock.today(), user):
        if order is not None and one.order == order:
            return one
        if order is None and one.order is None and one.project == project:
            return one
    return None
