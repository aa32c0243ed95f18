"""领导挂包 (S2-06), 驻社干部 and 楼长 (S4-37): who looks after which project or community, since when."""

from datetime import date

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.choices import DutyKind
from projects.duty_querysets import AssignmentQuerySet
from projects.models.community import Community
from projects.models.project import Project


class LeaderAssignment(models.Model):
    """One person for one project or one community. `user` is empty for those without an account.

    `region` is the object's, for scope; `until` is the last day, None while it lasts.
    """

    kind = models.CharField("类别", max_length=10, choices=DutyKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="assignments", verbose_name="账号",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=30)
    duty = models.CharField("职务", max_length=60, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="assignments",
        verbose_name="项目",
    )  # fmt: skip
    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="assignments",
        verbose_name="小区",
    )  # fmt: skip
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "挂包安排"
        ordering = ["region_id", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project=None) ^ models.Q(community=None),
                name="assignment_one_object",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="assignment_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["user", "until"], name="assignment_user_until")]

    def __str__(self) -> str:
        return f"{self.name} {self.object}"

    @property
    def object(self) -> Project | Community:
        """Return the project or the community."""
        found = self.project or self.community
        assert found is not None
        return found

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
