"""Communities (小区): the things that are renovated."""

from django.db import models
from simple_history.models import HistoricalRecords

from projects.models.numbered import NamedInCity
from projects.querysets import CommunityQuerySet


class Community(NamedInCity):
    """One residential community with its base data.

    `latitude` and `longitude` are degrees of CGCS2000, which 天地图 shows, both or neither.
    """

    name = models.CharField("小区名称", max_length=80)
    built_year = models.PositiveSmallIntegerField("建成年份", null=True, blank=True)
    buildings = models.PositiveIntegerField("楼栋数", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    floor_area = models.DecimalField(
        "建筑面积（㎡）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    self_built_share = models.DecimalField(
        "自建房占比（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    structure = models.CharField("结构类型", max_length=30, blank=True)
    lifts = models.PositiveIntegerField("电梯数（部）", null=True, blank=True)
    parking_spaces = models.PositiveIntegerField("停车位（个）", null=True, blank=True)
    residents_over_60 = models.PositiveIntegerField("60岁以上人数", null=True, blank=True)
    property_mode = models.CharField("物业模式", max_length=30, blank=True)
    has_owners_committee = models.BooleanField("业主委员会", null=True, blank=True)
    has_party_branch = models.BooleanField("党组织", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = CommunityQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["initials"])

    class Meta:
        verbose_name = verbose_name_plural = "小区"
        ordering = ["region_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="community_number_in_city")
        ]

    def __str__(self) -> str:
        return self.name
