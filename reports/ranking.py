"""Ranking of regions by an indicator: ties ranked equal, small denominators marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from reports.figures import Figures
from reports.indicators import INDICATOR


@dataclass(frozen=True)
class Ranked:
    """A region's place. `rank` is None without a value; `small` marks a plan of few communities."""

    rank: int | None
    figures: Figures
    small: bool


def ranked(regions: Sequence[Figures], key: str) -> list[Ranked]:
    """Order regions by an indicator, the best first; equal values share a rank (1, 1, 3).

    Printed values decide, so that two regions that read 87.1 are equal. Regions without a value
    come last, without a rank. `small`: fewer planned communities than SMALL_DENOMINATOR.
    """
    best_first = INDICATOR[key].better != "down"
    known = [(Decimal(str(one[key])), one) for one in regions if one[key] is not None]
    known.sort(key=lambda pair: pair[0], reverse=best_first)
    values = [value for value, _ in known]
    places = [Ranked(values.index(value) + 1, one, _small(one)) for value, one in known]
    return places + [Ranked(None, one, _small(one)) for one in regions if one[key] is None]


def _small(figures: Figures) -> bool:
    planned: int = figures["plan_communities"]
    limit: int = settings.SMALL_DENOMINATOR
    return 0 < planned < limit
