"""Orders of the demo city: some in each state, a talk with its minutes, the July meeting's tasks.

Written by the services on the days they happened. Names are invented.
"""

from datetime import date, datetime

from django.utils import timezone

from accounts.choices import Role
from accounts.models import Region, User
from core import clock
from orders.choices import BasisKind, OrderKind
from orders.models import KeyTask, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.drafting import TalkPlan, Words, draft_order
from orders.services.escalations import remind
from orders.services.issuing import instruct, issue_order, withdraw
from orders.services.reviewing import review
from orders.services.talks import Promise, check_commitment, record_talk
from orders.services.tasks import Line, Source, list_tasks, report_task
from projects.models import Project

MEETING = "2023年7月全市调度会议"


def seed(city: Region) -> None:
    """Add what the demo city has of orders and tasks; a second call adds nothing."""
    office = _one(city, Role.OFFICE)
    leader = _one(city, Role.LEADER)
    if office is None or leader is None:
        return
    projects = _projects(city)
    talks = Order.objects.in_region(city.pk).filter(kind=OrderKind.TALK)
    if projects and not talks.exists():
        _orders(projects, office, leader)
    if projects and not KeyTask.objects.in_region(city.pk).exists():
        _tasks([one.region for one in projects], office)


def _orders(projects: list[Project], office: User, leader: User) -> None:
    with clock.at(date(2023, 6, 1)):
        talk = issue_order(draft_order(OrderKind.TALK, _talk(projects[0]), by=office), by=office)
        closed = _issued(projects[1], office, "5月末形象进度落后于倒排工期", date(2023, 6, 20))
        gone = _issued(projects[2], office, "管线迁改未落实责任单位", date(2023, 6, 20))
        withdraw(gone, reason="与管线单位督办件重复", by=office)
    _hold(talk, office)
    _answer(closed, date(2023, 6, 15), "已增加两个作业面，6月15日起恢复序时进度。")
    with clock.at(date(2023, 6, 19)):
        review(closed, accepted=True, opinion="现场核实，进度已恢复。", by=office)
    with clock.at(date(2023, 7, 3)):
        returned = _issued(
            projects[3 % len(projects)], office, "连续两周未报形象进度", date(2023, 7, 20)
        )
        late = _issued(projects[0], office, "6月底前应进场而未进场", date(2023, 7, 21))
        waiting = _issued(projects[1], office, "围挡和扬尘措施不到位", date(2023, 8, 4))
        more = _issued(projects[2], office, "居民意见征集表未归档", date(2023, 8, 4))
    _answer(returned, date(2023, 7, 12), "已补报。")
    _answer(waiting, date(2023, 7, 27), "围挡已补齐，喷淋已启用，照片另附。")
    with clock.at(date(2023, 7, 14)):
        review(returned, accepted=False, opinion="未说明漏报原因，请补充后再报。", by=office)
        for one in (late, more):
            receive(one, by=_answerer(one))
    with clock.at(date(2023, 7, 26)):
        ask_extension(
            more, until=date(2023, 8, 18), reason="两栋楼住户外出，入户征集未完成。",
            progress="已征集九成。", by=_answerer(more),
        )  # fmt: skip
        remind(late, text="原定2023-07-21办结，已逾期，请尽快办理并书面回复。", by=office)
        instruct(
            _words(projects[2], "雨季施工安全", "7月底前完成脚手架和临电排查。", date(2023, 8, 3)),
            by=leader,
        )
    with clock.at(date(2023, 7, 28)):
        _issued(projects[3 % len(projects)], office, "第30周投资完成额未更新", date(2023, 8, 11))
        draft_order(OrderKind.RECTIFICATION, _finding(projects[1]), by=office)


