"""How orders are shown by the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import RegionKeyField
from core.api import RowSerializer
from core.stood import day_of
from orders.actions import available
from orders.models import Attachment, Commitment, Extension, Order, OrderEvent, TalkRecord
from projects.api.base import ProjectBrief


class OrderSerializer(RowSerializer):
    """An order in a list; `days_overdue` counts from the original deadline, 0 when in time."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    office_region = RegionKeyField(read_only=True)
    project = ProjectBrief(read_only=True, allow_null=True)
    deadline = serializers.DateField(read_only=True, help_text="现定时限：延期后的日期")
    days_overdue = serializers.SerializerMethodField(help_text="逾期天数，单位：天，自原定时限起算")

    class Meta:
        model = Order
        fields: tuple[str, ...] = (
            "id", "kind", "state", "number", "region", "region_name", "office_region", "project",
            "basis_kind", "basis", "subject", "requirement", "unit", "person", "co_units",
            "issued_on", "due_on", "extended_to", "deadline", "days_overdue", "closed_on",
        )  # fmt: skip

    def get_days_overdue(self, row: Order) -> int:
        return row.days_overdue(day_of(row))


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ("id", "name", "kind", "size", "sha256")


class EventSerializer(serializers.ModelSerializer[OrderEvent]):
    """One step of an order, with the files that came with it."""

    by = serializers.StringRelatedField(help_text="经办人")  # type: ignore[var-annotated]
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = OrderEvent
        fields = ("id", "kind", "at", "by", "text", "attachments")


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    """A request for more time; `granted` is null until it is decided."""

    class Meta:
        model = Extension
        fields = ("id", "until", "reason", "progress", "asked_on", "granted", "decided_on", "note")


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """A promise made in a talk; `kept` is null until it is checked."""

    class Meta:
        model = Commitment
        fields = ("id", "text", "person", "due_on", "kept", "finding", "checked_on")


class TalkSerializer(serializers.ModelSerializer[TalkRecord]):
    """The talk of a 约谈通知; `held_on` is null before it was recorded."""

    commitments = CommitmentSerializer(many=True, read_only=True)

    class Meta:
        model = TalkRecord
        fields = (
            "at", "place", "convener", "purpose", "materials", "held_on", "attendees", "minutes",
            "commitments",
        )  # fmt: skip


class OrderDetailSerializer(OrderSerializer):
    """An order with its course, and what the caller may do with it now (`actions`)."""

    drafted_by = serializers.StringRelatedField(help_text="拟稿人")  # type: ignore[var-annotated]
    issued_by = serializers.StringRelatedField(help_text="签发人")  # type: ignore[var-annotated]
    escalated_from = serializers.IntegerField(
        source="escalated_from_id", read_only=True, allow_null=True, help_text="由何件升级：id"
    )
    events = EventSerializer(many=True, read_only=True)
    extensions = ExtensionSerializer(many=True, read_only=True)
    talk = serializers.SerializerMethodField(help_text="约谈通知以外为 null")
    actions = serializers.SerializerMethodField(help_text="您现在可做的操作")

    class Meta(OrderSerializer.Meta):
        fields: tuple[str, ...] = (
            *OrderSerializer.Meta.fields, "contact", "phone", "inspected_on", "inspector",
            "origin_label", "drafted_by", "issued_by", "escalated_from", "events", "extensions",
            "talk", "actions",
        )  # fmt: skip

    @extend_schema_field(TalkSerializer(allow_null=True))
    def get_talk(self, row: Order) -> Any:
        talk = getattr(row, "talk", None)
        return None if talk is None else TalkSerializer(talk, context=self.context).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, row: Order) -> list[str]:
        return [action.value for action in available(row, self.context["request"].user)]
