"""Acceptance: rounds with the signatures of every party, then the handover."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core import clock
from quality.choices import RoundKind, Verdict
from quality.models.base import ProjectRecord
from quality.querysets import RecordQuerySet, RoundPartQuerySet


class AcceptanceParty(models.Model):
    """A party that has to sign; an office adds parties and retires them."""

    name = models.CharField("参加方", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    required = models.BooleanField("必须签字", default=True)
    active = models.BooleanField("启用", default=True)
    source = models.CharField("来源", max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "验收参加方"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class AcceptanceRound(ProjectRecord):
    """One round. `parties` holds who has to sign, as the list read when the round was opened."""

    kind = models.CharField("种类", max_length=8, choices=RoundKind.choices)
    number = models.PositiveSmallIntegerField("轮次")
    held_on = models.DateField("验收日期")
    chair = models.CharField("组织人", max_length=60)
    parties = models.JSONField("须签字方", default=list, editable=False)
    verdict = models.CharField(
        "结论", max_length=8, choices=Verdict.choices, default=Verdict.PENDING
    )
    decided_on = models.DateField("结论日期", null=True, blank=True)
    defects = models.TextField("存在缺陷", max_length=2000, blank=True)

    objects = RecordQuerySet["AcceptanceRound"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "验收"
        ordering = ["-held_on", "-number"]
        permissions = [("decide_acceptanceround", "作出验收结论")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(verdict=Verdict.PENDING),
                name="one_open_round",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}轮{self.get_kind_display()}"

    @property
    def failed(self) -> bool:
        return self.verdict == Verdict.FAILED


class SignOff(models.Model):
    """One party's signature in one round."""

    round = models.ForeignKey(
        AcceptanceRound, models.PROTECT, related_name="signatures", verbose_name="验收"
    )
    party = models.CharField("参加方", max_length=40)
    unit = models.CharField("单位", max_length=80, blank=True)
    person = models.CharField("签字人", max_length=30)
    agrees = models.BooleanField("同意通过")
    opinion = models.CharField("意见", max_length=300, blank=True)
    signed_on = models.DateField("签字日期")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = RoundPartQuerySet["SignOff"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "验收签字"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "party"], name="party_signs_once")]

    def __str__(self) -> str:
        return f"{self.party} {self.person}"


class Handover(models.Model):
    """The works are handed over to who looks after them; not before the last round has passed."""

    project = models.OneToOneField(
        "projects.Project", models.PROTECT, related_name="handover", verbose_name="项目"
    )
    handed_on = models.DateField("移交日期")
    receiver = models.CharField("接收单位", max_length=80)
    person = models.CharField("接收人", max_length=30)
    note = models.CharField("移交内容", max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    objects = RecordQuerySet["Handover"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "移交"

    def __str__(self) -> str:
        return f"移交{self.receiver}"
