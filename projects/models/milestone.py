"""Milestones (节点): dated nodes that every project passes, and how their plan was re-scheduled."""

from datetime import date

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core.appendonly import AppendOnly
from projects.models.project import Project
from projects.querysets import ProjectPartQuerySet
from projects.schedule_querysets import RescheduleQuerySet


class Milestone(models.Model):
    """One node of a project. Late is computed from its dates, never stored.

    `planned_on` is the plan as it stands now and decides what is late; `baseline_on` is the plan
    that was approved first. From then on a change of the plan is a Reschedule with its reason.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name="项目"
    )
    name = models.CharField("节点", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    actual_on = models.DateField("实际日期", null=True, blank=True)
    baseline_on = models.DateField("基准日期", null=True, blank=True)
    weight = models.PositiveSmallIntegerField("权重（%）", null=True, blank=True)
    owner = models.CharField("专人", max_length=30, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ProjectPartQuerySet["Milestone"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        ordering = ["project_id", "order"]
        permissions = [("reschedule_milestone", "核定和调整节点计划")]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="milestone_of_project"),
            models.CheckConstraint(
                condition=models.Q(weight=None) | models.Q(weight__lte=100),
                name="milestone_weight_is_percent",
            ),
        ]
        indexes = [models.Index(fields=["planned_on", "actual_on"], name="milestone_dates")]

    def __str__(self) -> str:
        return f"{self.project} {self.name}"

    def met_by(self, day: date) -> bool:
        return self.actual_on is not None and self.actual_on <= day

    def days_late(self, day: date) -> int | None:
        """Return how late the node was met, or is on `day`; None without a plan or before it.

        These are days of the calendar, stopped or not; see `projects.lag_query` for lag.
        """
        if self.planned_on is None:
            return None
        reached = self.actual_on if self.actual_on and self.actual_on <= day else None
        if reached is None and self.planned_on > day:
            return None
        return max(((reached or day) - self.planned_on).days, 0)

    @property
    def slip(self) -> int | None:
        """Return how many days the plan has moved since it was approved; negative is earlier."""
        if self.planned_on is None or self.baseline_on is None:
            return None
        return (self.planned_on - self.baseline_on).days


class Reschedule(AppendOnly):
    """One change of an approved plan: who moved a node, when, from which day to which, and why."""

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="reschedules", verbose_name="节点"
    )
    from_on = models.DateField("原计划", null=True, blank=True)
    to_on = models.DateField("新计划", null=True, blank=True)
    reason = models.CharField("原因", max_length=300)
    changed_on = models.DateField("调整日期")
    changed_at = models.DateTimeField("调整时间", auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="调整人"
    )

    objects = RescheduleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划调整"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reschedule_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.milestone.name} {self.from_on} → {self.to_on}"

    @property
    def days(self) -> int | None:
        """Return by how many days the node was moved; negative is earlier."""
        if self.from_on is None or self.to_on is None:
            return None
        return (self.to_on - self.from_on).days

    @property
    def moved_words(self) -> str:
        days = self.days or 0
        return f"{'推迟' if days > 0 else '提前'}{abs(days)}天"
