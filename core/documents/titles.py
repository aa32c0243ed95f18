"""Breaks a long title into lines that read well and stand well.

GB/T 9704-2012 §7.3.1: lines are centred, whole in meaning, balanced, in the shape of a trapezoid or a diamond.
There is no dictionary here: runs of digits, quotations and the field's set phrases stay whole, and lines prefer to
end after an organ's name, after 的 and before 关于.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from itertools import combinations, pairwise
from typing import Final

LINE_EM: Final = 20.1  # 156 mm ÷ 22 pt
PREFERRED_LINES: Final = 3
UNBREAKABLE: Final = re.compile(
    r"[A-Za-z0-9.,%℃/—-]+(?:年度?|月份?|日|周|号|个|户|万元|亿元|万|期|季度|次|批)?"
    r"|[〔［(（《“「『][^〕］)）》”」』]{0,12}[〕］)）》”」』]"
    r"|第[0-9一二三四五六七八九十]+[周期号批次季]"
    r"|(?:城镇)?老旧小区|老旧街区|完整社区|领导小组|办公室|人民政府|指挥部|工作专班|住房城乡建设|住房和城乡建设"
    r"|改造|工程|工作|项目|进展|情况|通报|通知|通告|调度|会议|纪要|整改|督办|约谈|报告|请示|批复|意见|方案|清单|一览表"
    r"|关于|印发|进一步|加快|推进|做好|开展|加强|落实|全市|全省|全国|全区|全县|各区|各县|县区|区县|年度|上半年|下半年"
    r"|小区|居民|建筑|投资|资金|质量|安全|投诉|纠纷|滞后|未开工|开工|竣工|完工|验收|问题|台账|统计|汇总|以及|及其"
)
NO_START: Final = frozenset("，。、；：？！）》〕］”’…—·的了和与及或等之")
NO_END: Final = frozenset("（《〔［“‘和与及或对将把被以")
ORGAN_END: Final = re.compile(r"(?:局|厅|委|委员会|政府|办公室|办|小组|指挥部|中心)$")


def width(text: str) -> float:
    """Width in em: full-width characters count one, the rest about a half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.52 for c in text)


def breakpoints(title: str) -> dict[int, float]:
    """Position → how bad a break before it is (0 is best). Positions inside a word are absent."""
    inside = {
        position
        for match in UNBREAKABLE.finditer(title)
        for position in range(match.start() + 1, match.end())
    }
    words = {edge for match in UNBREAKABLE.finditer(title) for edge in match.span()}
    costs: dict[int, float] = {}
    for position in range(2, len(title) - 1):
        before, after = title[:position], title[position:]
        if position in inside or after[0] in NO_START or before[-1] in NO_END:
            continue
        if before.endswith("关于"):
            continue
        costs[position] = _cost(before, after, position in words)
    return costs


def _cost(before: str, after: str, at_word: bool) -> float:
    if after.startswith("关于"):
        return -6.0 if ORGAN_END.search(before) else 1.0
    if before[-1] in "的，、；：　 ":
        return 1.5
    return 2.0 if at_word else 6.0


def _shape(lengths: tuple[float, ...]) -> float:
    """How badly lines of these widths stand: uneven, hourglass, or with a stub."""
    longest, shortest = max(lengths), min(lengths)
    bad = (longest - shortest) * 0.35
    if any(a > b < c for a, b, c in zip(lengths, lengths[1:], lengths[2:], strict=False)):
        bad += 8.0
    if shortest < longest * 0.4:
        bad += 6.0
    if len(lengths) > 1 and longest - shortest < 0.6:
        bad += 1.0
    return bad


@functools.lru_cache(maxsize=256)
def break_title(title: str, line_em: float = LINE_EM) -> tuple[str, ...]:
    """Lines of at most ``line_em`` em, three or fewer wherever they fit."""
    title = " ".join(title.split())
    if width(title) <= line_em:
        return (title,)
    points = breakpoints(title)
    least = math.ceil(width(title) / line_em)
    found = [
        (best[0] + 2.0 * count, best[1])
        for count in range(least, PREFERRED_LINES + 1)
        if (best := _best(title, points, count, line_em))
    ]
    return min(found)[1] if found else _greedy(title, line_em)


def _best(
    title: str, points: dict[int, float], count: int, line_em: float
) -> tuple[float, tuple[str, ...]] | None:
    best: tuple[float, tuple[str, ...]] | None = None
    for cuts in combinations(sorted(points), count - 1):
        edges = (0, *cuts, len(title))
        lines = tuple(title[a:b].strip() for a, b in pairwise(edges))
        lengths = tuple(width(line) for line in lines)
        if max(lengths) > line_em:
            continue
        score = sum(points[c] for c in cuts) + _shape(lengths)
        if best is None or score < best[0]:
            best = (score, lines)
    return best


def _greedy(title: str, line_em: float) -> tuple[str, ...]:
    """For titles beyond three lines: fill lines one by one, at a good break where there is one."""
    points = breakpoints(title)
    lines: list[str] = []
    start = 0
    while width(title[start:]) > line_em:
        fits = [end for end in range(start + 1, len(title)) if width(title[start:end]) <= line_em]
        good = [end for end in fits if end in points and width(title[start:end]) > line_em * 0.6]
        end = (good or fits)[-1]
        lines.append(title[start:end].strip())
        start = end
    return (*lines, title[start:].strip())
