"""Admin of funding, for superusers. Ledger rows are read only: a wrong one is reversed."""

from django.contrib import admin

from core.admin import HistoryAdmin, ReadOnlyAdmin
from funding.models import (
    Allocation,
    Contract,
    ContractShare,
    Contribution,
    FinalAccount,
    FundingBatch,
    FundingSource,
    Grant,
    Lot,
    MoneyRule,
    OperatingIncome,
    Payment,
    PaymentRequest,
    Receipt,
    ReceiptFile,
    RequestFile,
    RequestStep,
    SourceKind,
    SubsidyRule,
    Tender,
    Variation,
)


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


@admin.register(ReceiptFile)
class ReceiptFileAdmin(ReadOnlyAdmin):
    list_display = ("receipt", "name", "size")
    list_select_related = ("receipt__source__project",)


@admin.register(RequestFile)
class RequestFileAdmin(ReadOnlyAdmin):
    list_display = ("step", "name", "size")
    list_select_related = ("step",)


@admin.register(SourceKind)
class SourceKindAdmin(HistoryAdmin):
    list_display = ("name", "group", "stands_for", "order", "active")
    list_select_related = ("stands_for",)


@admin.register(FundingBatch)
class FundingBatchAdmin(HistoryAdmin):
    list_display = ("kind", "name", "region", "amount", "allocated")
    list_select_related = ("kind", "region")
    readonly_fields = ("allocated",)


@admin.register(Allocation)
class AllocationAdmin(HistoryAdmin):
    list_display = ("batch", "project", "amount")
    list_select_related = ("batch__kind", "project")


@admin.register(SubsidyRule)
class SubsidyRuleAdmin(HistoryAdmin):
    list_display = ("measure", "work_class", "value", "region", "effective_on")
    list_select_related = ("region",)


@admin.register(OperatingIncome)
class OperatingIncomeAdmin(HistoryAdmin):
    list_display = ("project", "item", "income", "cost", "years")
    list_select_related = ("project",)


@admin.register(
    Contract, ContractShare, Contribution, FinalAccount, Grant, Lot, MoneyRule, PaymentRequest,
    Tender, Variation,
)  # fmt: skip
class ContractPartAdmin(HistoryAdmin):
    list_display = ("pk",)


@admin.register(RequestStep)
class RequestStepAdmin(ReadOnlyAdmin):
    list_display = ("request_id", "kind", "at")
