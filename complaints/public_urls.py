"""URLs for residents, without an account."""

from django.urls import URLPattern, URLResolver, path

from complaints.views import public

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:token>/", public.ProjectPage.as_view(), name="project"),
    path("p/<slug:token>/report/", public.ReportPage.as_view(), name="report"),
    path("r/", public.FindTicket.as_view(), name="find"),
    path("r/<slug:ticket>/", public.TicketPage.as_view(), name="ticket"),
]
