"""Weekly forms on paper: one sheet per project and week, and what came back without an account."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core.papercode import LENGTH, spoken
from core.periods import Week
from projects.choices import PaperState
from projects.models.project import Project
from projects.paper_querysets import PaperAnswerQuerySet, PaperFormQuerySet


class PaperForm(models.Model):
    """The sheet of a project for the week that begins on `week`; printing again keeps its code.

    Who holds the code may propose figures for this one project and week, and nothing else.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="paper_forms", verbose_name="项目"
    )
    week = models.DateField("周一日期")
    code = models.CharField("代码", max_length=LENGTH, unique=True)
    printed_at = models.DateTimeField("打印时间", auto_now_add=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="打印人"
    )

    objects = PaperFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "纸质周报表"
        ordering = ["-week", "project_id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "week"], name="one_paper_per_week")
        ]

    def __str__(self) -> str:
        return self.spoken

    @property
    def spoken(self) -> str:
        return spoken(self.code)

    @property
    def named_week(self) -> Week:
        return Week(self.week)


class PaperAnswer(models.Model):
    """What somebody at the site wrote and sent: a proposal, no figure before a clerk takes it.

    `typed` holds the texts by field of the entry; fields that were left blank are absent.
    """

    form = models.ForeignKey(
        PaperForm, models.PROTECT, related_name="answers", verbose_name="纸质周报表"
    )
    typed = models.JSONField("填写内容", default=dict)
    sender = models.CharField("填写人", max_length=20, blank=True)
    received_at = models.DateTimeField("收到时间")
    state = models.CharField(
        "状态", max_length=10, choices=PaperState.choices, default=PaperState.PENDING
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    objects = PaperAnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "现场填报"
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["state", "form"], name="paper_answer_state")]

    def __str__(self) -> str:
        return f"{self.form} {self.get_state_display()}"
