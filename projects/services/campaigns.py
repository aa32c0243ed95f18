"""Campaign deadlines (攻坚时限), set by the office; and the usual three at one go."""

from datetime import date
from typing import Final

from django.db import transaction

from accounts.models import Region, User
from core.exceptions import Refusal
from projects.models import Campaign
from projects.pace_choices import CampaignTarget
from projects.services.guards import require_change, require_fresh, signed

USUAL: Final = (
    (CampaignTarget.START, "8月底全部开工", 8, 31),
    (CampaignTarget.CAUGHT_UP, "9月底赶上序时", 9, 30),
    (CampaignTarget.FINISH, "11月底全部完工", 11, 30),
)


@transaction.atomic
def save_campaign(
    row: Campaign | None, *, name: str, region: Region, year: int, target: str, due_on: date,
    source: str, by: User, seen: int | None = None,
) -> Campaign:  # fmt: skip
    """Set a deadline or move one; one per region, year and target."""
    if row is None:
        require_change(by, "projects.add_campaign", region.pk)
        row = Campaign()
    else:
        require_change(by, "projects.change_campaign", row.region_id)
        require_change(by, "projects.change_campaign", region.pk)
        row = Campaign.objects.select_for_update().get(pk=row.pk)
        require_fresh(Campaign, seen, id=row.pk)
    same = Campaign.objects.filter(region=region, year=year, target=target)
    if same.exclude(pk=row.pk).exists():
        label = CampaignTarget(target).label
        raise Refusal(f"{region.name}{year}年已有“{label}”的时限，请在原件上修改。", "target")
    if not source.strip():
        raise Refusal("请写明来源，如文号或会议纪要。", "source")
    row.name, row.region, row.year = name.strip(), region, year
    row.target, row.due_on, row.source = target, due_on, source.strip()
    signed(row, by).save()
    return row


@transaction.atomic
def set_usual(region: Region, year: int, *, source: str, by: User) -> int:
    """Set the usual three deadlines of a year where there is none yet; return how many."""
    known = set(Campaign.objects.filter(region=region, year=year).values_list("target", flat=True))
    missing = [one for one in USUAL if one[0] not in known]
    for target, name, month, day in missing:
        save_campaign(
            None, name=name, region=region, year=year, target=target,
            due_on=date(year, month, day), source=source, by=by,
        )  # fmt: skip
    return len(missing)
