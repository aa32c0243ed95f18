"""What waits in payment requests."""

from typing import Any, Final

from django.db.models import Count, Min

from accounts.choices import Role
from accounts.todo import Asked, Todo
from funding.models import PaymentRequest

ALL: Final = (Role.CLERK, Role.REVIEWER, Role.OFFICE)


def _mine(asked: Asked) -> dict[str, Any]:
    """Return how many requests wait for the user, and the first day on which one is due."""
    rows = PaymentRequest.objects.visible_to(asked.user).waiting_for(asked.user)
    return asked.once("payments", lambda: rows.aggregate(n=Count("pk"), due=Min("due_on")))


def _first(asked: Asked) -> str:
    due = _mine(asked)["due"]
    return f"最早{due:%-m月%-d日}应付" if due else ""


def _overdue(asked: Asked) -> int:
    return PaymentRequest.objects.visible_to(asked.user).overdue_on(asked.day).count()


# fmt: off
TODOS: Final = (
    Todo("待我办理的付款", "笔", ALL, "funding.view_paymentrequest",
         lambda asked: _mine(asked)["n"], "funding:my_requests", note=_first),
    Todo("逾期支付", "笔", (Role.REVIEWER, Role.OFFICE), "funding.view_paymentrequest", _overdue,
         "funding:overdue", note=lambda asked: "过了应付日期未支付", chase=True),
)
# fmt: on
