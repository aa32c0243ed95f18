"""The resident's page of a project: its address, whether it is open, and who answers there."""

from secrets import choice
from typing import Final

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from accounts.querysets import ScopedQuerySet
from complaints.querysets import PublicPageQuerySet
from projects.models import Project

# no 0 O 1 I L U: what is read aloud or copied from paper
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH: Final = 8


def drawn(length: int) -> str:
    """Return random characters of an alphabet that nobody misreads."""
    return "".join(choice(ALPHABET) for _ in range(length))


def page_token() -> str:
    return drawn(TOKEN_LENGTH)


class PublicPage(models.Model):
    """The address of one project's page. `shown` None follows the region's setting."""

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="public_page", verbose_name="项目"
    )
    token = models.CharField("地址", max_length=12, unique=True, default=page_token, editable=False)
    shown = models.BooleanField("公开", null=True, blank=True)

    objects = PublicPageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "居民公示页"

    def __str__(self) -> str:
        return self.token


class PublicSetting(models.Model):
    """What holds for the pages of a region and below: open or not, and whom to ring."""

    region = models.OneToOneField(
        Region, models.PROTECT, related_name="public_setting", verbose_name="区划"
    )
    shown = models.BooleanField("公开", default=True)
    responder = models.CharField("答复单位", max_length=60, blank=True)
    hotline = models.CharField("咨询电话", max_length=30, blank=True)

    objects = ScopedQuerySet["PublicSetting"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "公示设置"

    def __str__(self) -> str:
        return f"{self.region_id} {'公开' if self.shown else '不公开'}"


class ComplaintSeries(models.Model):
    """The last number given in a city and year; its row is the lock that registering takes."""

    city = models.BigIntegerField("市代码")
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "投诉编号"
        constraints = [
            models.UniqueConstraint(fields=["city", "year"], name="complaint_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.year}：{self.last}"
