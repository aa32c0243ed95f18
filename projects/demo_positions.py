"""Coordinates of the demo city's communities: invented, on no street that there is."""

from decimal import Decimal
from math import cos, sin, sqrt
from typing import Any, Final

from accounts.models import Region
from core.bulk import upsert
from projects.models import Community

MIDDLE: Final = (Decimal("35.200000"), Decimal("106.500000"))  # latitude, longitude
# each district's middle seen from the city's, in steps of latitude and longitude
TURN: Final = ((0, 0), (5, 9), (5, -8), (-6, 8), (-6, -9), (0, 17), (1, -17), (-8, 0))
STEP: Final = 0.008  # about 0.9 km
ANGLE: Final = 2.399963  # radians; leaves of a sunflower, no two on one line
WITHOUT: Final = 17  # every so many communities nobody has entered the coordinates yet


def seed(city: Region) -> None:
    """Place the communities around a middle for each district; a second call adds nothing."""
    rows = Community.objects.in_region(city.pk)
    if rows.filter(latitude__isnull=False).exists():
        return
    districts = list(Region.objects.children_of(city.pk).order_by("code"))
    wanted: list[tuple[Community | None, dict[str, Any]]] = []
    for number, district in enumerate(districts):
        inside = rows.in_region(district.code).order_by("number")
        wanted += [
            (row, _place(number, place))
            for place, row in enumerate(inside)
            if place % WITHOUT != WITHOUT - 1
        ]
    upsert(Community, wanted, reason="示例坐标")


def _place(district: int, number: int) -> dict[str, Decimal]:
    """Return a place around the district's middle, the further out the higher the number."""
    north, east = TURN[district % len(TURN)]
    far, turned = 0.55 * sqrt(number * 29 % 53 + 0.5), number * ANGLE
    up, right = north + far * sin(turned), east + 1.25 * far * cos(turned)
    return {
        "latitude": MIDDLE[0] + Decimal(f"{STEP * up:.6f}"),
        "longitude": MIDDLE[1] + Decimal(f"{STEP * right:.6f}"),
    }
