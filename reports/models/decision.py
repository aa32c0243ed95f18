"""Decisions of a meeting (决定事项): who does what by when, until it is done and confirmed."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Region
from projects.models import Problem, Project
from reports.choices import DecisionStatus, DecisionStep
from reports.models.meeting import Meeting
from reports.querysets import DecisionPartQuerySet, DecisionQuerySet


class Decision(models.Model):
    """One dated promise of one unit, made on `decided_on` in a meeting.

    `region` is the addressee's: its users answer. `done_on` is the day of the answer that the
    office confirmed, so that an office which is slow to confirm makes nobody late. How the
    decision stands is computed from these dates (`status_on`) and never stored.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="decisions", verbose_name="调度会"
    )
    serial = models.PositiveSmallIntegerField("序号")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="decisions", verbose_name="承办区划"
    )
    unit = models.CharField("责任单位", max_length=80)
    person = models.CharField("责任人", max_length=30)
    leader = models.CharField("责任领导", max_length=30, blank=True)
    task = models.CharField("决定事项", max_length=300)
    due_on = models.DateField("完成时限")
    decided_on = models.DateField("决定日期")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="项目",
    )  # fmt: skip
    problem = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="decisions",
        verbose_name="问题",
    )  # fmt: skip
    item_key = models.CharField("议题标识", max_length=40, blank=True)
    item_text = models.CharField("议题", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )
    done_on = models.DateField("完成日期", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="确认人",
    )  # fmt: skip
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=300, blank=True)

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "决定事项"
        ordering = ["-decided_on", "meeting_id", "serial"]
        permissions = [
            ("answer_decision", "回报决定事项"),
            ("confirm_decision", "确认决定事项"),
        ]
        indexes = [
            models.Index(fields=["region", "due_on"], name="decision_region_due"),
            models.Index(fields=["unit"], name="decision_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "serial"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("decided_on")), name="decision_due_after"
            ),
            models.CheckConstraint(
                condition=~Q(unit="") & ~Q(person="") & ~Q(task=""), name="decision_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, confirmed_on=None)
                | Q(done_on__isnull=False, confirmed_on__gte=F("done_on")),
                name="decision_done_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""),
                name="decision_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.task}"

    def status_on(self, day: date) -> DecisionStatus:
        """Return how the decision stands on a day; the twin of `DecisionQuerySet.with_status`."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return DecisionStatus.WITHDRAWN
        if self.done_on is not None and self.done_on <= day:
            return DecisionStatus.KEPT if self.done_on <= self.due_on else DecisionStatus.LATE
        return DecisionStatus.PENDING if day <= self.due_on else DecisionStatus.BROKEN

    @property
    def waiting(self) -> "DecisionAnswer | None":
        """Return the answer that nobody has confirmed or sent back yet; reads prefetched ones."""
        return next((one for one in self.answers.all() if one.accepted is None), None)

    @property
    def step(self) -> DecisionStep:
        """Return whose turn it is, whatever the day."""
        if self.withdrawn_on is not None:
            return DecisionStep.WITHDRAWN
        if self.done_on is not None:
            return DecisionStep.DONE
        return DecisionStep.WAITING if self.waiting else DecisionStep.OPEN

    def days_late(self, day: date) -> int:
        """Return the days past the deadline: until it was done, or until `day` while it is not."""
        done = self.done_on is not None and self.done_on <= day
        end = self.done_on if done and self.done_on else day
        return max((end - self.due_on).days, 0)


class DecisionAnswer(models.Model):
    """What the unit reports. `accepted` is None until the office has looked at it."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="answers", verbose_name="决定事项"
    )
    text = models.TextField("办理结果", max_length=1000)
    answered_on = models.DateField("回报日期")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回报人"
    )
    accepted = models.BooleanField("已确认", null=True, blank=True)
    note = models.CharField("确认意见", max_length=300, blank=True)
    reviewed_on = models.DateField("确认日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="确认人",
    )  # fmt: skip

    objects = DecisionPartQuerySet["DecisionAnswer"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "办理结果"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(accepted=None), name="answer_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("answered_by")),
                name="answer_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.text


def stored_name(file: "DecisionFile", name: str) -> str:
    """Return where a file is kept: a name of our own, nothing of the sender's but the kind."""
    return f"decisions/{uuid4().hex}.{file.kind}"


class DecisionFile(models.Model):
    """One file that proves an answer; `name` is what people read, `kind` what its content is."""

    answer = models.ForeignKey(
        DecisionAnswer, models.PROTECT, related_name="files", verbose_name="办理结果"
    )
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=4)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
