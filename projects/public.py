"""What the resident's page tells of a project: what is built, by whom, when, and what is next."""

from datetime import date

from core.money import plain, round_half_up
from core.public import Section
from projects.models import Project

SHOWN = 3


def works(project: Project, day: date) -> Section:
    """Tell what is done, where and by whom: units alone, no people."""
    homes = [one.name for one in project.communities.all()]
    done = [
        (row.item, f"{plain(row.done):,f} {row.unit}", f"{plain(row.planned):,f} {row.unit}")
        for row in project.quantities.all()
        if row.planned and row.done is not None
    ]
    facts = [
        ("小区", "、".join(homes)),
        ("改造类别", project.classes),
        ("施工单位", project.contractor),
        ("监理单位", project.supervisor),
        ("责任单位", project.lead_unit),
    ]
    told = [(label, value) for label, value in facts if value]
    head = ("改造内容", "已完成", "计划") if done else ()
    return Section("works", "改造什么、谁来做", told, head, done)


def schedule(project: Project, day: date) -> Section:
    """Tell from when to when, how far it is, and what comes next."""
    status = project.status_on(day).label
    entry = (
        project.weekly_entries.accepted()
        .filter(week__lte=day, percent__isnull=False)
        .order_by("-week")
        .values_list("percent", flat=True)
        .first()
    )
    facts = [
        ("目前", status),
        ("形象进度", f"{plain(round_half_up(entry))}%" if entry is not None else ""),
        ("开工", _dates(project.planned_start, project.started_on, day)),
        ("完工", _dates(project.planned_finish, project.finished_on, day)),
        ("竣工验收", _dates(None, project.accepted_on, day)),
    ]
    ahead = [
        (row.name, f"{row.planned_on:%Y-%m-%d}")
        for row in project.milestones.all()
        if row.planned_on and not row.met_by(day)
    ]
    return Section(
        "schedule",
        "什么时候、下一步做什么",
        [(k, v) for k, v in facts if v],
        ("下一步", "计划日期") if ahead else (),
        sorted(ahead, key=lambda row: row[1])[:SHOWN],
    )


def _dates(planned: date | None, actual: date | None, day: date) -> str:
    if actual is not None and actual <= day:
        return f"{actual:%Y-%m-%d}"
    return f"计划{planned:%Y-%m-%d}" if planned else ""
