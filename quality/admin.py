"""Admin of quality's rows, for superusers: to read."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from quality.models import InspectionFinding


@admin.register(InspectionFinding)
class InspectionFindingAdmin(ReadOnlyAdmin):
    list_display = ("project", "found_on", "text", "due_on", "closed_on")
    list_select_related = ("project",)
