"""Filters of contracts and what follows from them; page, workbook and API share them."""

from typing import Any

import django_filters as filters
from django.db.models import Count, Q

from funding import retained
from funding.choices import (
    ContractKind,
    ContributionBasis,
    GrantKind,
    RuleKey,
)
from funding.idle import older_than, with_idle
from funding.models import (
    Contract,
    ContractShare,
    Contribution,
    Grant,
    Lot,
    Tender,
)
from funding.settled import accounts_late
from funding.terms import Rules
from projects.filters import OfProjectFilter, RegisterFilter, Rows, flag, kept, year_filter
from projects.models import Project


class ContractFilter(RegisterFilter):
    """Contracts with their money on the as-of date."""

    q = filters.CharFilter(label="合同、单位或项目", method="search")
    kind = filters.ChoiceFilter(label="种类", choices=ContractKind.choices, empty_label="全部种类")
    year = year_filter()
    sme = flag("中小企业", "is_sme")
    bundled = flag("打捆合同", "is_bundled")
    over_value = flag("付款超合同额", "is_over_value")
    ahead = flag("付款超形象进度", "is_ahead")
    over_budget = flag("合同超总投资", "is_over_budget")
    badly_split = flag("分摊不等于合同价", "is_badly_split")

    class Meta:
        model = Contract
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        shares = ContractShare.objects.filter(
            Q(project__name__icontains=value) | Q(project__number__iexact=value)
        )
        return queryset.filter(
            Q(number__icontains=value)
            | Q(name__icontains=value)
            | Q(contractor__icontains=value)
            | Q(pk__in=shares.values("contract"))
        )

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        shares = ContractShare.objects.filter(project__year=value)
        return queryset.filter(pk__in=shares.values("contract"))

    def is_sme(self, queryset: Rows, name: str, value: bool) -> Rows:
        return queryset.filter(sme=value)

    def is_bundled(self, queryset: Rows, name: str, value: bool) -> Rows:
        several = ContractShare.objects.values("contract").annotate(n=Count("pk")).filter(n__gt=1)
        return kept(queryset, several.values("contract"), value)

    def is_over_value(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Contract.objects.over_value(self.day).values("pk"), value)

    def is_ahead(self, queryset: Rows, name: str, value: bool) -> Rows:
        rules = Rules(self.day)
        progress, advance = rules[RuleKey.PROGRESS_SHARE], rules[RuleKey.ADVANCE_SHARE]
        found = ContractShare.objects.ahead_of_progress(self.day, progress, advance)
        return kept(queryset, found.values("contract"), value)

    def is_over_budget(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Contract.objects.over_budget().values("pk"), value)

    def is_badly_split(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Contract.objects.badly_split().values("pk"), value)

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.filter(signed_on__lte=self.day).with_money(self.day)
        return rows


class LotFilter(RegisterFilter):
    """Lots of tenders that had been published by the as-of date."""

    q = filters.CharFilter(label="招标、标段或中标单位", method="search")
    bundled = flag("打捆招标", "is_bundled")
    signed = flag("已签合同", "is_signed")

    class Meta:
        model = Lot
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(tender__name__icontains=value)
            | Q(tender__number__icontains=value)
            | Q(winner__icontains=value)
        )

    def is_bundled(self, queryset: Rows, name: str, value: bool) -> Rows:
        several = Lot.objects.annotate(n=Count("projects")).filter(n__gt=1)
        return kept(queryset, several.values("pk"), value)

    def is_signed(self, queryset: Rows, name: str, value: bool) -> Rows:
        signed = Contract.objects.exclude(lot=None).filter(signed_on__lte=self.day)
        return kept(queryset, signed.values("lot"), value)

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows


class TenderFilter(RegisterFilter):
    """Tenders as the API lists them: those published by the as-of date."""

    q = filters.CharFilter(label="招标名称或编号", method="search")

    class Meta:
        model = Tender
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(name__icontains=value) | Q(number__icontains=value))

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = queryset.published_by(self.day) if self.is_past else queryset
        return rows


