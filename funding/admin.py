"""Admin of funding, for superusers. Ledger rows are read only: a wrong one is reversed."""

from django.contrib import admin

from core.admin import HistoryAdmin, ReadOnlyAdmin
from funding.models import FundingSource, Payment, Receipt


@admin.register(FundingSource)
class FundingSourceAdmin(HistoryAdmin):
    list_display = ("project", "kind", "batch", "planned", "secured")
    list_select_related = ("project",)
    search_fields = ("project__number", "project__name", "batch")


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    list_display = ("source", "amount", "received_on")
    list_select_related = ("source__project",)
    search_fields = ("source__project__number",)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ("project", "amount", "applied_on", "paid_on")
    list_select_related = ("project",)
    search_fields = ("project__number", "payee")
