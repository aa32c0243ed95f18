"""Factories: the smallest valid row of each kind, Chinese values, 区划 of the fixture city."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Region, User
from complaints.models import Complaint, Dispute
from funding.models import FundingSource, Payment, Receipt
from projects.choices import EntryState, PlanState
from projects.models import AnnualPlan, Community, Milestone, Project, WeeklyEntry

PASSWORD = "Renovate-2023"


@cache
def hashed_password() -> str:
    """Hash PASSWORD once: a real hash takes a tenth of a second, and a city has eleven users."""
    return make_password(PASSWORD)


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = "张三"
    must_change_password = False
    password = factory.LazyFunction(hashed_password)


class CommunityFactory(factory.django.DjangoModelFactory[Community]):
    class Meta:
        model = Community

    number = factory.Sequence(lambda n: f"C{n:04d}")
    name = factory.Sequence(lambda n: f"东风{n}村")
    built_year = 1990
    buildings = 3
    households = 120
    floor_area = Decimal(9000)


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A project of 2023 with one community of the same region."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"P{n:04d}")
    name = factory.Sequence(lambda n: f"东风{n}村改造项目")
    year = 2023
    total_investment = Decimal(20_000_000)
    annual_investment = Decimal(16_000_000)
    planned_start = date(2023, 4, 1)
    planned_finish = date(2023, 10, 31)

    @factory.post_generation
    def communities(
        self: Any, create: bool, extracted: list[Community] | None, **kwargs: Any
    ) -> None:
        rows = extracted if extracted is not None else [CommunityFactory(region=self.region)]
        self.communities.add(*rows)


class MilestoneFactory(factory.django.DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    name = "开工"
    planned_on = date(2023, 4, 1)


class EntryFactory(factory.django.DjangoModelFactory[WeeklyEntry]):
    """An accepted entry of the week of 24 July 2023."""

    class Meta:
        model = WeeklyEntry

    week = date(2023, 7, 24)
    percent = Decimal("50.00")
    invested = Decimal(8_000_000)
    workers = 20
    progress_note = "管网施工"
    state = EntryState.ACCEPTED
    submitted_at = factory.LazyFunction(lambda: timezone.make_aware(datetime(2023, 7, 28, 10)))


class PlanFactory(factory.django.DjangoModelFactory[AnnualPlan]):
    """An approved plan in force from 1 January 2023."""

    class Meta:
        model = AnnualPlan

    year = 2023
    state = PlanState.APPROVED
    communities = 2
    households = 240
    investment = Decimal(32_000_000)
    effective_on = date(2023, 1, 1)


class SourceFactory(factory.django.DjangoModelFactory[FundingSource]):
    class Meta:
        model = FundingSource

    kind = "中央补助资金"
    batch = "2023年第一批"
    planned = Decimal(5_000_000)
    secured = Decimal(5_000_000)


class ReceiptFactory(factory.django.DjangoModelFactory[Receipt]):
    class Meta:
        model = Receipt

    amount = Decimal(3_000_000)
    received_on = date(2023, 6, 30)


class PaymentFactory(factory.django.DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    applied_on = date(2023, 6, 1)
    amount = Decimal(1_000_000)


class ComplaintFactory(factory.django.DjangoModelFactory[Complaint]):
    class Meta:
        model = Complaint

    number = factory.Sequence(lambda n: f"T{n:03d}")
    category = "屋面防水"
    channel = "12345热线"
    received_on = date(2023, 6, 1)


class DisputeFactory(factory.django.DjangoModelFactory[Dispute]):
    class Meta:
        model = Dispute

    number = factory.Sequence(lambda n: f"J{n:03d}")
    category = "施工扰民"
    occurred_on = date(2023, 6, 1)
