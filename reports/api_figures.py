"""API of figures and of the dictionary of indicators.

Figures have the keys, types and units of the contract: money is a number of 万元, rates are text
with one decimal.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import region_or_own
from core import clock
from core.api import FIRST_DAY, LAST_DAY, CodeField, querydata
from reports.figures import figures_by_child
from reports.indicators import INDICATORS, Indicator

FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year


class FiguresQuery(serializers.Serializer[Any]):
    """The parameters of the command of the same name."""

    region = CodeField(required=False, help_text="12位区划代码，默认本人所属区划")
    year = serializers.IntegerField(
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        help_text="年度，默认截至日期所在年",
    )
    as_of = serializers.DateField(required=False, help_text="截至日期，默认今天")
    by_child = serializers.BooleanField(default=False, help_text="1：附各下级区划")
    since = serializers.IntegerField(
        min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False, help_text="附自该年起的累计"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs.setdefault("as_of", clock.today())
        attrs.setdefault("year", attrs["as_of"].year)
        if not FIRST_DAY <= attrs["as_of"] <= LAST_DAY:
            raise serializers.ValidationError({"as_of": "请填2000年至2100年之间的日期。"})
        if attrs.get("since", attrs["year"]) > attrs["year"]:
            raise serializers.ValidationError({"since": "累计起始年不能晚于年度。"})
        return attrs


class RegionFiguresSerializer(serializers.Serializer[Any]):
    """The figures of one region."""

    region = serializers.CharField(help_text="12位区划代码")
    name = serializers.CharField()
    programme_year = serializers.IntegerField()
    as_of = serializers.DateField()
    figures = serializers.DictField(help_text="键见 /api/v1/indicators/；金额以万元计")


class FiguresSerializer(RegionFiguresSerializer):
    children = RegionFiguresSerializer(many=True, required=False, help_text="by_child=1 时")


class FiguresView(APIView):
    """What `manage.py figures` prints, for a region of the caller's scope."""

    permissions = {"get": "reports.view_report"}

    @extend_schema(
        summary="指标数值",
        operation_id="figures",
        parameters=[FiguresQuery],
        responses=FiguresSerializer,
    )
    def get(self, request: Request) -> Response:
        asked = querydata(FiguresQuery, request)
        region = region_or_own(request, asked.get("region"))
        own, children = figures_by_child(
            region.pk, asked["year"], asked["as_of"], asked.get("since")
        )
        printed = own.as_json()
        if asked["by_child"]:
            printed["children"] = [child.as_json() for child in children]
        return Response(printed)


class IndicatorSerializer(serializers.Serializer[Indicator]):
    """One indicator of the dictionary (指标口径)."""

    key = serializers.CharField(help_text="figures 中的键")
    name = serializers.CharField(help_text="名称")
    unit = serializers.CharField(help_text="单位")
    kind = serializers.ChoiceField(choices=["count", "money", "area", "rate"])
    definition = serializers.CharField(help_text="口径")
    numerator = serializers.CharField(help_text="分子")
    denominator = serializers.CharField(help_text="分母，没有为空")


class IndicatorViewSet(viewsets.GenericViewSet[Any]):
    """The dictionary of indicators."""

    permissions = {"list": "reports.view_report"}
    serializer_class = IndicatorSerializer
    filter_backends: list[Any] = []

    @extend_schema(summary="指标口径", responses=IndicatorSerializer(many=True))
    def list(self, request: Request) -> Response:
        page: Any = self.paginate_queryset(INDICATORS)
        return self.get_paginated_response(IndicatorSerializer(page, many=True).data)
