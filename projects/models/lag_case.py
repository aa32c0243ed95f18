"""Cases (一项一策): what is done about one project that lags or has not begun, by whom, by when."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from projects.models.project import Project
from projects.pace_choices import CaseState, ClockParty
from projects.pace_querysets import CaseQuerySet, ReasonQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class LagReason(models.Model):
    """An entry of the table of reasons, which the office keeps; `party` is whose clock it runs on."""

    name = models.CharField("原因", max_length=20, unique=True)
    party = models.CharField("归责", max_length=10, choices=ClockParty.choices)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("启用", default=True)

    objects = ReasonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "滞后原因"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class LagCase(models.Model):
    """One case of a project; it is open until somebody else than who fixed it confirms that.

    Whether it is overdue or lacks a field is computed, see `overdue` and `missing`.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="cases", verbose_name="项目")
    reasons = models.ManyToManyField(
        LagReason, related_name="cases", verbose_name="原因", blank=True
    )
    analysis = models.CharField("原因分析", max_length=500, blank=True)
    measure = models.CharField("整改措施", max_length=500, blank=True)
    person = models.CharField("责任人", max_length=30, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    opened_on = models.DateField("建立日期")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="建立人"
    )
    result = models.CharField("整改结果", max_length=500, blank=True)
    fixed_on = models.DateField("报请销号日期", null=True, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="报请人",
    )  # fmt: skip
    opinion = models.CharField("核验意见", max_length=300, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="销号人",
    )  # fmt: skip

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[reasons])

    class Meta:
        verbose_name = verbose_name_plural = "一项一策"
        ordering = ["-opened_on", "-pk"]
        permissions = [("check_lagcase", "核验销号一项一策")]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(closed_on=None), name="one_open_case"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None)
                | models.Q(fixed_by__isnull=False) & ~models.Q(fixed_by=models.F("closed_by")),
                name="case_closed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}（一项一策）"

    @property
    def state(self) -> CaseState:
        if self.closed_on is not None:
            return CaseState.CLOSED
        return CaseState.FIXED if self.fixed_on is not None else CaseState.OPEN

    @property
    def missing(self) -> list[str]:
        """Return the labels of the fields that are still empty; reads prefetched reasons."""
        found = [] if list(self.reasons.all()) else ["原因"]
        for name in ("measure", "person", "due_on"):
            if not getattr(self, name):
                found.append(str(self._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        return found

    def overdue(self, day: date) -> int:
        """Return how many days it is past its deadline on `day`, 0 when it is not."""
        if self.due_on is None or self.state != CaseState.OPEN:
            return 0
        return max((day - self.due_on).days, 0)

    def may_close(self, user: "User") -> bool:
        return self.state == CaseState.FIXED and self.fixed_by_id != user.pk


def stored_name(file: "CaseFile", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"cases/{uuid4().hex}.{file.kind}"


class CaseFile(models.Model):
    """Evidence that a case was fixed."""

    case = models.ForeignKey(LagCase, models.PROTECT, related_name="files", verbose_name="一项一策")
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=4)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    uploaded_on = models.DateField("上传日期")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )

    objects: models.Manager["CaseFile"] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "销号依据"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
