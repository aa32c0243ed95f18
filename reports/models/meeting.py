"""The dispatch meeting (调度会): its agenda out of the data, and the minutes that it ends with."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.models import Project
from reports.choices import MeetingKind, MeetingState
from reports.models.report import Report
from reports.querysets import AgendaItemQuerySet, MeetingQuerySet


class Meeting(models.Model):
    """One meeting of a region about a week: 筹备 → 进行中 → 已结束.

    `agenda` is computed from the data, anew as often as wished, and stays as it is once the
    meeting begins. `minutes` is the whole 会议纪要 as a document, None until the meeting ends;
    its PDF is rendered from there alone. `opened_for` is the day for which the portal opened the
    meeting by itself, None for those called by hand.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="meetings", verbose_name="区划")
    kind = models.CharField(
        "种类", max_length=12, choices=MeetingKind.choices, default=MeetingKind.WEEKLY
    )
    state = models.CharField(
        "状态", max_length=9, choices=MeetingState.choices, default=MeetingState.PREPARING
    )
    topic = models.CharField("会议名称", max_length=100)
    week = models.DateField("调度周（周一）")
    dispatch = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="meetings",
        verbose_name="周调度",
    )  # fmt: skip
    opened_for = models.DateField("自动开立日期", null=True, blank=True, editable=False)
    held_at = models.DateTimeField("会议时间")
    place = models.CharField("会议地点", max_length=100, blank=True)
    chair = models.CharField("主持人", max_length=60, blank=True)
    recorder = models.CharField("记录人", max_length=30, blank=True)
    attendees = models.TextField("出席", max_length=1000, blank=True)
    absent = models.CharField("请假", max_length=300, blank=True)
    observers = models.CharField("列席", max_length=500, blank=True)
    summary = models.TextField("会议要点", max_length=3000, blank=True)
    agenda = models.JSONField("议程", default=dict, editable=False)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("定稿时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="定稿人",
    )  # fmt: skip
    year = models.PositiveSmallIntegerField("纪要年份", null=True, blank=True)
    serial = models.PositiveIntegerField("纪要期号", null=True, blank=True)
    minutes = models.JSONField("纪要", null=True, blank=True, editable=False)

    _was_finished = False

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["agenda", "minutes"])

    class Meta:
        verbose_name = verbose_name_plural = "调度会"
        ordering = ["-held_at", "-pk"]
        permissions = [("hold_meeting", "组织调度会")]
        indexes = [models.Index(fields=["region", "held_at"], name="meeting_region_held")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "week", "opened_for"], name="meeting_opened_once"
            ),
            models.UniqueConstraint(
                fields=["region", "year", "serial"], name="meeting_minutes_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MeetingState.FINISHED)
                | models.Q(minutes__isnull=False, serial__isnull=False),
                name="meeting_ends_with_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._was_finished = row.__dict__.get("state") == MeetingState.FINISHED
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; TypeError for a meeting that was finished before: its minutes never change."""
        if self._was_finished:
            raise TypeError("a finished meeting never changes")
        super().save(*args, **kwargs)
        self._was_finished = self.finished

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._was_finished:
            raise TypeError("a finished meeting is never deleted")
        return super().delete(*args, **kwargs)

    @property
    def preparing(self) -> bool:
        return self.state == MeetingState.PREPARING

    @property
    def running(self) -> bool:
        return self.state == MeetingState.RUNNING

    @property
    def finished(self) -> bool:
        return self.state == MeetingState.FINISHED


class AgendaItem(models.Model):
    """What people did to an agenda: a line of their own, or a line taken off with its reason.

    `key` names the line; a computed line has a row here only once it was taken off.
    """

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="items", verbose_name="调度会"
    )
    key = models.CharField("议题标识", max_length=40)
    text = models.CharField("议题", max_length=300)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="项目"
    )
    unit = models.CharField("责任单位", max_length=80, blank=True)
    dismissed = models.CharField("不上会原因", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )

    objects = AgendaItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="agenda_item_once")]

    def __str__(self) -> str:
        return self.text
