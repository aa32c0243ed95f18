"""A dispute and what hangs on it for the table of URLs."""

from datetime import date
from typing import Any

from accounts.models import Region, User
from complaints.models import Dispute, DisputeLevel, MassNotice
from projects.models import Project
from tests.factories import DisputeFactory

make: Any = DisputeFactory


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one district's dispute and of the city's list."""
    row: Dispute = make(project=project, region=region, category=f"{mark}纠纷", content=mark)
    level, _ = DisputeLevel.objects.get_or_create(name="共用等级", defaults={"source": "规定"})
    mass: Dispute = make(
        project=project, region=region, category=f"{mark}事件", mass_incident=True,
        occurred_on=date(2022, 6, 1),
    )  # fmt: skip
    notice = MassNotice.objects.create(dispute=mass, region_id=region.parent_id)
    return {
        "dispute_row": (row.pk,), "dispute_level": (level.pk,), "mass_notice": (notice.pk,),
    }  # fmt: skip
