"""URLs of reports: the home page and what is dispatched and issued."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views.briefing import BriefingFile, BriefingPage
from reports.views.bulletin import BulletinPage
from reports.views.bulletin_actions import (
    Correct,
    Explain,
    Issue,
    Publish,
    Refreeze,
    ReturnToDraft,
    Review,
    Unpublish,
)
from reports.views.bulletin_edit import BulletinEdit, BulletinPreview
from reports.views.compare import Compare
from reports.views.decision_acts import (
    DecisionAnswerPage,
    DecisionEdit,
    DecisionNew,
    DecisionOrder,
    DecisionReopen,
    DecisionReview,
    DecisionWithdraw,
)
from reports.views.decisions import (
    DecisionDetail,
    DecisionFileView,
    DecisionList,
    Promises,
    PromisesOfLeaders,
)
from reports.views.dispatch import DispatchPage
from reports.views.downloads import Downloads, ReportFiles
from reports.views.files import ReportFile, ReportProgress, ReportRetry
from reports.views.history import History
from reports.views.home import HomeRest, home
from reports.views.indicators import IndicatorPage
from reports.views.letterhead import LetterheadPage
from reports.views.lists import (
    BulletinList,
    BulletinRequest,
    DispatchList,
    DispatchRequest,
    InspectionList,
    InspectionRequest,
)
from reports.views.meeting_acts import (
    AgendaDismiss,
    AgendaItemNew,
    AgendaRestore,
    MeetingEdit,
    MeetingFinish,
    MeetingNew,
    MeetingRecompute,
    MeetingStart,
)
from reports.views.meetings import MeetingList, MeetingPage, MinutesFile
from reports.views.overview import Overview
from reports.views.panel_charts import ChildrenPanel, PacePanel, TrendPanel
from reports.views.panel_counts import DeadlinePanel, LightPanel, MoneyPanel, VoicePanel
from reports.views.panel_map import MapPanel
from reports.views.screen import Screen
from reports.views.search import Search

pages: list[URLPattern | URLResolver] = [
    path("search/", Search.as_view(), name="search"),
    path("", Overview.as_view(), name="overview"),
    path("screen/", Screen.as_view(), name="screen"),
    path("panels/deadlines/", DeadlinePanel.as_view(), name="panel_deadlines"),
    path("panels/lights/", LightPanel.as_view(), name="panel_lights"),
    path("panels/voices/", VoicePanel.as_view(), name="panel_voices"),
    path("panels/money/", MoneyPanel.as_view(), name="panel_money"),
    path("panels/trend/", TrendPanel.as_view(), name="panel_trend"),
    path("panels/pace/", PacePanel.as_view(), name="panel_pace"),
    path("panels/children/", ChildrenPanel.as_view(), name="panel_children"),
    path("panels/map/", MapPanel.as_view(), name="panel_map"),
    path("indicators/", IndicatorPage.as_view(), name="indicators"),
    path("compare/", Compare.as_view(), name="compare"),
    path("briefing/", BriefingPage.as_view(), name="briefing"),
    path("briefing/notes.<str:form>", BriefingFile.as_view(), name="briefing_file"),
    path("home/rest/", HomeRest.as_view(), name="home_rest"),
    path("history/", History.as_view(), name="history"),
    path("dispatches/", DispatchList.as_view(), name="dispatches"),
    path("dispatches/new/", DispatchRequest.as_view(), name="dispatch_request"),
    path("dispatches/<int:pk>/", DispatchPage.as_view(), name="dispatch"),
    path("bulletins/", BulletinList.as_view(), name="bulletins"),
    path("bulletins/new/", BulletinRequest.as_view(), name="bulletin_request"),
    path("bulletins/<int:pk>/", BulletinPage.as_view(), name="bulletin"),
    path("bulletins/<int:pk>/edit/", BulletinEdit.as_view(), name="bulletin_edit"),
    path("bulletins/<int:pk>/preview/", BulletinPreview.as_view(), name="bulletin_preview"),
    path("bulletins/<int:pk>/explain/", Explain.as_view(), name="bulletin_explain"),
    path("bulletins/<int:pk>/refreeze/", Refreeze.as_view(), name="bulletin_refreeze"),
    path("bulletins/<int:pk>/review/", Review.as_view(), name="bulletin_review"),
    path("bulletins/<int:pk>/return/", ReturnToDraft.as_view(), name="bulletin_return"),
    path("bulletins/<int:pk>/issue/", Issue.as_view(), name="bulletin_issue"),
    path("bulletins/<int:pk>/correct/", Correct.as_view(), name="bulletin_correct"),
    path("bulletins/<int:pk>/publish/", Publish.as_view(), name="bulletin_publish"),
    path("bulletins/<int:pk>/unpublish/", Unpublish.as_view(), name="bulletin_unpublish"),
    path("inspections/", InspectionList.as_view(), name="inspections"),
    path("inspections/new/", InspectionRequest.as_view(), name="inspection_request"),
    path("meetings/", MeetingList.as_view(), name="meetings"),
    path("meetings/new/", MeetingNew.as_view(), name="meeting_new"),
    path("meetings/<int:pk>/", MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/edit/", MeetingEdit.as_view(), name="meeting_edit"),
    path("meetings/<int:pk>/recompute/", MeetingRecompute.as_view(), name="meeting_recompute"),
    path("meetings/<int:pk>/start/", MeetingStart.as_view(), name="meeting_start"),
    path("meetings/<int:pk>/finish/", MeetingFinish.as_view(), name="meeting_finish"),
    path("meetings/<int:pk>/agenda/new/", AgendaItemNew.as_view(), name="agenda_new"),
    path("meetings/<int:pk>/agenda/dismiss/", AgendaDismiss.as_view(), name="agenda_dismiss"),
    path("meetings/<int:pk>/agenda/restore/", AgendaRestore.as_view(), name="agenda_restore"),
    path("meetings/<int:pk>/minutes.<str:form>", MinutesFile.as_view(), name="minutes"),
    path("meetings/<int:pk>/decisions/new/", DecisionNew.as_view(), name="decision_new"),
    path("decisions/", DecisionList.as_view(), name="decisions"),
    path("decisions/promises/", Promises.as_view(), name="promises"),
    path("decisions/promises/leaders/", PromisesOfLeaders.as_view(), name="promises_of_leaders"),
    path("decisions/<int:pk>/", DecisionDetail.as_view(), name="decision"),
    path("decisions/<int:pk>/edit/", DecisionEdit.as_view(), name="decision_edit"),
    path("decisions/<int:pk>/answer/", DecisionAnswerPage.as_view(), name="decision_answer"),
    path("decisions/<int:pk>/review/", DecisionReview.as_view(), name="decision_review"),
    path("decisions/<int:pk>/reopen/", DecisionReopen.as_view(), name="decision_reopen"),
    path("decisions/<int:pk>/withdraw/", DecisionWithdraw.as_view(), name="decision_withdraw"),
    path("decisions/<int:pk>/order/", DecisionOrder.as_view(), name="decision_order"),
    path("decisions/<int:pk>/files/<int:file>/", DecisionFileView.as_view(), name="decision_file"),
    path("letterhead/", LetterheadPage.as_view(), name="letterhead"),
    path("downloads/", Downloads.as_view(), name="downloads"),
    path("files/<int:pk>/", ReportFiles.as_view(), name="report_files"),
    path("files/<int:pk>/report.<str:form>", ReportFile.as_view(), name="report_file"),
    path("files/<int:pk>/progress/", ReportProgress.as_view(), name="report_progress"),
    path("files/<int:pk>/retry/", ReportRetry.as_view(), name="report_retry"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("reports/", include((pages, "reports"))),
]
