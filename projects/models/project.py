"""Projects: what is built, by when, by whom."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Region
from core import regions
from projects.choices import ProjectStatus
from projects.models.community import Community
from projects.models.numbered import NamedInCity
from projects.querysets import ProjectQuerySet


def site_of(region: int, community_regions: list[int]) -> int:
    """Return the smallest region that holds all communities, if it lies within `region`."""
    if not community_regions:
        return region
    found = regions.common(community_regions)
    return found if regions.subtree(region).covers(regions.subtree(found)) else region


class Project(NamedInCity):
    """One renovation project of a programme year, with one or several communities.

    `site` is the smallest region that holds its communities within `region`, so that a street's
    figures count it too. Status is derived from dates, see `status_on`.
    """

    name = models.CharField("项目名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    site = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="所在区划", editable=False
    )
    communities = models.ManyToManyField(
        Community, related_name="projects", verbose_name="小区", blank=True
    )
    batch = models.CharField("批次", max_length=30, blank=True)
    out_of_plan = models.BooleanField("计划外", default=False)
    classes = models.CharField("改造类别", max_length=60, blank=True)
    total_investment = models.DecimalField(
        "总投资（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    annual_investment = models.DecimalField(
        "年度计划投资（元）", max_digits=18, decimal_places=2, null=True, blank=True
    )
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_finish = models.DateField("计划完工", null=True, blank=True)
    site_entry_on = models.DateField("进场日期", null=True, blank=True)
    started_on = models.DateField("实际开工", null=True, blank=True)
    finished_on = models.DateField("实际完工", null=True, blank=True)
    accepted_on = models.DateField("竣工验收", null=True, blank=True)
    lead_official = models.CharField("责任领导", max_length=30, blank=True)
    lead_unit = models.CharField("责任单位", max_length=80, blank=True)
    lead_person = models.CharField("责任人", max_length=30, blank=True)
    contractor = models.CharField("施工单位", max_length=80, blank=True)
    supervisor = models.CharField("监理单位", max_length=80, blank=True)
    project_manager = models.CharField("项目经理", max_length=30, blank=True)
    chief_supervisor = models.CharField("总监理工程师", max_length=30, blank=True)
    remarks = models.JSONField("备注列", default=dict, blank=True)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[communities], excluded_fields=["initials"])

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["region_id", "number"]
        permissions = [("import_ledger", "导入台账"), ("export_ledger", "导出台账")]
        indexes = [
            models.Index(fields=["year", "region"], name="project_year_region"),
            models.Index(fields=["site", "year"], name="project_site_year"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="project_number_in_city"),
            models.CheckConstraint(
                condition=models.Q(finished_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(finished_on__gte=models.F("started_on")),
                name="project_finish_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on__isnull=True)
                | models.Q(finished_on__isnull=True)
                | models.Q(accepted_on__gte=models.F("finished_on")),
                name="project_acceptance_after_finish",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        super().derive()
        if self.site_id is None:
            self.site_id = self.region_id

    def place(self, community_regions: list[int]) -> None:
        """Set `site` from the regions of the communities."""
        self.site_id = site_of(self.region_id, community_regions)

    def status_on(self, day: date) -> ProjectStatus:
        """Return the status on a date; reads prefetched suspensions where there are any."""
        if any(s.covers(day) for s in self.suspensions.all()):
            return ProjectStatus.SUSPENDED
        for reached, status in (
            (self.accepted_on, ProjectStatus.ACCEPTED),
            (self.finished_on, ProjectStatus.FINISHED),
            (self.started_on, ProjectStatus.BUILDING),
        ):
            if reached is not None and reached <= day:
                return status
        return ProjectStatus.PREPARING
