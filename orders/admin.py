"""Admin of orders, for superusers."""

from django.contrib import admin

from core.admin import HistoryAdmin, ReadOnlyAdmin
from orders.models import (
    Attachment,
    Commitment,
    EscalationRule,
    Extension,
    KeyTask,
    Order,
    OrderEvent,
    OrderOffice,
    OrderSeries,
    TalkRecord,
    TaskEvent,
)


@admin.register(Order)
class OrderAdmin(HistoryAdmin):
    list_display = ("number", "kind", "subject", "region", "state", "due_on")
    list_select_related = ("region",)
    list_filter = ("kind", "state")
    search_fields = ("number", "subject")


@admin.register(OrderOffice)
class OrderOfficeAdmin(HistoryAdmin):
    list_display = ("region", "name", "code")
    list_select_related = ("region",)


@admin.register(EscalationRule)
class EscalationRuleAdmin(HistoryAdmin):
    list_display = ("__str__", "region", "effective_on", "active")
    list_select_related = ("region",)


@admin.register(Extension, TalkRecord, Commitment)
class OrderPartAdmin(HistoryAdmin):
    list_display = ("__str__",)


@admin.register(KeyTask)
class KeyTaskAdmin(HistoryAdmin):
    list_display = ("task", "source", "unit", "region", "due_on", "state")
    list_select_related = ("region",)
    list_filter = ("state", "source_kind")
    search_fields = ("task", "source")


@admin.register(OrderEvent, TaskEvent, Attachment, OrderSeries)
class OrderLogAdmin(ReadOnlyAdmin):
    list_display = ("__str__",)
