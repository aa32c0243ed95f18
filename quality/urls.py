"""URLs of quality supervision. A record's page is named by its kind: orders lead back to it."""

from django.urls import URLPattern, URLResolver, path

from quality.kinds import KINDS, Kind
from quality.models import AcceptanceParty, AcceptanceRound, InspectionFinding, SiteCheck
from quality.services.notices import PAGES
from quality.views import (
    acceptance,
    contractors,
    evidence,
    findings,
    inspections,
    lists,
    notices,
    projects,
    recalls,
    records,
)

app_name = "quality"
Routes = list[URLPattern | URLResolver]


def of_kind(kind: Kind) -> Routes:
    """Return the register of a kind, its forms and its pages."""
    at, page = kind.listing, kind.page
    routes: Routes = [
        path(f"{at}/", records.RecordList.as_view(
            kind=kind, permission=kind.permission("view"), title=kind.title,
            filterset_class=kind.filter, noun=kind.noun, empty_how=kind.empty_how),
            name=at),
        path(f"{at}/new/<int:pk>/", records.RecordNew.as_view(
            kind=kind, permission=kind.permission("add")), name=f"{page}_new"),
        path(f"{at}/<int:pk>/", records.RecordPage.as_view(
            kind=kind, permission=kind.permission("view")), name=page),
        path(f"{at}/<int:pk>/edit/", records.RecordEdit.as_view(
            kind=kind, permission=kind.permission("change")), name=f"{page}_edit"),
        *of_record(kind.model, at, page),
    ]  # fmt: skip
    return routes


def of_record(model: type, at: str, page: str) -> Routes:
    """Return where photos are added to a record and, if it may fail, its notice is opened."""
    files = evidence.AddFiles.as_view(model=model, page=page)
    routes: Routes = [path(f"{at}/<int:pk>/files/", files, name=f"{page}_files")]
    if model in PAGES:
        notice = notices.OpenNotice.as_view(model=model, page=page)
        routes.append(path(f"{at}/<int:pk>/notice/", notice, name=f"{page}_notice"))
    return routes


PARTY = {
    "model": AcceptanceParty,
    "names": ("name", "required", "order", "active", "source"),
    "listing": "parties",
    "list_title": "验收参加方",
    "permission": "quality.change_acceptanceparty",
}
urlpatterns: Routes = [
    path("findings/", findings.FindingList.as_view(), name="findings"),
    path("findings/new/", findings.FindingNew.as_view(), name="finding_new"),
    path("findings/<int:pk>/edit/", findings.FindingEdit.as_view(), name="finding_edit"),
    path("findings/<int:pk>/reply/", findings.FindingReply.as_view(), name="finding_reply"),
    path("findings/<int:pk>/review/", findings.FindingReview.as_view(), name="finding_review"),
    *of_record(InspectionFinding, "findings", "finding"),
    path("", inspections.InspectionList.as_view(), name="inspections"),
    path("inspections/new/", inspections.InspectionNew.as_view(), name="inspection_new"),
    path("inspections/<int:pk>/", inspections.InspectionPage.as_view(), name="inspection"),
    path("checks/", inspections.CheckList.as_view(), name="checks"),
    path("checks/<int:pk>/", inspections.CheckPage.as_view(), name="check"),
    path("checks/<int:pk>/visit/", inspections.Visit.as_view(), name="check_visit"),
    *of_record(SiteCheck, "checks", "check"),
    *[route for kind in KINDS for route in of_kind(kind)],
    path("recalls/", recalls.RecallList.as_view(), name="recalls"),
    path("materials/<int:pk>/recall/", recalls.RecallPage.as_view(), name="recall"),
    path("rounds/", acceptance.RoundList.as_view(), name="rounds"),
    path("rounds/new/<int:pk>/", acceptance.RoundNew.as_view(), name="round_new"),
    path("rounds/<int:pk>/", acceptance.RoundPage.as_view(), name="round"),
    path("rounds/<int:pk>/sign/", acceptance.Sign.as_view(), name="round_sign"),
    path("rounds/<int:pk>/decide/", acceptance.Decide.as_view(), name="round_decide"),
    *of_record(AcceptanceRound, "rounds", "round"),
    path("evidence/<int:pk>/", evidence.EvidenceFile.as_view(), name="evidence"),
    path("contractors/", contractors.ContractorList.as_view(), name="contractors"),
    path("checklist/", lists.Checklist.as_view(), name="checklist"),
    path("checklist/new/", lists.LineEdit.as_view(), name="checklist_new"),
    path("checklist/<int:pk>/", lists.LineEdit.as_view(), name="checklist_edit"),
    path("parties/", lists.Parties.as_view(), name="parties"),
    path("parties/new/", lists.LineEdit.as_view(**PARTY), name="parties_new"),
    path("parties/<int:pk>/", lists.LineEdit.as_view(**PARTY), name="parties_edit"),
    path("projects/<int:pk>/", projects.ProjectQuality.as_view(), name="project"),
    path("projects/<int:pk>/summary/", projects.ProjectFragment.as_view(), name="project_fragment"),
    path("projects/<int:pk>/people/", projects.People.as_view(), name="people"),
    path("projects/<int:pk>/people/new/", projects.AssignRole.as_view(), name="assign"),
    path("projects/<int:pk>/archive.pdf", projects.Archive.as_view(), name="archive"),
    path("projects/<int:pk>/board.pdf", projects.Board.as_view(paper="a3"), name="board"),
    path("projects/<int:pk>/board-a4.pdf", projects.Board.as_view(paper="a4"), name="board_a4"),
    path("projects/<int:pk>/handover/", acceptance.HandoverNew.as_view(), name="handover"),
]
