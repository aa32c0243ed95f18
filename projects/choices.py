"""Choices of plans, projects and weekly entries: value, label, and badge colour in one place."""

from typing import Final

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "草稿"
    APPROVED = "approved", "已批准"


class ProjectStatus(models.TextChoices):
    """Derived from dates and suspensions, never stored (docs/glossary.md)."""

    PREPARING = "前期", "前期"
    BUILDING = "在建", "在建"
    FINISHED = "完工", "完工"
    ACCEPTED = "已验收", "已验收"
    SUSPENDED = "暂缓", "暂缓"


class DutyKind(models.TextChoices):
    """Who looks after a project or community (S2-06, S4-37)."""

    LEADER = "leader", "挂包领导"
    CADRE = "cadre", "驻社干部"
    STEWARD = "steward", "党员楼长"


class CommunityStage(models.TextChoices):
    """Where a community of a programme year stands on a date; derived, see `classified`."""

    UNSTARTED = "unstarted", "未开工"
    BUILDING = "building", "在建"
    FINISHED = "finished", "完工待验收"
    ACCEPTED = "accepted", "已验收"
    SUSPENDED = "suspended", "暂缓"


class CommunityStatus(models.TextChoices):
    """What lists of communities are filtered by; 已开工 and 完工 hold several stages."""

    UNSTARTED = "unstarted", "未开工"
    STARTED = "started", "已开工"
    BUILDING = "building", "在建"
    FINISHED = "finished", "完工（含已验收）"
    ACCEPTED = "accepted", "已验收"
    SUSPENDED = "suspended", "暂缓"


class SuspensionKind(models.TextChoices):
    DEFERRED = "暂缓", "暂缓实施"
    STOPPED = "停工", "停工"


class StopKind(models.TextChoices):
    """Why a region forbids works for some days."""

    EXAM = "考试", "考试"
    WINTER = "冬歇", "冬歇"
    FLOOD = "汛期", "汛期"
    POLLUTION = "重污染", "重污染天气"
    OTHER = "其他", "其他"


class StoppedWorks(models.TextChoices):
    ALL = "全部施工", "全部施工"
    MACHINES = "机械施工", "机械施工（产生噪声的）"
    OUTDOOR = "室外作业", "室外作业"
    EARTH = "土方开挖", "土方和管沟开挖"


class EvidenceKind(models.TextChoices):
    """What proves 开工, 完工 and 验收 (`projects/evidence_rules.py` says which of them is asked)."""

    CONTRACT = "contract", "施工合同"
    START_ORDER = "start_order", "开工令"
    PHOTO = "photo", "开工现场照片"
    BOARD = "board", "质量责任公示牌照片"
    PERMIT = "permit", "施工许可"
    FINISH = "finish", "完工证明或照片"
    CERTIFICATE = "certificate", "竣工验收证书"
    SITE = "site", "施工现场照片"
    OTHER = "other", "其他"


class PaperState(models.TextChoices):
    """What became of what was written on a paper form and sent without an account."""

    PENDING = "pending", "待确认"
    TAKEN = "taken", "已采用"
    DISMISSED = "dismissed", "未采用"


class EntryState(models.TextChoices):
    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已审核"


EDITABLE_STATES: Final = (EntryState.DRAFT, EntryState.RETURNED)
REPORTED_STATES: Final = (EntryState.SUBMITTED, EntryState.ACCEPTED)


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "待检查"
    CHECKING = "checking", "检查中"
    REJECTED = "rejected", "有错误"
    CHECKED = "checked", "检查通过"
    IMPORTING = "importing", "导入中"
    DONE = "done", "已导入"
    FAILED = "failed", "中断"


BADGES: Final[dict[str, str]] = {
    ProjectStatus.PREPARING: "neutral",
    ProjectStatus.BUILDING: "info",
    ProjectStatus.FINISHED: "good",
    ProjectStatus.ACCEPTED: "good",
    ProjectStatus.SUSPENDED: "muted",
    EntryState.DRAFT: "neutral",
    EntryState.SUBMITTED: "info",
    EntryState.RETURNED: "bad",
    EntryState.ACCEPTED: "good",
    PaperState.PENDING: "info",
    PaperState.TAKEN: "good",
    PaperState.DISMISSED: "muted",
    PlanState.DRAFT: "neutral",
    PlanState.APPROVED: "good",
    ImportState.UPLOADED: "neutral",
    ImportState.CHECKING: "info",
    ImportState.REJECTED: "bad",
    ImportState.CHECKED: "info",
    ImportState.IMPORTING: "info",
    ImportState.DONE: "good",
    ImportState.FAILED: "bad",
}

SUSPENSION_BADGES: Final[dict[str, str]] = {
    "已恢复": "good",
    "未定复核": "warn",
    "复核逾期": "bad",
    "未到复核": "neutral",
}

CLASSES: Final = ("基础类", "完善类", "提升类")
# 通用节点（domain: §2.1），按先后排列
MILESTONES: Final = (
    "入户调查与意愿征集",
    "方案设计与公示",
    "立项审批",
    "施工图审查",
    "招标投标",
    "开工",
    "主体工程过半",
    "完工",
    "竣工验收",
)


class ShowcaseKind(models.TextChoices):
    PROJECT = "project", "样板项目"
    ROUTE = "route", "精品示范线路"


class HighlightKind(models.TextChoices):
    LOOK = "look", "整体风貌"
    HERITAGE = "heritage", "历史文化"
    CIVIC = "civic", "精神文明"


class PhotoMoment(models.TextChoices):
    BEFORE = "before", "改造前"
    AFTER = "after", "改造后"
