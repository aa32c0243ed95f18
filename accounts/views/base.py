"""What views of every app ask about a request."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


def caller(request: HttpRequest | Request) -> User:
    """Return who asks; views stand behind a permission, so that somebody does."""
    user = request.user
    assert isinstance(user, User)
    return user
