"""API of what a city shows: showcases and highlights, to be read."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.api import RegionKeyField
from core.api import RowSerializer
from projects.api.base import ProjectBrief, ProjectsViewSet
from projects.models import Highlight, Project, Showcase
from projects.showcase_forms import HighlightFilter, ShowcaseFilter


class ShowcaseSerializer(RowSerializer):
    """A model project or a route; `projects` are the ids of those in the caller's scope."""

    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    kind_name = serializers.CharField(source="get_kind_display", read_only=True)
    projects = serializers.SerializerMethodField(help_text="本辖区内项目的 id")

    class Meta:
        model = Showcase
        fields = (
            "id", "kind", "kind_name", "name", "region", "region_name", "basis", "text", "since",
            "until", "projects",
        )  # fmt: skip

    def get_projects(self, row: Showcase) -> list[int]:
        mine = self.context["mine"]
        return [one.pk for one in row.projects.all() if one.pk in mine]


@extend_schema_view(
    list=extend_schema(summary="样板项目和精品示范线路"),
    retrieve=extend_schema(summary="一项样板示范"),
)
class ShowcaseViewSet(ProjectsViewSet):
    http_method_names = ["get", "head", "options"]
    queryset = Showcase.objects.select_related("region").prefetch_related("projects")
    serializer_class = ShowcaseSerializer
    filterset_class = ShowcaseFilter
    ordering = ("kind", "region_id", "name")
    ordering_fields = ("kind", "region_id", "name", "since")

    def get_serializer_context(self) -> dict[str, Any]:
        mine = Project.objects.visible_to(self.request.user).filter(showcases__isnull=False)
        mine_too = {"mine": set(mine.values_list("pk", flat=True))}
        return {**super().get_serializer_context(), **mine_too}


class HighlightSerializer(RowSerializer):
    """What a project achieved; photos are on the portal's page."""

    project = ProjectBrief(read_only=True)
    kind_name = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = Highlight
        fields = ("id", "project", "kind", "kind_name", "title", "text", "seen_on")


@extend_schema_view(
    list=extend_schema(summary="成效亮点"), retrieve=extend_schema(summary="一项成效亮点")
)
class HighlightViewSet(ProjectsViewSet):
    http_method_names = ["get", "head", "options"]
    queryset = Highlight.objects.select_related("project__region")
    serializer_class = HighlightSerializer
    filterset_class = HighlightFilter
    ordering = ("-seen_on",)
    ordering_fields = ("seen_on", "title", "kind")
