"""URLs behind the codes of paper forms, without an account."""

from django.urls import URLPattern, URLResolver, path

from projects.views import paper_public

app_name = "paper"
urlpatterns: list[URLPattern | URLResolver] = [
    path("w/", paper_public.PaperFind.as_view(), name="find"),
    path("w/<slug:code>/", paper_public.PaperPage.as_view(), name="form"),
]
