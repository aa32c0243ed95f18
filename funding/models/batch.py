"""Money handed down by a document: one kind, one batch, and what it may be used for."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from funding.models.kind import SourceKind
from funding.querysets import AllocationQuerySet, FundingBatchQuerySet
from funding.scope import Scope
from funding.source_choices import BatchState
from projects.models import Project


class FundingBatch(models.Model):
    """A batch that is applied for (向上争取) or granted (下达), in 元.

    Its scope is region, years, classes and, where projects are named, those alone. `allocated` is
    the sum of its allocations, kept beside `amount` so that the database can refuse to exceed it.
    """

    kind = models.ForeignKey(SourceKind, models.PROTECT, related_name="+", verbose_name="资金类别")
    name = models.CharField("批次", max_length=40)
    document_number = models.CharField("文号", max_length=60, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="funding_batches", verbose_name="适用区划"
    )
    first_year = models.PositiveSmallIntegerField("适用年度起", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("适用年度止", null=True, blank=True)
    work_classes = models.CharField("限用于改造类别", max_length=30, blank=True)
    projects = models.ManyToManyField(
        Project, related_name="+", verbose_name="限定项目", blank=True
    )
    built_before = models.PositiveSmallIntegerField("建成年份不晚于", null=True, blank=True)
    self_built_most = models.DecimalField(
        "自建房占比上限（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    opens_on = models.DateField("申报开始", null=True, blank=True)
    closes_on = models.DateField("申报截止", null=True, blank=True)
    applied_on = models.DateField("申报日期", null=True, blank=True)
    applied = models.DecimalField(
        "申报金额（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    issued_on = models.DateField("下达日期", null=True, blank=True)
    amount = models.DecimalField("下达金额（元）", max_digits=18, decimal_places=2, default=0)
    allocated = models.DecimalField(
        "已分配（元）", max_digits=18, decimal_places=2, default=0, editable=False
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = FundingBatchQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[projects])

    class Meta:
        verbose_name = verbose_name_plural = "资金批次"
        ordering = ["-issued_on", "kind_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "name"], name="funding_batch_once"),
            models.CheckConstraint(
                condition=models.Q(allocated__gte=0, allocated__lte=models.F("amount")),
                name="funding_batch_not_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.kind}"

    def state_on(self, day: date) -> BatchState:
        if self.issued_on is not None and self.issued_on <= day:
            return BatchState.GRANTED
        if self.applied_on is not None and self.applied_on <= day:
            return BatchState.APPLIED
        if self.closes_on is not None and self.closes_on < day:
            return BatchState.CLOSED
        return BatchState.COMING if self.opens_on and self.opens_on > day else BatchState.OPEN

    @property
    def scope(self) -> Scope:
        """Return what the money may be used for; reads the named projects."""
        return Scope(
            region=self.region_id,
            years=(self.first_year or 0, self.last_year or 9999),
            kind=self.kind.name,
            batch=self.name,
            classes=frozenset(filter(None, self.work_classes.split("、"))),
            projects=frozenset(project.pk for project in self.projects.all()),
        )


class Allocation(models.Model):
    """What one project gets of a batch, in 元; it makes part of the project's source of that name."""

    batch = models.ForeignKey(
        FundingBatch, models.PROTECT, related_name="allocations", verbose_name="资金批次"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="allocations", verbose_name="项目"
    )
    amount = models.DecimalField("分配金额（元）", max_digits=18, decimal_places=2)
    allocated_on = models.DateField("分配日期")

    objects = AllocationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "资金分配"
        ordering = ["batch_id", "project_id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "project"], name="allocation_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="allocation_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.batch}"
