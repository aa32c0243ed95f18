"""Region codes as ranges.

A region is named by its 12-digit statistical code: 2 digits province, 2 prefecture, 2 county,
3 township, 3 village (统计用区划代码). The codes below a region are one half-open range, so that
scope is one indexed comparison.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

# digits of a code that stand below each level
BELOW: Final = {"省": 10, "市": 8, "区县": 6, "街道": 3, "社区": 0}
LEVELS: Final = tuple(BELOW)


class CodeRange(NamedTuple):
    """Half-open range [start, stop) of 12-digit codes."""

    start: int
    stop: int

    def __contains__(self, code: object) -> bool:
        return isinstance(code, int) and self.start <= code < self.stop

    def covers(self, other: "CodeRange") -> bool:
        return self.start <= other.start and other.stop <= self.stop


def level(code: int) -> str:
    """Return the level of a code: 省, 市, 区县, 街道 or 社区.

    Zeros count in whole groups only: 999910000000 is the county 10, not the range of ten counties.
    """
    for name, digits in BELOW.items():
        if code % 10**digits == 0:
            return name
    raise ValueError(code)


def subtree(code: int) -> CodeRange:
    """Return the range of `code` and everything below it; ValueError unless 12 digits."""
    if not 10**11 <= code < 10**12:
        raise ValueError(f"{code} is not a 12-digit region code")
    return CodeRange(code, code + 10 ** BELOW[level(code)])


def ancestor(code: int, at: str) -> int:
    """Return the code of the region at level `at` that holds `code`."""
    size: int = 10 ** BELOW[at]
    return code // size * size


def city_of(code: int) -> int:
    """Return the prefecture code that numbers (编号) are unique within."""
    return ancestor(code, "市")


def holder(code: int, parts: Sequence[int], whole: int) -> int:
    """Return which of the regions `parts`, in order, holds `code`; `whole` where none does."""
    place = bisect_right(parts, code) - 1
    return parts[place] if place >= 0 and code in subtree(parts[place]) else whole


def common(codes: list[int]) -> int:
    """Return the smallest region that holds all `codes`; ValueError when they share no province."""
    for at in reversed(LEVELS):
        found = {ancestor(code, at) for code in codes}
        if len(found) == 1:
            return found.pop()
    raise ValueError("no common region")


def ancestors(code: int) -> list[int]:
    """Return the codes of `code` itself and every region above it, province first."""
    chain = [ancestor(code, at) for at in LEVELS]
    return list(dict.fromkeys(step for step in chain if step != 0))
