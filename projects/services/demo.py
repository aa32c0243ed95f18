"""Rows of the demo city that show lag at work: cases, whose clock, a task force, campaigns.

They hang on projects of the example ledger by their place in the lag list, change no figure, and
are written by the services, as the demo accounts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.uploads import check_uploads
from projects.models import LagCase, LagReason, Project
from projects.pace_choices import Cadence, ForceLevel, NoteKind
from projects.services.campaigns import set_usual
from projects.services.cases import Plan, close_case, open_case, report_fixed
from projects.services.clock_events import record_event
from projects.services.guards import signed
from projects.services.task_forces import save_force, write_note

YEAR: Final = 2023
SOURCE: Final = "市领导小组办公室年度工作要求"
# reasons, analysis, measure, days until the deadline
PLANS: Final = (
    (("征地拆迁", "居民协调"), "围墙外3户临时建筑未拆，居民对停车位方案有异议", "街道逐户协商，住建局调整停车位方案后进场", 25),
    (("资金筹措",), "区级配套资金未落实，施工单位未进场", "区财政8月上旬拨付首批配套，资金到位后5日内进场", 14),
    (("管线单位协调",), "燃气管道与开挖线路冲突", "燃气公司8月10日前完成迁改，错开作业面先行施工", 20),
    (("施工组织",), "施工班组同时承担三个小区，人员不足", "施工单位增派两个班组，倒排工期到天", 18),
    (("图纸缺失", "勘验耗时"), "原始管网图纸缺失，需补充勘验", "设计院一周内完成补勘并出变更图", 12),
    (("审批手续",), "施工许可资料补正", "行政审批局容缺受理，8月5日前办结", 5),
    (("资金筹措", "施工组织"), "进度款支付滞后导致班组撤场", "结清6月进度款，复工后每周报人数", 30),
)  # fmt: skip
EVENTS: Final = (
    (date(2023, 5, 1), date(2023, 6, 5), "用地", "围墙外临时建筑未拆", "街道办事处5月8日情况说明"),
    (date(2023, 5, 29), date(2023, 6, 16), "管线单位", "燃气管道迁改等待", "燃气公司6月2日工作函"),
    (date(2023, 7, 10), date(2023, 7, 15), "天气", "连续强降雨停止室外作业", "市气象台7月10日暴雨预警"),
)  # fmt: skip


def seed(city: Region) -> None:
    """Add them once, where the demo accounts are there; a second call adds nothing."""
    office = User.objects.filter(username="office", region=city).first()
    head = User.objects.filter(username="office_head", region=city).first()
    if office is None or head is None or LagCase.objects.in_region(city.pk).exists():
        return
    with transaction.atomic():
        set_usual(city, YEAR, source=SOURCE, by=office)
        _fill(city, office, head)


def _fill(city: Region, office: User, head: User) -> None:
    day = clock.today()
    listed: Any = Project.objects.in_region(city.pk).of_year(YEAR).on_lag_list(day).with_lag(day)
    rows: Sequence[Any] = list(listed.order_by("due_since", "number")[: 2 * len(PLANS)])
    if not rows:
        return
    for row, plan in zip(rows, PLANS * 2, strict=False):
        open_case(row, _plan(row, plan, day), by=office)
    _gap(rows[-1], office)
    _settled(city, day, office, head)
    for first, end, party, reason, evidence in EVENTS:
        record_event(
            rows[0], started_on=first, ended_on=end, party=party, reason=reason,
            evidence=evidence, by=office,
        )  # fmt: skip
    _force(rows[0], day, office)


def _plan(row: Any, plan: Any, day: date) -> Plan:
    names, analysis, measure, days = plan
    reasons = list(LagReason.objects.filter(name__in=names))
    due = day + timedelta(days=days)
    return Plan(reasons, analysis, measure, row.lead_person, due)


def _gap(row: Any, by: User) -> None:
    """Leave one case without a measure and a deadline, so that the flag is seen."""
    case = LagCase.objects.open().get(project=row)
    case.measure, case.due_on = "", None
    signed(case, by).save()


def _settled(city: Region, day: date, office: User, head: User) -> None:
    """Close one case of a project that has caught up."""
    rows = Project.objects.in_region(city.pk).of_year(YEAR).started_by(day)
    lagging = Project.objects.lagging_on(day).values("pk")
    row = rows.exclude(pk__in=lagging).exclude(lead_person="").order_by("number").first()
    if row is None:
        return
    reasons = list(LagReason.objects.filter(name="施工组织"))
    plan = Plan(reasons, "主体节点延误一周", "增派班组，周末不停工", row.lead_person, day)
    files = check_uploads([SimpleUploadedFile("节点验收记录.pdf", b"%PDF-1.7\n%%EOF\n")])
    case = open_case(row, plan, by=office)
    case = report_fixed(case, result="节点已达到，进度赶上序时。", files=files, by=office)
    close_case(case, opinion="现场核验属实。", by=head)


def _force(row: Project, day: date, by: User) -> None:
    values = {
        "name": f"{row.region.name}{row.name}工作专班", "level": ForceLevel.CITY,
        "region": row.region, "lead": "市住建局分管副局长", "members": "区住建局、街道、燃气公司各1人",
        "cadence": Cadence.TWICE_A_WEEK, "projects": [row],
        "on_site_from": day - timedelta(days=20), "on_site_to": None,
    }  # fmt: skip
    force = save_force(None, values, by=by)
    write_note(
        force, kind=NoteKind.ON_SITE, on=day - timedelta(days=6), project=row, by=by,
        text="现场协调围墙拆除和停车位方案，街道承诺8月10日前完成3户协商。",
    )  # fmt: skip
    write_note(
        force, kind=NoteKind.WEEKLY, on=day - timedelta(days=3), project=None, by=by,
        text="本周完成2户协商，施工单位已备料，具备进场条件。",
    )  # fmt: skip
