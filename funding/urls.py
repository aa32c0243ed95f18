"""URLs of funding."""

from django.urls import URLPattern, URLResolver, path

from funding.views import registers

app_name = "funding"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", registers.SourceList.as_view(), name="sources"),
    path("receipts/", registers.ReceiptList.as_view(), name="receipts"),
    path("payments/", registers.PaymentList.as_view(), name="payments"),
    path("projects/<int:pk>/", registers.ProjectFragment.as_view(), name="project_fragment"),
]
