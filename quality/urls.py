"""URLs of quality supervision."""

from django.urls import URLPattern, URLResolver, path

from quality.views import findings

app_name = "quality"
urlpatterns: list[URLPattern | URLResolver] = [
    path("findings/", findings.FindingList.as_view(), name="findings"),
    path("findings/new/", findings.FindingNew.as_view(), name="finding_new"),
    path("findings/<int:pk>/edit/", findings.FindingEdit.as_view(), name="finding_edit"),
    path("findings/<int:pk>/reply/", findings.FindingReply.as_view(), name="finding_reply"),
    path("findings/<int:pk>/review/", findings.FindingReview.as_view(), name="finding_review"),
]
