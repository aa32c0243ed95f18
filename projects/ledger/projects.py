"""The ledger sheet 项目."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from core import clock
from core.ledger import Counts, LedgerContext
from core.pinyin import initials
from core.workbook.cells import Choice, Code, Date, Identifier, Integer, Many, Text, Wan
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.choices import ProjectStatus
from projects.ledger.base import SheetOfCity, check_number, inside, region_of_community
from projects.ledger.links import link_communities
from projects.ledger.suspensions import open_suspensions, write_suspensions
from projects.models import Project
from projects.models.project import site_of

STATE_WORDS: Final = {
    "未开工": "前期", "前期准备": "前期", "前期阶段": "前期", "筹备": "前期", "储备": "前期",
    "已开工": "在建", "施工中": "在建", "在施": "在建", "改造中": "在建", "开工": "在建",
    "已完工": "完工", "竣工": "完工", "已竣工": "完工",
    "验收": "已验收", "竣工验收": "已验收", "已竣工验收": "已验收",
    "暂缓实施": "暂缓", "缓建": "暂缓", "停建": "暂缓", "已暂缓": "暂缓",
}  # fmt: skip
DERIVED: Final = ("communities", "state", "suspended_because", "classes")


class ProjectSheet(SheetOfCity[Project]):
    """状态 is checked against the dates; only 暂缓 is kept, as a suspension."""

    model = Project
    sheet = Sheet(
        "项目",
        (
            Column("项目编号", "number", Identifier(40), required=True),
            Column("项目名称", "name", Text(120), required=True),
            Column("年度", "year", Integer(2000, 2100, unit="年", example="2023"), required=True),
            Column("区划代码", "region_id", Code(), required=True),
            Column("批次", "batch", Text(30)),
            Column("改造类别", "classes", Many(Text(20))),
            Column("小区编号", "communities", Many(Identifier(40))),
            Column("总投资(万元)", "total_investment", Wan(min=0)),
            Column("年度计划投资(万元)", "annual_investment", Wan(min=0)),
            Column("计划开工", "planned_start", Date()),
            Column("计划完工", "planned_finish", Date()),
            Column("实际开工", "started_on", Date()),
            Column("实际完工", "finished_on", Date()),
            Column("竣工验收", "accepted_on", Date()),
            Column("状态", "state", Choice(ProjectStatus.choices, STATE_WORDS)),
            Column("暂缓原因", "suspended_because", Text(300)),
            Column("责任领导", "lead_official", Text(30)),
            Column("责任单位", "lead_unit", Text(80)),
            Column("责任人", "lead_person", Text(30)),
            Column("施工单位", "contractor", Text(80)),
            Column("监理单位", "supervisor", Text(80)),
            Column("项目经理", "project_manager", Text(30)),
            Column("总监理工程师", "chief_supervisor", Text(30)),
        ),
        key=("number",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Project]:
        return Project.objects.filter(city=context.city)

    def key_of(self, instance: Project) -> Key:
        return (instance.number,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        if context.check_reference(row, "region_id", "区划"):
            context.check_scope(row, "region_id")
        if context.check_reference(row, "communities", "小区"):
            check_communities(row, context)
        check_number(row, context.get("项目", row["number"]), context)
        check_dates(row)
        check_state(row)
        warn_of(row, context)

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        plain = {name: value for name, value in row.values.items() if name not in DERIVED}
        return {
            **plain,
            "classes": "、".join(row["classes"]),
            "city": context.city,
            "initials": initials(row["name"]),
            "site_id": self._site(row, context),
            "out_of_plan": "计划外" in row["batch"],
            **self.kept(row, context),
        }

    @staticmethod
    def _site(row: Row, context: LedgerContext) -> int:
        places = [region_of_community(number, context) for number in row["communities"]]
        site = site_of(row["region_id"], [place for place in places if place])
        return site if context.get("区划", site) else row["region_id"]

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        """A project whose communities or suspension alone changed counts as updated."""
        held, changed = self.compared(rows, context)
        counts = super().write(rows, context)
        saved = [(row, context.get("项目", row.key)) for row in rows]
        moved = link_communities(saved, context) | write_suspensions(saved, held, context)
        changed |= {row.key for row in moved if row.key in held}
        return Counts(len(rows), counts.created, len(changed), len(held) - len(changed))

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        stored = [c.attr for c in self.sheet.columns if c.attr not in DERIVED]
        suspended = open_suspensions(self.exported(region))
        rows = self.exported(region).order_by("number").prefetch_related("communities")
        for project in rows.iterator(chunk_size=2000):
            reason = suspended.get(project.pk)
            numbers = sorted(community.number for community in project.communities.all())
            yield {name: getattr(project, name) for name in stored} | {
                "classes": tuple(filter(None, project.classes.split("、"))),
                "communities": tuple(numbers),
                "state": ProjectStatus.SUSPENDED if reason is not None else reached(project),
                "suspended_because": reason or "",
                "remarks": project.remarks,
            }


def reached(project: Project) -> ProjectStatus:
    """Return the status that a project's dates tell, whatever the day."""
    for day, status in (
        (project.accepted_on, ProjectStatus.ACCEPTED),
        (project.finished_on, ProjectStatus.FINISHED),
        (project.started_on, ProjectStatus.BUILDING),
    ):
        if day is not None:
            return status
    return ProjectStatus.PREPARING


