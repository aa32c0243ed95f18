"""Words of quality supervision: kinds, results and states as users read them."""

from django.db import models


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
