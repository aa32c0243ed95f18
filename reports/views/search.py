"""One search over projects, communities and orders: by name, number or pinyin initials."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.links import page
from core.views import PermittedView
from orders.models import Order
from projects.models import Community, Project

SHOWN: Final = 10
LONGEST: Final = 80


@dataclass(frozen=True)
class Found:
    """One hit: where it leads, what it is called, and what tells it from its like."""

    href: str
    name: str
    about: str


@dataclass(frozen=True)
class Group:
    """The first hits of one register; `more` is the address of the register with all of them."""

    title: str
    hits: Sequence[Found]
    more: str | None


class Search(PermittedView):
    permission = "projects.view_project"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        groups = [group for group in _groups(request.user, asked) if group.hits] if asked else []
        context = {"title": "搜索", "asked": asked, "groups": groups}
        return render(request, "reports/search.html", context)


def _groups(user: Any, asked: str) -> list[Group]:
    projects = Project.objects.visible_to(user).matching(asked).order_by("-year", "pk")
    communities = Community.objects.visible_to(user).matching(asked).order_by("pk")
    orders = Order.objects.visible_to(user).matching(asked).order_by("-issued_on", "-pk")
    return [
        _group("项目", "projects:projects", asked, projects.select_related("site"), _project),
        _group(
            "小区", "projects:communities", asked, communities.select_related("region"), _community
        ),
        _group("督办事项", "orders:orders", asked, orders.select_related("region"), _order),
    ]


def _group(title: str, register: str, asked: str, rows: QuerySet[Any], found: Any) -> Group:
    hits = [found(row) for row in rows[: SHOWN + 1]]
    more = f"{page(register)}?{urlencode({'q': asked})}" if len(hits) > SHOWN else None
    return Group(title, hits[:SHOWN], more)


def _project(row: Project) -> Found:
    about = f"{row.number} · {row.site.name} · {row.year}年"
    return Found(reverse("projects:project", args=[row.pk]), row.name, about)


def _community(row: Community) -> Found:
    about = f"{row.number} · {row.region.name}"
    return Found(reverse("projects:community", args=[row.pk]), row.name, about)


def _order(row: Order) -> Found:
    about = " · ".join(filter(None, (row.number, row.region.name, row.get_state_display())))
    return Found(reverse("orders:order", args=[row.pk]), row.subject, about)
