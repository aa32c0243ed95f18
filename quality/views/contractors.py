"""Contractors compared by what failed of what was judged."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column
from core.views import PermittedView
from quality.contractors import FEW, contractors
from quality.views.base import drawn, tabs

COLUMNS: Final = (
    Column("施工单位", "name", primary=True),
    Column("项目", "projects", "number", unit="个"),
    Column("判定", "judged", "number", unit="项"),
    Column("不合格", "failed", "number", unit="项"),
    Column("不合格率", "rate", "rate"),
    Column("样本", lambda row: "样本少" if row.few else None, "badge", badge=lambda row: "muted"),
    Column("检查问题", "findings", "number", unit="个"),
)


class ContractorList(PermittedView):
    permission = "quality.view_inspection"

    def get(self, request: HttpRequest) -> HttpResponse:
        context: dict[str, Any] = {
            "title": "施工单位质量情况",
            "tabs": tabs("contractors"),
            "columns": COLUMNS,
            "rows": drawn(COLUMNS, contractors(actor(request))),
            "day": clock.today(),
            "few": FEW,
            "projects_url": reverse("projects:projects"),
        }
        return render(request, "quality/contractors.html", context)
