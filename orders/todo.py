"""What waits in orders and in the list of key tasks."""

from typing import Any, Final

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from accounts.choices import Role
from accounts.todo import Asked, Todo
from orders.choices import RUNNING
from orders.models import KeyTask, Order
from orders.services.escalations import escalations

ALL: Final = (Role.CLERK, Role.REVIEWER, Role.OFFICE)
OFFICE: Final = (Role.OFFICE,)


def waiting(asked: Asked) -> dict[str, Any]:
    """Return how many orders wait for the user, and the first deadline; a draft binds nobody."""
    rows = Order.objects.visible_to(asked.user).waiting_for(asked.user)
    due = Min(Coalesce("extended_to", "due_on"), filter=Q(state__in=RUNNING))
    return asked.once("orders", lambda: rows.aggregate(n=Count("pk"), due=due))


def _first(asked: Asked) -> str:
    due = waiting(asked)["due"]
    if due is None:
        return "签收、回复、审核、签发"
    late = (asked.day - due).days
    return f"最早{due:%-m月%-d日}到期" + (f"，已逾期{late}天" if late > 0 else "")


def _overdue(asked: Asked) -> int:
    return Order.objects.visible_to(asked.user).overdue_on(asked.day).count()


def _tasks(asked: Asked) -> int:
    return KeyTask.objects.visible_to(asked.user).overdue_on(asked.day).count()


# fmt: off
TODOS: Final = (
    Todo("待我办理的督办", "件", ALL, "orders.view_order", lambda asked: waiting(asked)["n"],
         "orders:mine", note=_first, always=True),
    Todo("逾期督办", "件", OFFICE, "orders.view_order", _overdue, "orders:overdue",
         note=lambda asked: "过了办理时限未回复", always=True, chase=True),
    Todo("升级建议", "条", OFFICE, "orders.draft_order",
         lambda asked: len(escalations(asked.day, asked.user)), "orders:escalations",
         note=lambda asked: "按规则建议提醒、督办、约谈", always=True, slow=True, chase=True),
    Todo("逾期任务", "项", ALL, "orders.view_keytask", _tasks, "orders:tasks",
         lambda asked: {"overdue": 1}, lambda asked: "任务清单中过期未销号", chase=True),
)
# fmt: on
