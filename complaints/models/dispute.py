"""Disputes (矛盾纠纷), mass incidents among them: level, stoppage, mediation, result."""

from typing import Any, Never

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from complaints.dispute_querysets import DisputeQuerySet, MassNoticeQuerySet, StepQuerySet
from core import clock
from projects.models import Project, Suspension
from projects.models.numbered import NumberedInCity


class DisputeLevel(models.Model):
    """一般、重大、群体性: local plans disagree on the numbers, so the office keeps the table."""

    name = models.CharField("等级", max_length=20, unique=True)
    min_people = models.PositiveIntegerField("起始人数", null=True, blank=True)
    mass = models.BooleanField("群体性", default=False)
    order = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("启用", default=True)
    source = models.CharField("来源", max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "纠纷等级"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Dispute(NumberedInCity):
    """One dispute at a project, and whether it stopped the works.

    `reported_in` is the region that reported it: of a mass incident nobody else below the city
    knows. `suspension` is the project's stoppage that `stopped_on` and `resumed_on` cause.
    """

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
        verbose_name="项目",
    )
    category = models.CharField("类别", max_length=30)
    level = models.ForeignKey(
        DisputeLevel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="等级"
    )
    people = models.PositiveIntegerField("涉及人数", null=True, blank=True)
    mass_incident = models.BooleanField("群体性", default=False)
    obstruction = models.BooleanField("居民阻挠施工", default=False)
    consent_gap = models.CharField("所缺意愿征集或表决", max_length=200, blank=True)
    occurred_on = models.DateField("发生日期", db_index=True)
    resolved_on = models.DateField("化解日期", null=True, blank=True)
    mediator = models.CharField("调解人", max_length=60, blank=True)
    result = models.CharField("化解结果", max_length=500, blank=True)
    stopped_work = models.BooleanField("是否停工", default=False)
    stopped_on = models.DateField("停工日期", null=True, blank=True)
    resumed_on = models.DateField("复工日期", null=True, blank=True)
    suspension = models.OneToOneField(
        Suspension, models.SET_NULL, null=True, blank=True, related_name="dispute",
        verbose_name="停工登记", editable=False,
    )  # fmt: skip
    content = models.TextField("情况", blank=True)
    reported_in = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="上报区划", editable=False
    )
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True, editable=False)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = DisputeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "纠纷"
        ordering = ["-occurred_on", "number"]
        permissions = [("view_mass_incident", "查看群体性事件")]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="dispute_number_in_city")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"

    def derive(self) -> None:
        super().derive()
        if self.reported_in_id is None:
            self.reported_in_id = self.project.region_id if self.project else self.region_id


class MediationStep(models.Model):
    """One step of a mediation; never changed."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="steps", verbose_name="纠纷")
    held_on = models.DateField("日期")
    people = models.CharField("调解人和参加人", max_length=100)
    text = models.TextField("经过和意见", max_length=1000)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间", default=clock.now, editable=False)

    objects = StepQuerySet["MediationStep"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调解过程"
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.people}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("steps of a mediation are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("steps of a mediation are never removed")


class MassNotice(models.Model):
    """A mass incident, told to the city at once; it stays on the office's list until taken note of."""

    dispute = models.OneToOneField(
        Dispute, models.PROTECT, related_name="notice", verbose_name="纠纷"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="报送")
    at = models.DateTimeField("报送时间", default=clock.now)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="知悉人",
    )  # fmt: skip
    seen_at = models.DateTimeField("知悉时间", null=True, blank=True)
    instruction = models.CharField("处置意见", max_length=300, blank=True)

    objects = MassNoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "群体性事件报告"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"群体性事件报告 {self.dispute.number}"
