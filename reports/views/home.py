"""Home: what I must do, by role."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.choices import Role
from accounts.models import User
from accounts.todo import TODOS as ADMIN_TODOS
from accounts.todo import Asked, work_of
from core import clock
from core.deadlines import due_at
from core.links import page
from core.views import PermittedView
from orders.todo import waiting
from projects.services.weeks import is_open
from projects.todo import THIS, in_hand, statuses, weeks
from reports.comparing import RULE, ends
from reports.todo import TODOS, unbalanced
from reports.views import home_lists
from reports.views.overview import FIRST_RANK, overview
from reports.views.panels import OF_HOME, slots
from reports.views.scope import scope_of, signed_in


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show each role its own work; administrators have none in the business."""
    user = signed_in(request)
    asked = asked_by(user)
    context: dict[str, Any] = {"title": "首页", "today": asked.day}
    if asked.region is None or not user.reads_business:
        context["works"] = work_of(ADMIN_TODOS, asked)
        return render(request, "reports/home_admin.html", context)
    if user.has_role(Role.LEADER):
        return render(request, "reports/home_leader.html", context | _leader(request, user))
    works = work_of(TODOS, asked)
    context |= {
        "week": weeks(asked)[THIS],
        "due": due_at(weeks(asked)[THIS]),
        "works": [work for work in works if not work.chase],
        "chased": [work for work in works if work.chase],
        "later": any(todo.slow and asked.role in todo.roles for todo in TODOS),
        **LISTS.get(asked.role, _office)(asked),
    }
    return render(request, "reports/home.html", context)


class HomeRest(PermittedView):
    """What takes longer to count than home takes to appear: sums and proposals."""

    permission = "reports.draft_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_by(signed_in(request))
        if asked.region is None:
            raise Http404
        works = work_of(TODOS, asked, slow=True)
        context = {"works": works, "checks": unbalanced(asked)}
        return render(request, "reports/home_rest.html", context)


def asked_by(user: User) -> Asked:
    return Asked(user, user.region, clock.today(), clock.now())


def _clerk(asked: Asked) -> dict[str, Any]:
    """What is to be entered; beside it what was returned, ordered, is late, and was sent."""
    assert asked.region is not None
    user = asked.user
    return {
        "lists": [
            home_lists.to_enter(asked.region, weeks(asked)[THIS]),
            *([home_lists.returned(user)] if in_hand(asked)["n_returned"] else []),
            *_orders(asked),
            home_lists.lagging(user),
            home_lists.receipts(asked.region),
        ]
    }


def _reviewer(asked: Asked) -> dict[str, Any]:
    assert asked.region is not None
    last, this = statuses(asked)
    behind = last.week if last.total.missing and is_open(asked.code, last.week) else this.week
    lists = [home_lists.waiting(asked.user), home_lists.silent(asked.region, behind)]
    return {"lists": [*lists, *_orders(asked)], "statuses": [last, this]}


def _office(asked: Asked) -> dict[str, Any]:
    """Bulletins in hand and what waits for the office beside them; who has reported."""
    late = home_lists.reviews_due(asked.user)
    lists = [home_lists.drafts(asked.user), *_orders(asked), *([late] if late.rows else [])]
    return {"lists": lists, "statuses": statuses(asked)}


LISTS: Final[dict[str, Callable[[Asked], dict[str, Any]]]] = {
    Role.CLERK: _clerk,
    Role.REVIEWER: _reviewer,
}


def _orders(asked: Asked) -> list[home_lists.Short]:
    return [home_lists.orders(asked.user)] if waiting(asked)["n"] else []


def _leader(request: HttpRequest, user: User) -> dict[str, Any]:
    """The figures, the fastest and the slowest; regions without a plan are in neither."""
    found = overview(scope_of(request))
    named = ends(found["children"], FIRST_RANK)
    return found | {
        "title": "首页",
        "slots": slots(found["scope"], OF_HOME),
        "overview_href": found["scope"].href("reports:overview"),
        "screen_href": page("reports:screen"),
        "lists": [
            home_lists.lagging(user, found["as_of"]),
            home_lists.ahead(user, found["scope"].year, found["as_of"]),
            home_lists.sent(user),
        ],
        "fastest": named.fast,
        "slowest": named.slow,
        "named_rule": RULE,
    }
