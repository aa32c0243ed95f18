"""URLs of reports: the home page and what is dispatched and issued."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views.compare import Compare
from reports.views.history import History
from reports.views.home import home
from reports.views.indicators import IndicatorPage
from reports.views.overview import Overview

pages: list[URLPattern | URLResolver] = [
    path("", Overview.as_view(), name="overview"),
    path("indicators/", IndicatorPage.as_view(), name="indicators"),
    path("compare/", Compare.as_view(), name="compare"),
    path("history/", History.as_view(), name="history"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("reports/", include((pages, "reports"))),
]
