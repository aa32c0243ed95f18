"""API of orders: the same scope, filters and services as the pages; an action is a POST."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import AccessKind
from accounts.services.access import record
from core.exceptions import Refusal
from core.exports import attachment
from core.rest import Json, JsonWhateverAccepted
from core.typst import RenderResult
from core.uploads import check_uploads
from orders import minutes, paper
from orders.actions import Action, require
from orders.api import bodies
from orders.api.rows import OrderDetailSerializer, OrderSerializer
from orders.choices import OrderKind
from orders.filters import OrderFilter
from orders.models import Extension, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.drafting import change_draft, draft_order
from orders.services.escalations import remind
from orders.services.issuing import instruct, issue_order, withdraw
from orders.services.reviewing import decide_extension, review
from orders.services.talks import Promise, check_commitment, record_talk
from projects.api.base import ProjectsViewSet, answering

PDF = "application/pdf"
PERMISSIONS = {"create": "orders.draft_order", "instruct": "orders.instruct_order"}
act = answering(OrderDetailSerializer)


@extend_schema_view(
    list=extend_schema(summary="督办事项列表"), retrieve=extend_schema(summary="一件督办事项")
)
class OrderViewSet(ProjectsViewSet):
    """督办单, 约谈通知, 整改通知 and 领导批示; drafts show on the issuer's side alone."""

    queryset = Order.objects.select_related("region", "project__region")
    serializer_class = OrderSerializer
    detail_serializer_class = OrderDetailSerializer
    filterset_class = OrderFilter
    ordering = ("-issued_on", "-pk")
    ordering_fields = ("issued_on", "due_on", "number", "kind", "state", "unit", "region_id")

    @property
    def permissions(self) -> dict[str, str]:  # type: ignore[override]
        return {self.action or "list": PERMISSIONS.get(self.action or "", "orders.view_order")}

    def detail_queryset(self) -> Any:
        parts = self.get_queryset().select_related(
            "office_region", "drafted_by", "issued_by", "talk", "region", "project__region"
        )
        return parts.prefetch_related(
            "events__by", "events__attachments", "extensions", "talk__commitments"
        )

    def taken(self, wanted: Action) -> Order:
        """Return the order if the caller may do this now: 404, 403 or 400 before the body."""
        order: Order = self.get_object()
        require(order, wanted, self.user)
        return order

    def words(self, kind: type[bodies.InstructBody], order: Order | None = None) -> Any:
        form = kind(data=self.request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        return form, form.words(self.user)

    @act("起草督办单、整改通知或约谈通知", bodies.NewBody, 201)
    def create(self, request: Request) -> Response:
        form, words = self.words(bodies.NewBody)
        given = form.validated_data
        kind = OrderKind(given["kind"])
        source = given.get("escalated_from")
        return self.shown(draft_order(kind, words, by=self.user, escalated_from=source), 201)

    @act("作出批示", bodies.InstructBody, 201)
    @action(detail=False, methods=["post"])
    def instruct(self, request: Request) -> Response:
        _, words = self.words(bodies.InstructBody)
        return self.shown(instruct(words, by=self.user), 201)

    @act("修改拟稿", bodies.DraftBody)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.CHANGE)
        _, words = self.words(bodies.DraftBody)
        return self.shown(change_draft(order, words, by=self.user))

    @act("签发")
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: int) -> Response:
        return self.shown(issue_order(self.taken(Action.ISSUE), by=self.user))

    @act("签收")
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: int) -> Response:
        return self.shown(receive(self.taken(Action.RECEIVE), by=self.user))

    @extend_schema(
        summary="回复",
        request={"multipart/form-data": bodies.ReplyBody, "application/json": bodies.ReplyBody},
        responses=OrderDetailSerializer,
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser, Json])
    def reply(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.REPLY)
        given = self.validated(bodies.ReplyBody)
        files = check_uploads(given.get("attachments", []))
        return self.shown(reply(order, text=given["text"], files=files, by=self.user))

    @act("申请延期", bodies.ExtensionBody)
    @action(detail=True, methods=["post"], url_path="extension")
    def ask_extension(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.ASK_EXTENSION)
        ask_extension(order, **self.validated(bodies.ExtensionBody), by=self.user)
        return self.shown(order)

    @act("答复延期", bodies.DecisionBody)
    @action(detail=True, methods=["post"], url_path="extension/decide")
    def decide_extension(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.DECIDE_EXTENSION)
        given = self.validated(bodies.DecisionBody)
        row = Extension.objects.filter(order=order, granted=None).first()
        if row is None:
            raise Refusal("没有等待答复的延期申请。")
        decide_extension(row, **given, by=self.user)
        return self.shown(order)

    @act("审核：办结或退办", bodies.ReviewBody)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.REVIEW)
        return self.shown(review(order, **self.validated(bodies.ReviewBody), by=self.user))

    @act("登记约谈情况和承诺", bodies.TalkRecordBody)
    @action(detail=True, methods=["post"], url_path="talk")
    def record_talk(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.RECORD_TALK)
        given = self.validated(bodies.TalkRecordBody)
        promises = [Promise(**one) for one in given.pop("promises")]
        record_talk(order, **given, promises=promises, by=self.user)
        return self.shown(order)

    @act("核查承诺", bodies.CheckBody)
    @action(detail=True, methods=["post"], url_path="commitments")
    def check_commitment(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.CHECK_COMMITMENT)
        given = self.validated(bodies.CheckBody)
        one = bodies.commitment_of(order, given.pop("commitment"))
        check_commitment(one, **given, by=self.user)
        return self.shown(order)

    @act("提醒", bodies.TextBody)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.REMIND)
        remind(order, **self.validated(bodies.TextBody), by=self.user)
        return self.shown(order)

    @act("撤回", bodies.ReasonBody)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        order = self.taken(Action.WITHDRAW)
        return self.shown(withdraw(order, **self.validated(bodies.ReasonBody), by=self.user))

    @extend_schema(summary="公文 PDF", responses={(200, PDF): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=JsonWhateverAccepted)
    def paper(self, request: Request, pk: int) -> HttpResponse:
        order = self.get_object()
        name = f"{order.get_kind_display()}_{order.number or '草稿'}.pdf"
        return self.file(order, paper.render(order), name)

    @extend_schema(summary="约谈纪要 PDF", responses={(200, PDF): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=JsonWhateverAccepted)
    def minutes(self, request: Request, pk: int) -> HttpResponse:
        order = self.get_object()
        talk = getattr(order, "talk", None)
        if talk is None or talk.held_on is None:
            raise Refusal("尚未登记约谈情况，登记后才有纪要。")
        return self.file(order, minutes.render(order), f"约谈纪要_{order.number}.pdf")

    def file(self, order: Order, rendered: RenderResult, name: str) -> HttpResponse:
        request = self.request._request
        record(AccessKind.DOWNLOAD, request=request, subject=name, order=order.pk)
        answer = HttpResponse(rendered.pdf, content_type=PDF)
        answer["Content-Disposition"] = attachment(name)
        return answer
