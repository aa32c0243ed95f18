"""Objects of complaints and of the working-day table, for the table of URLs."""

from datetime import date
from typing import Any

from accounts.models import Holiday, Region, User
from projects.models import Project


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one object of each kind."""
    holiday = Holiday.objects.create(region=region, day=date(2041, 9, 30), name=mark, source=mark)
    return {"holiday": (holiday.pk,)}
