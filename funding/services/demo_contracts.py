"""The demo city's contracts, requests and contributions; invented firms, no figure changes.

What was paid is what the ledger says: requests that are paid stand for payments of the ledger.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Region, User
from core import clock, money
from funding.choices import RequestState, StepKind
from funding.models import Contract, Payment, PaymentRequest, RequestStep
from funding.services import requests as steps
from funding.services.contracts import Change, Terms, add_variation, save_contract
from funding.services.contributions import Counted, save_contribution
from funding.services.requests import Claim
from funding.services.settlements import (
    Accounts,
    pass_on,
    record_grant,
    save_final_account,
)
from funding.services.tenders import LotWords, TenderWords, save_tender
from projects.models import Project

WAN: Final = money.WAN
YEAR: Final = 2023
EVERY: Final = 4
RETENTION: Final = Decimal(3)
FIRMS: Final = ("云岭建设工程有限公司", "江北市政工程有限公司", "青石建筑工程有限公司")
# how the requests of a district end, one after the other; days from delivery to application
ENDS: Final = (
    (RequestState.APPLIED, 3),
    (RequestState.CHECKED, 25),
    (RequestState.APPROVED, 40),
    (RequestState.RETURNED, 12),
    (RequestState.APPLIED, 48),
)


@transaction.atomic
def seed(city: Region) -> None:
    """Write contracts for a share of the city's projects, and what hangs on them."""
    if Contract.objects.in_region(city.pk).exists():
        return
    office = User.objects.get(username="office")
    for district in Region.objects.children_of(city.pk):
        clerk = _person(district, Role.CLERK)
        reviewer = _person(district, Role.REVIEWER)
        if clerk and reviewer:
            _district(district, clerk, reviewer, office)
    _grants(city, office)


def _person(district: Region, role: Role) -> User | None:
    rows = User.objects.filter(region=district, role__name=role, is_active=True)
    return rows.order_by("pk").first()


def _district(district: Region, clerk: User, reviewer: User, office: User) -> None:
    projects = Project.objects.in_region(district.pk).order_by("number")
    running = list(projects.filter(year=YEAR).exclude(started_on=None))[::EVERY]
    contracts = [_works(project, clerk) for project in running]
    for number, contract in enumerate(contracts[: len(ENDS)]):
        state, age = ENDS[number]
        _request(contract, running[number], state, age, (clerk, reviewer, office))
    for contract, project in zip(contracts, running, strict=True):
        _paid(contract, project, clerk, reviewer, office)
    for project in projects.filter(year=YEAR - 1).exclude(accepted_on=None)[:2]:
        _paid(_works(project, clerk, months=6), project, clerk, reviewer, office)
    if running:
        _supervision(running[:3], clerk)
        _variation(contracts[0], running[0], clerk)
        _contributions(running, clerk)
    _bundle(list(projects.filter(year=YEAR, started_on=None))[:3], clerk)
    _accounts(list(projects.exclude(finished_on=None))[::6], clerk)


def _works(project: Project, by: User, months: int = 24) -> Contract:
    assert project.started_on is not None
    value = money.round_half_up((project.total_investment or WAN) * Decimal("0.92"), money.CENT)
    contractor = project.contractor or FIRMS[project.pk % len(FIRMS)]
    terms = Terms(
        number=f"{project.number}-SG", name=f"{project.name}施工合同", kind="works",
        contractor=contractor, sme=project.pk % 3 == 0, value=value,
        signed_on=project.started_on - timedelta(days=20),
        pay_days=45 if project.pk % 5 == 0 else None, retention=RETENTION, defects_months=months,
    )  # fmt: skip
    return save_contract(None, terms, [project], "investment", by=by)


def _supervision(projects: Sequence[Project], by: User) -> None:
    """One supervisor for several projects: a bundle whose shares follow the investment."""
    total = sum((project.total_investment or WAN for project in projects), Decimal(0))
    first = min(project.started_on for project in projects if project.started_on)
    terms = Terms(
        number=f"{projects[0].number}-JL", name=f"{projects[0].region.name}监理合同",
        kind="supervision", contractor=projects[0].supervisor or "云岭工程监理有限公司", sme=True,
        value=money.round_half_up(total * Decimal("0.015"), money.CENT),
        signed_on=first - timedelta(days=25),
    )  # fmt: skip
    save_contract(None, terms, projects, "investment", by=by)


def _variation(contract: Contract, project: Project, by: User) -> None:
    change = Change(
        project=project, reason="居民反对绿化硬化，改为透水铺装", asked_by="居民代表",
        asked_on=clock.today() - timedelta(days=20), delta=12 * WAN,
    )  # fmt: skip
    add_variation(contract, change, by=by)


