"""The demo city in the test database, loaded once per test module.

Each test of the module changes what it likes: it runs in a savepoint. The workbook is read here
with bulk writes; its import has tests of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Region
from complaints.models import Complaint, Dispute
from core import money
from funding.models import FundingSource, Payment, Receipt
from projects.choices import EntryState, PlanState
from projects.models import (
    AnnualPlan,
    Community,
    Milestone,
    Project,
    Suspension,
    WeeklyEntry,
    WorkQuantity,
)
from projects.models.numbered import NumberedInCity

WORKBOOK = Path(__file__).resolve().parent.parent / "demo" / "yunjiang.xlsx"
CITY = 999900000000
AS_OF = date(2023, 7, 30)
Line = dict[str, Any]
N = TypeVar("N", bound=NumberedInCity)


@pytest.fixture(scope="module")
def demo_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold the demo city in a transaction around the tests of one module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo_city(demo_rows: None, roles: None, settings: Any) -> int:
    """The demo city on its own date; returns the city's code."""
    settings.PORTAL_DATE = date(2023, 7, 31)
    return CITY


def load() -> None:
    """Write every sheet of the demo workbook into an empty database."""
    sheets = read()
    Region.objects.bulk_create(_regions(sheets["区划"]))
    communities = _communities(sheets["小区"])
    projects = _projects(sheets["项目"], communities)
    AnnualPlan.objects.bulk_create(_plans(sheets["年度计划"]))
    Milestone.objects.bulk_create(_milestones(sheets["节点"], projects))
    WeeklyEntry.objects.bulk_create(_entries(sheets["周进度"], projects))
    WorkQuantity.objects.bulk_create(_quantities(sheets["工程量"], projects))
    _sources(sheets["资金来源"], projects)
    Payment.objects.bulk_create(_payments(sheets["资金拨付"], projects))
    Complaint.objects.bulk_create(_complaints(sheets["投诉"], communities, projects))
    Dispute.objects.bulk_create(_disputes(sheets["纠纷"], projects))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # without it the planner takes rows of this transaction for few


def read() -> dict[str, list[Line]]:
    """Return {sheet: [{heading: value}]} with dates as dates."""
    book = load_workbook(WORKBOOK, read_only=True)
    sheets = {}
    for sheet in book:
        rows = sheet.iter_rows(values_only=True)
        headings = next(rows)
        sheets[sheet.title] = [
            {
                str(heading): value.date() if isinstance(value, datetime) else value
                for heading, value in zip(headings, row, strict=False)
            }
            for row in rows
        ]
    return sheets


def _yuan(wan: Any) -> Decimal:
    return money.from_wan(Decimal(str(wan or 0)))


def _derived(row: N) -> N:
    row.derive()
    return row


def _regions(lines: list[Line]) -> list[Region]:
    return [
        Region(
            code=int(line["区划代码"]),
            name=line["名称"],
            level=line["级别"],
            parent_id=int(line["上级代码"]) if line["上级代码"] else None,
        )
        for line in lines
    ]


def _communities(lines: list[Line]) -> dict[str, Community]:
    rows = [
        _derived(
            Community(
                number=line["小区编号"],
                name=line["小区名称"],
                region_id=int(line["所属区划代码"]),
                buildings=line["楼栋数"],
                households=line["户数"],
                floor_area=line["建筑面积(㎡)"],
            )
        )
        for line in lines
    ]
    return {row.number: row for row in Community.objects.bulk_create(rows)}


def _projects(lines: list[Line], communities: dict[str, Community]) -> dict[str, Project]:
    rows = []
    members: dict[str, list[Community]] = defaultdict(list)
    for line in lines:
        members[line["项目编号"]] = [communities[n] for n in line["小区编号"].split("、")]
        row = Project(
            number=line["项目编号"],
            name=line["项目名称"],
            year=line["年度"],
            region_id=int(line["区划代码"]),
            batch=line["批次"],
            classes=line["改造类别"],
            total_investment=_yuan(line["总投资(万元)"]),
            annual_investment=_yuan(line["年度计划投资(万元)"]),
            planned_start=line["计划开工"],
            planned_finish=line["计划完工"],
            started_on=line["实际开工"],
            finished_on=line["实际完工"],
            accepted_on=line["竣工验收"],
        )
        row.place([community.region_id for community in members[row.number]])
        rows.append(_derived(row))
    projects = {row.number: row for row in Project.objects.bulk_create(rows)}
    through = Project.communities.through
    through.objects.bulk_create(
        through(project_id=projects[number].pk, community_id=community.pk)
        for number, found in members.items()
        for community in found
    )
    Suspension.objects.bulk_create(
        Suspension(project=projects[line["项目编号"]], reason=line["暂缓原因"] or "")
        for line in lines
        if line["状态"] == "暂缓"
    )
    return projects