class RetentionFilter(OfProjectFilter):
    """What contracts kept back on the as-of date."""

    overdue = flag("逾期未返还", "is_overdue")
    rest = flag("尚未返还", "is_rest")

    class Meta:
        model = ContractShare
        fields: list[str] = []

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        late = retained.overdue(ContractShare.objects.all(), self.day)
        return kept(queryset, late.values("pk"), value)

    def is_rest(self, queryset: Rows, name: str, value: bool) -> Rows:
        rows = retained.with_retention(ContractShare.objects.all(), self.day)
        return kept(queryset, rows.filter(rest__gt=0).values("pk"), value)

    def shown(self, queryset: Any) -> Rows:
        rows: Rows = retained.with_retention(queryset, self.day)
        return rows


class IdleFilter(RegisterFilter):
    """Projects that hold money on the as-of date; `older` keeps what lies longer than so many days."""

    q = filters.CharFilter(label="项目名称或编号", method="search")
    year = year_filter()
    older = filters.ChoiceFilter(
        label="账龄",
        method="keep",
        empty_label="不限",
        choices=[
            ("31", "30天以上"),
            ("91", "90天以上"),
            ("181", "180天以上"),
            ("366", "365天以上"),
        ],
    )
    idle = flag("闲置", "keep")

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(name__icontains=value) | Q(number__iexact=value))

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(year=value)

    def shown(self, queryset: Rows) -> Rows:
        asked = self.form.cleaned_data if self.is_bound else {}
        rows = with_idle(queryset, self.day)
        if asked.get("older"):
            rows = older_than(rows, self.day, int(asked["older"]))
        if asked.get("idle") is True:
            rows = older_than(rows, self.day, Rules(self.day)[RuleKey.IDLE_DAYS] + 1)
        return rows


class AccountsFilter(RegisterFilter):
    """Projects that were finished by the as-of date, and how far their final accounts are."""

    q = filters.CharFilter(label="项目名称或编号", method="search")
    year = year_filter()
    late = flag("逾期", "is_late")
    submitted = flag("已编报", "is_submitted")
    approved = flag("已批复", "is_approved")

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(Q(name__icontains=value) | Q(number__iexact=value))

    def in_year(self, queryset: Rows, name: str, value: int) -> Rows:
        return queryset.filter(year=value)

    def is_late(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, accounts_late(Project.objects.all(), self.day).values("pk"), value)

    def is_submitted(self, queryset: Rows, name: str, value: bool) -> Rows:
        done = Project.objects.filter(final_account__submitted_on__lte=self.day).values("pk")
        return kept(queryset, done, value)

    def is_approved(self, queryset: Rows, name: str, value: bool) -> Rows:
        done = Project.objects.filter(final_account__approved_on__lte=self.day).values("pk")
        return kept(queryset, done, value)

    def shown(self, queryset: Rows) -> Rows:
        return queryset.filter(finished_on__lte=self.day)


class ContributionFilter(OfProjectFilter):
    """Residents' contributions as they were counted last by the as-of date."""

    q = filters.CharFilter(label="小区或项目", method="search")
    basis = filters.ChoiceFilter(
        label="标准单位", field_name="then_basis", choices=ContributionBasis.choices,
        empty_label="全部",
    )  # fmt: skip
    short = flag("未缴足", "is_short")

    class Meta:
        model = Contribution
        fields: list[str] = []

    def search(self, queryset: Rows, name: str, value: str) -> Rows:
        return queryset.filter(
            Q(community__name__icontains=value)
            | Q(project__name__icontains=value)
            | Q(project__number__iexact=value)
        )

    def is_short(self, queryset: Rows, name: str, value: bool) -> Rows:
        short = Contribution.objects.counted_by(self.day).short()
        return kept(queryset, short.values("pk"), value)

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.counted_by(self.day)
        return rows


class GrantFilter(RegisterFilter):
    """Funds from above; overdue is asked of the as-of date."""

    kind = filters.ChoiceFilter(label="资金性质", choices=GrantKind.choices, empty_label="全部性质")
    passed = flag("已下达", "is_passed")
    overdue = flag("逾期", "is_overdue")

    class Meta:
        model = Grant
        fields: list[str] = []

    def is_passed(self, queryset: Rows, name: str, value: bool) -> Rows:
        passed = Q(passed_on__lte=self.day)
        return queryset.filter(passed if value else ~passed | Q(passed_on=None))

    def seen(self, queryset: Any) -> Rows:
        rows: Rows = queryset.stood_on(self.day)
        return rows

    def is_overdue(self, queryset: Rows, name: str, value: bool) -> Rows:
        return kept(queryset, Grant.objects.overdue_on(self.day).values("pk"), value)
