"""The agenda of a dispatch meeting (调度议程): what the data of a week and a day put on the table.

It is plain JSON, so that the meeting keeps it as it was when it began. A line names its row by the
URL name of the row's page; numbers of a week come from its frozen dispatch where there is one.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import timezone

from core import clock, money
from core.periods import ONE_DAY, Week
from funding.models import Payment
from orders.choices import OPEN
from orders.models import Commitment, Order
from projects.models import Campaign, Milestone, Project
from projects.pace.campaigns import campaign_progress
from projects.pace_choices import Chance
from quality.models import InspectionFinding
from reports.models import Decision, Meeting
from reports.snapshot import weekly_data

SCHEMA: Final = 1
Json = dict[str, Any]


def build_agenda(meeting: Meeting) -> Json:
    """Return the agenda of a meeting as of now; sections without a line are left out."""
    day, code = clock.today(), meeting.region_id
    horizon = Week.of(timezone.localtime(meeting.held_at).date()).sunday
    data = _week_data(meeting)
    sections = [
        _section("decisions", "上次会议决定事项", _open_decisions(meeting, day)),
        _section("new_lags", "本周新增滞后", _new_lags(data)),
        _section("worse", "滞后加重", _worse(code, data)),
        _section("impossible", "按实绩不可能如期的时限", _impossible(meeting, data["year"], day)),
        _section("orders", "督办事项到期和逾期", _orders(code, day, horizon)),
        _section("findings", "检查问题到期和逾期", _findings(code, day, horizon)),
        _section("promises", "未兑现的约谈承诺", _promises(code, day)),
        _section("silent", "未报地区", _silent(data, Week(meeting.week))),
        _section("help", "提请协调的问题", _help(data)),
        _section("money", "资金卡点", _stuck_money(code, day)),
    ]
    return {
        "schema": SCHEMA,
        "as_of": day.isoformat(),
        "week_as_of": data["as_of"],
        "horizon": horizon.isoformat(),
        "sections": [section for section in sections if section["items"]],
    }


NOTES: Final[dict[str, Callable[[], str]]] = {
    "decisions": lambda: "以前会议作出、尚未确认完成的，逾期在前",
    "new_lags": lambda: "上周未滞后、本周有节点到期未完成的项目",
    "worse": lambda: "上周已滞后、本周又有节点逾期的项目",
    "impossible": lambda: "按最好四周的进度倒算，到时限已不可能完成的项目；同一项目列最早的时限",
    "orders": lambda: "本周内到期和已逾期、尚未回复的",
    "findings": lambda: "本周内到期和已逾期、尚未销号的",
    "promises": lambda: "约谈时承诺、期限已过而未核查兑现的",
    "silent": lambda: "截止时仍有项目未填周报的地区",
    "help": lambda: "周报和问题清单中提请上级协调的",
    "money": lambda: f"申请拨付超过{settings.STUCK_PAYMENT_DAYS}天仍未支付的",
}


def _section(key: str, title: str, items: Iterable[Json]) -> Json:
    return {"key": key, "title": title, "note": NOTES[key](), "items": list(items)}


def _item(key: str, text: str, detail: str = "", **extra: Any) -> Json:
    """Return a line: what it is about, how it stands, whose it is, and where its row is."""
    line: Json = {
        "region": "", "unit": "", "person": "", "project": None, "problem": None,
        "page": "", "pk": None, "query": {},
    }  # fmt: skip
    return line | {"key": key, "text": text, "detail": detail} | extra


def _week_data(meeting: Meeting) -> Json:
    """Return the frozen data of the week's dispatch, else what it would freeze now."""
    report = meeting.dispatch
    if report is not None and report.data:
        data: Json = report.data
        return data
    return weekly_data(meeting.region, Week(meeting.week))


def deadline_words(due_on: date, day: date) -> str:
    """Return how a deadline stands on a day: 8月5日到期 or 7月28日到期，已逾期3天."""
    words = f"{due_on:%-m月%-d日}到期"
    return f"{words}，已逾期{(day - due_on).days}天" if due_on < day else words


