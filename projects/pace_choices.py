"""Choices of lag, lights, cases, task forces and campaigns: value, label, colour in one place."""

from typing import Final

from django.db import models


class ClockParty(models.TextChoices):
    """Whose days they were (时长归责)."""

    STOPPED = "合法停工", "合法停工"
    SURVEY = "调查与意愿征集", "调查与意愿征集"
    DESIGN = "方案与设计", "方案与设计"
    APPROVAL = "审批", "审批"
    TENDER = "招标投标", "招标投标"
    FUNDS = "资金", "资金"
    LAND = "用地", "用地"
    PIPES = "管线单位", "管线单位"
    CONTRACTOR = "施工单位", "施工单位"
    ACCEPTANCE = "验收", "验收"
    WEATHER = "天气", "天气"
    OTHER = "其他", "其他"


# 未达到的第一个节点属于谁的阶段（domain: §2.1 的次序）；其余节点按施工单位计
STAGE_PARTIES: Final[dict[str, ClockParty]] = {
    "入户调查与意愿征集": ClockParty.SURVEY,
    "方案设计与公示": ClockParty.DESIGN,
    "立项审批": ClockParty.APPROVAL,
    "施工图审查": ClockParty.DESIGN,
    "招标投标": ClockParty.TENDER,
    "竣工验收": ClockParty.ACCEPTANCE,
}


class LightSubject(models.TextChoices):
    START = "start", "开工"
    PROGRESS = "progress", "进度"
    INVESTMENT = "invest", "投资"
    NODE = "node", "节点"
    PAYMENT = "payment", "资金拨付"
    ENTRY = "entry", "填报"


class LightFormula(models.TextChoices):
    """What is compared with the thresholds. The second and the third are not the same thing."""

    MONTHS_LATE = "months", "逾期N个月"
    POINTS_BEHIND = "points", "落后N个百分点"
    PERCENT_BELOW = "percent", "低于序时N%"
    DAYS_LATE = "days", "滞后N天"
    RATE_SHORT = "rate", "拨付率比要求低N个百分点"
    MONTHS_SILENT = "silent", "N个月未填报"


FORMULAS: Final[dict[str, tuple[str, ...]]] = {
    LightSubject.START: (LightFormula.MONTHS_LATE, LightFormula.DAYS_LATE),
    LightSubject.PROGRESS: (LightFormula.POINTS_BEHIND, LightFormula.PERCENT_BELOW),
    LightSubject.INVESTMENT: (LightFormula.POINTS_BEHIND, LightFormula.PERCENT_BELOW),
    LightSubject.NODE: (LightFormula.DAYS_LATE,),
    LightSubject.PAYMENT: (LightFormula.RATE_SHORT,),
    LightSubject.ENTRY: (LightFormula.MONTHS_SILENT,),
}


class Curve(models.TextChoices):
    LINEAR = "linear", "按时间均匀"
    WEIGHTS = "weights", "按节点权重"


class Light(models.TextChoices):
    RED = "red", "红灯"
    YELLOW = "yellow", "黄灯"
    GREEN = "green", "绿灯"
    GREY = "grey", "停止计时"


LIGHT_BADGES: Final[dict[str, str]] = {
    Light.RED: "red",
    Light.YELLOW: "yellow",
    Light.GREEN: "green",
    Light.GREY: "muted",
}


class CaseState(models.TextChoices):
    """Derived from the dates of a case."""

    OPEN = "open", "整改中"
    FIXED = "fixed", "待核验"
    CLOSED = "closed", "已销号"


CASE_BADGES: Final[dict[str, str]] = {
    CaseState.OPEN: "warn",
    CaseState.FIXED: "info",
    CaseState.CLOSED: "good",
}


class ForceLevel(models.TextChoices):
    CITY = "市级", "市级"
    DISTRICT = "区级", "区级"
    STREET = "街道级", "街道级"


class Cadence(models.IntegerChoices):
    """How many days may lie between two notes of a task force."""

    DAILY = 1, "每天一调度"
    TWICE_A_WEEK = 4, "每周两次"
    WEEKLY = 7, "每周一次"


class NoteKind(models.TextChoices):
    WEEKLY = "周记", "周记"
    ON_SITE = "现场调度", "现场调度"


class CampaignTarget(models.TextChoices):
    START = "start", "全部开工"
    CAUGHT_UP = "caught_up", "赶上序时"
    FINISH = "finish", "全部完工"


class Forecast(models.TextChoices):
    DONE = "done", "已完成"
    MAKES = "makes", "预计能完成"
    MISSES = "misses", "预计完不成"
    STOPPED = "stopped", "停止计时"


FORECAST_BADGES: Final[dict[str, str]] = {
    Forecast.DONE: "good",
    Forecast.MAKES: "info",
    Forecast.MISSES: "bad",
    Forecast.STOPPED: "muted",
}


class Chance(models.TextChoices):
    """What the needed weekly progress is against the best four weeks so far."""

    DONE = "done", "已完成"
    REALISTIC = "realistic", "现实"
    STRETCHED = "stretched", "吃紧"
    IMPOSSIBLE = "impossible", "不可能"
    UNKNOWN = "unknown", "尚无实绩"


CHANCE_BADGES: Final[dict[str, str]] = {
    Chance.DONE: "good",
    Chance.REALISTIC: "good",
    Chance.STRETCHED: "warn",
    Chance.IMPOSSIBLE: "bad",
    Chance.UNKNOWN: "neutral",
}
