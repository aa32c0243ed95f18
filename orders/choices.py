"""Kinds, states and events of orders, with the words that users read."""

from typing import Final

from django.db import models


class OrderKind(models.TextChoices):
    SUPERVISION = "supervision", "督办单"
    TALK = "talk", "约谈通知"
    RECTIFICATION = "rectification", "整改通知"
    INSTRUCTION = "instruction", "领导批示"


class OrderState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    ISSUED = "issued", "待签收"
    RECEIVED = "received", "办理中"
    REPLIED = "replied", "待审核"
    RETURNED = "returned", "退办"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class BasisKind(models.TextChoices):
    """立项依据 (domain: §4.2), and what the engine itself proposes."""

    INSTRUCTION = "instruction", "领导批示"
    MEETING = "meeting", "会议决定"
    BULLETIN = "bulletin", "通报"
    HOTLINE = "hotline", "热线投诉"
    INSPECTION = "inspection", "检查检测"
    RULE = "rule", "逾期升级"
    OTHER = "other", "其他"


class EventKind(models.TextChoices):
    DRAFTED = "drafted", "拟稿"
    CHANGED = "changed", "修改拟稿"
    ISSUED = "issued", "签发"
    RECEIVED = "received", "签收"
    REPLIED = "replied", "回复"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    REVIEWED = "reviewed", "审核"
    RETURNED = "returned", "退办"
    TALKED = "talked", "登记约谈"
    CHECKED = "checked", "核查承诺"
    CLOSED = "closed", "办结归档"
    WITHDRAWN = "withdrawn", "撤回"
    REMINDED = "reminded", "提醒"
    ESCALATED = "escalated", "升级"


class TaskSource(models.TextChoices):
    """Where a task of the list comes from (S0-16)."""

    SPEECH = "speech", "领导讲话"
    DOCUMENT = "document", "文件"
    MEETING = "meeting", "会议"
    OTHER = "other", "其他"


class TaskState(models.TextChoices):
    OPEN = "open", "推进中"
    REPORTED = "reported", "待销号"
    DONE = "done", "已销号"
    DROPPED = "dropped", "已取消"


class TaskEventKind(models.TextChoices):
    LISTED = "listed", "列入清单"
    PROGRESS = "progress", "报告进展"
    FINISHED = "finished", "申请销号"
    CHASED = "chased", "催办"
    ACCEPTED = "accepted", "同意销号"
    RETURNED = "returned", "退回"
    DROPPED = "dropped", "取消"


class Step(models.TextChoices):
    """The escalation ladder, lowest rung first."""

    REMINDER = "reminder", "提醒"
    SUPERVISION = "supervision", "督办"
    TALK = "talk", "约谈"


class Measure(models.TextChoices):
    """What a rule of the ladder looks at."""

    OVERDUE = "overdue", "逾期天数"
    REWORKS = "reworks", "退办次数"
    LAG = "lag", "项目滞后天数"


# what an office drafts; a 批示 is made by the leader himself
DRAFTED_KINDS: Final = [one for one in OrderKind.choices if one[0] != OrderKind.INSTRUCTION]
# where somebody has to act before a deadline; a reply that waits for its review is not chased
RUNNING: Final = (OrderState.ISSUED, OrderState.RECEIVED, OrderState.RETURNED)
TASK_OPEN: Final = (TaskState.OPEN, TaskState.REPORTED)
OPEN: Final = (*RUNNING, OrderState.REPLIED)
# the state in which a step leaves an order, a task
LEFT_IN: Final[dict[str, OrderState]] = {
    EventKind.DRAFTED: OrderState.DRAFT,
    EventKind.ISSUED: OrderState.ISSUED,
    EventKind.RECEIVED: OrderState.RECEIVED,
    EventKind.REPLIED: OrderState.REPLIED,
    EventKind.RETURNED: OrderState.RETURNED,
    EventKind.CLOSED: OrderState.CLOSED,
    EventKind.WITHDRAWN: OrderState.WITHDRAWN,
}
TASK_LEFT_IN: Final[dict[str, TaskState]] = {
    TaskEventKind.LISTED: TaskState.OPEN,
    TaskEventKind.FINISHED: TaskState.REPORTED,
    TaskEventKind.RETURNED: TaskState.OPEN,
    TaskEventKind.ACCEPTED: TaskState.DONE,
    TaskEventKind.DROPPED: TaskState.DROPPED,
}
LADDER: Final = tuple(Step)
STEP_KINDS: Final[dict[str, OrderKind]] = {
    Step.SUPERVISION: OrderKind.SUPERVISION,
    Step.TALK: OrderKind.TALK,
}
# the character that follows an office's code in a number: 云老旧督〔2023〕5号
SERIES: Final[dict[str, str]] = {
    OrderKind.SUPERVISION: "督",
    OrderKind.TALK: "约",
    OrderKind.RECTIFICATION: "整",
    OrderKind.INSTRUCTION: "批",
}
BADGES: Final[dict[str, str]] = {
    OrderState.DRAFT: "neutral",
    OrderState.ISSUED: "warn",
    OrderState.RECEIVED: "info",
    OrderState.REPLIED: "info",
    OrderState.RETURNED: "bad",
    OrderState.CLOSED: "good",
    OrderState.WITHDRAWN: "muted",
    TaskState.OPEN: "info",
    TaskState.REPORTED: "warn",
    TaskState.DONE: "good",
    TaskState.DROPPED: "muted",
    Step.REMINDER: "info",
    Step.SUPERVISION: "warn",
    Step.TALK: "bad",
}
