"""API of regions, and of the caller's own account."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.filters import RegionFilter
from accounts.models import Region, User
from accounts.views.base import caller
from core import clock
from core.api import CodeField, ScopedReadOnlyViewSet


class RegionKeyField(CodeField):
    """A region of the caller's scope, named by its code."""

    default_error_messages = {
        "outside": "该区划不在您的管辖范围内，请选择本辖区的区划。",
    }

    def get_attribute(self, instance: Any) -> int:
        """Read the key beside the relation, so that no region is fetched for it."""
        value: int = getattr(instance, f"{(self.source_attrs or [''])[-1]}_id")
        return value

    def to_internal_value(self, data: Any) -> Region:  # type: ignore[override]
        code = super().to_internal_value(data)
        found = Region.objects.visible_to(self.context["request"].user).filter(pk=code).first()
        if found is None:
            self.fail("outside")
        return found


def region_or_own(request: Request, code: int | None) -> Region:
    """Return a region of the caller's scope, his own when none is named; DoesNotExist else."""
    user = caller(request)
    if code is not None:
        return Region.objects.visible_to(user).get(pk=code)
    if user.region is None:
        raise ValidationError({"region": ["请填区划代码。"]})
    return user.region


class RegionSerializer(serializers.ModelSerializer[Region]):
    code = CodeField(read_only=True)
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="上级区划代码，最上级为 null"
    )

    class Meta:
        model = Region
        fields = ("code", "name", "level", "parent")

    def get_parent(self, row: Region) -> str | None:
        return None if row.parent_id is None else str(row.parent_id)


@extend_schema_view(
    list=extend_schema(summary="区划列表"), retrieve=extend_schema(summary="一个区划")
)
class RegionViewSet(ScopedReadOnlyViewSet):
    """Regions of the caller's scope, keyed by code."""

    queryset = Region.objects.all()
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    ordering = ("code",)
    ordering_fields = ("code", "name", "level")


class MeSerializer(serializers.Serializer[User]):
    """Who the token or session stands for."""

    username = serializers.CharField()
    name = serializers.CharField(help_text="姓名")
    role = serializers.CharField(source="role_name", help_text="角色，未分配为空")
    region = RegionSerializer(allow_null=True)
    permissions = serializers.SerializerMethodField(help_text="权限代码")
    today = serializers.SerializerMethodField(help_text="平台日期")

    def get_permissions(self, user: User) -> list[str]:
        return sorted(user.get_all_permissions())

    @extend_schema_field({"type": "string", "format": "date"})
    def get_today(self, user: User) -> str:
        return clock.today().isoformat()


class Me(APIView):
    """The caller's own account."""

    permission_classes = [IsAuthenticated]

    @extend_schema(summary="当前账号", operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(caller(request)).data)
