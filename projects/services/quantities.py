"""Work quantities (工程量): what an item is measured in, and saving planned and done amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core import units
from core.exceptions import Refusal
from projects.models import Project, WorkItem, WorkQuantity
from projects.models.quantity import split_units
from projects.services.guards import (
    LineRefusal,
    let_go,
    require,
    require_change,
    require_fresh,
    signed,
)

Catalogue = Mapping[str, tuple[str, ...]]

LIFT, LIFT_UNIT = "电梯", "部"
# an item outside the catalogue, by the words in its name; the first line that fits decides
KEYWORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (units.COUNT, ("车位", "充电桩", "设施")),
    (units.AREA, ("管理用房", "物管用房")),
    (units.LENGTH, ("管", "线", "路缘")),
    (units.AREA, ("屋面", "墙", "道路", "路面", "人行道", "绿化", "铺装", "场地")),
)


@dataclass(frozen=True)
class QuantityLine:
    """One line as typed: `pk` None for a new one."""

    item: str
    unit: str
    planned: Decimal | None
    done: Decimal | None
    pk: int | None = None


def catalogue() -> Catalogue:
    """Return {item: its units, the usual one first}, for callers that check many lines."""
    return {
        item.name: item.units for item in WorkItem.objects.only("name", "unit", "further_units")
    }


def check_unit(item: str, unit: str, known: Catalogue | None = None) -> str:
    """Return the portal's spelling of `unit` if it can measure `item`.

    `known` is `catalogue()`, read from the database when left out. Raises Refusal that names the
    units expected: a length in ㎡ or an area in m³ is an error of dimension, not of spelling.
    """
    item = item.strip()
    found = units.normalise(unit)
    if LIFT in item:
        wanted, usual = [units.COUNT], [LIFT_UNIT]
    else:
        usual = list(_usual(item, known))
        wanted = list(dict.fromkeys(map(units.dimension, usual))) or _dimension_by_name(item)
    if found is None:
        raise Refusal(f"不认识的单位“{unit.strip()}”，{_expected(item, wanted, usual)}", "unit")
    if (wanted and units.dimension(found) not in wanted) or (LIFT in item and found != LIFT_UNIT):
        raise Refusal(_expected(item, wanted, usual), "unit")
    return found


def dimensions_of(item: str, known: Catalogue | None = None) -> list[str]:
    """Return what an item is measured by: from the catalogue, else from its words, else nothing."""
    found = map(units.dimension, _usual(item, known))
    return list(dict.fromkeys(found)) or _dimension_by_name(item)


def _usual(item: str, known: Catalogue | None) -> tuple[str, ...]:
    if known is not None:
        return known.get(item, ())
    row = WorkItem.objects.filter(name=item).first()
    return row.units if row else ()


def _dimension_by_name(item: str) -> list[str]:
    fits = (dimension for dimension, words in KEYWORDS if any(word in item for word in words))
    return list(fits)[:1]


def _expected(item: str, wanted: Sequence[str], usual: Sequence[str]) -> str:
    """Name every unit that `item` takes; `wanted` are its dimensions, none: any unit."""
    if not wanted:
        return f"单位应为 {'、'.join(units.UNITS)} 之一"
    names = []
    for dimension in wanted:
        counting = [unit for unit in usual if units.dimension(unit) == dimension] or ["个"]
        if dimension != units.COUNT:
            names += units.units_of(dimension)
        elif LIFT in item:
            names.append(LIFT_UNIT)
        else:
            names.append(f"{'、'.join(counting)} 等计数单位")
    return f"{item}按{'或'.join(wanted)}计，单位应为 {' 或 '.join(names)}"


@transaction.atomic
def save_quantities(
    project: Project,
    lines: Sequence[QuantityLine],
    *,
    by: User,
    removed: Sequence[int] = (),
    seen: int | None = None,
) -> list[str]:
    """Save a project's lines, all or none; return warnings (done above planned).

    Raises LineRefusal that names the line at fault, Stale when somebody saved in between.
    """
    require_change(by, "projects.change_workquantity", project.site_id)
    Project.objects.select_for_update().get(pk=project.pk)
    require_fresh(WorkQuantity, seen, project_id=project.pk)
    existing = {row.pk: row for row in WorkQuantity.objects.filter(project=project)}
    for pk in removed:
        if pk in existing:
            signed(existing.pop(pk), by).delete()
    brought = {line.pk for line in lines}
    taken = {(row.item, row.unit) for pk, row in existing.items() if pk not in brought}
    known, warnings, checked = catalogue(), list[str](), list[tuple[QuantityLine, str]]()
    for number, line in enumerate(lines):
        try:
            unit = _check_line(line, known, taken)
        except Refusal as refusal:
            raise LineRefusal(number, refusal) from refusal
        checked.append((line, unit))
        if line.planned is not None and line.done is not None and line.done > line.planned:
            warnings.append(
                f"{line.item}完成量 {line.done:f}{unit} 大于计划量 {line.planned:f}{unit}，请核对。"
            )
    pairs = [(existing.get(line.pk or 0), line, unit) for line, unit in checked]
    renamed = [r.pk for r, line, unit in pairs if r and (r.item, r.unit) != (line.item, unit)]
    let_go(WorkQuantity, "item", renamed)
    for row, line, unit in pairs:
        _save_line(project, row, line, unit, by)
    return warnings


def _check_line(line: QuantityLine, known: Catalogue, taken: set[tuple[str, str]]) -> str:
    unit = check_unit(line.item, line.unit, known)
    for value, label, field in (
        (line.planned, "计划量", "planned"),
        (line.done, "完成量", "done"),
    ):
        if value is not None and value < 0:
            raise Refusal(f"{label}不能为负数。", field)
    if (line.item, unit) in taken:
        raise Refusal(f"{line.item}（{unit}）重复，同一内容请合并为一行。", "item")
    taken.add((line.item, unit))
    return unit


def _save_line(
    project: Project, row: WorkQuantity | None, line: QuantityLine, unit: str, by: User
) -> None:
    wanted = (line.item, unit, line.planned, line.done)
    if row is None:
        row = WorkQuantity(project=project)
    elif (row.item, row.unit, row.planned, row.done) == wanted:
        return
    row.item, row.unit, row.planned, row.done = wanted
    signed(row, by).save()


@transaction.atomic
def save_work_item(
    item: WorkItem | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> WorkItem:
    """Add an entry to the catalogue (`item` None) or change one; names are unique."""
    require(by, "projects.change_workitem" if item else "projects.add_workitem")
    row = WorkItem.objects.select_for_update().get(pk=item.pk) if item else WorkItem()
    if item:
        require_fresh(WorkItem, seen, id=item.pk)
    if WorkItem.objects.filter(name=values["name"]).exclude(pk=row.pk).exists():
        raise Refusal(f"目录中已有“{values['name']}”。", "name")
    for name, value in values.items():
        setattr(row, name, value)
    row.further_units = "、".join(
        unit for unit in split_units(row.further_units) if unit != row.unit
    )
    signed(row, by).save()
    return row
