"""Admin of complaints and disputes, for superusers."""

from django.contrib import admin

from complaints.models import Complaint, Dispute
from core.admin import HistoryAdmin


@admin.register(Complaint)
class ComplaintAdmin(HistoryAdmin):
    list_display = ("number", "category", "region", "received_on", "closed_on")
    list_select_related = ("region",)
    search_fields = ("number", "content")


@admin.register(Dispute)
class DisputeAdmin(HistoryAdmin):
    list_display = ("number", "category", "region", "occurred_on", "mass_incident")
    list_select_related = ("region",)
    search_fields = ("number", "content")
