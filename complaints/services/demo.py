"""Complaints of the demo city, one in each state. All people are made up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.choices import Role
from accounts.models import Region, User
from complaints.choices import Channel, Outcome, Satisfaction
from complaints.models import Complaint, PublicSetting
from complaints.services import closing, handling
from complaints.services.merging import merge
from complaints.services.notices import give_notice
from complaints.services.pages import make_pages
from complaints.services.registering import Report, register, submit
from core import clock
from projects.models import Community

TOLD = date(2023, 7, 24)
PHONE = "1380000{:04d}"
NAMES = (
    "张某某",
    "李某某",
    "王某某",
    "赵某某",
    "刘某某",
    "陈某某",
    "杨某某",
    "黄某某",
    "周某某",
    "吴某某",
    "徐某某",
)
# none of these is 质量投诉, so that no figure of the city changes
TEXTS = (
    ("施工扰民", "夜里十一点还在切割管材，影响老人休息。"),
    ("停水停电", "通知停水到下午五点，晚上八点才来水。"),
    ("建筑垃圾", "拆下的旧门窗堆在单元门口三天没有清走。"),
    ("施工安全", "脚手架下方没有安全通道，孩子放学要从下面走。"),
    ("停车难", "施工围挡占了停车位，没有临时停车的地方。"),
    ("改造方案", "想了解本楼是否更换下水立管。"),
    ("施工扰民", "周日早上六点开始凿墙。"),
    ("建筑垃圾", "绿化带里有水泥袋和碎砖。"),
    ("物业管理", "改造后的门禁一直没有启用。"),
    ("施工扰民", "同一工地中午休息时间打钻。"),
    ("停水停电", "停电没有提前张贴通知。"),
)


@dataclass(frozen=True)
class People:
    """Who acts: the county's clerk answers, its reviewer and the office do the rest."""

    clerk: User
    reviewer: User
    office: User
    county: Region


def seed(city: Region) -> None:
    """Add one complaint per state, notices and open pages; a second call adds nothing."""
    make_pages(city)
    office = User.objects.filter(role__name=Role.OFFICE, region=city).order_by("pk").first()
    clerk = (
        User.objects.filter(role__name=Role.CLERK, region__parent=city)
        .order_by("region_id")
        .first()
    )
    if office is None or clerk is None or clerk.region is None:
        return
    if Complaint.objects.filter(city=city.pk, number__startswith="TS").exists():
        return
    reviewer = User.objects.filter(role__name=Role.REVIEWER, region=clerk.region).first() or office
    people = People(clerk, reviewer, office, clerk.region)
    homes = _homes(clerk.region)
    if not homes:
        return
    PublicSetting.objects.create(
        region=city, responder=f"{city.name}城镇老旧小区改造办公室", hotline="12345"
    )
    for at, course in enumerate(COURSES):
        _tell(at, homes[at % len(homes)], course, people)
    _notices(homes, people)


def _homes(county: Region) -> list[Community]:
    rows = Community.objects.in_region(county.pk).filter(
        projects__started_on__lte=TOLD, projects__year=TOLD.year
    )
    return list(rows.order_by("number").distinct()[:5])


def _tell(
    at: int, home: Community, course: Callable[[Complaint, People], object], who: People
) -> None:
    category, content = TEXTS[at]
    report = Report(
        category=category,
        content=content,
        channel=Channel.CODE if at < 4 else Channel.HOTLINE,
        community=home,
        project=home.projects.order_by("-year").first(),
        place=f"{at + 1}栋",
        name=NAMES[at],
        phone=PHONE.format(at + 1),
    )
    with clock.at(TOLD + timedelta(days=at % 3)):
        complaint = submit(report).complaint if at < 4 else register(report, by=who.reviewer)
        course(complaint, who)


def _accepted(row: Complaint, who: People) -> Complaint:
    return handling.accept(row, category=row.category, level="normal", by=who.reviewer)


def _assigned(row: Complaint, who: People) -> Complaint:
    note = "请尽快核实。"
    return handling.assign(row, handler=who.county, unit="项目施工单位", note=note, by=who.reviewer)


def _returned(row: Complaint, who: People) -> Complaint:
    return handling.give_back(_assigned(row, who), reason="属物业管理事项。", by=who.clerk)


def _handling(row: Complaint, who: People) -> Complaint:
    return handling.start(_assigned(row, who), by=who.clerk)


def _replied(row: Complaint, who: People) -> Complaint:
    result = "已约谈施工单位，调整作业时间为8时至18时，并在单元门口张贴。"
    return handling.reply(
        _handling(row, who), outcome=Outcome.RECTIFIED, result=result, by=who.clerk
    )


def _verified(row: Complaint, who: People) -> Complaint:
    return closing.call_back(
        _replied(row, who), satisfaction=Satisfaction.GOOD, solved=True, finding="电话回访，已解决。",
        by=who.reviewer,
    )  # fmt: skip


def _rework(row: Complaint, who: People) -> Complaint:
    return closing.call_back(
        _replied(row, who), satisfaction=Satisfaction.BAD, solved=False, finding="仍有夜间施工。",
        by=who.reviewer,
    )  # fmt: skip


def _closed(row: Complaint, who: People) -> Complaint:
    return closing.close(_verified(row, who), by=who.reviewer)


def _declined(row: Complaint, who: People) -> Complaint:
    return handling.decline(row, reason="不属于改造范围，已转告物业公司。", by=who.reviewer)


def _merged(row: Complaint, who: People) -> Complaint:
    first = Complaint.objects.filter(city=row.city, number__startswith="TS").order_by("pk")[0]
    return merge(row, into=first.number, by=who.reviewer)


def _waiting(row: Complaint, who: People) -> Complaint:
    return row


# the first four came from residents
COURSES: tuple[Callable[[Complaint, People], object], ...] = (
    _accepted, _waiting, _declined, _merged, _returned, _handling, _replied, _verified, _closed,
    _rework, _assigned,
)  # fmt: skip


def _notices(homes: list[Community], who: People) -> None:
    """Tell of one interruption that runs and one to come, around the demo's date."""
    today = clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
    planned = (
        ("road", today - timedelta(days=1), today + timedelta(days=4), "小区北门", "道路摊铺"),
        (
            "water",
            today + timedelta(days=1),
            today + timedelta(days=1, hours=9),
            "1至4栋",
            "更换给水立管",
        ),
    )
    for at, (kind, starts_at, ends_at, scope, reason) in enumerate(planned):
        give_notice(
            community=homes[at % len(homes)], project=None, kind=kind, starts_at=starts_at,
            ends_at=ends_at, scope=scope, reason=reason, told="单元门口张贴、业主群",
            contact="12345", by=who.clerk,
        )  # fmt: skip
