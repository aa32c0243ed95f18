"""What waits in complaints, and mass incidents for those who may know of them."""

from typing import Any, Final

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.choices import Role
from accounts.todo import Asked, Todo
from complaints.models import Complaint, MassNotice

ALL: Final = (Role.CLERK, Role.REVIEWER, Role.OFFICE)


def _mine(asked: Asked) -> dict[str, Any]:
    """Return how many complaints wait for the user, and the first deadline."""
    rows = Complaint.objects.visible_to(asked.user).waiting_for(asked.user)
    due = Min(Coalesce("extended_to", "due_at"))
    return asked.once("complaints", lambda: rows.aggregate(n=Count("pk"), due=due))


def _first(asked: Asked) -> str:
    due = _mine(asked)["due"]
    if due is None:
        return "受理、交办、答复、回访"
    late = "，已逾期" if due < asked.now else ""
    return f"最早{timezone.localtime(due):%-m月%-d日}到期{late}"


def _overdue(asked: Asked) -> int:
    return Complaint.objects.visible_to(asked.user).overdue_at(asked.now).count()


def _mass(asked: Asked) -> int:
    rows = MassNotice.objects.visible_to(asked.user).waiting()
    return rows.filter(dispute__withdrawn_on=None).count()


# fmt: off
TODOS: Final = (
    Todo("群体性事件", "件", (Role.OFFICE,), "complaints.view_mass_incident", _mass,
         "complaints:mass_notices", lambda asked: {"waiting": 1},
         lambda asked: "区县上报，等待知悉"),
    Todo("待我办理的投诉", "件", ALL, "complaints.view_complaint",
         lambda asked: _mine(asked)["n"], "complaints:mine", note=_first),
    Todo("逾期投诉", "件", (Role.REVIEWER, Role.OFFICE), "complaints.view_complaint", _overdue,
         "complaints:overdue", note=lambda asked: "过了办理时限未办结", chase=True),
)
# fmt: on
