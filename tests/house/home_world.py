"""What home and downloads add to the world of the URL table."""

from datetime import date
from typing import Any

from accounts.models import Region, User
from projects.models import Project
from reports.models import Publication


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return a month that was opened though its bulletin is not issued."""
    row = Publication.objects.create(region=region, period=date(2023, 7, 1), published_by=office)
    return {"publication": (row.pk,)}
