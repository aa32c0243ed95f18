"""What each role may do: one table of explicit permissions.

Groups are rows of the database so that the security administrator can read them; `sync_roles`
brings them in line with this table.
"""

from collections.abc import Iterable
from typing import Final

from accounts.choices import Role

# every business model by app; "view" of each is what all business roles share
BUSINESS: Final[dict[str, tuple[str, ...]]] = {
    "accounts": ("region", "holiday"),
    "projects": (
        "community",
        "annualplan",
        "project",
        "suspension",
        "stopwindow",
        "projectevidence",
        "reschedule",
        "scheduletemplate",
        "milestone",
        "workitem",
        "workquantity",
        "problem",
        "lagcase",
        "lagreason",
        "clockevent",
        "taskforce",
        "campaign",
        "lightruleset",
        "weeklyentry",
        "weeklysubmission",
        "weekclosing",
        "weekunlock",
        "leaderassignment",
        "visit",
        "showcase",
        "highlight",
    ),
    "orders": ("order", "keytask"),
    "funding": (
        "fundingsource",
        "receipt",
        "payment",
        "sourcekind",
        "fundingbatch",
        "allocation",
        "subsidyrule",
        "operatingincome",
        "tender",
        "contract",
        "variation",
        "paymentrequest",
        "finalaccount",
        "contribution",
        "grant",
        "moneyrule",
    ),
    "complaints": ("complaint", "dispute", "worknotice"),
    "quality": (
        "inspectionfinding",
        "inspection",
        "sitecheck",
        "checklistitem",
        "material",
        "testreport",
        "processcheck",
        "sitelog",
        "methodnote",
        "effectivenesscheck",
        "recall",
        "roleassignment",
        "acceptanceround",
        "acceptanceparty",
        "handover",
        "evidence",
    ),
    "reports": ("report", "meeting", "decision"),
}


def _all(verb: str, app: str, *models: str) -> list[str]:
    return [f"{app}.{verb}_{model}" for model in models]


def _maintain(app: str, *models: str) -> list[str]:
    return _all("add", app, *models) + _all("change", app, *models)


READ: Final = [
    "accounts.view_contacts",
    *(perm for app, models in BUSINESS.items() for perm in _all("view", app, *models)),
]
REGISTERS: Final = _maintain(
    "projects",
    "community",
    "project",
    "suspension",
    "milestone",
    "workquantity",
    "projectevidence",
    "highlight",
)
SOURCES: Final = [
    *_maintain("funding", "fundingsource", "operatingincome"),
    "funding.add_receipt",
]
# whoever records money does not take it back in a district: the reviewer does
REVERSE: Final = ["funding.reverse_receipt", "funding.reverse_payment"]
# what the district enters about the works of its projects and their disputes
QUALITY: Final = [
    *_maintain("quality", "material", "processcheck", "sitelog", "methodnote"),
    *_maintain("complaints", "dispute"),
    *_all("add", "quality", "testreport", "roleassignment", "acceptanceround", "evidence"),
]
CONTRACTS: Final = _maintain(
    "funding", "tender", "contract", "variation", "finalaccount", "contribution"
)
PACE: Final = _maintain("projects", "lagcase", "clockevent", "taskforce")
# imported weeks count as accepted and imported plans as approved, so importing is the office's:
# whoever enters figures may not accept them
IMPORT: Final = ["projects.import_ledger", "projects.view_ledgerimport"]

# whoever answers a complaint neither accepts it nor calls back
RECEIVE: Final = [
    *(f"complaints.{verb}_complaint" for verb in ("register", "manage", "callback")),
    "complaints.reveal_complainant",
    *_maintain("complaints", "worknotice"),
]

PERMISSIONS: Final[dict[Role, list[str]]] = {
    Role.CLERK: [
        *READ,
        *REGISTERS,
        *QUALITY,
        *CONTRACTS,
        "funding.apply_paymentrequest",
        *PACE,
        "projects.export_ledger",
        "projects.enter_weeklyentry",
        *SOURCES,
        *_maintain("projects", "problem"),
        "orders.answer_order",
        "reports.answer_decision",
        "projects.add_visit",
        "quality.answer_inspectionfinding",
        "complaints.register_complaint",
        "complaints.handle_complaint",
        "complaints.reveal_complainant",
        *_maintain("complaints", "worknotice"),
    ],
    Role.REVIEWER: [
        *READ,
        "funding.check_paymentrequest",
        "projects.review_weeklyentry",
        *REVERSE,
        "projects.reschedule_milestone",
        "quality.add_evidence",
        "projects.export_ledger",
        *_maintain("projects", "annualplan", "problem"),
        "projects.check_lagcase",
        "orders.answer_order",
        "reports.answer_decision",
        "projects.add_visit",
        "quality.answer_inspectionfinding",
        *RECEIVE,
    ],
    Role.OFFICE: [
        *READ,
        "accounts.change_holiday",
        *REGISTERS,
        *CONTRACTS,
        "funding.approve_variation",
        "funding.approve_paymentrequest",
        "funding.pay_paymentrequest",
        "funding.carry_contribution",
        *_maintain("funding", "grant", "moneyrule"),
        *PACE,
        "projects.check_lagcase",
        *_maintain("projects", "lagreason", "campaign", "lightruleset"),
        *IMPORT,
        *QUALITY,
        *_maintain("quality", "effectivenesscheck"),
        *_all("add", "quality", "inspection", "recall", "handover"),
        *_all("change", "quality", "sitecheck", "checklistitem", "acceptanceparty"),
        "quality.decide_acceptanceround",
        "complaints.view_mass_incident",
        "complaints.change_massnotice",
        "complaints.change_disputelevel",
        "projects.export_ledger",
        *_maintain("projects", "annualplan", "problem", "workitem", "stopwindow"),
        *_maintain("projects", "scheduletemplate"),
        "projects.reschedule_milestone",
        "projects.delete_stopwindow",
        "projects.approve_annualplan",
        *SOURCES,
        *REVERSE,
        *_maintain("funding", "sourcekind", "fundingbatch", "allocation"),
        "funding.add_subsidyrule",
        "projects.close_week",
        "projects.unlock_week",
        *RECEIVE,
        "complaints.setup_complaints",
        "complaints.publish_page",
        *_maintain("projects", "leaderassignment", "showcase"),
        "projects.add_visit",
        "orders.draft_order",
        "orders.issue_order",
        "orders.review_order",
        "reports.draft_report",
        "reports.review_report",
        "reports.issue_report",
        "reports.hold_meeting",
        "reports.answer_decision",
        "reports.confirm_decision",
        "quality.add_inspectionfinding",
        "quality.change_inspectionfinding",
        "quality.close_inspectionfinding",
    ],
    Role.LEADER: [
        *READ,
        "complaints.view_mass_incident",
        "projects.export_ledger",
        "orders.instruct_order",
        "orders.answer_order",
        "reports.answer_decision",
        "projects.add_visit",
    ],
    Role.SYSTEM_ADMIN: [
        "accounts.view_region",
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
    ],
    Role.SECURITY_ADMIN: ["accounts.view_region", "accounts.view_user", "accounts.assign_role"],
    Role.AUDITOR: ["accounts.view_region", "accounts.view_user", "accounts.view_audit"],
}


def permissions_of(role: Role) -> Iterable[tuple[str, str]]:
    """Yield (app label, codename) of each permission that a role has."""
    for permission in PERMISSIONS[role]:
        app, _, codename = permission.partition(".")
        yield app, codename
