"""Admin of complaints and disputes, for superusers. Who complained is not shown here."""

from django.contrib import admin

from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintExtension,
    ComplaintPhoto,
    ComplaintSeries,
    Dispute,
    DisputeLevel,
    MassNotice,
    MediationStep,
    PetitionReview,
    PublicPage,
    PublicSetting,
    TimeRule,
    WorkNotice,
)
from core.admin import HistoryAdmin, ReadOnlyAdmin


@admin.register(Complaint)
class ComplaintAdmin(HistoryAdmin):
    list_display = ("number", "category", "region", "state", "received_on", "closed_on")
    list_select_related = ("region",)
    list_filter = ("state",)
    search_fields = ("number", "content")


@admin.register(Dispute)
class DisputeAdmin(HistoryAdmin):
    list_display = ("number", "category", "region", "occurred_on", "mass_incident")
    list_select_related = ("region",)
    search_fields = ("number", "content")


@admin.register(ComplaintCategory)
class CategoryAdmin(HistoryAdmin):
    list_display = ("name", "quality", "warranty_item", "warranty_years", "active")


@admin.register(TimeRule, PublicSetting)
class RuleAdmin(HistoryAdmin):
    list_display = ("__str__", "region")
    list_select_related = ("region",)


@admin.register(
    ComplaintExtension, DisputeLevel, MassNotice, PetitionReview, PublicPage, WorkNotice
)
class ComplaintPartAdmin(HistoryAdmin):
    list_display = ("__str__",)


@admin.register(ComplaintEvent, ComplaintPhoto, ComplaintSeries, MediationStep)
class ComplaintLogAdmin(ReadOnlyAdmin):
    list_display = ("__str__",)
