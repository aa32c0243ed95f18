"""Orders: 督办单, 约谈通知, 整改通知 and 领导批示 are one thing with one life.

拟稿 → 待签收 → 办理中 → 待审核 → 已办结, with 退办 back to the addressee and 撤回 at any time before
the end. The words are frozen in `printed` when the order is issued (domain: §4.2–4.4).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch
from simple_history.models import HistoricalRecords

from accounts.models import Region
from core.links import row_page
from orders.choices import RUNNING, BasisKind, OrderKind, OrderState
from orders.querysets import OrderQuerySet
from projects.models import Project


class Order(models.Model):
    """One order to one unit of one region, about a project or about the region as a whole.

    `region` is the addressee's: its users answer. `office_region` is the issuer's: it gives the
    number, reviews and closes. `due_on` is never changed after the issue; an extension is set in
    `extended_to`, and an order later than both is chased from `due_on` on (domain: §4.2).
    `printed` holds every word of the official paper, None while the order is a draft.
    `origin_*` lead back to the row of a floor above (an inspection, a complaint) that opened it:
    its words, the URL name of its page, its key.
    """

    kind = models.CharField("种类", max_length=16, choices=OrderKind.choices)
    state = models.CharField(
        "状态", max_length=12, choices=OrderState.choices, default=OrderState.DRAFT
    )
    office_region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="发文区划"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="orders", verbose_name="承办区划"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="项目"
    )
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    serial = models.PositiveIntegerField("序号", null=True, blank=True)
    number = models.CharField("编号", max_length=40, blank=True)
    basis_kind = models.CharField("立项依据", max_length=12, choices=BasisKind.choices)
    basis = models.CharField("依据说明", max_length=500)
    subject = models.CharField("事项", max_length=200)
    requirement = models.TextField("具体要求", max_length=2000)
    unit = models.CharField("主办单位", max_length=80)
    person = models.CharField("责任人", max_length=30)
    co_units = models.CharField("协办单位", max_length=200, blank=True)
    inspected_on = models.DateField("检查日期", null=True, blank=True)
    inspector = models.CharField("检查人", max_length=60, blank=True)
    due_on = models.DateField("办理时限")
    extended_to = models.DateField("延期至", null=True, blank=True)
    contact = models.CharField("联系人", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="签发人",
    )  # fmt: skip
    issued_on = models.DateField("签发日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    escalated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="escalations",
        verbose_name="由何件升级",
    )  # fmt: skip
    origin_label = models.CharField("来源", max_length=100, blank=True)
    origin_page = models.CharField("来源页面", max_length=60, blank=True, editable=False)
    origin_pk = models.PositiveBigIntegerField("来源编号", null=True, blank=True, editable=False)
    printed = models.JSONField("正文", null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["printed"])

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        ordering = ["-pk"]
        permissions = [
            ("draft_order", "起草督办事项"),
            ("issue_order", "签发督办事项"),
            ("review_order", "审核督办事项"),
            ("instruct_order", "作出批示"),
            ("answer_order", "签收和回复督办事项"),
        ]
        indexes = [
            models.Index(fields=["region", "state"], name="order_region_state"),
            models.Index(fields=["state", "due_on"], name="order_state_due"),
            models.Index(fields=["origin_page", "origin_pk"], name="order_origin"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office_region", "kind", "year", "serial"], name="order_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_to=None) | models.Q(extended_to__gt=models.F("due_on")),
                name="order_extension_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.get_kind_display()} {self.subject}"

    @property
    def origin_url(self) -> str:
        """Return the address of the page that opened the order, empty where there is none."""
        if self.origin_pk is None:
            return ""
        try:
            return row_page(self.origin_page, self.origin_pk)
        except NoReverseMatch:  # the row is older than today's names of pages
            return ""

    @property
    def deadline(self) -> date:
        """Return the date that counts now: the extension where one was granted."""
        return self.extended_to or self.due_on

    def days_overdue(self, day: date) -> int:
        """Return the days since the original deadline; 0 while the extended one is not past.

        A reply that waits for its review, a draft and a finished order are never overdue.
        """
        if self.state not in RUNNING or day <= self.deadline:
            return 0
        return (day - self.due_on).days
