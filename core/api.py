"""What every API endpoint shares: scope, refusals, fields of the trade.

Money is 元 as text with two decimals ("8205000.00"); figures alone follow their own contract.
Region codes are text of 12 digits. All text comes back as it was typed: JSON, never markup.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from core.exceptions import Refusal, refusal_of
from core.fields import within_reason
from core.periods import Week

MONEY_DIGITS = 18
FIRST_DAY, LAST_DAY = date(2000, 1, 3), date(2100, 12, 31)


def refusal_body(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as serializers tell theirs: by field, or as `detail`."""
    return {refusal.field: [refusal.message]} if refusal.field else {"detail": refusal.message}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a Refusal into 400 with the same words that the page shows; what is not found into 404."""
    if isinstance(error, IntegrityError):
        error = refusal_of(error) or error
    if isinstance(error, Refusal):
        return Response(refusal_body(error), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, ObjectDoesNotExist):
        return default_handler(Http404(), context)
    return default_handler(error, context)


class MoneyField(serializers.DecimalField):
    """Money in 元, as text with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = MONEY_DIGITS, 2
        kwargs.setdefault("help_text", "单位：元，两位小数的文本，如 8205000.00")
        super().__init__(**kwargs)


class CodeField(serializers.Field[int, Any, str, Any]):
    """A region's 12-digit code as text; reads the key that a row holds, without the region."""

    default_error_messages = {"invalid": "区划代码是12位数字，如 999902000000。"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "12位区划代码")
        super().__init__(**kwargs)

    def to_representation(self, value: int) -> str:
        return str(value)

    def to_internal_value(self, data: Any) -> int:
        text = str(data)
        if not (text.isascii() and text.isdecimal() and len(text) == 12 and text[0] != "0"):
            self.fail("invalid")
        return int(text)


class DayField(serializers.DateField):
    """A day that somebody enters, within the bounds of the pages and the ledger."""

    def get_validators(self) -> list[Any]:
        return [*super().get_validators(), within_reason]


class WeekField(serializers.DateField):
    """The week that a date falls in; printed as its Monday."""

    default_error_messages = {"range": "请填2000年至2100年之间的日期。"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "该周任一天，按所在周的周一计")
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> Any:
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return Week.of(day)


class RowSerializer(serializers.ModelSerializer[Any]):
    """A model's row with its money in 元."""

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: DayField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, Any]:
        kind, options = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.DecimalField) and model_field.max_digits == MONEY_DIGITS:
            return MoneyField, options
        return kind, options


class ScopedReadOnlyViewSet(viewsets.ReadOnlyModelViewSet[Any]):
    """Rows of the caller's region: the model's manager has `visible_to(user)`.

    One row is found whatever the list leaves out by default; `detail_serializer_class` may show
    more of it than the list does.
    """

    permissions: ClassVar[Mapping[str, str]] = {}
    detail_serializer_class: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None
    ordering: ClassVar[tuple[str, ...]] = ()
    ordering_fields: ClassVar[tuple[str, ...]] = ()
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        scoped: QuerySet[Any] = rows.visible_to(self.request.user)
        return scoped

    def detail_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()

    def get_object(self) -> Any:
        row = get_object_or_404(self.detail_queryset(), pk=self.kwargs["pk"])
        self.check_object_permissions(self.request, row)
        return row

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        if self.action != "list" and self.detail_serializer_class is not None:
            return self.detail_serializer_class
        return super().get_serializer_class()

    def validated(self, kind: type[serializers.Serializer[Any]], **options: Any) -> dict[str, Any]:
        """Return the body as `kind` reads it; 400 by field where it cannot."""
        form = kind(data=self.request.data, context=self.get_serializer_context(), **options)
        form.is_valid(raise_exception=True)
        found: dict[str, Any] = form.validated_data
        return found

    def complete(self, rows: Sequence[Any]) -> None:
        """Add to rows what is worked out for all of them at once; nothing unless overridden."""

    def shown(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """Answer a change with the row as reading it gives it."""
        fresh = get_object_or_404(self.detail_queryset(), pk=row.pk)
        self.complete([fresh])
        kind = self.detail_serializer_class or self.serializer_class
        assert kind is not None
        return Response(kind(fresh, context=self.get_serializer_context()).data, status=code)


def created(response: Response) -> Response:
    response.status_code = status.HTTP_201_CREATED
    return response


def querydata(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the query string as `kind` reads it; 400 by parameter where it cannot."""
    form = kind(data=request.query_params)
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found
