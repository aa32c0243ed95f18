"""Choices of sources: groups of kinds, what a rule sets, states of a batch."""

from typing import Final

from django.db import models


class KindGroup(models.TextChoices):
    UPPER = "上级补助", "上级补助"
    LOCAL = "本级财政", "本级财政"
    BOND = "债券国债", "债券国债"
    RESIDENTS = "居民", "居民"
    MARKET = "企业社会", "企业社会"
    OTHER = "其他", "其他"


class Measure(models.TextChoices):
    """What a rule sets; residents' shares are by class of works."""

    PER_AREA = "per_area", "补助标准（元/㎡）"
    PROJECT_CAP = "project_cap", "单个项目补助上限（万元）"
    RESIDENT_SHARE = "resident_share", "居民出资比例（%）"
    BUILT_BEFORE = "built_before", "建成年份不晚于（年）"
    SELF_BUILT_MOST = "self_built_most", "自建房占比上限（%）"


class BatchState(models.TextChoices):
    """Derived from dates, never stored."""

    COMING = "coming", "未开放"
    OPEN = "open", "可申报"
    APPLIED = "applied", "已申报"
    CLOSED = "closed", "已截止"
    GRANTED = "granted", "已下达"


BATCH_BADGES: Final = {
    BatchState.COMING: "neutral",
    BatchState.OPEN: "info",
    BatchState.APPLIED: "info",
    BatchState.CLOSED: "muted",
    BatchState.GRANTED: "good",
}
