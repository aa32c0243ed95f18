"""Complaints (投诉): what residents tell, and what became of it."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from complaints.choices import RUNNING, ComplaintState, Level, Outcome
from complaints.querysets import ComplaintQuerySet
from projects.models import Community, Project
from projects.models.numbered import NumberedInCity


class Complaint(NumberedInCity):
    """One matter that residents complain about; who they are is in `Complainant` alone.

    `quality` says whether it counts as 质量投诉; it is taken from the category when the complaint is
    registered, so that a category that changes leaves the past as it was. `handler` is the region
    whose people handle it. `due_at` is set from the rules of time when it is accepted and assigned
    and is never changed by an extension, which stands in `extended_to`.
    """

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="小区",
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="项目",
    )
    category = models.CharField("类别", max_length=30)
    quality = models.BooleanField("质量投诉", default=True)
    channel = models.CharField("渠道", max_length=30, blank=True)
    level = models.CharField("等级", max_length=8, choices=Level.choices, default=Level.NORMAL)
    state = models.CharField(
        "状态", max_length=10, choices=ComplaintState.choices, default=ComplaintState.ACCEPTED
    )
    place = models.CharField("具体位置", max_length=60, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    contractor = models.CharField("责任单位", max_length=80, blank=True)
    received_on = models.DateField("受理日期", db_index=True)
    received_at = models.DateTimeField("收到时间", null=True, blank=True)
    handler = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办区划"
    )
    unit = models.CharField("承办单位", max_length=80, blank=True)
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    started_at = models.DateTimeField("接办时间", null=True, blank=True)
    respond_by = models.DateTimeField("响应时限", null=True, blank=True)
    due_at = models.DateTimeField("办理时限", null=True, blank=True)
    extended_to = models.DateTimeField("延期至", null=True, blank=True)
    return_by = models.DateField("退回时限", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=10, choices=Outcome.choices, blank=True)
    result = models.TextField("答复内容", blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答复人",
    )  # fmt: skip
    closed_on = models.DateField("办结日期", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("重办次数", default=0)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates",
        verbose_name="并入",
    )  # fmt: skip
    content = models.TextField("内容", blank=True)
    satisfaction = models.CharField("满意度", max_length=10, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ComplaintQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        ordering = ["-received_on", "number"]
        permissions = [
            ("register_complaint", "登记投诉"),
            ("manage_complaint", "受理、交办和办结投诉"),
            ("handle_complaint", "办理和答复投诉"),
            ("callback_complaint", "回访投诉人"),
            ("reveal_complainant", "查看投诉人姓名和电话"),
            ("setup_complaints", "设定投诉类别和时限"),
            ("publish_page", "设定居民公示页"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="complaint_state_due"),
            models.Index(fields=["region", "state"], name="complaint_region_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="complaint_number_in_city"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("received_on")),
                name="complaint_closed_after_received",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ComplaintState.MERGED, duplicate_of__isnull=False)
                | (~models.Q(state=ComplaintState.MERGED) & models.Q(duplicate_of__isnull=True)),
                name="complaint_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.category}"

    def closed_by(self, day: date) -> bool:
        return self.closed_on is not None and self.closed_on <= day

    @property
    def deadline(self) -> datetime | None:
        """Return the moment that counts now: the extension where one was granted."""
        return self.extended_to or self.due_at

    def overdue_at(self, now: datetime) -> bool:
        """Say whether it runs past its deadline; a reply stops the clock."""
        return self.state in RUNNING and self.deadline is not None and self.deadline < now

    @property
    def builder(self) -> str:
        """Return who built it: the unit named here, else the project's contractor."""
        return self.contractor or (self.project.contractor if self.project else "")
