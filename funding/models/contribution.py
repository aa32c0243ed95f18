"""What residents of a community contribute to its renovation (S0-28): counts and sums, no names."""

from decimal import Decimal

from django.db import models
from simple_history.models import HistoricalRecords

from core.money import CENT, round_half_up
from funding.choices import ContributionBasis
from funding.contract_querysets import ContributionQuerySet
from projects.models import Community, Project


class Contribution(models.Model):
    """The standard of one community in one project, and what was pledged and collected by a day.

    Numbers are cumulative up to `counted_on`; earlier ones stay in the history.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="contributions", verbose_name="项目"
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="contributions", verbose_name="小区"
    )
    basis = models.CharField("标准单位", max_length=10, choices=ContributionBasis.choices)
    rate = models.DecimalField("出资标准（元）", max_digits=10, decimal_places=2)
    pledged_households = models.PositiveIntegerField("认缴户数", default=0)
    pledged = models.DecimalField("认缴金额（元）", max_digits=18, decimal_places=2, default=0)
    collected_households = models.PositiveIntegerField("已缴户数", default=0)
    collected = models.DecimalField("已缴金额（元）", max_digits=18, decimal_places=2, default=0)
    counted_on = models.DateField("统计日期")

    objects = ContributionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "居民出资"
        ordering = ["project_id", "community_id"]
        permissions = [("carry_contribution", "居民出资计入资金来源")]
        constraints = [
            models.UniqueConstraint(fields=["project", "community"], name="contribution_once"),
            models.CheckConstraint(
                condition=models.Q(rate__gt=0, pledged__gte=0, collected__gte=0),
                name="contribution_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} 居民出资"

    @property
    def due(self) -> Decimal | None:
        """Return what the whole community would pay by its standard; None where that is unknown."""
        by_household = self.basis == ContributionBasis.HOUSEHOLD
        size = self.community.households if by_household else self.community.floor_area
        return None if size is None else round_half_up(self.rate * size, CENT)
