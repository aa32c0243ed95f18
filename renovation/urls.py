"""Root URLs: each app brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from core import care
from core.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("care/", care.switch, name="care"),
    path("", include("reports.urls")),
    path("accounts/", include("accounts.urls")),
    path("projects/", include("projects.urls")),
    path("orders/", include("orders.urls")),
    path("funding/", include("funding.urls")),
    path("complaints/", include("complaints.urls")),
    path("public/bulletins/", include("reports.public_urls")),
    path("public/", include("complaints.public_urls")),
    path("public/", include("projects.public_urls")),
    path("quality/", include("quality.urls")),
    path("api/", include("renovation.api_urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("core.urls")))
