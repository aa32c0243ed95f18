"""The portal's URLs with the style guide, which the portal itself has in debug mode alone."""

from django.urls import include, path

from renovation.urls import urlpatterns as portal

urlpatterns = [path("styleguide/", include("core.urls")), *portal]