def check_communities(row: Row, context: LedgerContext) -> None:
    """Report communities that the user may not touch; tell of those outside the project's region."""
    outside = []
    for number in row["communities"]:
        place = region_of_community(number, context)
        if place is None:
            continue
        if context.scope is not None and place not in context.scope:
            row.error("communities", f"小区“{number}”不在您的管辖范围内，不能导入")
        elif not inside(place, row["region_id"]):
            outside.append(number)
    if outside:
        context.warn(row, "communities", f"{'、'.join(outside)} 不在项目所属区划内，请核对")
    if not row["communities"]:
        context.warn(row, "communities", "没有填写小区，户数、楼栋等不会计入")


def warn_of(row: Row, context: LedgerContext) -> None:
    """Tell what is odd about a project and stops nothing."""
    total, annual = row["total_investment"], row["annual_investment"]
    if total is not None and annual is not None and annual > total:
        context.warn(row, "annual_investment", "大于总投资，请核对单位和数字")
    if row["suspended_because"] and row["state"] != ProjectStatus.SUSPENDED:
        context.warn(row, "suspended_because", "状态不是“暂缓”，暂缓原因不会保存")
    today = clock.today()
    for attr in ("started_on", "finished_on", "accepted_on"):
        if row[attr] and row[attr] > today:
            context.warn(row, attr, f"晚于今天（{today}），到那一天才会计入")


def check_dates(row: Row) -> None:
    """Report dates in the wrong order, or a later step without the one before."""
    headings = row.sheet.by_attr
    for earlier, later in (
        ("planned_start", "planned_finish"),
        ("started_on", "finished_on"),
        ("finished_on", "accepted_on"),
    ):
        first, second = row.get(earlier), row.get(later)
        name = headings[earlier].heading
        if first and second and second < first:
            row.error(later, f"不能早于{name}（{first}）")
        elif second and not first and earlier != "planned_start":
            row.error(earlier, f"已填{headings[later].heading}，请填写{name}日期")


def check_state(row: Row) -> None:
    """Report a 状态 that contradicts the dates."""
    state, started = row.get("state"), row.get("started_on")
    finished, accepted = row.get("finished_on"), row.get("accepted_on")
    complaint = {
        ProjectStatus.PREPARING: started and f"已填实际开工（{started}），状态不应为“前期”",
        ProjectStatus.BUILDING: (
            (not started and "没有实际开工日期，状态不应为“在建”")
            or (finished and f"已填实际完工（{finished}），状态不应为“在建”")
        ),
        ProjectStatus.FINISHED: not finished and "没有实际完工日期，状态不应为“完工”",
        ProjectStatus.ACCEPTED: not accepted and "没有竣工验收日期，状态不应为“已验收”",
        ProjectStatus.SUSPENDED: finished and f"已填实际完工（{finished}），状态不应为“暂缓”",
    }.get(state)
    if complaint:
        row.error("state", complaint)


PROJECTS: Final = ProjectSheet()
