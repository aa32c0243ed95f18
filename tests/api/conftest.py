"""Rows of both districts, one of each kind, and a client that speaks JSON."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from accounts.models import Region, User
from core import clock
from core.periods import Month
from orders.models import KeyTask, Order
from projects.models import (
    LedgerImport,
    Problem,
    Project,
    Suspension,
    WeeklySubmission,
    WorkItem,
    WorkQuantity,
)
from reports.models import Report
from reports.services.building import build, request_bulletin
from tests.city import FixtureCity
from tests.factories import (
    ComplaintFactory,
    DisputeFactory,
    EntryFactory,
    MilestoneFactory,
    PaymentFactory,
    PlanFactory,
    ProjectFactory,
    ReceiptFactory,
    SourceFactory,
)

WEEK = date(2023, 7, 24)
FORMULA = "=1+1<script>alert(1)</script>"


@dataclass
class Rows:
    """Everything of one district, by the name of its endpoint."""

    project: Project
    by_endpoint: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, endpoint: str) -> Any:
        return self.by_endpoint[endpoint]


def rows_of(region: Region, user: User) -> Rows:
    """Write one row of every kind into a district."""
    project = ProjectFactory(region=region, started_on=date(2023, 4, 10), name=FORMULA)
    source = SourceFactory(project=project)
    file = ContentFile(b"PK", "x.xlsx")
    upload = LedgerImport(
        region=region, file_name="台账.xlsx", size=2, sha256="0" * 64, uploaded_by=user
    )
    upload.file.save("x.xlsx", file)
    found = {
        "regions": region,
        "communities": project.communities.get(),
        "plans": PlanFactory(region=region),
        "projects": project,
        "milestones": MilestoneFactory(project=project, actual_on=date(2023, 4, 10)),
        "quantities": WorkQuantity.objects.create(
            project=project, item="外墙修缮", unit="㎡", planned=Decimal(900), done=Decimal(300)
        ),
        "problems": Problem.objects.create(
            project=project, text=FORMULA, opened_on=date(2023, 7, 1), opened_by=user
        ),
        "suspensions": Suspension.objects.create(
            project=project,
            started_on=date(2023, 5, 1),
            ended_on=date(2023, 5, 9),
            reason="汛期停工",
        ),
        "weekly-entries": EntryFactory(project=project, entered_by=user),
        "submissions": WeeklySubmission.objects.create(
            region=region,
            week=WEEK,
            submitted_by=user,
            submitted_at=clock.now(),
            entries=1,
            receipt=f"20230724-{region.pk}",
        ),
        "funding-sources": source,
        "receipts": ReceiptFactory(source=source),
        "payments": PaymentFactory(project=project, paid_on=date(2023, 7, 1)),
        "complaints": ComplaintFactory(
            region=region, project=project, community=project.communities.get(), content=FORMULA
        ),
        "disputes": DisputeFactory(region=region, project=project, content=FORMULA),
        "reports": Report.objects.create(
            region=region, kind="weekly", period=WEEK, as_of=date(2023, 7, 30), title="周调度"
        ),
        "imports": upload,
        "key-tasks": KeyTask.objects.create(
            office_region=region,
            region=region,
            source_kind="speech",
            source=FORMULA,
            source_on=date(2023, 7, 28),
            task=FORMULA,
            unit="区住建局",
            due_on=date(2023, 8, 10),
            created_by=user,
        ),
        "orders": Order.objects.create(
            kind="supervision",
            state="issued",
            number="云老旧督〔2023〕1号",
            office_region=region,
            region=region,
            project=project,
            basis_kind="other",
            basis=FORMULA,
            subject=FORMULA,
            requirement=FORMULA,
            unit="区住建局",
            person="钱局长",
            due_on=date(2023, 8, 10),
            issued_on=date(2023, 7, 20),
            drafted_by=user,
            issued_by=user,
        ),
    }
    return Rows(project, found)


@pytest.fixture
def ours(city: FixtureCity) -> Rows:
    WorkItem.objects.get_or_create(name="外墙修缮", defaults={"work_class": "基础类", "unit": "㎡"})
    return rows_of(city.district, city.clerk)


@pytest.fixture
def theirs(city: FixtureCity) -> Rows:
    return rows_of(city.other_district, city.stranger)


@pytest.fixture
def bulletin(city: FixtureCity, ours: Rows, theirs: Rows) -> Report:
    """A drafted bulletin of July 2023, of the city."""
    report = request_bulletin(city.region, Month(2023, 7), city.office)
    build(report.pk)
    return Report.objects.get(pk=report.pk)


def api(user: User | None) -> APIClient:
    """Return a client that is logged in by session; nobody for None."""
    client = APIClient()
    if user is not None:
        client.force_login(user, backend="accounts.backends.RoleBackend")
    return client