def _tasks(regions: list[Region], office: User) -> None:
    texts = (
        ("8月10日前未开工项目全部进场", "区县住房城乡建设部门", date(2023, 8, 10)),
        ("8月底前完成管线迁改会商并书面明确责任单位", "区县城市管理部门", date(2023, 8, 31)),
        ("7月28日前报送第二批资金支付计划", "区县财政部门", date(2023, 7, 28)),
        ("9月底前改造小区物业移交方案报市级备案", "区县住房城乡建设部门", date(2023, 9, 30)),
    )
    lines = [
        Line(regions[n % len(regions)], text, unit, due, "街道办事处")
        for n, (text, unit, due) in enumerate(texts)
    ]
    with clock.at(date(2023, 7, 14)):
        source = Source("meeting", MEETING, date(2023, 7, 14))
        listed = list_tasks(source, lines, by=office)
    with clock.at(date(2023, 7, 24)):
        first = listed[0]
        by = _in(first.region)
        if by is not None:
            report_task(first, text="应进场4个，已进场3个。", finished=False, by=by)


def _hold(talk: Order, office: User) -> None:
    with clock.at(date(2023, 6, 6)):
        receive(talk, by=_answerer(talk))
    promises = [
        Promise("6月20日前施工单位进场", "钱局长", date(2023, 6, 20)),
        Promise("7月底前完成形象进度40%", "孙科长", date(2023, 7, 31)),
    ]
    with clock.at(date(2023, 6, 8)):
        minutes = (
            "会议听取了项目推进情况，指出前期手续办理偏慢、施工组织不力。\n"
            "会议要求倒排工期、责任到人，每周报告进展。"
        )
        record = record_talk(
            talk, held_on=date(2023, 6, 8), attendees="刘市长、周主任、钱局长、孙科长",
            minutes=minutes, promises=promises, by=office,
        )  # fmt: skip
    with clock.at(date(2023, 6, 21)):
        first = record.commitments.order_by("due_on")[0]
        check_commitment(first, kept=True, finding="现场查看，施工单位已进场。", by=office)


def _answer(order: Order, day: date, text: str) -> None:
    by = _answerer(order)
    with clock.at(day):
        reply(receive(order, by=by), text=text, by=by)


def _issued(project: Project, office: User, subject: str, due: date) -> Order:
    words = _words(project, subject, "查明原因，提出措施，书面报告。", due)
    return issue_order(draft_order(OrderKind.SUPERVISION, words, by=office), by=office)


def _words(project: Project, subject: str, requirement: str, due: date) -> Words:
    return Words(
        region=project.region, project=project, basis_kind=BasisKind.MEETING, basis="周调度会",
        subject=f"{project.name}：{subject}", requirement=requirement,
        unit=project.lead_unit or f"{project.region.name}住房和城乡建设局",
        person=project.lead_person or "钱局长", due_on=due,
    )  # fmt: skip


def _finding(project: Project) -> Words:
    given = _words(project, "", "更换不合格保温板并复检。", date(2023, 8, 11))
    changes = {
        "basis_kind": BasisKind.INSPECTION, "basis": "外墙保温工程检查",
        "subject": "保温板厚度不足，锚栓数量不够。", "inspected_on": date(2023, 7, 27),
        "inspector": "市质安站吴工",
    }  # fmt: skip
    return Words(**vars(given) | changes)


def _talk(project: Project) -> Words:
    at = timezone.make_aware(datetime(2023, 6, 8, 15))
    plan = TalkPlan(at, "市政府3号会议室", "刘市长", "督促按期开工", "倒排工期表")
    given = _words(project, "连续四周无进展", "按时参加并携带材料。", date(2023, 8, 15))
    return Words(**vars(given) | {"talk": plan})


def _projects(city: Region) -> list[Project]:
    """Return a project under way of each of the first four districts that have somebody."""
    found: list[Project] = []
    for region in Region.objects.children_of(city.pk):
        rows = Project.objects.filter(region=region, year=2023, started_on__isnull=False)
        project = rows.filter(finished_on=None).select_related("region", "site").first()
        if project is not None and _in(region) is not None:
            found.append(project)
    return found[:4]


def _one(region: Region, role: Role) -> User | None:
    return (
        User.objects.filter(region=region, role__name=role, is_active=True).order_by("pk").first()
    )


def _in(region: Region) -> User | None:
    return _one(region, Role.CLERK)


def _answerer(order: Order) -> User:
    found = _in(order.region)
    assert found is not None
    return found
