"""The office's own working-day table: read by `core.working_days`, edited on 节假日安排."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Holiday, Region, User
from core.exceptions import Refusal

LONGEST = 31


def table(region: int | None) -> Mapping[date, bool]:
    """Return the days entered for a region and those above it, the nearest entry first.

    Named by settings.WORKING_DAY_TABLE.
    """
    rows = Holiday.objects.holding_in(region).values_list("region_id", "day", "working")
    return {day: working for _, day, working in sorted(rows, key=lambda row: row[0] or 0)}


@transaction.atomic
def save_holidays(
    *, first: date, last: date | None, working: bool, name: str, source: str, by: User
) -> list[Holiday]:
    """Enter the days from `first` to `last` for the user's own region, replacing what stood."""
    region = _own_region(by)
    last = last or first
    if last < first:
        raise Refusal("止日不能早于起日。", "last")
    if (last - first).days >= LONGEST:
        raise Refusal(f"一次最多登记{LONGEST}天，请分次登记。", "last")
    if not source.strip():
        raise Refusal("请写明来源，如国务院办公厅通知文号。", "source")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    known = {
        row.day: row
        for row in Holiday.objects.select_for_update().filter(region=region, day__in=days)
    }
    return [
        _save(known.get(day) or Holiday(region=region, day=day), working, name, source, by)
        for day in days
    ]


@transaction.atomic
def remove_holiday(row: Holiday, *, by: User) -> None:
    """Let the published calendar hold again on a day; the history keeps what was entered."""
    region = _own_region(by)
    locked = Holiday.objects.select_for_update().filter(pk=row.pk).first()
    if locked is None:
        return
    if locked.region_id != region.pk:
        raise Refusal("只能删除本区划登记的日期。")
    locked._history_user = by  # type: ignore[attr-defined]
    locked.delete()


def _save(row: Holiday, working: bool, name: str, source: str, by: User) -> Holiday:
    row.working, row.name, row.source = working, name.strip(), source.strip()
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row


def _own_region(by: User) -> Region:
    if not by.has_perm("accounts.change_holiday") or by.region is None:
        raise PermissionDenied
    return by.region