def _plans(lines: list[Line]) -> list[AnnualPlan]:
    return [
        AnnualPlan(
            region_id=int(line["区划代码"]),
            year=line["年度"],
            state=PlanState.APPROVED,
            communities=line["计划小区数"],
            households=line["计划户数"],
            investment=_yuan(line["计划投资(万元)"]),
            effective_on=date(line["年度"], 1, 1),
        )
        for line in lines
    ]


def _milestones(lines: list[Line], projects: dict[str, Project]) -> list[Milestone]:
    return [
        Milestone(
            project=projects[line["项目编号"]],
            name=line["节点"],
            planned_on=line["计划日期"],
            actual_on=line["实际日期"],
        )
        for line in lines
    ]


def _entries(lines: list[Line], projects: dict[str, Project]) -> list[WeeklyEntry]:
    return [
        WeeklyEntry(
            project=projects[line["项目编号"]],
            week=line["周一日期"],
            percent=Decimal(str(line["形象进度(%)"])),
            invested=_yuan(line["累计完成投资(万元)"]),
            problem=line["存在问题"] or "",
            help_needed=line["需协调事项"] or "",
            state=EntryState.ACCEPTED,
        )
        for line in lines
    ]


def _quantities(lines: list[Line], projects: dict[str, Project]) -> list[WorkQuantity]:
    return [
        WorkQuantity(
            project=projects[line["项目编号"]],
            item=line["改造内容"],
            unit=line["单位"],
            planned=line["计划量"],
            done=line["完成量"],
        )
        for line in lines
    ]


def _sources(lines: list[Line], projects: dict[str, Project]) -> None:
    sources = FundingSource.objects.bulk_create(
        FundingSource(
            project=projects[line["项目编号"]],
            kind=line["资金类别"],
            batch=line["批次"],
            planned=_yuan(line["计划(万元)"]),
            secured=_yuan(line["落实(万元)"]),
        )
        for line in lines
    )
    Receipt.objects.bulk_create(
        Receipt(source=source, amount=_yuan(line["到位(万元)"]), received_on=line["到位日期"])
        for source, line in zip(sources, lines, strict=True)
        if line["到位(万元)"]
    )


def _payments(lines: list[Line], projects: dict[str, Project]) -> list[Payment]:
    return [
        Payment(
            project=projects[line["项目编号"]],
            applied_on=line["申请日期"],
            approved_on=line["审批日期"],
            paid_on=line["支付日期"],
            amount=_yuan(line["金额(万元)"]),
        )
        for line in lines
    ]


def _complaints(
    lines: list[Line], communities: dict[str, Community], projects: dict[str, Project]
) -> list[Complaint]:
    return [
        _derived(
            Complaint(
                number=line["投诉编号"],
                community=communities[line["小区编号"]],
                project=projects[line["项目编号"]],
                region_id=communities[line["小区编号"]].region_id,
                category=line["类别"],
                received_on=line["受理日期"],
                closed_on=line["办结日期"],
            )
        )
        for line in lines
    ]


def _disputes(lines: list[Line], projects: dict[str, Project]) -> list[Dispute]:
    return [
        _derived(
            Dispute(
                number=line["纠纷编号"],
                project=projects[line["项目编号"]],
                region_id=projects[line["项目编号"]].site_id,
                category=line["类别"],
                mass_incident=line["群体性"] == "是",
                occurred_on=line["发生日期"],
                resolved_on=line["化解日期"],
            )
        )
        for line in lines
    ]
