"""Who answers for a project's quality from which day on (终身责任制)."""

from django.conf import settings
from django.db import models

from core import clock
from projects.models import Project
from quality.choices import RoleKind
from quality.models.base import AppendOnly
from quality.querysets import AppendOnlyQuerySet


class RoleAssignment(AppendOnly):
    """From `since` on a unit or a person holds a role; until the next row of the role.

    What the ledger says (projects' own columns) needs no row: it is read from the project and its
    history, see `quality.responsibility`.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="role_assignments", verbose_name="项目"
    )
    role = models.CharField("责任", max_length=12, choices=RoleKind.choices)
    name = models.CharField("单位或姓名", max_length=80)
    since = models.DateField("起始日期")
    basis = models.CharField("依据", max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    objects = AppendOnlyQuerySet["RoleAssignment"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任主体"
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["project", "role", "since"], name="assignment_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}（自{self.since}）"
