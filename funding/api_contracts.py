"""API of contracts, tenders and what follows from them, in 元; changes by the pages' services."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api import CodeField, MoneyField, RowSerializer, ScopedReadOnlyViewSet
from funding import api_bodies as bodies
from funding.filters_contracts import (
    ContractFilter,
    ContributionFilter,
    GrantFilter,
    TenderFilter,
)
from funding.models import (
    Contract,
    ContractShare,
    Contribution,
    Grant,
    Lot,
    Tender,
    Variation,
)
from funding.services.contracts import (
    Change,
    add_variation,
    decide_variation,
    save_contract,
    save_shares,
)
from funding.services.tenders import save_tender
from projects.api.base import ProjectBrief, ProjectsViewSet, VersionField, answering, require_seen


def titled(many: str, one: str) -> Any:
    return extend_schema_view(list=extend_schema(summary=many), retrieve=extend_schema(summary=one))


class ShareSerializer(RowSerializer):
    """What of a contract falls on one project."""

    project = ProjectBrief(read_only=True)

    class Meta:
        model = ContractShare
        fields = ("project", "amount")


class VariationSerializer(RowSerializer):
    class Meta:
        model = Variation
        fields = (
            "id", "project", "reason", "asked_by", "asked_on", "delta", "approved", "approved_on",
            "opinion",
        )  # fmt: skip


class ContractSerializer(RowSerializer):
    """One contract; `shares` add up to `value`, `worth` is value and approved changes.

    Of a bundle `shares` and `variations` are those of the caller's own projects.
    """

    region = CodeField(source="region_id", read_only=True)
    worth = MoneyField(read_only=True)
    paid = MoneyField(read_only=True)
    in_hand = MoneyField(read_only=True)
    shares = ShareSerializer(many=True, read_only=True, source="own_shares")
    variations = VariationSerializer(many=True, read_only=True, source="own_variations")

    class Meta:
        model = Contract
        fields: tuple[str, ...] = (
            "id", "region", "number", "name", "kind", "lot", "contractor", "sme", "value",
            "signed_on", "pay_days", "retention", "defects_months", "split_by", "worth", "paid", "in_hand", "shares",
            "variations",
        )  # fmt: skip


class ContractDetailSerializer(ContractSerializer):
    version = VersionField()

    class Meta(ContractSerializer.Meta):
        fields = (*ContractSerializer.Meta.fields, "version")


contract_act = answering(ContractDetailSerializer)


@titled("合同列表", "一份合同")
class ContractViewSet(ProjectsViewSet):
    """Contracts with their money on the as-of date."""

    queryset = Contract.objects.all()
    serializer_class = ContractSerializer
    detail_serializer_class = ContractDetailSerializer
    filterset_class = ContractFilter
    ordering = ("-signed_on",)
    ordering_fields = ("signed_on", "number", "value", "contractor")
    permissions = {
        "split": "funding.change_contract",
        "variations": "funding.add_variation",
        "decide_variation": "funding.approve_variation",
    }

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        shares: Any = ContractShare.objects.visible_to(user).select_related("project__region")
        variations: Any = Variation.objects.visible_to(user)
        rows: QuerySet[Any] = super().get_queryset()
        return rows.prefetch_related(  # under names of their own: services read all shares
            Prefetch("shares", shares, to_attr="own_shares"),
            Prefetch("variations", variations, to_attr="own_variations"),
        )

    def detail_queryset(self) -> QuerySet[Any]:
        rows: Any = self.get_queryset()
        found: QuerySet[Any] = rows.with_money(clock.today())
        return found

    @contract_act("登记合同", bodies.ContractBody, 201)
    def create(self, request: Request) -> Response:
        terms, projects, split_by = bodies.terms_of(self.validated(bodies.ContractBody))
        return self.shown(save_contract(None, terms, projects, split_by, by=self.user), 201)

    @contract_act("修改合同", bodies.ContractChangeBody(partial=True))
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        given = self.validated(bodies.ContractBody, partial=True)
        terms, projects, split_by = bodies.terms_of(given, row)
        return self.shown(save_contract(row, terms, projects, split_by, by=self.user, seen=seen))

    @contract_act("手工分摊合同价", bodies.SplitBody)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: int) -> Response:
        row, given = self.get_object(), self.validated(bodies.SplitBody)
        amounts = {share["project"]: share["amount"] for share in given["shares"]}
        return self.shown(save_shares(row, amounts, by=self.user, seen=given["seen"]))

    @contract_act("登记合同变更", bodies.VariationBody, 201)
    @action(detail=True, methods=["post"])
    def variations(self, request: Request, pk: int) -> Response:
        row, given = self.get_object(), self.validated(bodies.VariationBody)
        return self.shown(add_variation(row, Change(**given), by=self.user).contract, 201)

    @contract_act("批复合同变更", bodies.VariationDecisionBody)
    @action(detail=True, methods=["post"], url_path="variations/decide")
    def decide_variation(self, request: Request, pk: int) -> Response:
        row, given = self.get_object(), self.validated(bodies.VariationDecisionBody)
        mine = Variation.objects.visible_to(request.user)
        variation = mine.get(contract=row, pk=given.pop("variation"))
        return self.shown(decide_variation(variation, **given, by=self.user).contract)


class LotSerializer(RowSerializer):
    """One lot; `projects` are ids."""

    class Meta:
        model = Lot
        fields = (
            "id", "number", "control_price", "bids", "winner", "price", "awarded_on", "projects",
        )  # fmt: skip


class TenderSerializer(RowSerializer):
    region = CodeField(source="region_id", read_only=True)
    lots = LotSerializer(many=True, read_only=True)

    class Meta:
        model = Tender
        fields: tuple[str, ...] = (
            "id", "region", "number", "name", "method", "agency", "notice_on", "opened_on", "lots",
        )  # fmt: skip


class TenderDetailSerializer(TenderSerializer):
    version = VersionField()

    class Meta(TenderSerializer.Meta):
        fields = (*TenderSerializer.Meta.fields, "version")


tender_act = answering(TenderDetailSerializer)


@titled("招标列表", "一次招标")
class TenderViewSet(ProjectsViewSet):
    """Tenders with their lots, which are written together."""

    queryset = Tender.objects.prefetch_related("lots__projects")
    serializer_class = TenderSerializer
    detail_serializer_class = TenderDetailSerializer
    filterset_class = TenderFilter
    ordering = ("-notice_on",)
    ordering_fields = ("notice_on", "opened_on", "number")

    @tender_act("登记招标", bodies.TenderBody, 201)
    def create(self, request: Request) -> Response:
        words = bodies.tender_words(self.validated(bodies.TenderBody))
        return self.shown(save_tender(None, words, by=self.user), 201)

    @tender_act("修改招标", bodies.TenderChangeBody(partial=True))
    def partial_update(self, request: Request, pk: int) -> Response:
        row, seen = self.get_object(), require_seen(request.data)
        given = self.validated(bodies.TenderBody, partial=True)
        if "lots" in request.data:
            given |= self.validated(bodies.LotsBody)
        words = bodies.tender_words(given, row)
        return self.shown(save_tender(row, words, by=self.user, seen=seen))


class ContributionSerializer(RowSerializer):
    """Residents' contribution of one community: counts and sums, no names."""

    project = ProjectBrief(read_only=True)
    community_name = serializers.CharField(source="community.name")

    class Meta:
        model = Contribution
        fields = (
            "id", "project", "community", "community_name", "basis", "rate", "pledged_households",
            "pledged", "collected_households", "collected", "counted_on",
        )  # fmt: skip


@titled("居民出资列表", "一个小区的居民出资")
class ContributionViewSet(ScopedReadOnlyViewSet):
    queryset = Contribution.objects.select_related("project__region", "community")
    serializer_class = ContributionSerializer
    filterset_class = ContributionFilter
    ordering = ("project__number",)
    ordering_fields = ("project__number", "pledged", "collected", "counted_on")


class GrantSerializer(RowSerializer):
    """Funds from above and by when they have to be passed on."""

    region = CodeField(source="region_id", read_only=True)

    class Meta:
        model = Grant
        fields = (
            "id", "region", "document", "kind", "amount", "arrived_on", "due_on", "passed_on",
            "passed_document",
        )  # fmt: skip


@titled("上级资金列表", "一笔上级资金")
class GrantViewSet(ScopedReadOnlyViewSet):
    queryset = Grant.objects.all()
    serializer_class = GrantSerializer
    filterset_class = GrantFilter
    ordering = ("-arrived_on",)
    ordering_fields = ("arrived_on", "due_on", "amount")
