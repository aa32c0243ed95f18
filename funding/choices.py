"""Choices of contracts, tenders and payments: value and label in one place."""

from typing import Final

from django.db import models


class ContractKind(models.TextChoices):
    WORKS = "works", "施工"
    SUPERVISION = "supervision", "监理"
    DESIGN = "design", "设计"
    TESTING = "testing", "检测"


class TenderMethod(models.TextChoices):
    OPEN = "open", "公开招标"
    INVITED = "invited", "邀请招标"
    CONSULTATION = "consultation", "竞争性磋商"
    DIRECT = "direct", "直接发包"


class SplitBy(models.TextChoices):
    """How the value of a contract over several projects is shared out (打捆招标)."""

    INVESTMENT = "investment", "按总投资"
    AREA = "area", "按建筑面积"
    HOUSEHOLDS = "households", "按户数"
    EQUAL = "equal", "平均"
    TYPED = "typed", "手工分摊"


class RequestKind(models.TextChoices):
    ADVANCE = "advance", "预付款"
    PROGRESS = "progress", "进度款"
    FINAL = "final", "结算款"
    RETENTION = "retention", "质保金"


class RequestState(models.TextChoices):
    APPLIED = "applied", "待审核"
    CHECKED = "checked", "待批准"
    APPROVED = "approved", "待支付"
    PAID = "paid", "已支付"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤销"


class StepKind(models.TextChoices):
    """What happened to a payment request."""

    APPLIED = "applied", "申请"
    REVISED = "revised", "修改重报"
    CHECKED = "checked", "审核"
    APPROVED = "approved", "批准"
    PAID = "paid", "支付"
    RETURNED = "returned", "退回"
    WITHDRAWN = "withdrawn", "撤销"


class RuleKey(models.TextChoices):
    """Thresholds of money: each is a dated row with its source, see `models/rule.py`."""

    PAY_DAYS = "pay_days", "付款期限（天）"
    PAY_DAYS_MOST = "pay_days_most", "合同约定付款期限上限（中小企业，天）"
    PASS_ON_DAYS = "pass_on_days", "上级资金下达期限（天）"
    PASS_ON_DAYS_CENTRAL = "pass_on_days_central", "中央专项下达期限（天）"
    WAGE_SHARE = "wage_share", "人工费拨付比例（%）"
    ADVANCE_SHARE = "advance_share", "预付款上限（%）"
    PROGRESS_SHARE = "progress_share", "进度款上限占形象进度（%）"
    ACCOUNTS_MONTHS = "accounts_months", "竣工财务决算期限（月）"
    EXTENSION_SMALL = "extension_small", "决算延期上限，中小型（月）"
    EXTENSION_LARGE = "extension_large", "决算延期上限，大型（月）"
    IDLE_DAYS = "idle_days", "闲置资金起算（天）"
    RETENTION_MOST = "retention_most", "质保金比例上限（%）"
    DEFECTS_MONTHS_MOST = "defects_months_most", "缺陷责任期上限（月）"
    RETENTION_DAYS = "retention_days", "质保金返还期限（天）"


class ContributionBasis(models.TextChoices):
    HOUSEHOLD = "household", "元/户"
    AREA = "area", "元/㎡"


class GrantKind(models.TextChoices):
    UPPER = "upper", "上级转移支付"
    CENTRAL = "central", "中央专项转移支付"


# where somebody still has to act before the money is out
IN_HAND: Final = (RequestState.APPLIED, RequestState.CHECKED, RequestState.APPROVED)
UNPAID: Final = (*IN_HAND, RequestState.RETURNED)
# the state in which a step leaves a request; being paid has its own date
LEFT_IN: Final[dict[str, RequestState]] = {
    StepKind.APPLIED: RequestState.APPLIED,
    StepKind.REVISED: RequestState.APPLIED,
    StepKind.CHECKED: RequestState.CHECKED,
    StepKind.APPROVED: RequestState.APPROVED,
    StepKind.RETURNED: RequestState.RETURNED,
    StepKind.WITHDRAWN: RequestState.WITHDRAWN,
}
HOLDERS: Final[dict[str, str]] = {
    RequestState.APPLIED: "审核员（审核）",
    RequestState.CHECKED: "办公室（批准）",
    RequestState.APPROVED: "办公室（支付）",
    RequestState.RETURNED: "填报员（重报）",
}
REQUEST_BADGES: Final[dict[str, str]] = {
    RequestState.APPLIED: "info",
    RequestState.CHECKED: "info",
    RequestState.APPROVED: "warn",
    RequestState.PAID: "good",
    RequestState.RETURNED: "bad",
    RequestState.WITHDRAWN: "muted",
}
RESIDENTS: Final = "居民出资"
