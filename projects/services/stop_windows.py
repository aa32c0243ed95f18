"""Stop windows: the office sets, changes and withdraws them; presets are proposed, never set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core.exceptions import Refusal
from projects.choices import StopKind, StoppedWorks
from projects.models import StopWindow
from projects.services.guards import require_change, require_fresh, require_region, signed

LONGEST: Final = 366
FIELDS: Final = (
    "region", "kind", "name", "first_on", "last_on", "works", "stops_clock", "source",
)  # fmt: skip
TO_BE_CHECKED: Final = "起止日期按当年公布的通知核对后保存"


@dataclass(frozen=True)
class Preset:
    """What the form of a new window starts with for a year; days are (month, day).

    `years` is how many years after the first day the last one lies; `whole` False leaves the
    region to be chosen, because the preset holds only where the region has said so.
    """

    label: str
    kind: StopKind
    works: StoppedWorks
    first: tuple[int, int]
    last: tuple[int, int]
    source: str
    years: int = 0
    stops_clock: bool = True
    whole: bool = True

    def values(self, year: int) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "name": f"{year}年{self.label}",
            "first_on": date(year, *self.first),
            "last_on": date(year + self.years, *self.last),
            "works": self.works.value,
            "stops_clock": self.stops_clock,
            "source": self.source,
        }


PRESETS: Final[dict[str, Preset]] = {
    "gaokao": Preset(
        "高考", StopKind.EXAM, StoppedWorks.MACHINES, (6, 7), (6, 10),
        f"教育部当年高考日期（一般6月7日起）；{TO_BE_CHECKED}",
    ),
    "zhongkao": Preset(
        "中考", StopKind.EXAM, StoppedWorks.MACHINES, (6, 14), (6, 18),
        f"当地教育部门当年中考日期；{TO_BE_CHECKED}",
    ),
    "winter": Preset(
        "冬歇期", StopKind.WINTER, StoppedWorks.ALL, (11, 15), (3, 15),
        f"当地冬季停工规定；{TO_BE_CHECKED}", years=1, whole=False,
    ),
    "flood": Preset(
        "汛期", StopKind.FLOOD, StoppedWorks.EARTH, (6, 1), (9, 30),
        f"当地防汛指挥机构公布的汛期；{TO_BE_CHECKED}", stops_clock=False,
    ),
}  # fmt: skip


@transaction.atomic
def add_window(values: Mapping[str, Any], *, by: User) -> StopWindow:
    """Set a window; `values` holds FIELDS."""
    require_change(by, "projects.add_stopwindow", values["region"].pk)
    return _write(StopWindow(), values, by)


@transaction.atomic
def change_window(
    window: StopWindow, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> StopWindow:
    """Change a window that the user opened at history id `seen`; Stale when it moved on."""
    require_change(by, "projects.change_stopwindow", window.region_id)
    if values["region"].pk != window.region_id:
        require_region(by, values["region"].pk)
    locked = StopWindow.objects.select_for_update().get(pk=window.pk)
    require_fresh(StopWindow, seen, id=window.pk)
    return _write(locked, values, by)


@transaction.atomic
def withdraw_window(window: StopWindow, *, reason: str, by: User) -> None:
    """Remove a window; who, when and why stay in its history."""
    require_change(by, "projects.delete_stopwindow", window.region_id)
    if not reason.strip():
        raise Refusal("请写明撤销的原因。", "reason")
    signed(StopWindow.objects.select_for_update().get(pk=window.pk), by, reason.strip()).delete()


def _write(row: StopWindow, values: Mapping[str, Any], by: User) -> StopWindow:
    first, last = values["first_on"], values["last_on"]
    if last < first:
        raise Refusal(f"截止日期（{last}）早于起始日期（{first}），请核对。", "last_on")
    if (last - first).days >= LONGEST:
        raise Refusal(f"一个停工窗口不超过{LONGEST}天，请分年度登记。", "last_on")
    if not values["source"].strip():
        raise Refusal("请写明依据，如通知的名称和文号。", "source")
    for name in FIELDS:
        setattr(row, name, values[name])
    signed(row, by).save()
    return row
