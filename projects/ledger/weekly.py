"""The ledger sheet 周进度: imported rows count as accepted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from core import clock
from core.ledger import LedgerContext
from core.periods import Week
from core.workbook.cells import Date, Identifier, Integer, Percent, Text, Wan
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.choices import EntryState
from projects.ledger.base import (
    SheetOfProject,
    differs,
    project_start,
    region_of_project,
    renamed,
)
from projects.models import WeeklyEntry
from projects.services.weeks import Openness, lock_cities, openness

CUMULATIVE: Final = ("percent", "invested")
TYPED: Final = (
    "week",
    "percent",
    "invested",
    "workers",
    "progress_note",
    "next_plan",
    "problem",
    "help_needed",
)


class WeeklySheet(SheetOfProject[WeeklyEntry]):
    """A frozen week takes no change, and a cumulative value falls only with its reason."""

    model = WeeklyEntry
    sheet = Sheet(
        "周进度",
        (
            Column("项目编号", "project", Identifier(40), required=True),
            Column("周一日期", "week", Date(), required=True),
            Column("形象进度(%)", "percent", Percent()),
            Column("累计完成投资(万元)", "invested", Wan(min=0)),
            Column("现场人数", "workers", Integer(unit="人")),
            Column("本周进展", "progress_note", Text(500)),
            Column("下周计划", "next_plan", Text(500)),
            Column("存在问题", "problem", Text(500)),
            Column("需协调事项", "help_needed", Text(500)),
            Column("数据下降原因", "fall_reason", Text(300), may_be_absent=True),
        ),
        key=("project", "week"),
    )

    def key_of(self, instance: WeeklyEntry) -> Key:
        return (instance.project.number, instance.week)

    def lock(self, context: LedgerContext) -> None:
        lock_cities(context.city)

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        gates = lru_cache(maxsize=None)(lambda week: openness(context.city, week))
        histories: dict[str, dict[date, Row | WeeklyEntry]] = defaultdict(dict)
        for (project, week), entry in context.existing("周进度").items():
            if entry.state == EntryState.ACCEPTED:
                histories[project][week] = entry
        for row in rows:
            if self.check_project(row, context) and _is_monday(row):
                check_start(row, context)
                for name in CUMULATIVE:
                    if row[name] is None:
                        context.warn(row, name, "没有填写，这一周按缺报统计")
                self._check_gate(row, gates, context)
                histories[row["project"]][row["week"]] = row
        for history in histories.values():
            check_falls([history[week] for week in sorted(history)], context)

    def _check_gate(self, row: Row, gates: Any, context: LedgerContext) -> None:
        """Refuse a week that has not begun, and a change of one frozen for the project's region."""
        week = Week(row["week"])
        gate: Openness = gates(week)
        region = region_of_project(row["project"], context)
        if not gate.begun:
            row.error("week", f"{week.label}尚未开始，只能导入本周或以前的周进度")
            return
        if region is None or gate.is_open(region):
            return
        known: WeeklyEntry | None = context.get("周进度", row.key)
        if known is None or differs(known, self.values(row, context)):
            row.error("week", f"{week.label}已冻结，不能再改。确需更正，请联系市级办公室解锁")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        known: WeeklyEntry | None = context.get("周进度", row.key)
        typed = {name: row[name] for name in TYPED}
        return {
            "project_id": self.project_id(row, context),
            **typed,
            "no_change": known is not None and known.no_change and not differs(known, typed),
            "fall_reason": fall_reason(row, context),
            **(_accepted(known, context)),
            **self.kept(row, context),
        }

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = WeeklyEntry.objects.in_region(region).accepted().order_by("project__number", "week")
        fields = ("project__number", *TYPED, "fall_reason", "remarks")
        return renamed(rows.values(*fields).iterator(chunk_size=2000), project__number="project")


def _is_monday(row: Row) -> bool:
    day: date = row["week"]
    if day.weekday() == 0:
        return True
    row.error("week", f"应为周一的日期，这一周的周一是 {Week.of(day)}")
    return False


def _accepted(known: WeeklyEntry | None, context: LedgerContext) -> dict[str, Any]:
    """Return what makes an entry accepted; one that is keeps who accepted it."""
    if known is not None and known.state == EntryState.ACCEPTED:
        return {}
    user = getattr(context.user, "pk", None)
    return {
        "state": EntryState.ACCEPTED,
        "entered_by_id": known.entered_by_id if known else user,
        "reviewed_by_id": user,
        "reviewed_at": clock.now(),
    }


def check_start(row: Row, context: LedgerContext) -> None:
    """Report progress before the project's actual start."""
    if not row["percent"]:
        return
    started = project_start(row["project"], context)
    if started is None:
        row.error("percent", "项目没有实际开工日期，形象进度应为 0")
    elif Week(row["week"]).sunday < started:
        row.error("week", f"日期早于实际开工（{started}），开工前形象进度应为 0")


def fall_reason(row: Row, context: LedgerContext) -> str:
    """Return the reason in the file; without its column, the one that the database keeps.

    A reason kept for other values says nothing about these.
    """
    if "fall_reason" in row:
        typed: str = row["fall_reason"]
        return typed
    known: WeeklyEntry | None = context.get("周进度", row.key)
    if known is None or any(getattr(known, name) != row.get(name) for name in CUMULATIVE):
        return ""
    return known.fall_reason


def check_falls(history: Sequence[Row | WeeklyEntry], context: LedgerContext) -> None:
    """Report where the file makes a cumulative value fall from one week to a later one."""
    before: dict[str, Row | WeeklyEntry] = {}
    for entry in history:
        reason = fall_reason(entry, context) if isinstance(entry, Row) else entry.fall_reason
        for name in CUMULATIVE:
            value: Decimal | None = _get(entry, name)
            if value is None:
                continue
            last = before.get(name)
            if last is not None and value < _get(last, name) and not reason:
                _report_fall(name, last, entry)
            before[name] = entry


def _report_fall(name: str, last: Row | WeeklyEntry, entry: Row | WeeklyEntry) -> None:
    if isinstance(entry, Row):
        week = _get(last, "week")
        entry.error(
            name,
            f"累计数小于 {week} 那一周，累计数不应下降；确需核减，请增加“数据下降原因”列并写明原因",
        )
    elif isinstance(last, Row):
        last.error(name, f"累计数大于库中 {entry.week} 那一周，请核对")


def _get(entry: Row | WeeklyEntry, name: str) -> Any:
    return entry.get(name) if isinstance(entry, Row) else getattr(entry, name)


WEEKLY_ENTRIES: Final = WeeklySheet()
