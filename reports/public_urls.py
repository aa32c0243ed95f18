"""URLs of published bulletins, without an account."""

from django.urls import URLPattern, URLResolver, path

from reports.views import public

app_name = "public_bulletins"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.PublishedBulletins.as_view(), name="list"),
    path("<int:pk>.pdf", public.PublishedFile.as_view(), name="file"),
]
