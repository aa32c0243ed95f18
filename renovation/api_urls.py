"""`/api/v1/`, its OpenAPI document and its pages; all of it behind a log-in."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

import core.schema  # noqa: F401 - registers how the document is made
from accounts.api import Me, RegionViewSet
from complaints.api import ComplaintViewSet, DisputeViewSet
from funding.api import PaymentViewSet, ReceiptViewSet, SourceViewSet
from funding.api_batches import (
    AllocationViewSet,
    BatchViewSet,
    GapsView,
    IncomeViewSet,
    KindViewSet,
    RuleViewSet,
    UnfundedView,
)
from funding.api_contracts import (
    ContractViewSet,
    ContributionViewSet,
    GrantViewSet,
    TenderViewSet,
)
from funding.api_requests import RequestViewSet
from orders.api.orders import OrderViewSet
from orders.api.tasks import KeyTaskViewSet
from projects.api.imports import ImportViewSet
from projects.api.pace import (
    CampaignViewSet,
    CaseViewSet,
    LagViewSet,
    RuleSetViewSet,
    TaskForceViewSet,
)
from projects.api.paper import PaperAnswerViewSet, PaperFormViewSet
from projects.api.parts import (
    MilestoneViewSet,
    ProblemViewSet,
    QuantityViewSet,
    SuspensionViewSet,
    WorkItemViewSet,
)
from projects.api.projects import ProjectViewSet
from projects.api.registers import CommunityViewSet, PlanViewSet
from projects.api.schedules import EvidenceViewSet, StopWindowViewSet, TemplateViewSet
from projects.api.showcases import HighlightViewSet, ShowcaseViewSet
from projects.api.weekly import SubmissionViewSet, WeeklyEntryViewSet
from projects.api.weeks import WeekViewSet
from quality.api import (
    AssignmentViewSet,
    FindingViewSet,
    InspectionViewSet,
    MaterialViewSet,
    ProcessCheckViewSet,
    RecallViewSet,
    ResponsibleViewSet,
    RoundViewSet,
    SiteCheckViewSet,
    TestReportViewSet,
)
from reports.api import ReportViewSet
from reports.api_figures import FiguresView, IndicatorViewSet
from reports.api_meetings import DecisionViewSet, MeetingViewSet

router = DefaultRouter(use_regex_path=False)
router.include_format_suffixes = False
router.register("regions", RegionViewSet, basename="region")
router.register("communities", CommunityViewSet, basename="community")
router.register("plans", PlanViewSet, basename="plan")
router.register("projects", ProjectViewSet, basename="project")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("quantities", QuantityViewSet, basename="quantity")
router.register("work-items", WorkItemViewSet, basename="work-item")
router.register("problems", ProblemViewSet, basename="problem")
router.register("suspensions", SuspensionViewSet, basename="suspension")
router.register("stop-windows", StopWindowViewSet, basename="stop-window")
router.register("schedule-templates", TemplateViewSet, basename="schedule-template")
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("lag", LagViewSet, basename="lag")
router.register("cases", CaseViewSet, basename="case")
router.register("showcases", ShowcaseViewSet, basename="showcase")
router.register("highlights", HighlightViewSet, basename="highlight")
router.register("task-forces", TaskForceViewSet, basename="task-force")
router.register("campaigns", CampaignViewSet, basename="campaign")
router.register("light-rules", RuleSetViewSet, basename="light-rule")
router.register("weekly-entries", WeeklyEntryViewSet, basename="weekly-entry")
router.register("submissions", SubmissionViewSet, basename="submission")
router.register("paper-forms", PaperFormViewSet, basename="paper-form")
router.register("paper-answers", PaperAnswerViewSet, basename="paper-answer")
router.register("weeks", WeekViewSet, basename="week")
router.register("funding-sources", SourceViewSet, basename="funding-source")
router.register("source-kinds", KindViewSet, basename="source-kind")
router.register("funding-batches", BatchViewSet, basename="funding-batch")
router.register("allocations", AllocationViewSet, basename="allocation")
router.register("subsidy-rules", RuleViewSet, basename="subsidy-rule")
router.register("operating-incomes", IncomeViewSet, basename="operating-income")
router.register("receipts", ReceiptViewSet, basename="receipt")
router.register("payments", PaymentViewSet, basename="payment")
router.register("tenders", TenderViewSet, basename="tender")
router.register("contracts", ContractViewSet, basename="contract")
router.register("payment-requests", RequestViewSet, basename="payment-request")
router.register("contributions", ContributionViewSet, basename="contribution")
router.register("grants", GrantViewSet, basename="grant")
router.register("complaints", ComplaintViewSet, basename="complaint")
router.register("disputes", DisputeViewSet, basename="dispute")
router.register("inspections", InspectionViewSet, basename="inspection")
router.register("site-checks", SiteCheckViewSet, basename="site-check")
router.register("findings", FindingViewSet, basename="finding")
router.register("materials", MaterialViewSet, basename="material")
router.register("test-reports", TestReportViewSet, basename="test-report")
router.register("process-checks", ProcessCheckViewSet, basename="process-check")
router.register("acceptance-rounds", RoundViewSet, basename="acceptance-round")
router.register("role-assignments", AssignmentViewSet, basename="role-assignment")
router.register("responsible", ResponsibleViewSet, basename="responsible")
router.register("recalls", RecallViewSet, basename="recall")
router.register("reports", ReportViewSet, basename="report")
router.register("meetings", MeetingViewSet, basename="meeting")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("indicators", IndicatorViewSet, basename="indicator")
router.register("orders", OrderViewSet, basename="order")
router.register("key-tasks", KeyTaskViewSet, basename="key-task")
router.register("imports", ImportViewSet, basename="import")

v1: list[URLPattern | URLResolver] = [
    path("gaps/", GapsView.as_view(), name="gaps"),
    path("unfunded/", UnfundedView.as_view(), name="unfunded"),
    path("figures/", FiguresView.as_view(), name="figures"),
    path("me/", Me.as_view(), name="me"),
    *router.urls,
]

docs = SpectacularSwaggerSplitView.as_view(
    url_name="schema", template_name="api/docs.html", title="接口文档"
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", login_required(docs), name="api-docs"),
]
