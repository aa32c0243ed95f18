"""Task forces (工作专班): who is on site for which projects, and what they wrote."""

from datetime import date

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.models.project import Project
from projects.pace_choices import Cadence, ForceLevel, NoteKind
from projects.pace_querysets import ForceNoteQuerySet, TaskForceQuerySet


class TaskForce(models.Model):
    """A task force of one level and region; it is on site from one day until before another."""

    name = models.CharField("专班名称", max_length=60)
    level = models.CharField("级别", max_length=3, choices=ForceLevel.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    projects = models.ManyToManyField(Project, related_name="task_forces", verbose_name="进驻项目")
    lead = models.CharField("组长", max_length=30)
    members = models.CharField("成员", max_length=300)
    cadence = models.PositiveSmallIntegerField(
        "调度频次", choices=Cadence.choices, default=Cadence.WEEKLY
    )
    on_site_from = models.DateField("进驻日期")
    on_site_to = models.DateField("撤出日期", null=True, blank=True)

    objects = TaskForceQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[projects])

    class Meta:
        verbose_name = verbose_name_plural = "工作专班"
        ordering = ["region_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_site_to=None)
                | models.Q(on_site_to__gt=models.F("on_site_from")),
                name="task_force_leaves_after_coming",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def on_site(self, day: date) -> bool:
        return self.on_site_from <= day and (self.on_site_to is None or day < self.on_site_to)

    def silent(self, day: date, last_note: date | None) -> int:
        """Return how many days more than its cadence allows it has written nothing on `day`."""
        if not self.on_site(day):
            return 0
        since = max(filter(None, (last_note, self.on_site_from)))
        return max((day - since).days - self.cadence, 0)


class ForceNote(models.Model):
    """What a task force wrote: its week, or a dispatch on site about one project."""

    task_force = models.ForeignKey(
        TaskForce, models.PROTECT, related_name="notes", verbose_name="工作专班"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="force_notes",
        verbose_name="项目",
    )  # fmt: skip
    kind = models.CharField("类型", max_length=4, choices=NoteKind.choices)
    on = models.DateField("日期")
    text = models.TextField("内容", max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )

    objects = ForceNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "专班记录"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"
