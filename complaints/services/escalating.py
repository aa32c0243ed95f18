"""An overdue complaint becomes an order of the engine below (督办)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints.actions import Action
from complaints.choices import EventKind
from complaints.models import Complaint
from complaints.services.log import append, take
from core import clock, regions
from core.exceptions import Refusal
from core.working_days import working_days
from orders.choices import BasisKind, OrderKind, OrderState
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.services.drafting import Origin, Words, draft_order

PAGE = "complaints:complaint"
ANSWER_WORKING_DAYS = 5
NOBODY_NAMED = "单位主要负责人"


@transaction.atomic
def escalate(complaint: Complaint, *, by: User) -> Order:
    """Draft the 督办单 about a complaint; the office checks its words and issues it."""
    locked = take(complaint, Action.ESCALATE, by)
    now = clock.now()
    deadline = locked.deadline
    if deadline is None or not locked.overdue_at(now):
        raise Refusal("本件尚未逾期，不能按逾期起草督办单。")
    if orders_of(locked).exclude(state=OrderState.WITHDRAWN).exists():
        raise Refusal("本件已有督办单，请在督办事项中查看。")
    due = timezone.localtime(deadline)
    late = max((clock.today() - due.date()).days, 1)
    region = locked.handler or locked.region
    project = locked.project
    if project is not None and project.site_id not in regions.subtree(region.pk):
        project = None  # the order goes to a street, its project lies in several
    place = locked.community or project
    words = Words(
        region=region,
        project=project,
        basis_kind=BasisKind.HOTLINE,
        basis=f"投诉{locked.number}办理时限{due:%Y-%m-%d}，已逾期{late}天",
        subject=f"{place or region}{locked.category}投诉逾期未办结",
        requirement="请查明原因，限期办结并答复投诉人，书面报送办理结果。",
        unit=locked.unit or region.name,
        person=(project.lead_person if project else "") or NOBODY_NAMED,
        due_on=working_days(region.pk).after(
            clock.today() + timedelta(days=1), ANSWER_WORKING_DAYS
        ),
    )
    origin = Origin(label=f"投诉{locked.number}", page=PAGE, pk=locked.pk)
    order = draft_order(OrderKind.SUPERVISION, words, by=by, origin=origin)
    append(locked, EventKind.ESCALATED, by, "已起草督办单")
    return order


def orders_of(complaint: Complaint) -> OrderQuerySet:
    return Order.objects.from_origin(PAGE, complaint.pk)
