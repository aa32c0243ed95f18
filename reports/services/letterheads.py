"""The words that stand on a region's documents."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Region, User
from projects.services.guards import signed
from projects.services.weeks import require_scope
from reports.models import Letterhead


@transaction.atomic
def save_letterhead(user: User, region: Region, values: Mapping[str, str]) -> Letterhead:
    """Save a region's letterhead; documents drafted from now on carry it, built ones stay."""
    require_scope(user, "reports.draft_report", region.pk)
    row = Letterhead.objects.select_for_update().filter(region=region).first()
    row = row or Letterhead(region=region)
    for name, value in values.items():
        setattr(row, name, value)
    signed(row, user).save()
    return row
