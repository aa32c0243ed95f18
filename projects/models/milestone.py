"""Milestones (节点): dated nodes that every project passes."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from projects.models.project import Project
from projects.querysets import ProjectPartQuerySet


class Milestone(models.Model):
    """One node of a project. Late is computed from its dates, never stored."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name="项目"
    )
    name = models.CharField("节点", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    actual_on = models.DateField("实际日期", null=True, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ProjectPartQuerySet["Milestone"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        ordering = ["project_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="milestone_of_project")
        ]
        indexes = [models.Index(fields=["planned_on", "actual_on"], name="milestone_dates")]

    def __str__(self) -> str:
        return f"{self.project} {self.name}"

    def met_by(self, day: date) -> bool:
        return self.actual_on is not None and self.actual_on <= day

    def days_late(self, day: date) -> int | None:
        """Return how late the node was met, or is on `day`; None without a plan or before it."""
        if self.planned_on is None:
            return None
        reached = self.actual_on if self.actual_on and self.actual_on <= day else None
        if reached is None and self.planned_on > day:
            return None
        return max(((reached or day) - self.planned_on).days, 0)
