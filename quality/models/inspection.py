"""Inspections: a round over several projects, and the check of each."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from core import clock
from quality.choices import InspectionKind, Verdict
from quality.models.base import ProjectRecord
from quality.querysets import InspectionQuerySet, SiteCheckQuerySet


class ChecklistItem(models.Model):
    """One line of the checklist; an office adds lines and retires them."""

    kind = models.CharField("适用", max_length=12, choices=InspectionKind.choices, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    text = models.CharField("检查内容", max_length=200)
    source = models.CharField("来源", max_length=200)
    active = models.BooleanField("启用", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "检查清单"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Inspection(models.Model):
    """One round: of which kind, by whom, over which projects.

    `frame` lists the projects it was drawn from, `seed` makes the draw repeatable: the same seed
    over the same frame gives the same sample (`quality.draw`). `checklist` holds the lines as they
    read when the round was opened.
    """

    kind = models.CharField("种类", max_length=12, choices=InspectionKind.choices)
    title = models.CharField("名称", max_length=80)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="inspections", verbose_name="组织区划"
    )
    planned_on = models.DateField("计划日期")
    lead_unit = models.CharField("牵头单位", max_length=80)
    team = models.CharField("检查组成员", max_length=200)
    scope = models.CharField("抽样范围", max_length=200, blank=True)
    frame = models.JSONField("抽样框", default=list, editable=False)
    seed = models.PositiveBigIntegerField("随机种子", null=True, blank=True)
    checklist = models.JSONField("检查清单", default=list, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    opened_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    objects = InspectionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["frame"])

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ["-planned_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class SiteCheck(ProjectRecord):
    """What a round found at one project; not yet visited while `visited_on` is None.

    `answers` are the checklist's lines with 是, 否 or 不涉及.
    """

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="checks", verbose_name="检查"
    )
    visited_on = models.DateField("检查日期", null=True, blank=True)
    inspectors = models.CharField("检查人", max_length=100, blank=True)
    verdict = models.CharField(
        "结论", max_length=8, choices=Verdict.choices, default=Verdict.PENDING
    )
    answers = models.JSONField("逐项结果", default=list, blank=True)
    note = models.TextField("检查情况", max_length=1000, blank=True)

    objects = SiteCheckQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "现场检查"
        ordering = ["project__number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "project"], name="check_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.PENDING) | models.Q(visited_on__isnull=False),
                name="check_verdict_after_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection.title}·{self.project.name}"

    @property
    def failed(self) -> bool:
        return self.verdict == Verdict.FAILED
