"""What every record of a project's quality has: the project, who entered it and when."""

from typing import Any, Never

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from core import clock
from projects.models import Project


class ProjectRecord(models.Model):
    """A record of one project; `evidence` are its photos and files."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="quality_%(class)ss", verbose_name="项目"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    evidence = GenericRelation("quality.Evidence")

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """Rows that are added and never changed: they prove what was known when."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{self._meta.verbose_name}只增不改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError(f"{self._meta.verbose_name}只增不删")
