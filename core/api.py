"""What every API endpoint shares: scope and refusals."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import status, viewsets
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from core.exceptions import Refusal


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a Refusal into 400 with the same words that the page shows."""
    if isinstance(error, Refusal):
        body = {error.field or "detail": [error.message] if error.field else error.message}
        return Response(body, status=status.HTTP_400_BAD_REQUEST)
    return default_handler(error, context)


class ScopedReadOnlyViewSet(viewsets.ReadOnlyModelViewSet[Any]):
    """Rows of the caller's region: `queryset`'s model has `visible_to(user)`."""

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        scoped: QuerySet[Any] = rows.visible_to(self.request.user)
        return scoped
