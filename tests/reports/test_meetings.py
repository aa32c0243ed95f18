"""The dispatch meeting: opened once, an agenda out of the data, frozen, decisions, minutes."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document as read_docx

from accounts.models import AccessEvent
from core.exceptions import Refusal
from core.periods import Week
from core.working_days import WorkingDays
from projects.models import Campaign, Problem, Project
from reports.choices import DecisionStatus, MeetingKind
from reports.documents.dispatch import dispatch_document
from reports.meeting_actions import (
    DECISION_ACTIONS,
    MEETING_ACTIONS,
    DecisionAction,
    MeetingAction,
    available_decision,
    available_meeting,
)
from reports.models import Decision, Meeting, Report
from reports.services import decisions, meetings
from reports.services.building import build, request_dispatch
from reports.tasks import build_due_reports
from reports.wording.decision_line import read_line
from tests.city import FixtureCity, as_user
from tests.factories import (
    EntryFactory,
    MilestoneFactory,
    PaymentFactory,
    PlanFactory,
    ProjectFactory,
)
from tests.pages import form_values, text_of
from tests.query_counts import assert_query_count
from tests.reports.bulletins import dispatch, pdf_text

ROLES = (
    "clerk", "reviewer", "stranger", "office", "office_head", "leader", "district_leader",
    "system_admin", "security_admin", "auditor",
)  # fmt: skip
OFFICE, DISTRICT = {"office", "office_head"}, {"clerk", "reviewer", "district_leader"}


@pytest.fixture
def late(city: FixtureCity) -> Project:
    """A project of 甲区 that lags since this week, asks for help and waits for its money."""
    PlanFactory(region=city.region)
    project: Project = ProjectFactory(
        region=city.district, number="X0001", name="红星小区改造", started_on=date(2023, 4, 10),
        lead_unit="甲区住建局", lead_person="张伟", lead_official="钱副区长",
    )  # fmt: skip
    MilestoneFactory(project=project, planned_on=date(2023, 7, 26), name="主体完工")
    EntryFactory(project=project, problem="管线冲突", help_needed="请协调燃气公司")
    ProjectFactory(region=city.other_district, started_on=date(2023, 4, 10), name="西门里改造")
    PaymentFactory(project=project, applied_on=date(2023, 6, 20), amount=Decimal(5_000_000))
    PaymentFactory(project=project, applied_on=date(2023, 7, 20), amount=Decimal(1_000_000))
    return project


@pytest.fixture
def meeting(late: Project, city: FixtureCity) -> Meeting:
    """The meeting that the dispatch of week 30 opened."""
    return dispatch(city.region).meetings.get()


def hold(meeting: Meeting, city: FixtureCity) -> Meeting:
    facts = meetings.MeetingFacts(
        topic=meeting.topic, held_at=meeting.held_at, place="第二会议室", chair="刘市长",
        recorder="陈起草", attendees="市住建局 周主任\n甲区住建局 张伟", absent="乙县住建局",
        summary="会议听取了进展情况汇报。",
    )  # fmt: skip
    meetings.change_meeting(meeting, facts, by=city.office)
    return meetings.start_meeting(meeting, by=city.office)


def decide(meeting: Meeting, city: FixtureCity, due: date, task: str = "完成意愿征集") -> Decision:
    facts = decisions.DecisionFacts(
        region=city.district, unit="甲区住建局", person="张伟", task=task, due_on=due,
        leader="钱副区长", project=Project.objects.get(number="X0001"),
    )  # fmt: skip
    return decisions.enter_decision(meeting, facts, by=city.office)


@pytest.fixture
def held(meeting: Meeting, city: FixtureCity) -> Meeting:
    """A finished meeting of 31 July with decisions due on 2, 4 and 11 August."""
    running = hold(meeting, city)
    for day in (2, 4, 11):
        decide(running, city, date(2023, 8, day), f"第{day}日事项")
    return meetings.finish_meeting(running, by=city.office)


def done(decision: Decision, city: FixtureCity, settings: Any, day: date) -> Decision:
    settings.PORTAL_DATE = day
    decisions.answer_decision(decision, text="已完成", by=city.clerk)
    return decisions.review_decision(decision, accepted=True, note="", by=city.office)


def sections(meeting: Meeting) -> dict[str, list[str]]:
    return {
        one["key"]: [item["text"] for item in one["items"]] for one in meeting.agenda["sections"]
    }


# --- opened ---------------------------------------------------------------------------------
def test_a_dispatch_opens_its_meeting_once(meeting: Meeting, city: FixtureCity) -> None:
    build(meeting.dispatch_id)  # type: ignore[arg-type]
    meetings.open_for_dispatch(Report.objects.get())
    assert meetings.open_missing() == 0
    again = Meeting.objects.get()
    assert again == meeting
    assert again.topic == "全市城镇老旧小区改造2023年第30周调度会"
    assert timezone.localtime(again.held_at).replace(tzinfo=None) == datetime(2023, 7, 31, 9)


def test_the_sweep_opens_what_a_build_could_not(meeting: Meeting) -> None:
    meeting.delete()
    build_due_reports()
    assert Meeting.objects.get().week == date(2023, 7, 24)


def test_an_older_dispatch_opens_no_meeting(meeting: Meeting, city: FixtureCity) -> None:
    build(request_dispatch(city.region, Week(date(2023, 7, 3))).pk)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "expected"), [([1, 2, 3, 4, 5], [31, 1, 2, 3, 4]), ([1, 4], [31, 3])]
)
def test_the_cadence_is_a_setting(
    late: Project, city: FixtureCity, settings: Any, days: list[int], expected: list[int]
) -> None:
    settings.MEETING_DAYS = days
    dispatch(city.region)
    rows = Meeting.objects.order_by("held_at")
    assert [timezone.localtime(row.held_at).day for row in rows] == expected


# --- agenda ---------------------------------------------------------------------------------
def test_the_agenda_writes_itself(meeting: Meeting) -> None:
    assert sections(meeting) == {
        "new_lags": ["红星小区改造"],
        "silent": ["乙县"],
        "help": ["红星小区改造：管线冲突"],
        "money": ["红星小区改造：申请拨付500万元"],
    }


def test_a_further_overdue_node_makes_a_lagging_project_worse(
    late: Project, city: FixtureCity
) -> None:
    old = ProjectFactory(region=city.district, name="老滞后")
    MilestoneFactory(project=old, planned_on=date(2023, 6, 1), name="甲")
    MilestoneFactory(project=old, planned_on=date(2023, 7, 27), name="乙", order=2)
    same = ProjectFactory(region=city.district, name="没变化")
    MilestoneFactory(project=same, planned_on=date(2023, 6, 1), name="甲")
    found = sections(dispatch(city.region).meetings.get())
    assert found["worse"] == ["老滞后"]
    assert found["new_lags"] == ["红星小区改造"]


def test_days_of_stuck_money_are_a_setting(
    meeting: Meeting, city: FixtureCity, settings: Any
) -> None:
    settings.STUCK_PAYMENT_DAYS = 10
    assert len(sections(meetings.recompute(meeting, by=city.office))["money"]) == 2


def test_the_agenda_freezes_when_the_meeting_begins(
    meeting: Meeting, late: Project, city: FixtureCity
) -> None:
    PaymentFactory(project=late, applied_on=date(2023, 6, 1), amount=Decimal(2_000_000))
    running = hold(meeting, city)
    assert len(sections(running)["money"]) == 2
    PaymentFactory(project=late, applied_on=date(2023, 6, 2), amount=Decimal(3_000_000))
    with pytest.raises(Refusal, match="不能重新生成议程"):
        meetings.recompute(running, by=city.office)
    assert len(sections(Meeting.objects.get())["money"]) == 2


def test_lines_link_to_their_rows(meeting: Meeting, city: FixtureCity) -> None:
    client = as_user(city.office)
    page = BeautifulSoup(client.get(f"/reports/meetings/{meeting.pk}/").content, "html.parser")
    links = {str(a["href"]) for a in page.select("th[scope=row] a")}
    assert len(links) == 2  # the project, and who is missing
    for href in links:
        assert client.get(href).status_code == 200
    missing = next(href for href in links if "missing" in href)
    assert "西门里改造" in text_of(client.get(missing))


def test_districts_open_the_rows_of_their_own_lines_alone(held: Meeting, city: FixtureCity) -> None:
    address = f"/reports/meetings/{held.pk}/"
    for user, theirs in ((city.clerk, "X0001"), (city.stranger, "missing")):
        client = as_user(user)
        page = BeautifulSoup(client.get(address).content, "html.parser")
        assert "红星小区改造" in page.text
        assert "乙县" in page.text
        links = {str(a["href"]) for a in page.select("th[scope=row] a")}
        agenda = {href for href in links if "/decisions/" not in href}
        assert agenda
        assert {client.get(href).status_code for href in agenda} == {200}
        project = f"/projects/{Project.objects.get(number='X0001').pk}/"
        assert agenda == ({project} if theirs == "X0001" else agenda - {project})


def test_a_line_is_taken_off_with_a_reason_and_put_back(
    meeting: Meeting, city: FixtureCity
) -> None:
    client, url = as_user(city.office), f"/reports/meetings/{meeting.pk}/"
    key = meeting.agenda["sections"][0]["items"][0]["key"]
    off = f"{url}agenda/dismiss/?key={key}"
    assert client.post(off, {"reason": ""}).status_code == 422
    assert client.post(off, {"reason": "会前已解决"}).status_code == 302
    assert "不上会：1.1 红星小区改造（会前已解决）" in text_of(client.get(url))
    meetings.recompute(meeting, by=city.office)
    assert "会前已解决" in text_of(client.get(url))
    assert client.post(f"{url}agenda/restore/", {"key": key}).status_code == 302
    assert "会前已解决" not in text_of(client.get(url))


def test_a_line_of_ones_own(meeting: Meeting, city: FixtureCity) -> None:
    client, url = as_user(city.office), f"/reports/meetings/{meeting.pk}/"
    typed = {"text": "研究电梯加装", "unit": "市住建局", "project": "没有"}
    refused = client.post(f"{url}agenda/new/", typed)
    assert refused.status_code == 422
    assert form_values(refused)["text"] == "研究电梯加装"
    assert client.post(f"{url}agenda/new/", {**typed, "project": "X0001"}).status_code == 302
    assert "5.1 研究电梯加装 红星小区改造" in text_of(client.get(url))


# --- the typed line -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "unit", "person", "due", "task"),
    [
        ("临江区住建局 8月5日前 完成意愿征集", "临江区住建局", "", (2023, 8, 5), "完成意愿征集"),
        ("临江区住建局8月5日前完成意愿征集", "临江区住建局", "", (2023, 8, 5), "完成意愿征集"),
        ("临江区住建局 张伟 ８月５日前 完成征集", "临江区住建局", "张伟", (2023, 8, 5), "完成征集"),
        ("石门县住建局 王局长 拆除脚手架 8.15前", "石门县住建局", "王局长", (2023, 8, 15), "拆除脚手架"),
        ("#2.1 临江区住建局张伟 下周五前 上报", "临江区住建局", "张伟", (2023, 8, 11), "上报"),
        ("市财政局 8月底前 拨付进度款", "市财政局", "", (2023, 8, 31), "拨付进度款"),
        ("市住建局 5个工作日内 会商", "市住建局", "", (2023, 8, 7), "会商"),
        ("市住建局 3000个工作日内 会商", "市住建局", "", None, "3000个工作日内 会商"),
        ("甲区住建局 1月5日前 报方案", "甲区住建局", "", (2024, 1, 5), "报方案"),
        ("甲区住建局 严格落实整改 8月5日前", "甲区住建局", "", (2023, 8, 5), "严格落实整改"),
        ("甲区住建局 拨付3.5万元", "甲区住建局", "", None, "拨付3.5万元"),
        ("甲区住建局 2月30日前 报", "甲区住建局", "", None, "2月30日前 报"),
    ],
)  # fmt: skip
def test_a_line_is_split(
    typed: str, unit: str, person: str, due: tuple[int, int, int] | None, task: str
) -> None:
    line = read_line(typed, date(2023, 7, 31), WorkingDays())
    assert (line.unit, line.person, line.task) == (unit, person, task)
    assert line.due_on == (date(*due) if due else None)


def test_a_decision_is_typed_completed_and_saved(meeting: Meeting, city: FixtureCity) -> None:
    hold(meeting, city)
    client, url = as_user(city.office), f"/reports/meetings/{meeting.pk}/decisions/new/"
    shown = form_values(client.get(url, {"line": "#1.1 甲区住建局 8月5日前 完成意愿征集"}))
    expected = {
        "unit": "甲区住建局", "person": "张伟", "due_on": "2023-08-05", "task": "完成意愿征集",
        "region": str(city.district.pk), "project": "X0001", "leader": "钱副区长",
    }  # fmt: skip
    assert {name: shown[name] for name in expected} == expected
    assert client.get(url, {"line": "甲区住建局\0 完成征集"}).status_code == 200
    refused = client.post(url, {**shown, "person": ""})
    assert refused.status_code == 422
    assert form_values(refused)["task"] == "完成意愿征集"
    early = client.post(url, {**shown, "due_on": "2023-07-30"})
    assert "完成时限不能早于会议日期" in text_of(early)
    assert client.post(url, shown).status_code == 302
    row = Decision.objects.get()
    assert (row.serial, row.item_text, row.project.number) == (1, "红星小区改造", "X0001")  # type: ignore[union-attr]


# --- the life of a decision -----------------------------------------------------------------
def test_how_a_decision_stands_follows_from_its_dates(
    held: Meeting, city: FixtureCity, settings: Any
) -> None:
    first, second, third = held.decisions.order_by("serial")
    first = done(first, city, settings, date(2023, 8, 2))
    second = done(second, city, settings, date(2023, 8, 7))
    expected = [
        (first, date(2023, 8, 1), DecisionStatus.PENDING), (first, date(2023, 8, 2), DecisionStatus.KEPT),
        (second, date(2023, 8, 4), DecisionStatus.PENDING), (second, date(2023, 8, 5), DecisionStatus.BROKEN),
        (second, date(2023, 8, 7), DecisionStatus.LATE), (third, date(2023, 8, 11), DecisionStatus.PENDING),
        (third, date(2023, 8, 12), DecisionStatus.BROKEN),
    ]  # fmt: skip
    for row, day, status in expected:
        assert row.status_on(day) == status, (row, day)
        assert Decision.objects.with_status(day).get(pk=row.pk).status == status, (row, day)


def test_a_slow_confirmation_makes_nobody_late(
    held: Meeting, city: FixtureCity, settings: Any
) -> None:
    row = held.decisions.get(serial=1)
    settings.PORTAL_DATE = date(2023, 8, 2)
    decisions.answer_decision(row, text="已完成", by=city.clerk)
    settings.PORTAL_DATE = date(2023, 8, 9)
    row = decisions.review_decision(row, accepted=True, note="", by=city.office)
    assert row.status_on(date(2023, 8, 9)) == DecisionStatus.KEPT


def test_an_answer_goes_back_and_a_done_one_is_reopened(held: Meeting, city: FixtureCity) -> None:
    row, clerk, office = held.decisions.get(serial=1), as_user(city.clerk), as_user(city.office)
    url = f"/reports/decisions/{row.pk}/"
    files = SimpleUploadedFile("照片.pdf", b"%PDF-1.7\n")
    assert (
        clerk.post(f"{url}answer/", {"text": "完成一半", "attachments": files}).status_code == 302
    )
    assert office.post(f"{url}review/", {"accepted": "0", "note": ""}).status_code == 422
    assert office.post(f"{url}review/", {"accepted": "0", "note": "补照片"}).status_code == 302
    assert clerk.post(f"{url}answer/", {"text": "已完成"}).status_code == 302
    assert office.post(f"{url}review/", {"accepted": "1", "note": ""}).status_code == 302
    assert "按期完成" in text_of(clerk.get(url))
    assert office.post(f"{url}reopen/", {"reason": "复核未拆除"}).status_code == 302
    page = text_of(clerk.get(url))
    assert "未到期" in page
    assert "复核未拆除" in page
    assert "补照片" in page
    assert "照片.pdf" in page


def test_who_answers_does_not_confirm(held: Meeting, city: FixtureCity) -> None:
    hold_again = held.decisions.get(serial=1)
    Decision.objects.filter(pk=hold_again.pk).update(region=city.region)
    decisions.answer_decision(hold_again, text="已完成", by=city.office)
    with pytest.raises(Refusal, match="确认人不能是回报人"):
        decisions.review_decision(hold_again, accepted=True, note="", by=city.office)
    decisions.review_decision(hold_again, accepted=True, note="", by=city.office_head)


def test_districts_see_their_decisions_after_the_meeting(
    meeting: Meeting, city: FixtureCity
) -> None:
    running = hold(meeting, city)
    row = decide(running, city, date(2023, 8, 5))
    assert as_user(city.clerk).get(f"/reports/decisions/{row.pk}/").status_code == 404
    assert as_user(city.clerk).get(f"/reports/meetings/{running.pk}/").status_code == 404
    meetings.finish_meeting(running, by=city.office)
    assert as_user(city.clerk).get(f"/reports/decisions/{row.pk}/").status_code == 200
    assert as_user(city.stranger).get(f"/reports/decisions/{row.pk}/").status_code == 404
    assert as_user(city.stranger).get(f"/reports/meetings/{running.pk}/").status_code == 200


def test_a_decision_opens_an_order_that_leads_back(held: Meeting, city: FixtureCity) -> None:
    row, client = held.decisions.get(serial=1), as_user(city.office)
    url = f"/reports/decisions/{row.pk}/"
    answer = client.post(f"{url}order/", form_values(client.get(f"{url}order/")), follow=True)
    page = answer.content.decode()
    assert f'href="{url}"' in page
    assert "会议决定" in page
    assert "第2日事项" in text_of(client.get(url))
    assert "督办单" in text_of(client.get(url))


# --- who may --------------------------------------------------------------------------------
def test_who_may_do_what_with_a_meeting(meeting: Meeting, city: FixtureCity) -> None:
    states = {"preparing": meeting}
    states["running"] = running = hold(meetings.call_meeting(
        city.region, MeetingKind.SPECIAL, meetings.MeetingFacts("专题会", meeting.held_at), by=city.office
    ), city)  # fmt: skip
    ended = meetings.call_meeting(
        city.region,
        MeetingKind.JOINT,
        meetings.MeetingFacts("联席会", running.held_at),
        by=city.office,
    )
    states["finished"] = meetings.finish_meeting(hold(ended, city), by=city.office)
    for state, row in states.items():
        for role in ROLES:
            allowed = set(available_meeting(row, getattr(city, role)))
            wanted = {one for one in MeetingAction if state in MEETING_ACTIONS[one]}
            assert allowed == (wanted if role in OFFICE else set()), (state, role)


def test_who_may_do_what_with_a_decision(held: Meeting, city: FixtureCity, settings: Any) -> None:
    open_one, waiting, finished = held.decisions.order_by("serial")
    decisions.answer_decision(waiting, text="已完成", by=city.clerk)
    finished = done(finished, city, settings, date(2023, 8, 1))
    running = hold(meetings.call_meeting(
        city.region, MeetingKind.SPECIAL, meetings.MeetingFacts("专题会", held.held_at), by=city.office
    ), city)  # fmt: skip
    in_session = decide(running, city, date(2023, 8, 20))
    action = DecisionAction
    table = {
        open_one: ({action.ORDER, action.WITHDRAW}, {action.ANSWER}),
        waiting: ({action.REVIEW, action.WITHDRAW}, set()),
        finished: ({action.REOPEN}, set()),
        in_session: ({action.CHANGE, action.WITHDRAW}, set()),
    }
    assert set().union(*(a | b for a, b in table.values())) == set(DECISION_ACTIONS)
    for row, (office, district) in table.items():
        for role in ROLES:
            found = set(available_decision(Decision.objects.get(pk=row.pk), getattr(city, role)))
            wanted = office if role in OFFICE else district if role in DISTRICT else set()
            assert found == wanted, (row, role)


def test_services_refuse_the_wrong_people(held: Meeting, city: FixtureCity) -> None:
    row = held.decisions.get(serial=1)
    with pytest.raises(PermissionDenied):
        decisions.answer_decision(row, text="已完成", by=city.stranger)
    with pytest.raises(PermissionDenied):
        decisions.withdraw_decision(row, reason="不办了", by=city.clerk)
    with pytest.raises(PermissionDenied):
        meetings.call_meeting(
            city.region,
            MeetingKind.SPECIAL,
            meetings.MeetingFacts("会", held.held_at),
            by=city.leader,
        )


# --- minutes --------------------------------------------------------------------------------
def test_minutes_are_the_same_bytes_for_ever(held: Meeting, city: FixtureCity) -> None:
    client, url = as_user(city.clerk), f"/reports/meetings/{held.pk}/minutes.pdf"
    first = client.get(url)
    Project.objects.update(name="改过的名字")
    assert client.get(url).content == first.content
    text = pdf_text(first.content)
    for expected in (
        "云江市城镇老旧小区改造会议纪要", "〔2023〕第1期", "2023年7月31日，刘市长在第二会议室主持召开",
        "本周新增滞后1项", "第2日事项（项目：红星小区改造），2023年8月2日前完成。", "责任领导钱副区长",
        "出席：市住建局周主任，甲区住建局张伟。", "请假：乙县住建局。", "印发",
    ):  # fmt: skip
        assert expected in text, expected
    assert AccessEvent.objects.filter(subject=f"{held.topic}纪要.pdf").count() == 2
    docx = client.get(f"/reports/meetings/{held.pk}/minutes.docx")
    words = "".join(one.text for one in read_docx(BytesIO(docx.content)).paragraphs)
    assert "第11日事项" in words
    assert "出席：" in words


def test_a_finished_meeting_never_changes(held: Meeting, city: FixtureCity) -> None:
    row = Meeting.objects.get(pk=held.pk)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        Meeting.objects.update(place="别处")
    with pytest.raises(Refusal, match="已结束"):
        decide(held, city, date(2023, 8, 20))


def test_minutes_want_place_chair_and_people(meeting: Meeting, city: FixtureCity) -> None:
    running = meetings.start_meeting(meeting, by=city.office)
    with pytest.raises(Refusal, match="会议地点、主持人、出席"):
        meetings.finish_meeting(running, by=city.office)


# --- the week after -------------------------------------------------------------------------
def next_week(city: FixtureCity, settings: Any) -> Report:
    settings.PORTAL_DATE = date(2023, 8, 7)
    return dispatch(city.region, Week(date(2023, 7, 31)))


def test_open_decisions_come_back_until_they_are_done(
    held: Meeting, city: FixtureCity, settings: Any
) -> None:
    done(held.decisions.get(serial=1), city, settings, date(2023, 8, 2))
    report = next_week(city, settings)
    meeting = report.meetings.get()
    assert sections(meeting)["decisions"] == ["第4日事项", "第11日事项"]
    first = meeting.agenda["sections"][0]["items"][0]
    assert first["detail"] == "8月4日到期，已逾期3天（7月31日会议决定）"
    page = text_of(as_user(city.office).get(f"/reports/meetings/{meeting.pk}/"))
    assert "结转 2 项，结转率 66.7%" in page
    assert meeting.place == "第二会议室"  # as the last time


def test_the_dispatch_tells_what_became_of_last_weeks_decisions(
    held: Meeting, city: FixtureCity, settings: Any
) -> None:
    done(held.decisions.get(serial=1), city, settings, date(2023, 8, 2))
    report = next_week(city, settings)
    headings = [one["text"] for one in dispatch_document(report)["blocks"] if one["type"] == "h1"]
    assert headings[-2:] == ["六、上周决定事项办理情况", "七、下步工作"]
    page = text_of(as_user(city.clerk).get(f"/reports/dispatches/{report.pk}/"))
    assert "共3项：按期完成1项，未到期1项，逾期1项。" in page
    for who, links in ((city.clerk, 3), (city.stranger, 0)):
        shown = as_user(who).get(f"/reports/dispatches/{report.pk}/").content
        rows = BeautifulSoup(shown, "html.parser").select("#decisions th[scope=row]")
        assert (len(rows), len([row for row in rows if row.a])) == (3, links)
    before = dispatch_document(Report.objects.get(period=date(2023, 7, 24)))
    assert [one["text"] for one in before["blocks"] if one["type"] == "h1"][-1] == "六、下步工作"


def test_every_count_of_promises_opens_exactly_its_rows(
    held: Meeting, city: FixtureCity, settings: Any
) -> None:
    done(held.decisions.get(serial=1), city, settings, date(2023, 8, 2))
    done(held.decisions.get(serial=2), city, settings, date(2023, 8, 7))
    settings.PORTAL_DATE = date(2023, 8, 12)
    client = as_user(city.office)
    for path in ("", "leaders/"):
        url = f"/reports/decisions/promises/{path}?as_of=2023-08-12"
        page = BeautifulSoup(client.get(url).content, "html.parser")
        counts = [cell.text for cell in page.select("tbody td")]
        assert counts == ["3", "1", "1", "1", "0", "33.3"]
        assert "△" in page.select("tbody th")[0].text
        for link in page.select("tbody td a"):
            listed = BeautifulSoup(client.get(str(link["href"])).content, "html.parser")
            assert len(listed.select("tbody tr")) == int(link.text), link["href"]


# --- pages and API --------------------------------------------------------------------------
def test_pages_have_a_fixed_number_of_queries(held: Meeting, city: FixtureCity) -> None:
    client, row = as_user(city.office), held.decisions.get(serial=1)
    for page, url in {
        "meetings": "/reports/meetings/",
        "meeting": f"/reports/meetings/{held.pk}/",
        "decisions": "/reports/decisions/",
        "decision": f"/reports/decisions/{row.pk}/",
        "promises": "/reports/decisions/promises/",
    }.items():
        assert_query_count(page, client, url)


def test_the_register_goes_out_as_a_workbook(held: Meeting, city: FixtureCity) -> None:
    answer = as_user(city.clerk).get("/reports/decisions/?export=xlsx&status=pending")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_api_decides_answers_and_confirms(meeting: Meeting, city: FixtureCity) -> None:
    running = hold(meeting, city)
    office, clerk = as_user(city.office), as_user(city.clerk)

    def post(client: Any, path: str, body: dict[str, Any]) -> Any:
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    body = {
        "meeting": running.pk, "region": str(city.district.pk), "unit": "甲区住建局",
        "person": "张伟", "task": "完成意愿征集", "due_on": "2023-08-05",
    }  # fmt: skip
    assert post(office, "decisions/", {**body, "person": ""}).status_code == 400
    made = post(office, "decisions/", body)
    assert made.status_code == 201
    assert made.json()["status"] == "pending"
    meetings.finish_meeting(running, by=city.office)
    path = f"decisions/{made.json()['id']}/"
    assert post(clerk, f"{path}answer/", {"text": "已完成"}).status_code == 200
    found = post(office, f"{path}confirm/", {"accepted": True}).json()
    assert (found["status"], found["done_on"]) == ("kept", "2023-07-31")
    listed = clerk.get("/api/v1/decisions/?status=kept").json()
    assert [one["id"] for one in listed["results"]] == [found["id"]]
    assert clerk.get(f"/api/v1/meetings/{running.pk}/").json()["agenda"]["sections"]


def test_a_meeting_is_called_by_hand(meeting: Meeting, city: FixtureCity) -> None:
    client = as_user(city.office)
    typed = {"kind": "coordination", "topic": "管线迁改协调会", "held_at": "2023-08-02T15:00"}
    answer = client.post("/reports/meetings/new/", typed, follow=True)
    row = Meeting.objects.get(kind="coordination")
    assert "协调会" in text_of(answer)
    assert row.dispatch == meeting.dispatch
    assert timezone.localtime(row.held_at).time() == time(15)
    assert "管线迁改协调会" in text_of(client.get("/reports/meetings/?kind=coordination"))


def test_a_deadline_out_of_reach_is_on_the_agenda_once(city: FixtureCity, late: Project) -> None:
    for week, percent in ((date(2023, 7, 3), 47), (date(2023, 7, 10), 48), (date(2023, 7, 17), 49)):
        EntryFactory(project=late, week=week, percent=Decimal(percent))
    for target, due in (("finish", date(2023, 9, 30)), ("caught_up", date(2023, 11, 30))):
        Campaign.objects.create(
            name=f"{due.month}月底前", region=city.region, year=2023, target=target, due_on=due,
            source="会议",
        )  # fmt: skip
    agenda = dispatch(city.region).meetings.get().agenda["sections"]
    lines = next(one["items"] for one in agenda if one["key"] == "impossible")
    assert [line["text"] for line in lines] == ["红星小区改造"]
    assert lines[0]["detail"].startswith("9月底前（9月30日）：")
    assert "不可能" in lines[0]["detail"]
    assert (lines[0]["unit"], lines[0]["person"]) == ("甲区住建局", "张伟")


def test_a_decision_names_the_problem_it_answers(
    meeting: Meeting, late: Project, city: FixtureCity
) -> None:
    asking = Problem.objects.create(
        project=late, text="燃气管线未迁改", help_needed="请协调", opened_on=date(2023, 7, 20)
    )
    Problem.objects.create(project=late, text="围挡破损", opened_on=date(2023, 7, 20))
    running, client = hold(meeting, city), as_user(city.office)
    url = reverse("reports:decision_new", args=[running.pk])
    page = text_of(client.get(url))
    assert "X0001 红星小区改造：燃气管线未迁改" in page
    assert "围挡破损" not in page  # asks for nothing
    answer = client.post(
        url,
        {
            "unit": "甲区住建局", "person": "张伟", "task": "迁改燃气管线", "problem": asking.pk,
            "due_on": "2023-08-10", "region": city.district.pk,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    row = Decision.objects.get()
    assert (row.problem, row.project) == (asking, late)
    page = text_of(client.get(reverse("reports:decision", args=[row.pk])))
    assert "问题 燃气管线未迁改" in page
    assert "围挡破损" in text_of(client.get(reverse("reports:decision_edit", args=[row.pk])))
