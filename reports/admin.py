"""Admin of reports, for superusers: frozen rows are read only."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from reports.models import CheckExplanation, Report


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("title", "region", "period", "edition", "state")
    list_select_related = ("region",)
    list_filter = ("kind", "state")


@admin.register(CheckExplanation)
class CheckExplanationAdmin(ReadOnlyAdmin):
    list_display = ("report", "check_key", "explained_by", "explained_at")
    list_select_related = ("report", "explained_by")
