"""指标口径: the dictionary of indicators as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.views import PermittedView
from reports.comparing import BY_LEDGER, RULE
from reports.indicators import INDICATORS
from reports.views.scope import scope_of


class IndicatorPage(PermittedView):
    permission = "reports.view_report"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        rows = [
            (one, one.rows.href(scope.region.code, scope.year, scope.as_of) if one.rows else None)
            for one in INDICATORS
        ]
        context = {
            "title": "指标口径",
            "rows": rows,
            "scope": scope,
            "as_of": scope.as_of,
            "named_rule": RULE,
            "ledger_rule": BY_LEDGER,
        }
        return render(request, "reports/indicators.html", context)
