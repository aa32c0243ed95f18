"""重点工作任务清单 (S0-16): what a speech, document or meeting asks for, item by item until done."""

from datetime import date
from typing import Any, Never

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from orders.choices import TaskEventKind, TaskSource, TaskState
from orders.querysets import KeyTaskQuerySet, TaskEventQuerySet


class KeyTask(models.Model):
    """One line of the list. `region` is the lead unit's and reports; `office_region` keeps the list."""

    office_region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="立项区划"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="key_tasks", verbose_name="承办区划"
    )
    source_kind = models.CharField("来源种类", max_length=10, choices=TaskSource.choices)
    source = models.CharField("来源文件", max_length=200)
    source_on = models.DateField("来源日期")
    task = models.CharField("任务", max_length=500)
    unit = models.CharField("牵头单位", max_length=80)
    co_units = models.CharField("配合单位", max_length=200, blank=True)
    due_on = models.DateField("完成时限")
    state = models.CharField(
        "状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN
    )
    result = models.CharField("完成情况", max_length=500, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="立项人"
    )

    objects = KeyTaskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "重点任务"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["region", "state"], name="key_task_region_state"),
            models.Index(fields=["state", "due_on"], name="key_task_state_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office_region", "source", "task"], name="key_task_once"
            )
        ]

    def __str__(self) -> str:
        return self.task

    def days_overdue(self, day: date) -> int:
        """Return the days since the deadline of a task that is not done; a report stops nothing."""
        if self.state not in (TaskState.OPEN, TaskState.REPORTED):
            return 0
        return max((day - self.due_on).days, 0)


class TaskEvent(models.Model):
    """One step of a task: who reported, chased, accepted or sent back what; only ever added."""

    task = models.ForeignKey(
        KeyTask, models.PROTECT, related_name="events", verbose_name="重点任务"
    )
    kind = models.CharField("事项", max_length=10, choices=TaskEventKind.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    text = models.CharField("内容", max_length=500, blank=True)

    objects = TaskEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务过程"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("events of a task are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("events of a task are never removed")
