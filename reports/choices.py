"""Kinds and states of reports and of what inspections find."""

from typing import Final

from django.db import models


class ReportKind(models.TextChoices):
    WEEKLY = "weekly", "周调度"
    MONTHLY = "monthly", "月通报"
    INSPECTION = "inspect", "检查通报"


# the kinds that are drafted, reviewed and issued under a number
BULLETINS: Final = (ReportKind.MONTHLY, ReportKind.INSPECTION)


class FindingCategory(models.TextChoices):
    QUALITY = "工程质量", "工程质量"
    SAFETY = "施工安全", "施工安全"
    PROGRESS = "施工进度", "施工进度"
    MATERIALS = "材料管理", "材料管理"
    SITE = "文明施工", "文明施工"
    PAPERS = "资料管理", "资料管理"
    OTHER = "其他", "其他"


class FindingState(models.TextChoices):
    """Where a finding stands, derived from its dates and never stored."""

    OPEN = "open", "待整改"
    REPLIED = "replied", "待复查"
    CLOSED = "closed", "已销号"


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
