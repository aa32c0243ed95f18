"""Kinds and states of reports, of meetings and their decisions."""

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


class MeetingKind(models.TextChoices):
    WEEKLY = "weekly", "周调度会"
    SPECIAL = "special", "专题会议"
    JOINT = "joint", "联席会议"
    COORDINATION = "coordination", "协调会"


class MeetingState(models.TextChoices):
    PREPARING = "preparing", "筹备"
    RUNNING = "running", "进行中"
    FINISHED = "finished", "已结束"


class DecisionStatus(models.TextChoices):
    """How a decision stands on a day, from its dates and never stored."""

    KEPT = "kept", "按期完成"
    LATE = "late", "逾期完成"
    PENDING = "pending", "未到期"
    BROKEN = "broken", "逾期"
    WITHDRAWN = "withdrawn", "已撤销"


class DecisionStep(models.TextChoices):
    """Whose turn it is with a decision."""

    OPEN = "open", "办理中"
    WAITING = "waiting", "待确认"
    DONE = "done", "已完成"
    WITHDRAWN = "withdrawn", "已撤销"


MEETING_BADGES: Final[dict[str, str]] = {
    MeetingState.PREPARING: "neutral",
    MeetingState.RUNNING: "info",
    MeetingState.FINISHED: "good",
}
DECISION_BADGES: Final[dict[str, str]] = {
    DecisionStatus.KEPT: "good",
    DecisionStatus.LATE: "warn",
    DecisionStatus.PENDING: "info",
    DecisionStatus.BROKEN: "bad",
    DecisionStatus.WITHDRAWN: "muted",
}
