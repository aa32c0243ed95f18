"""Complaints as points of a map: where the resident said, else the community's own position."""

from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core import clock
from projects.models import Community

MOST: Final = 2000


def pins(rows: Any) -> list[dict[str, Any]]:
    """Return the complaints that have a position, the newest first, MOST at most."""
    latitude: Any = F("latitude")
    longitude: Any = F("longitude")
    if "latitude" in {field.name for field in Community._meta.get_fields()}:
        latitude = Coalesce(latitude, F("community__latitude"))
        longitude = Coalesce(longitude, F("community__longitude"))
    found = rows.annotate(north=latitude, east=longitude)
    found = found.filter(Q(north__isnull=False) & Q(east__isnull=False))
    late = set(rows.overdue_at(clock.now()).values_list("pk", flat=True))
    return [
        {
            "id": row.pk,
            "number": row.number,
            "category": row.category,
            "state": row.state,
            "overdue": row.pk in late,
            "received_on": row.received_on,
            "latitude": row.north,
            "longitude": row.east,
            "exact": row.latitude is not None,
        }
        for row in found.order_by("-received_on", "-pk")[:MOST]
    ]