def _open_decisions(meeting: Meeting, day: date) -> Iterable[Json]:
    rows = Decision.objects.open_on(day).filter(meeting__region=meeting.region_id)
    rows = (
        rows.exclude(meeting_id=meeting.pk)
        .select_related("region", "meeting")
        .order_by("due_on", "pk")
    )
    waiting = set(rows.waiting().values_list("pk", flat=True))
    for row in rows:
        answered = "；已回报待确认" if row.pk in waiting else ""
        yield _item(
            f"decision:{row.pk}",
            row.task,
            f"{deadline_words(row.due_on, day)}{answered}（{row.decided_on:%-m月%-d日}会议决定）",
            region=row.region.name,
            unit=row.unit,
            person=row.person,
            project=row.project_id,
            page="reports:decision",
            pk=row.pk,
        )


def _lag(row: Json, prefix: str, detail: str) -> Json:
    return _item(
        f"{prefix}:{row['project']}",
        row["name"],
        detail,
        region=row["region"],
        unit=row["unit"],
        person=row["person"],
        project=row["project"],
        page="projects:project",
        pk=row["project"],
    )


def _new_lags(data: Json) -> Iterable[Json]:
    for row in data["new_lags"]:
        yield _lag(row, "lag", f"{row['node']}滞后{row['late']}天")


def _worse(code: int, data: Json) -> Iterable[Json]:
    """Yield the projects that lagged the week before and missed a further node since."""
    now, before = date.fromisoformat(data["as_of"]), date.fromisoformat(data["before"]["as_of"])
    projects = Project.objects.in_region(code).of_year(data["year"])
    projects = projects.lagging_on(now) & projects.lagging_on(before)
    counted = (
        Milestone.objects.filter(project__in=projects.values("pk"))
        .order_by()
        .values("project")
        .annotate(now=Count("pk", filter=_unmet(now)), before=Count("pk", filter=_unmet(before)))
        .filter(now__gt=F("before"))
    )
    grown = {row["project"]: row for row in counted}
    for row in data["lagging"]:
        if row["project"] in grown:
            one = grown[row["project"]]
            words = f"逾期节点由{one['before']}个增至{one['now']}个，最长滞后{row['late']}天"
            yield _lag(row, "worse", words)


def _impossible(meeting: Meeting, year: int, day: date) -> Iterable[Json]:
    """Yield the projects that a campaign ahead is out of reach for by their own best weeks (D7)."""
    found: dict[int, tuple[Campaign, str]] = {}
    for progress in campaign_progress(meeting.region, year, day):
        if progress.campaign.due_on < day:
            continue
        for pk, one in progress.standings.items():
            if one.sum is not None and one.sum.chance == Chance.IMPOSSIBLE:
                found.setdefault(pk, (progress.campaign, one.sum.sentence))
    rows = Project.objects.filter(pk__in=found).select_related("region")
    for row in rows.order_by("region_id", "number"):
        campaign, sentence = found[row.pk]
        line = {
            "project": row.pk, "name": row.name, "region": row.region.name, "unit": row.lead_unit,
            "person": row.lead_person,
        }  # fmt: skip
        yield _lag(line, "deadline", f"{campaign.name}（{campaign.due_on:%-m月%-d日}）：{sentence}")


def _unmet(day: date) -> Q:
    return Q(planned_on__lte=day) & (Q(actual_on=None) | Q(actual_on__gt=day))


def _orders(code: int, day: date, horizon: date) -> Iterable[Json]:
    rows = Order.objects.in_region(code).due_by(horizon).select_related("region")
    for row in rows.order_by("due_on", "pk"):
        late = row.days_overdue(day)
        words = f"{row.deadline:%-m月%-d日}到期" + (f"，已逾期{late}天" if late else "")
        yield _item(
            f"order:{row.pk}",
            row.subject,
            f"{row.number}　{words}",
            region=row.region.name,
            unit=row.unit,
            person=row.person,
            project=row.project_id,
            page="orders:order",
            pk=row.pk,
        )


