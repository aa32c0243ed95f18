"""Open the rectification notice of what failed."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.services.access import actor
from core.exceptions import Refusal
from core.views import PermittedView
from quality.models import Material
from quality.services.notices import open_notice
from quality.views.base import row_or_404


class OpenNotice(PermittedView):
    permission = "orders.draft_order"
    http_method_names = ["post"]
    model: type[models.Model] = Material
    page: str = "material"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows: Any = self.model._default_manager
        row = row_or_404(request, rows.select_related("project__region"), pk)
        try:
            order = open_notice(row, by=actor(request))
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(reverse(f"quality:{self.page}", args=[pk]))
        messages.success(request, "整改通知已起草，核对后签发编号。")
        return redirect(reverse("orders:order", args=[order.pk]))
