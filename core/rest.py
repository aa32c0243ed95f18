"""Defaults of the API: permissions, filters, order, pages, throttle."""

from collections.abc import Mapping
from json import dumps
from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from redis.exceptions import RedisError
from rest_framework.exceptions import ParseError
from rest_framework.filters import OrderingFilter
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import DjangoModelPermissions
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from core.stood import order_then


class ScopedModelPermissions(DjangoModelPermissions):
    """The permission of the page that does the same, else Django's of the model, reading included.

    A view names the former in `permissions`, by action or by method in lower case.
    """

    perms_map = DjangoModelPermissions.perms_map | {
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: Any) -> bool:
        named: Mapping[str, str] = getattr(view, "permissions", {})
        method = (request.method or "").lower()
        wanted = named.get(getattr(view, "action", None) or method)
        if wanted is None:
            return bool(super().has_permission(request, view))
        user = request.user
        return bool(user and user.is_authenticated and user.has_perm(wanted))


class ListFilters(DjangoFilterBackend):
    """The FilterSet of the page; a value it cannot read is 400 here, where a page ignores it."""


class Ordering(OrderingFilter):
    """`?ordering=`, ended by the key so that pages neither repeat nor lose rows."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        chosen = self.get_ordering(request, queryset, view) or ()
        return queryset.order_by(*(_then(queryset, name) for name in chosen), "pk")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = sorted(getattr(view, "ordering_fields", ()))
        words = "排序字段，前加“-”为降序，可用逗号连接多个：" + "、".join(names)
        schema = {"type": "string"}
        return [{"name": "ordering", "in": "query", "description": words, "schema": schema}]


def _then(queryset: QuerySet[Any], name: Any) -> Any:
    if not isinstance(name, str):
        return name  # an expression, of the view's own order
    sign = "-" if name.startswith("-") else ""
    return f"{sign}{order_then(queryset, name.removeprefix('-'))}"


class PageNumbers(PageNumberPagination):
    """Pages of 50, at most 200: an unpaginated list over 300,000 rows blocks every worker."""

    page_size_query_param = "page_size"
    max_page_size = 200


class Json(JSONParser):
    """JSON without what cannot be read or written: nested too deep, half a pair of UTF-16."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
            dumps(found, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("JSON 嵌套过深。") from error
        except UnicodeEncodeError as error:
            raise ParseError("JSON 中有残缺的字符（\\uD800 至 \\uDFFF 须成对）。") from error
        return found


class JsonWhateverAccepted(DefaultContentNegotiation):
    """For files: refusals come as JSON whatever the client accepts."""

    def select_renderer(  # type: ignore[override]
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class UserThrottle(UserRateThrottle):
    """Per-user limit that lets requests through while the cache is away."""

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError):
            return True
