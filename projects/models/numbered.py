"""Things that a city numbers itself: 编号 is unique within the city, not in the nation."""

from typing import Any

from django.db import models

from accounts.models import Region
from core import regions
from core.pinyin import initials


class NumberedInCity(models.Model):
    """A row with the city's own number; `city` is derived from the region on every save."""

    number = models.CharField("编号", max_length=40)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="%(class)ss", verbose_name="所属区划"
    )
    city = models.BigIntegerField("所属市代码", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the columns that follow from others; bulk writers call it themselves."""
        self.city = regions.city_of(self.region_id)


class NamedInCity(NumberedInCity):
    """A numbered row with a name that people search for, by its pinyin initials as well."""

    name = models.CharField("名称", max_length=120)
    initials = models.CharField("拼音首字母", max_length=200, editable=False, default="")

    class Meta:
        abstract = True

    def derive(self) -> None:
        super().derive()
        self.initials = initials(self.name)
