"""What is questionable about a weekly entry, told in one place for grid, submission and review."""

from decimal import Decimal
from typing import Final

from core import money
from core.exceptions import Refusal
from core.periods import Week
from projects.choices import EntryState
from projects.models import Project, WeeklyEntry
from projects.services.weekly_values import FIELDS, show

COMPARED: Final = {"percent": "形象进度", "invested": "累计完成投资"}


def owes(project: Project, week: Week) -> bool:
    """Tell whether a project owes an entry; the twin of `reporting_in` for one row."""
    return in_programme(project, week) and not stopped(project, week)


def in_programme(project: Project, week: Week) -> bool:
    """Tell whether the week lies between the begin of the project's year and its acceptance."""
    accepted = project.accepted_on is not None and project.accepted_on < week.monday
    return project.year <= week.iso[0] and not accepted


def stopped(project: Project, week: Week) -> bool:
    """Tell whether the project is suspended for the whole week; reads prefetched suspensions."""
    suspensions = list(project.suspensions.all())
    return all(any(one.covers(day) for one in suspensions) for day in (week.monday, week.sunday))


def check_start(project: Project, week: Week, percent: Decimal | None) -> None:
    """Refuse progress that is reported before the project's actual start (日期早于实际开工)."""
    if not percent:
        return
    if project.started_on is None:
        raise Refusal(
            "项目没有登记实际开工日期，形象进度应填 0；已开工的请先在项目页登记实际开工日期。",
            "percent",
        )
    if week.sunday < project.started_on:
        raise Refusal(
            f"日期早于实际开工：项目{project.started_on:%Y年%-m月%-d日}开工，本周形象进度应填 0。",
            "percent",
        )


def falls(
    entry: WeeklyEntry, percent_before: Decimal | None, invested_before: Decimal | None
) -> list[str]:
    """Name each cumulative figure that is below the last accepted one."""
    found = []
    for name, before in (("percent", percent_before), ("invested", invested_before)):
        now: Decimal | None = getattr(entry, name)
        if before is None or now is None or now >= before:
            continue
        field = FIELDS[name]
        change = f"由{show(field, before)}{field.unit}降为{show(field, now)}{field.unit}"
        found.append(f"{COMPARED[name]}{change}")
    return found


def over_investment(entry: WeeklyEntry, project: Project) -> str | None:
    """Say by how much the cumulative investment passes the project's total, if it does."""
    total, invested = project.total_investment, entry.invested
    if total is None or invested is None or invested <= total:
        return None
    return (
        f"累计完成投资{money.to_wan(invested):f}万元超过总投资{money.to_wan(total):f}万元，"
        "请核对单位是否为万元。"
    )


def warnings(
    entry: WeeklyEntry,
    project: Project,
    percent_before: Decimal | None,
    invested_before: Decimal | None,
) -> list[str]:
    """Return what the clerk should look at again; nothing here stops a save."""
    ask = "已写明下降原因" if entry.fall_reason else "请写明下降原因"
    found = [f"{fall}，{ask}。" for fall in falls(entry, percent_before, invested_before)]
    over = over_investment(entry, project)
    return [*found, over] if over else found


def obstacles(
    entry: WeeklyEntry | None,
    project: Project,
    week: Week,
    percent_before: Decimal | None,
    invested_before: Decimal | None,
) -> list[str]:
    """Return what keeps an entry from being submitted, empty when it is complete."""
    if entry is None or (entry.percent is None and entry.invested is None):
        return ["未填报"]
    found = [f"缺{name}" for field, name in COMPARED.items() if getattr(entry, field) is None]
    if entry.state == EntryState.RETURNED:
        found.append(f"已退回，尚未按意见修改：{entry.return_comment}")
    try:
        check_start(project, week, entry.percent)
    except Refusal as refusal:
        found.append(refusal.message)
    if not entry.fall_reason:
        found += [f"{fall}，缺下降原因" for fall in falls(entry, percent_before, invested_before)]
    return found
