"""Debug only: the style guide."""

from django.urls import URLPattern, URLResolver, path

from core.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = [path("", styleguide, name="styleguide")]
