"""URLs of accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import session

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", session.LoginPage.as_view(), name="login"),
    path("login/code/", session.SecondStep.as_view(), name="second_step"),
    path("logout/", session.log_out, name="logout"),
]
