"""Kinds of money (domain: §6.1); the workbook may bring further ones."""

from typing import Final

SOURCE_KINDS: Final = (
    "中央补助资金",
    "中央预算内投资",
    "省级补助资金",
    "市级财政资金",
    "区县财政资金",
    "专项债券",
    "超长期特别国债",
    "居民出资",
    "专业经营单位出资",
    "原产权单位出资",
    "社会资本",
    "存量房款",
    "其他",
)
