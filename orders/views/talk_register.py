"""The register of talks, and how fast projects went before and after them (S0-06, D6)."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.services.access import actor
from core import clock
from core.asked import asked_day
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from orders.choices import BADGES, OrderKind
from orders.effect import Effect, Group, pool
from orders.filters import TalkFilter
from orders.models import Order, TalkRecord
from orders.services.effects import effects_of, limits, sees_effects
from orders.views.base import order_or_404
from orders.views.registers import order_url, tabs
from projects.views.columns import project_url

SPEED = "百分点/周"


def held_on(row: Any) -> date | None:
    day: date | None = row.talk.held_on
    return day if day and day <= row.seen_on else None


COLUMNS = (
    Column(
        "编号", lambda row: row.number or "（拟稿）", link=order_url, order="number", primary=True
    ),
    Column("被约谈单位", "unit", order="unit"),
    Column("区划", "region.name", order="region_id"),
    Column("项目", "project.name", link=project_url, order="project__name"),
    Column("约谈日期", held_on, "date", order="talk__held_on"),
    Column("承诺", lambda row: row.n_promises or None, "number", unit="项", order="n_promises"),
    Column("已兑现", lambda row: row.n_kept if row.n_promises else None, "number", unit="项"),
    Column("未核查", lambda row: row.n_open if row.n_promises else None, "number", unit="项"),
    Column(
        "状态", lambda row: row.get_state_display(), "badge", order="state",
        badge=lambda row: BADGES[row.state],
    ),
)  # fmt: skip
SIDES = (("被约谈项目", "约谈", "called"), ("可比项目", "同期", "others"))


class TalkList(ListPage):
    """Every talk in scope; who sees the issuing office's whole region sees the speeds beside it."""

    permission = "orders.view_order"
    title = "约谈"
    template_name = "orders/talks.html"
    filterset_class = TalkFilter
    empty = "没有约谈。"
    empty_how = "签发约谈通知后，约谈的时间、纪要和效果列在这里。"

    def get_queryset(self) -> QuerySet[Order]:
        promises, day = "talk__commitments", asked_day(self.request)
        made = Q(talk__held_on__lte=day, talk__commitments__isnull=False)
        checked = Q(talk__commitments__checked_on__lte=day)
        unchecked = Q(talk__commitments__checked_on=None) | Q(talk__commitments__checked_on__gt=day)
        return (
            Order.objects.visible_to(self.request.user)
            .filter(kind=OrderKind.TALK)
            .select_related("region", "project", "talk")
            .annotate(
                n_promises=Count(promises, filter=made),
                n_kept=Count(promises, filter=made & checked & Q(talk__commitments__kept=True)),
                n_open=Count(promises, filter=made & unchecked),
            )
            .order_by("-talk__at", "-pk")
        )

    @cached_property
    def effects(self) -> Mapping[int, Effect]:
        return comparable_talks(actor(self.request), asked_day(self.request))

    def get_columns(self) -> tuple[Column, ...]:
        return (*COLUMNS, *speeds(self.effects)) if self.effects else COLUMNS

    def get_context(self) -> dict[str, Any]:
        found: dict[str, Any] = {"tabs": tabs("talks")}
        if self.effects:
            found |= {"n_talks": f"{len(self.effects)}次约谈合计"}
            found |= shown(pool(list(self.effects.values()), limits()))
        return found


class EffectFragment(PermittedView):
    """One talk's comparison, as the order's page includes it by URL."""

    permission = "orders.view_order"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = order_or_404(request, pk)
        talk = TalkRecord.objects.filter(order=order, held_on__isnull=False).first()
        if not sees_effects(actor(request), order.office_region_id):
            raise PermissionDenied
        if talk is None:
            raise Http404
        talk.order = order
        found = effects_of([talk], clock.today())[order.pk]
        return render(request, "orders/effect.html", shown(found))


def comparable_talks(user: User, day: date) -> Mapping[int, Effect]:
    """Return the comparison by `day` of each held talk that the user may see, by its order's key."""
    standing = Order.objects.visible_to(user).stood_on(day).standing().values("pk")
    rows = TalkRecord.objects.filter(order__in=standing, held_on__lte=day)
    talks = [
        talk
        for talk in rows.select_related("order")
        if sees_effects(user, talk.order.office_region_id)
    ]
    return effects_of(talks, day)


def speeds(effects: Mapping[int, Effect]) -> tuple[Column, ...]:
    """Return the columns of a talk's medians; what is not ripe yet is left blank."""

    def count(side: str) -> Any:
        return lambda row: group.n if (group := ripe(row, side)) else None

    def median(side: str, when: str) -> Any:
        return lambda row: (
            getattr(group, when).median if (group := ripe(row, side)) and group.n else None
        )

    def ripe(row: Order, side: str) -> Group | None:
        effect = effects.get(row.pk)
        found: Group | None = getattr(effect, side) if effect and effect.ripe else None
        return found

    columns = []
    for name, when, side in SIDES:
        columns += [
            Column(name, count(side), "number", unit="个", on_page=False),
            Column(f"{when}前", median(side, "before"), "number", unit=SPEED, places=2),
            Column(f"{when}后", median(side, "after"), "number", unit=SPEED, places=2),
        ]
    return tuple(columns)


def shown(effect: Effect) -> dict[str, Any]:
    """Return a comparison as the template prints it: a line for each side."""
    columns = [
        Column("", lambda row: row[0], primary=True),
        Column("项目数", lambda row: row[1].n, "number", unit="个"),
    ]
    for label, part in (("前", "before"), ("后", "after"), ("变化", "difference")):
        columns += [
            Column(f"{label}：中位数", _part(part, "median"), "number", unit=SPEED, places=2),
            Column(f"{label}：平均", _part(part, "mean"), "number", unit=SPEED, places=2),
            Column(f"{label}：四分位", _part(part, "quartiles"), unit=SPEED),
        ]
    sides = [(name, getattr(effect, side)) for name, _, side in SIDES]
    return {
        "effect": effect,
        "effect_columns": columns,
        "effect_rows": [Row(tuple(columns), one) for one in sides],
    }


def _part(when: str, what: str) -> Any:
    def value(row: tuple[str, Group]) -> Any:
        spread = getattr(row[1], when)
        return None if spread is None else getattr(spread, what)

    return value
