"""How the floors meet: what lower ones call of higher ones, by dotted name, in order."""

# the office's own working days, and where exports are logged
WORKING_DAY_TABLE = "accounts.services.holidays.table"
EXPORT_LOGGER = "accounts.services.access.record_export"
# what the lights of projects ask of the floor that knows money
PAYMENT_RATES = "funding.rates.payment_rates"
# what stands on a resident's page of a project
PUBLIC_SECTIONS = [
    "complaints.public.notices",
    "projects.public.schedule",
    "projects.public.works",
    "funding.public.money",
    "complaints.public.answers",
]
# the sheets of the ledger, each after those it refers to
LEDGER_SHEETS = [
    "accounts.ledger.REGIONS",
    "projects.ledger.communities.COMMUNITIES",
    "projects.ledger.plans.ANNUAL_PLANS",
    "projects.ledger.projects.PROJECTS",
    "projects.ledger.milestones.MILESTONES",
    "projects.ledger.weekly.WEEKLY_ENTRIES",
    "projects.ledger.quantities.QUANTITIES",
    "funding.ledger.SOURCES",
    "funding.ledger.PAYMENTS",
    "complaints.ledger.COMPLAINTS",
    "complaints.ledger.DISPUTES",
]
# What each area adds to the demo city, in order: `seed(city: Region) -> None`, run by `demo`.
# A second call adds nothing, and no seed changes a figure (tests/house/test_demo_seeds.py).
DEMO_SEEDS: list[str] = [
    "funding.services.demo_contracts.seed",
    "reports.services.demo.seed",
    "projects.services.demo.seed",
    "funding.services.demo.seed",
    "complaints.services.demo.seed",
    "orders.demo.seed",
    "projects.demo_visits.seed",
    "projects.demo_showcases.seed",
    "quality.services.demo.seed",
    "projects.demo_positions.seed",
]
# common to all regions: every auditor reads their changes
UNSCOPED_HISTORY = [
    "projects.workitem",
    "projects.scheduletemplate",
    "projects.templatestep",
    "projects.lagreason",
    "funding.sourcekind",
    "complaints.complaintcategory",
    "funding.moneyrule",
]
