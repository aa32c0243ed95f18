"""Work quantities (工程量) and the catalogue of work items that types their units."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from core import units
from projects.models.project import Project
from projects.querysets import ProjectPartQuerySet


def split_units(text: str) -> list[str]:
    """Return the units of a list joined by 、 or commas, in the portal's spelling where it has one."""
    parts = (part.strip() for part in text.replace("，", "、").replace(",", "、").split("、"))
    return list(dict.fromkeys(units.normalise(part) or part for part in parts if part))


def validate_units(text: str) -> None:
    """Raise ValidationError that names the parts which are no unit the portal knows."""
    unknown = [unit for unit in split_units(text) if unit not in units.UNITS]
    if unknown:
        raise ValidationError(
            f"不认识的单位“{'、'.join(unknown)}”，应为 {'、'.join(units.UNITS)} 之一，多个用顿号分隔。"
        )


class WorkItem(models.Model):
    """An entry of the editable catalogue: which class an item belongs to and what it measures in.

    `unit` gives its dimension; `further_units` (、-joined) are those of other dimensions that
    practice uses for it too (楼道整治 by 单元 and by ㎡). `unit_cost` is per `unit`, for estimates.
    """

    name = models.CharField("改造内容", max_length=40, unique=True)
    work_class = models.CharField("改造类别", max_length=10)
    unit = models.CharField("常用单位", max_length=8)
    further_units = models.CharField(
        "其他单位", max_length=40, blank=True, validators=[validate_units]
    )
    unit_cost = models.DecimalField(
        "综合单价（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    order = models.PositiveSmallIntegerField("顺序", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "改造内容目录"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def units(self) -> tuple[str, ...]:
        """Return the usual unit and the further ones."""
        return (self.unit, *split_units(self.further_units))

    @property
    def dimension(self) -> str:
        """Return 长度, 面积, 体积 or 数量."""
        return units.dimension(self.unit)


class WorkQuantity(models.Model):
    """Planned and done quantity of one item of a project, in one unit."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="quantities", verbose_name="项目"
    )
    item = models.CharField("改造内容", max_length=40)
    unit = models.CharField("单位", max_length=8)
    planned = models.DecimalField("计划量", max_digits=14, decimal_places=2, null=True, blank=True)
    done = models.DecimalField("完成量", max_digits=14, decimal_places=2, null=True, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ProjectPartQuerySet["WorkQuantity"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "工程量"
        ordering = ["project_id", "item"]
        constraints = [
            models.UniqueConstraint(fields=["project", "item", "unit"], name="quantity_of_project")
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.item}"
