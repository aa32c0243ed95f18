"""URLs of reports: the home page and what is dispatched and issued."""

from django.urls import URLPattern, URLResolver, include, path

pages: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", include((pages, "reports"))),
]
