"""URLs of funding."""

from django.urls import URLPattern, URLResolver, path

from funding import urls_contracts
from funding.views import batches, calculator, cashbook, gaps, receipts, registers, sources, works

app_name = "funding"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", registers.SourceList.as_view(), name="sources"),
    path("receipts/", registers.ReceiptList.as_view(), name="receipts"),
    path("payments/", registers.PaymentList.as_view(), name="payments"),
    path("projects/<int:pk>/", registers.ProjectFragment.as_view(), name="project_fragment"),
    path("projects/<int:pk>/sources/new/", sources.SourceNew.as_view(), name="source_new"),
    path("projects/<int:pk>/incomes/new/", sources.IncomeNew.as_view(), name="income_new"),
    path("incomes/<int:pk>/", sources.IncomeEdit.as_view(), name="income_edit"),
    path("sources/<int:pk>/", sources.SourceEdit.as_view(), name="source_edit"),
    path("sources/<int:pk>/receipts/new/", receipts.ReceiptNew.as_view(), name="receipt_new"),
    path("receipts/<int:pk>/", receipts.ReceiptDetail.as_view(), name="receipt"),
    path("receipts/<int:pk>/reverse/", receipts.ReceiptReverse.as_view(), name="receipt_reverse"),
    path(
        "receipts/<int:pk>/files/<int:file>/",
        receipts.ReceiptFileDownload.as_view(),
        name="receipt_file",
    ),
    path("payments/<int:pk>/reverse/", receipts.PaymentReverse.as_view(), name="payment_reverse"),
    path("kinds/", sources.KindList.as_view(), name="kinds"),
    path("kinds/new/", sources.KindNew.as_view(), name="kind_new"),
    path("kinds/<int:pk>/", sources.KindEdit.as_view(), name="kind_edit"),
    path("gaps/", gaps.GapPage.as_view(), name="gaps"),
    path("cashbook/", cashbook.Cashbook.as_view(), name="cashbook"),
    path("unfunded/", works.UnfundedWorks.as_view(), name="unfunded"),
    path("batches/", batches.BatchList.as_view(), name="batches"),
    path("batches/new/", batches.BatchNew.as_view(), name="batch_new"),
    path("batches/<int:pk>/", batches.BatchDetail.as_view(), name="batch"),
    path("batches/<int:pk>/edit/", batches.BatchEdit.as_view(), name="batch_edit"),
    path("batches/<int:pk>/allocate/", batches.Allocate.as_view(), name="allocate"),
    path("calculator/", calculator.Calculator.as_view(), name="calculator"),
    path("rules/", calculator.RuleList.as_view(), name="rules"),
    path("rules/new/", calculator.RuleNew.as_view(), name="rule_new"),
    *urls_contracts.patterns,
]
