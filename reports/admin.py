"""Admin of reports, for superusers: frozen rows are read only."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from reports.models import (
    AgendaItem,
    CheckExplanation,
    Decision,
    DecisionAnswer,
    DecisionFile,
    Meeting,
    Publication,
    Report,
)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("title", "region", "period", "edition", "state")
    list_select_related = ("region",)
    list_filter = ("kind", "state")


@admin.register(CheckExplanation)
class CheckExplanationAdmin(ReadOnlyAdmin):
    list_display = ("report", "check_key", "explained_by", "explained_at")
    list_select_related = ("report", "explained_by")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("period", "region", "published_by", "published_at", "withdrawn_at")
    list_select_related = ("region", "published_by")


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ("topic", "region", "kind", "held_at", "state")
    list_select_related = ("region",)
    list_filter = ("kind", "state")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("task", "unit", "person", "due_on", "done_on")
    search_fields = ("task", "unit")


@admin.register(AgendaItem, DecisionAnswer, DecisionFile)
class MeetingPartAdmin(ReadOnlyAdmin):
    list_display = ("__str__",)
