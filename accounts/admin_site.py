"""Django's admin behind the portal's own log-in, so that lock-out and second factor hold there too."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.links import with_next


class PortalAdminSite(AdminSite):
    site_header = site_title = "后台维护"

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Send to the portal's log-in; somebody logged in who may not enter gets the portal's home."""
        if request.user.is_authenticated:
            return redirect("accounts:own")
        wanted = request.GET.get("next", reverse("admin:index"))
        return redirect(with_next(reverse("accounts:login"), wanted))


class PortalAdminConfig(AdminConfig):
    """Names the site above; stands in INSTALLED_APPS for `django.contrib.admin`."""

    default_site = "accounts.admin_site.PortalAdminSite"
