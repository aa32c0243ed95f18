"""URLs of complaints."""

from django.urls import URLPattern, URLResolver, path

from complaints.views import registers

app_name = "complaints"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", registers.ComplaintList.as_view(), name="complaints"),
    path("disputes/", registers.DisputeList.as_view(), name="disputes"),
    path("projects/<int:pk>/", registers.ProjectFragment.as_view(), name="project_fragment"),
]
