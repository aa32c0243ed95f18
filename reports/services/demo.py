"""The demo city's last meeting: held on Monday of week 30, followed up until the week's end."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.choices import Role
from accounts.models import Region, User
from core import clock
from core.periods import Week
from core.working_days import working_days
from projects.models import Project
from reports.choices import MeetingKind
from reports.models import Decision, Meeting
from reports.services import decisions, meetings
from reports.wording.decision_line import read_line

HELD: Final = date(2023, 7, 24)
TOPIC: Final = "全市城镇老旧小区改造2023年第29周调度会"
PLACE: Final = "市政府第二会议室"
SUMMARY: Final = (
    "会议听取各县（区）本周进展情况汇报，逐项研究滞后项目和提请协调的问题。\n"
    "会议要求，对已到期未完成的节点逐个项目明确责任人和完成时限，每周一对账，完成一项销号一项。"
)


@dataclass(frozen=True)
class Planned:
    """A decision on a district's longest lagging project, and what came of it by 30 July.

    `answered` is the day of the report, None for none; `accepted` None leaves it unconfirmed.
    """

    district: str
    due: str
    task: str
    answered: date | None = None
    accepted: bool | None = None
    result: str = ""


PLANNED: Final = (
    Planned("临江区", "7月27日前", "完成施工围挡整治和夜间照明补装", date(2023, 7, 26), True,
            "围挡已更换42米，夜间照明补装6处，7月26日自查合格。"),
    Planned("城西区", "7月26日前", "与供水企业签订管线迁改协议", date(2023, 7, 28), True,
            "管线迁改协议已于7月28日签订，比时限晚2天，原因是企业内部审批。"),
    Planned("江北区", "7月28日前", "完成剩余住户的意愿征集"),
    Planned("石门县", "7月28日前", "补报施工进度计划并明确每周完成量", date(2023, 7, 28), False,
            "进度计划正在编制。"),
    Planned("白水县", "8月4日前", "落实欠付进度款的支付计划", date(2023, 7, 29), None,
            "支付计划已报县财政局，待批复。"),
    Planned("青阳县", "8月11日前", "完成主体工程过半节点"),
)  # fmt: skip


def seed(city: Region) -> None:
    """Hold the meeting of week 29 with its decisions; nothing where there is one already."""
    week = Week.of(HELD).previous()
    if Meeting.objects.filter(region=city, week=week.monday).exists():
        return
    office = User.objects.get(username="office")
    with clock.at(HELD):
        meeting = meetings.call_meeting(city, MeetingKind.WEEKLY, _facts(city), by=office)
        meeting = meetings.start_meeting(meeting, by=office)
        rows = [(plan, _decide(meeting, plan, office)) for plan in PLANNED]
        meetings.finish_meeting(meeting, by=office)
    for plan, decision in rows:
        if decision is not None:
            _follow(decision, plan, office)


def _facts(city: Region) -> meetings.MeetingFacts:
    districts = Region.objects.children_of(city.pk)
    attendees = ["市住建局 周主任", *(f"{one.name}住建局 分管负责人" for one in districts)]
    held_at = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return meetings.MeetingFacts(
        topic=TOPIC,
        held_at=held_at,
        place=PLACE,
        chair="刘市长",
        recorder="陈起草",
        attendees="\n".join(attendees),
        observers="市财政局、市自然资源局",
        summary=SUMMARY,
    )


def _decide(meeting: Meeting, plan: Planned, by: User) -> Decision | None:
    """Take a decision as it would be typed; None where the district has no such project."""
    region = Region.objects.children_of(meeting.region_id).filter(name=plan.district).first()
    if region is None:
        return None
    lagging = Project.objects.in_region(region.pk).of_year(HELD.year).lagging_on(HELD)
    project = lagging.select_related("region").order_by("number").first()
    unit = f"{region.name}住建局"
    person = (project.lead_person if project else "") or "项目负责人"
    line = read_line(f"{unit} {person} {plan.due} {plan.task}", HELD, working_days())
    facts = decisions.DecisionFacts(
        region=region,
        unit=unit,
        person=person,
        task=line.task,
        due_on=line.due_on or HELD,
        leader=project.lead_official if project else "",
        project=project,
    )
    return decisions.enter_decision(meeting, facts, by=by)


def _follow(decision: Decision, plan: Planned, office: User) -> None:
    clerk = User.objects.filter(role__name=Role.CLERK, region=decision.region_id).first()
    if plan.answered is None or clerk is None:
        return
    with clock.at(plan.answered):
        decisions.answer_decision(decision, text=plan.result, by=clerk)
        if plan.accepted is not None:
            note = "" if plan.accepted else "没有每周完成量，请补充后再报。"
            decisions.review_decision(decision, accepted=plan.accepted, note=note, by=office)