def _findings(code: int, day: date, horizon: date) -> Iterable[Json]:
    rows = InspectionFinding.objects.in_region(code).open_on(day).filter(due_on__lte=horizon)
    for row in rows.select_related("project__region").order_by("due_on", "pk"):
        yield _item(
            f"finding:{row.pk}",
            f"{row.project.name}：{row.text}",
            deadline_words(row.due_on, day),
            region=row.project.region.name,
            unit=row.unit,
            person=row.person,
            project=row.project_id,
            page="projects:project",
            pk=row.project_id,
        )


def _promises(code: int, day: date) -> Iterable[Json]:
    rows = Commitment.objects.in_region(code).filter(
        Q(kept=None) | Q(kept=False), due_on__lt=day, talk__order__state__in=OPEN
    )
    for row in rows.select_related("talk__order__region").order_by("due_on", "pk"):
        order = row.talk.order
        told = "核查未兑现" if row.kept is False else "未核查"
        yield _item(
            f"promise:{row.pk}",
            row.text,
            f"{deadline_words(row.due_on, day)}，{told}",
            region=order.region.name,
            unit=order.unit,
            person=row.person,
            project=order.project_id,
            page="orders:order",
            pk=order.pk,
        )


def _silent(data: Json, week: Week) -> Iterable[Json]:
    codes = {child["name"]: child["region"] for child in data["children"]}
    for row in sorted(data["reporting"]["rows"], key=lambda row: -row["missing"]):
        if not row["missing"]:
            continue
        code = codes.get(row["name"])
        whole = "，全部未报" if row["missing"] == row["owed"] else ""
        yield _item(
            f"silent:{row['name']}"[:40],
            row["name"],
            f"应填{row['owed']}个，未填{row['missing']}个{whole}",
            region=row["name"],
            page="projects:missing" if code else "",
            query={"region": code, "week": str(week)} if code else {},
        )


def _help(data: Json) -> Iterable[Json]:
    asking = {row["project"] for row in data["help"]}
    named = Project.objects.filter(pk__in=asking).values_list("pk", "lead_unit", "lead_person")
    leads = {pk: (unit, person) for pk, unit, person in named}
    for number, row in enumerate(data["help"], 1):
        unit, person = leads.get(row["project"], ("", ""))
        asked = f"请求：{row['help_needed']}" if row["help_needed"] else ""
        since = date.fromisoformat(row["since"])
        yield _item(
            f"help:{row['project']}:{number}",
            f"{row['name']}：{row['text'] or row['help_needed']}",
            f"{asked}（{since:%-m月%-d日}提出）",
            region=row["region"],
            unit=unit,
            person=person,
            project=row["project"],
            page="projects:project",
            pk=row["project"],
        )


def _stuck_money(code: int, day: date) -> Iterable[Json]:
    since = day - timedelta(days=settings.STUCK_PAYMENT_DAYS)
    rows = (
        Payment.objects.in_region(code)
        .standing()
        .filter(Q(paid_on=None) | Q(paid_on__gt=day), applied_on__lt=since + ONE_DAY)
    )
    for row in rows.select_related("project__region").order_by("applied_on", "pk"):
        assert row.applied_on is not None
        step = "已审批未支付" if row.approved_on and row.approved_on <= day else "尚未审批"
        amount = money.sum_with_unit(row.amount)
        waited = (day - row.applied_on).days
        yield _item(
            f"payment:{row.pk}",
            f"{row.project.name}：申请拨付{amount}",
            f"{row.applied_on:%-m月%-d日}申请，已{waited}天，{step}",
            region=row.project.region.name,
            unit=row.project.lead_unit,
            person=row.project.lead_person,
            project=row.project_id,
            page="projects:project",
            pk=row.project_id,
        )
