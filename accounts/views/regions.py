"""The regions in scope, in the order of their codes, which is the order of the tree."""

from django.db.models import QuerySet

from accounts.filters import RegionFilter
from accounts.models import Region, User
from core import regions
from core.columns import Column
from core.views import ListPage

DEPTH = {level: depth for depth, level in enumerate(regions.LEVELS)}


def indented(region: Region) -> str:
    return "　" * DEPTH.get(region.level, 0) + region.name


class RegionList(ListPage):
    permission = "accounts.view_region"
    title = "区划"
    filterset_class = RegionFilter
    noun = "区划"
    empty_how = "区划随台账导入。"
    columns = (
        Column("名称", indented, primary=True),
        Column("级别", "level", order="level"),
        Column("区划代码", "code", order="code"),
        Column("上级", "parent.name", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[Region]:
        reader = self.request.user
        assert isinstance(reader, User)
        return Region.objects.visible_to(reader).select_related("parent")
