"""Admin of projects, for superusers."""

from django.contrib import admin

from core.admin import HistoryAdmin, ReadOnlyAdmin
from projects.models import (
    AnnualPlan,
    Campaign,
    CaseFile,
    ClockEvent,
    Community,
    ForceNote,
    Highlight,
    HighlightPhoto,
    LagCase,
    LagReason,
    LeaderAssignment,
    LedgerImport,
    LightRule,
    LightRuleSet,
    Milestone,
    PaperAnswer,
    PaperForm,
    Problem,
    Project,
    ProjectEvidence,
    Reschedule,
    ScheduleTemplate,
    Showcase,
    StopWindow,
    Suspension,
    TaskForce,
    Visit,
    VisitPhoto,
    WeekClosing,
    WeeklyEntry,
    WeeklySubmission,
    WeekUnlock,
    WorkItem,
    WorkQuantity,
)


@admin.register(Community)
class CommunityAdmin(HistoryAdmin):
    list_display = ("number", "name", "region")
    list_select_related = ("region",)
    search_fields = ("number", "name")


@admin.register(Project)
class ProjectAdmin(HistoryAdmin):
    list_display = ("number", "name", "year", "region")
    list_select_related = ("region",)
    list_filter = ("year",)
    search_fields = ("number", "name")


@admin.register(Milestone, Suspension, WorkQuantity, Problem)
class ProjectPartAdmin(HistoryAdmin):
    list_display = ("__str__", "project")
    list_select_related = ("project",)
    search_fields = ("project__number", "project__name")


@admin.register(StopWindow)
class StopWindowAdmin(HistoryAdmin):
    list_display = ("name", "region", "kind", "first_on", "last_on")
    list_select_related = ("region",)
    list_filter = ("kind",)


@admin.register(ScheduleTemplate)
class ScheduleTemplateAdmin(HistoryAdmin):
    list_display = ("name", "year", "active")


@admin.register(ProjectEvidence)
class ProjectEvidenceAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "project", "added_by")
    list_select_related = ("project", "added_by")


@admin.register(Reschedule)
class RescheduleAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "milestone", "changed_on")
    list_select_related = ("milestone__project",)


@admin.register(WorkItem)
class WorkItemAdmin(HistoryAdmin):
    list_display = ("name", "work_class", "unit", "order")
    list_filter = ("work_class",)
    search_fields = ("name",)


@admin.register(AnnualPlan)
class AnnualPlanAdmin(ReadOnlyAdmin):
    """Plans change by versions only, on the portal's page."""

    list_display = ("region", "year", "version", "state")
    list_select_related = ("region",)
    list_filter = ("year", "state")


@admin.register(WeeklyEntry)
class WeeklyEntryAdmin(ReadOnlyAdmin):
    list_display = ("project", "week", "percent", "invested", "state")
    list_select_related = ("project",)
    search_fields = ("project__number", "project__name")


@admin.register(WeeklySubmission, WeekClosing, WeekUnlock)
class WeekRecordAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "region", "week")
    list_select_related = ("region",)


@admin.register(LedgerImport)
class LedgerImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "region", "state", "uploaded_by", "uploaded_at")
    list_select_related = ("region", "uploaded_by")
    list_filter = ("state",)


@admin.register(LeaderAssignment)
class LeaderAssignmentAdmin(HistoryAdmin):
    list_display = ("name", "kind", "region", "since", "until")
    list_select_related = ("region",)
    list_filter = ("kind",)
    search_fields = ("name",)


@admin.register(Visit)
class VisitAdmin(HistoryAdmin):
    list_display = ("visited_on", "assignment", "note")
    list_select_related = ("assignment",)


@admin.register(VisitPhoto)
class VisitPhotoAdmin(ReadOnlyAdmin):
    list_display = ("__str__",)


@admin.register(PaperForm)
class PaperFormAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "project", "week", "printed_by")
    list_select_related = ("project", "printed_by")


@admin.register(PaperAnswer)
class PaperAnswerAdmin(ReadOnlyAdmin):
    """A proposal becomes an entry, or is set aside, on the portal's page alone."""

    list_display = ("__str__", "form", "state", "received_at", "decided_by")
    list_select_related = ("form", "decided_by")
    list_filter = ("state",)


@admin.register(Showcase)
class ShowcaseAdmin(HistoryAdmin):
    list_display = ("name", "kind", "region", "since", "until")
    list_select_related = ("region",)
    list_filter = ("kind",)


@admin.register(Highlight)
class HighlightAdmin(HistoryAdmin):
    list_display = ("title", "kind", "project", "seen_on")
    list_select_related = ("project",)
    list_filter = ("kind",)


@admin.register(HighlightPhoto)
class HighlightPhotoAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "current")
    list_select_related = ("highlight",)


@admin.register(LagCase, ClockEvent)
class PaceOfProjectAdmin(HistoryAdmin):
    list_display = ("__str__", "project")
    list_select_related = ("project",)
    search_fields = ("project__number", "project__name")


@admin.register(TaskForce, Campaign, LightRuleSet)
class PaceOfRegionAdmin(HistoryAdmin):
    list_display = ("__str__", "region")
    list_select_related = ("region",)


@admin.register(LagReason, ForceNote, LightRule)
class PaceRowAdmin(HistoryAdmin):
    list_display = ("__str__",)


@admin.register(CaseFile)
class CaseFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "case", "uploaded_on")
    list_select_related = ("case__project",)
