"""Objects of schedules for the URL table."""

from datetime import date
from typing import Any

from accounts.models import Region, User
from projects.models import Project, StopWindow


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one district's schedules; every text carries `mark`."""
    window = StopWindow.objects.create(
        region=region, kind="考试", name=f"{mark}考试", source=mark,
        first_on=date(2023, 6, 7), last_on=date(2023, 6, 10),
    )  # fmt: skip
    return {"stop_window": (window.pk,)}
