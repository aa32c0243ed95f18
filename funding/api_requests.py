"""API of payment requests, in 元; each step is a POST and does what its page does."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api import RowSerializer
from core.stood import day_of
from funding import api_bodies as bodies
from funding.actions import RequestAction, available, require
from funding.choices import HOLDERS
from funding.filters_requests import RequestFilter
from funding.models import Contract, PaymentRequest, RequestStep
from funding.services import requests as steps
from funding.services.payment_guards import position_of, warnings
from projects.api.base import ProjectBrief, ProjectsViewSet, answering


class RequestSerializer(RowSerializer):
    """One payment request; `payment` is the row of 资金拨付 that paid it.

    `amount` is what is to be paid, `withheld` what was kept back of it (质保金).
    """

    project = ProjectBrief(read_only=True)
    payee = serializers.CharField(source="contract.contractor", help_text="收款单位")
    paid_on = serializers.DateField(source="payment.paid_on", allow_null=True, default=None)
    days_overdue = serializers.SerializerMethodField(help_text="截至日期的逾期天数")

    class Meta:
        model = PaymentRequest
        fields: tuple[str, ...] = (
            "id", "project", "contract", "payee", "kind", "state", "amount", "withheld", "wage",
            "wage_due",
            "delivered_on", "due_on", "applied_on", "checked_on", "approved_on", "paid_on",
            "payment", "note", "days_overdue",
        )  # fmt: skip

    def get_days_overdue(self, row: PaymentRequest) -> int:
        return row.days_overdue(day_of(row))


class StepSerializer(RowSerializer):
    """One step: who did what and in which words."""

    by = serializers.CharField(source="by.name", help_text="经办人")

    class Meta:
        model = RequestStep
        fields = ("kind", "at", "by", "text")


class RequestDetailSerializer(RequestSerializer):
    """A request with its steps, what deserves a second look, and what the caller may do now."""

    steps = StepSerializer(many=True, read_only=True)
    warnings = serializers.SerializerMethodField(help_text="提醒")

    actions = serializers.SerializerMethodField(help_text="您现在可做的操作")

    class Meta(RequestSerializer.Meta):
        fields = (*RequestSerializer.Meta.fields, "steps", "warnings", "actions")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, row: PaymentRequest) -> list[str]:
        return [action.value for action in available(row, self.context["request"].user)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_warnings(self, row: PaymentRequest) -> list[str]:
        return warnings(row, position_of(row, clock.today())) if row.state in HOLDERS else []


act = answering(RequestDetailSerializer)


@extend_schema_view(
    list=extend_schema(summary="付款申请列表"), retrieve=extend_schema(summary="一项付款申请")
)
class RequestViewSet(ProjectsViewSet):
    """Payment requests; who may take which step in which state is the table of the pages."""

    queryset = PaymentRequest.objects.select_related("project__region", "contract", "payment")
    serializer_class = RequestSerializer
    detail_serializer_class = RequestDetailSerializer
    filterset_class = RequestFilter
    ordering = ("-applied_on",)
    ordering_fields = ("applied_on", "due_on", "amount", "state")

    @property
    def permissions(self) -> dict[str, str]:  # type: ignore[override]
        create = self.action == "create"
        name = "apply_paymentrequest" if create else "view_paymentrequest"
        return {self.action or "list": f"funding.{name}"}

    def detail_queryset(self) -> Any:
        return self.get_queryset().prefetch_related("steps__by")

    def taken(self, wanted: RequestAction) -> PaymentRequest:
        """Return the request if the caller may do this now: 404, 403 or 400 before the body."""
        row: PaymentRequest = self.get_object()
        require(row, wanted, self.user)
        return row

    @act("申请付款", bodies.RequestBody, 201)
    def create(self, request: Request) -> Response:
        given = self.validated(bodies.RequestBody)
        contract = Contract.objects.visible_to(request.user).get(pk=given["contract"])
        project, claim = self.the_project(given["project"]), bodies.claim_of(given)
        return self.shown(steps.apply_for_payment(contract, project, claim, by=self.user), 201)

    @act("修改重报", bodies.ClaimBody)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.REVISE)
        claim = bodies.claim_of(self.validated(bodies.ClaimBody))
        return self.shown(steps.revise(row, claim, by=self.user))

    @act("审核通过", bodies.OpinionBody)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.CHECK)
        return self.shown(steps.check(row, **self.validated(bodies.OpinionBody), by=self.user))

    @act("批准", bodies.OpinionBody)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.APPROVE)
        return self.shown(steps.approve(row, **self.validated(bodies.OpinionBody), by=self.user))

    @act("登记支付", bodies.PayBody)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.PAY)
        return self.shown(steps.pay(row, **self.validated(bodies.PayBody), by=self.user))

    @act("退回", bodies.WhyBody)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.RETURN)
        return self.shown(steps.send_back(row, **self.validated(bodies.WhyBody), by=self.user))

    @act("撤销", bodies.WhyBody)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        row = self.taken(RequestAction.WITHDRAW)
        return self.shown(steps.withdraw(row, **self.validated(bodies.WhyBody), by=self.user))