def _bundle(projects: Sequence[Project], by: User) -> None:
    """Projects not begun yet go to tender together (打捆招标)."""
    if not projects:
        return
    opened = clock.today() - timedelta(days=10)
    price = sum((project.total_investment or WAN for project in projects), Decimal(0))
    words = TenderWords(
        number=f"ZB{YEAR}-{projects[0].number}", name=f"{projects[0].region.name}第二批次打捆招标",
        method="open", notice_on=opened - timedelta(days=20), opened_on=opened,
        lots=[
            LotWords(
                number="一标段", projects=projects, control_price=price, bids=5, winner=FIRMS[0],
                price=money.round_half_up(price * Decimal("0.94"), money.CENT), awarded_on=opened,
            )
        ],
    )  # fmt: skip
    save_tender(None, words, by=by)


def _request(
    contract: Contract, project: Project, state: str, age: int, people: tuple[User, User, User]
) -> None:
    """Let the services write a request `age` days old up to a state before payment."""
    clerk, reviewer, office = people
    day = max(clock.today() - timedelta(days=age), contract.signed_on)
    amount = money.round_half_up(contract.value * Decimal("0.08"), WAN) or contract.value
    wage = amount / 5 if project.pk % 2 else amount / 10
    claim = Claim(kind="progress", amount=amount, delivered_on=day, wage=wage, note="第一期进度款")
    with clock.at(day):
        row = steps.apply_for_payment(contract, project, claim, by=clerk)
        if state == RequestState.RETURNED:
            steps.send_back(row, reason="缺工程量计量单", by=reviewer)
        if state in (RequestState.CHECKED, RequestState.APPROVED):
            row = steps.check(row, opinion="计量属实", by=reviewer)
        if state == RequestState.APPROVED:
            steps.approve(row, opinion="同意", by=office)


def _paid(contract: Contract, project: Project, clerk: User, reviewer: User, office: User) -> None:
    """Give the newest payment that the ledger holds its request."""
    rows = Payment.objects.standing().filter(project=project, request=None)
    payment = rows.exclude(paid_on=None).order_by("-paid_on").first()
    if payment is None or payment.applied_on is None or payment.paid_on is None:
        return
    approved_on = payment.approved_on or payment.paid_on
    paid = Payment.objects.standing().filter(project=project).aggregate(total=Sum("amount"))
    left = max(contract.value - (paid["total"] or 0), Decimal(0))
    rule = money.round_half_up(payment.amount * RETENTION / (100 - RETENTION), money.CENT)
    withheld = min(rule, left)
    row = PaymentRequest.objects.create(
        contract=contract, project=project, kind="progress", state=RequestState.PAID,
        amount=payment.amount, withheld=withheld, wage=payment.amount / 5, wage_due=payment.amount / 5,
        delivered_on=payment.applied_on, due_on=payment.applied_on + timedelta(days=30),
        applied_on=payment.applied_on, applied_by=clerk, checked_on=payment.applied_on,
        approved_on=approved_on, payment=payment, note="台账已支付",
    )  # fmt: skip
    for kind, day, by in (
        (StepKind.APPLIED, payment.applied_on, clerk),
        (StepKind.CHECKED, payment.applied_on, reviewer),
        (StepKind.APPROVED, approved_on, office),
        (StepKind.PAID, payment.paid_on, office),
    ):
        RequestStep(request=row, kind=kind, by=by, at=_noon(day)).save()


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _contributions(projects: Sequence[Project], by: User) -> None:
    for number, project in enumerate(projects[:6]):
        for community in project.communities.all():
            households = community.households or 0
            if not households:
                continue
            pledged, paid = households * 8 // 10, households * (9 - number) // 15
            counted = Counted(
                basis="household", rate=Decimal(500), pledged_households=pledged,
                pledged=Decimal(500 * pledged), collected_households=paid,
                collected=Decimal(500 * paid), counted_on=clock.today() - timedelta(days=6),
            )  # fmt: skip
            save_contribution(project, community, counted, by=by)


def _accounts(projects: Sequence[Project], by: User) -> None:
    """Every sixth completed project has its final accounts; the others are missing."""
    for project in projects:
        if project.finished_on is None:
            continue
        day = project.finished_on + timedelta(days=80)
        if day <= clock.today():
            given = Accounts(submitted_on=day, approved_on=None, amount=None)
            save_final_account(project, given, by=by)


def _grants(city: Region, by: User) -> None:
    for document, kind, wan, arrived, passed in (
        ("云财建〔2023〕12号", "upper", 3200, date(2023, 3, 6), date(2023, 3, 30)),
        ("云财建〔2023〕31号", "central", 5600, date(2023, 4, 18), None),
        ("云财建〔2023〕47号", "upper", 1800, date(2023, 6, 20), None),
    ):
        grant = record_grant(
            region=city, document=document, kind=kind, amount=wan * WAN, arrived_on=arrived, by=by
        )
        if passed:
            pass_on(grant, passed_on=passed, document="云住建〔2023〕5号", by=by)
