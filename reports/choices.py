"""Kinds and states of reports."""

from typing import Final

from django.db import models


class ReportKind(models.TextChoices):
    WEEKLY = "weekly", "周调度"
    MONTHLY = "monthly", "月通报"
    INSPECTION = "inspect", "检查通报"


# the kinds that are drafted, reviewed and issued under a number
BULLETINS: Final = (ReportKind.MONTHLY, ReportKind.INSPECTION)


class ReportState(models.TextChoices):
    """A dispatch is final once built; a bulletin goes 起草 → 审核 → 签发."""

    BUILDING = "building", "生成中"
    FAILED = "failed", "生成失败"
    DRAFTED = "drafted", "起草"
    REVIEWED = "reviewed", "审核"
    ISSUED = "issued", "签发"


BADGES: Final[dict[str, str]] = {
    ReportState.BUILDING: "info",
    ReportState.FAILED: "bad",
    ReportState.DRAFTED: "neutral",
    ReportState.REVIEWED: "info",
    ReportState.ISSUED: "good",
}
