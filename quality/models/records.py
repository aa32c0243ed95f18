"""Records of a project's works: materials, tests, procedures, logs, methods, three verdicts."""

from typing import Any, Never

from django.db import models
from simple_history.models import HistoricalRecords

from quality.choices import GIVEN, LogKind, Method, TestPhase, Verdict
from quality.models.base import AppendOnly, ProjectRecord
from quality.querysets import (
    MaterialQuerySet,
    ProcessQuerySet,
    RecordQuerySet,
    TestQuerySet,
)


class Material(ProjectRecord):
    """A delivery of material. What is not 合格 cannot be used (`quality.services.materials`)."""

    kind = models.CharField("材料类型", max_length=30)
    brand = models.CharField("品牌", max_length=40, blank=True)
    model = models.CharField("规格型号", max_length=60, blank=True)
    batch = models.CharField("批号", max_length=60)
    supplier = models.CharField("供应商", max_length=80)
    quantity = models.CharField("数量", max_length=30, blank=True)
    arrived_on = models.DateField("进场日期")
    verdict = models.CharField(
        "核验结论", max_length=8, choices=Verdict.choices, default=Verdict.PENDING
    )
    checker = models.CharField("核验人", max_length=30, blank=True)
    checked_on = models.DateField("核验日期", null=True, blank=True)
    used_where = models.CharField("使用部位", max_length=100, blank=True)
    used_on = models.DateField("使用日期", null=True, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = MaterialQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "进场材料"
        ordering = ["-arrived_on", "-pk"]
        indexes = [models.Index(fields=["batch", "supplier"], name="material_batch")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.PENDING) | models.Q(checked_on__isnull=False),
                name="material_verdict_dated",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}（批号{self.batch}）"

    @property
    def failed(self) -> bool:
        return self.verdict == Verdict.FAILED


class TestReport(ProjectRecord, AppendOnly):
    """A report of a testing agency. It is never changed; a correction names the one it corrects."""

    __test__ = False

    number = models.CharField("报告编号", max_length=60)
    agency = models.CharField("检测机构", max_length=80)
    phase = models.CharField("阶段", max_length=8, choices=TestPhase.choices)
    item = models.CharField("检测项目", max_length=80)
    sample = models.CharField("样品或部位", max_length=100)
    standard = models.CharField("检测依据", max_length=120)
    tested_on = models.DateField("检测日期")
    result = models.CharField("检测结果", max_length=200)
    verdict = models.CharField("结论", max_length=8, choices=GIVEN)
    advice = models.CharField("建议", max_length=300, blank=True)
    material = models.ForeignKey(
        Material, models.PROTECT, null=True, blank=True, related_name="tests",
        verbose_name="所检材料",
    )  # fmt: skip
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by",
        verbose_name="更正哪一份",
    )  # fmt: skip

    objects = TestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "检测报告"
        ordering = ["-tested_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="test_number_in_project")
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.number}）"

    @property
    def failed(self) -> bool:
        return self.verdict == Verdict.FAILED

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("检测报告只增不删")


class ProcessCheck(ProjectRecord):
    """A procedure looked at before it is covered; hidden works need a photo before the next one."""

    place = models.CharField("部位", max_length=80)
    procedure = models.CharField("工序", max_length=60)
    hidden = models.BooleanField("隐蔽工程", default=False)
    checked_on = models.DateField("检查日期")
    inspector = models.CharField("检查人", max_length=60)
    verdict = models.CharField("结论", max_length=8, choices=GIVEN)
    note = models.CharField("检查情况", max_length=500, blank=True)

    objects = ProcessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "工序检查"
        ordering = ["-checked_on", "-pk"]
        indexes = [models.Index(fields=["project", "place"], name="process_place")]

    def __str__(self) -> str:
        return f"{self.place}·{self.procedure}"

    @property
    def failed(self) -> bool:
        return self.verdict == Verdict.FAILED


class SiteLog(ProjectRecord):
    """What supervisors saw on their patrol, and what the residents' group remarked."""

    kind = models.CharField("种类", max_length=10, choices=LogKind.choices)
    logged_on = models.DateField("日期")
    people = models.CharField("人员", max_length=100)
    text = models.TextField("情况和意见", max_length=1000)
    reply = models.TextField("处理情况", max_length=1000, blank=True)
    replied_on = models.DateField("处理日期", null=True, blank=True)

    objects = RecordQuerySet["SiteLog"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "现场监督记录"
        ordering = ["-logged_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.logged_on}"


class MethodNote(ProjectRecord):
    """How works are arranged to spare the residents (分段施工、非开挖)."""

    method = models.CharField("施工方式", max_length=8, choices=Method.choices)
    section = models.CharField("施工段", max_length=100)
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期", null=True, blank=True)
    impact = models.CharField("对居民的影响和措施", max_length=300)

    objects = RecordQuerySet["MethodNote"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "施工组织"
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="method_ends_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.section}"


class EffectivenessCheck(ProjectRecord):
    """质量、工期、进度三达标: three verdicts of one look at a project."""

    checked_on = models.DateField("督导日期")
    checker = models.CharField("督导人", max_length=60)
    quality_met = models.BooleanField("质量达标")
    schedule_met = models.BooleanField("工期达标")
    progress_met = models.BooleanField("进度达标")
    note = models.CharField("督导意见", max_length=500, blank=True)

    objects = RecordQuerySet["EffectivenessCheck"].as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "三达标督导"
        ordering = ["-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"三达标督导 {self.checked_on}"

    @property
    def met(self) -> int:
        """Return how many of the three are met."""
        return sum((self.quality_met, self.schedule_met, self.progress_met))
