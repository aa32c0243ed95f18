"""States, levels, channels and events of complaints, with the words that users read."""

from typing import Final

from django.db import models


class ComplaintState(models.TextChoices):
    """受理 → 交办 → 办理 → 答复 → 回访 → 办结, and the ways aside and back."""

    SUBMITTED = "submitted", "待受理"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已并案"
    ACCEPTED = "accepted", "待交办"
    ASSIGNED = "assigned", "已交办"
    RETURNED = "returned", "退回"
    HANDLING = "handling", "办理中"
    REWORK = "rework", "重办"
    REPLIED = "replied", "待回访"
    VERIFIED = "verified", "回访通过"
    CLOSED = "closed", "已办结"


class Level(models.TextChoices):
    """How urgent a complaint is; the rules of time give each its clock (domain: §7.1)."""

    CRITICAL = "critical", "特急"
    URGENT = "urgent", "紧急"
    INQUIRY = "inquiry", "咨询"
    NORMAL = "normal", "一般"
    COMPLEX = "complex", "复杂"


class Channel(models.TextChoices):
    """Where a complaint came in; the words themselves are stored, as the ledger writes them."""

    HOTLINE = "12345热线", "12345热线"
    PETITION = "信访", "信访"
    SITE = "现场反映", "现场反映"
    NETWORK = "网络", "网络"
    CODE = "二维码", "二维码"
    PAPER = "书面", "书面"


class Unit(models.TextChoices):
    HOURS = "hours", "小时"
    WORKING = "working", "工作日"
    DAYS = "days", "日"


class Outcome(models.TextChoices):
    """What the handler says was achieved; whether it was is for the call-back to find."""

    RECTIFIED = "rectified", "已整改"
    EXPLAINED = "explained", "已解释"
    UNABLE = "unable", "无法办理"


class ReviewStage(models.TextChoices):
    """Stages after the answer to a petition (信访工作条例 §35, §36); after the second it is at an end."""

    REVIEW = "review", "复查"
    RECHECK = "recheck", "复核"


class Conclusion(models.TextChoices):
    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    REVOKED = "revoked", "撤销"


class Satisfaction(models.TextChoices):
    GOOD = "满意", "满意"
    FAIR = "基本满意", "基本满意"
    BAD = "不满意", "不满意"
    UNREACHED = "未联系上", "未联系上"


class EventKind(models.TextChoices):
    SUBMITTED = "submitted", "反映"
    REGISTERED = "registered", "登记"
    ACCEPTED = "accepted", "受理"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "并案"
    CHANGED = "changed", "更正登记"
    ASSIGNED = "assigned", "交办"
    TRANSFERRED = "transferred", "转办"
    RETURNED = "returned", "退回"
    STARTED = "started", "接办"
    NOTED = "noted", "办理情况"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    REPLIED = "replied", "答复"
    CALLED = "called", "回访"
    REWORK = "rework", "重办"
    CLOSED = "closed", "办结"
    REOPENED = "reopened", "重新办理"
    ESCALATED = "escalated", "督办"
    REVIEW_ASKED = "review_asked", "申请复查复核"
    REVIEW_DECIDED = "review_decided", "复查复核意见"


class NoticeKind(models.TextChoices):
    WATER = "water", "停水"
    POWER = "power", "停电"
    GAS = "gas", "停气"
    ROAD = "road", "道路封闭"
    NOISE = "noise", "噪声施工"
    OTHER = "other", "其他"


class Warranty(models.TextChoices):
    """Whether a complaint falls into the warranty of its item (建设工程质量管理条例 §40)."""

    IN = "in", "在保"
    OVER = "over", "过保"
    BEFORE = "before", "未验收"
    UNKNOWN = "unknown", "无法判断"


# rows that wait, were declined or follow another one are no complaint of their own
UNCOUNTED: Final = (ComplaintState.SUBMITTED, ComplaintState.DECLINED, ComplaintState.MERGED)
WORKING: Final = (ComplaintState.HANDLING, ComplaintState.REWORK)
ANSWERED: Final = (ComplaintState.REPLIED, ComplaintState.VERIFIED, ComplaintState.CLOSED)
# where somebody has to act before the deadline, which runs from the arrival; a reply stops it
RUNNING: Final = (
    ComplaintState.SUBMITTED, ComplaintState.ACCEPTED, ComplaintState.ASSIGNED,
    ComplaintState.RETURNED, *WORKING,
)  # fmt: skip
# the state in which a step leaves a complaint
LEFT_IN: Final[dict[str, ComplaintState]] = {
    EventKind.SUBMITTED: ComplaintState.SUBMITTED,
    EventKind.REGISTERED: ComplaintState.ACCEPTED,
    EventKind.ACCEPTED: ComplaintState.ACCEPTED,
    EventKind.DECLINED: ComplaintState.DECLINED,
    EventKind.MERGED: ComplaintState.MERGED,
    EventKind.ASSIGNED: ComplaintState.ASSIGNED,
    EventKind.TRANSFERRED: ComplaintState.ASSIGNED,
    EventKind.RETURNED: ComplaintState.RETURNED,
    EventKind.STARTED: ComplaintState.HANDLING,
    EventKind.REPLIED: ComplaintState.REPLIED,
    EventKind.CALLED: ComplaintState.VERIFIED,  # an unsolved one is followed by its rework
    EventKind.REWORK: ComplaintState.REWORK,
    EventKind.REOPENED: ComplaintState.REWORK,
    EventKind.CLOSED: ComplaintState.CLOSED,
}
CHANNEL_ALIASES: Final = {
    "12345": Channel.HOTLINE,
    "来信": Channel.PETITION,
    "来访": Channel.PETITION,
}
BADGES: Final[dict[str, str]] = {
    ComplaintState.SUBMITTED: "warn",
    ComplaintState.DECLINED: "muted",
    ComplaintState.MERGED: "muted",
    ComplaintState.ACCEPTED: "warn",
    ComplaintState.ASSIGNED: "info",
    ComplaintState.RETURNED: "bad",
    ComplaintState.HANDLING: "info",
    ComplaintState.REWORK: "bad",
    ComplaintState.REPLIED: "info",
    ComplaintState.VERIFIED: "good",
    ComplaintState.CLOSED: "good",
    Warranty.IN: "warn",
    Warranty.OVER: "muted",
    Warranty.BEFORE: "neutral",
    Warranty.UNKNOWN: "neutral",
}


def channel_of(text: str) -> str:
    """Return the channel that rules of time know for what a ledger calls it (来信来访 → 信访)."""
    return next((known for part, known in CHANNEL_ALIASES.items() if part in text), text)
