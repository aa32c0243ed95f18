"""The course of a complaint: who may do what in which state, clocks, and the ways back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.actions import ACTIONS, Action, available
from complaints.choices import ComplaintState
from complaints.models import Complaint, ComplaintEvent, ComplaintExtension
from complaints.services import closing, handling
from complaints.services.escalating import escalate, orders_of
from complaints.services.log import voices_of
from complaints.services.merging import merge, suggestions
from complaints.services.registering import register
from complaints.warranty import categories_by_name, cover_of
from core import clock
from core.exceptions import Refusal
from projects.models import Project
from tests.city import TODAY, FixtureCity, as_user
from tests.complaints.conftest import States, assign, call, days_ago, reply, report
from tests.pages import text_of

MANAGER = {"reviewer", "office"}
OFFICE, CLERK = {"office"}, {"clerk"}
# action → in which states → for whom; everything else is refused
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "accept": ({"submitted"}, MANAGER),
    "decline": ({"submitted"}, MANAGER),
    "change": (
        {"submitted", "accepted", "assigned", "returned", "handling", "rework"}, MANAGER,
    ),
    "merge": (
        {"submitted", "accepted", "assigned", "returned", "handling", "rework"}, MANAGER,
    ),
    "assign": ({"accepted", "returned"}, MANAGER),
    "transfer": ({"assigned", "handling", "rework"}, MANAGER),
    "start": ({"assigned"}, CLERK),
    "return": ({"assigned"}, CLERK),
    "note": ({"handling", "rework"}, CLERK),
    "ask_extension": ({"handling", "rework"}, CLERK),
    "decide_extension": ({"handling", "rework"}, MANAGER),
    "reply": ({"handling", "rework"}, CLERK),
    "call": ({"replied"}, MANAGER),
    "close": ({"verified"}, MANAGER),
    "ask_review": ({"replied", "verified", "closed"}, MANAGER),
    "decide_review": ({"replied", "verified", "closed"}, MANAGER),
    "reopen": ({"closed"}, MANAGER),
    "escalate": (
        {"submitted", "accepted", "assigned", "returned", "handling", "rework"}, OFFICE,
    ),
}  # fmt: skip
PEOPLE = ("clerk", "reviewer", "office", "leader", "district_leader", "stranger",
          "stranger_reviewer", "auditor", "system_admin")  # fmt: skip


@pytest.mark.parametrize("state", ComplaintState.values)
def test_every_state_and_role_allows_what_the_table_says(
    city: FixtureCity, bring: States, state: str
) -> None:
    row = bring(state)
    assert row.state == state
    for person in PEOPLE:
        expected = {
            name for name, (states, people) in TABLE.items() if state in states and person in people
        }
        assert {one.value for one in available(row, getattr(city, person))} == expected, person
    assert set(TABLE) == {one.value for one in ACTIONS} == set(Action.values)


def test_from_the_arrival_to_the_end(city: FixtureCity, bring: States) -> None:
    row = bring("submitted")
    row = handling.accept(row, category="屋面防水", level="urgent", by=city.reviewer)
    assert timezone.localtime(row.due_at).date() == date(2023, 8, 1)  # one working day
    row = handling.start(assign(city, row), by=city.clerk)
    handling.note(row, text="已联系投诉人欧阳标记 13800001234", by=city.clerk)
    row = handling.reply(row, outcome="rectified", result="已修好", by=city.clerk)
    assert (row.state, row.outcome, row.closed_on) == ("replied", "rectified", None)
    row = closing.call_back(row, satisfaction="满意", solved=True, finding="好", by=city.reviewer)
    assert (row.state, row.satisfaction, row.closed_on) == ("verified", "满意", None)
    row = closing.close(row, by=city.office)
    assert (row.state, row.closed_on) == ("closed", TODAY)
    kinds = list(row.events.values_list("kind", flat=True))
    assert kinds == [
        "submitted", "accepted", "assigned", "started", "noted", "replied", "called", "closed",
    ]  # fmt: skip
    assert row.events.get(kind="noted").text == "已联系投诉人欧** 138****1234"
    with pytest.raises(TypeError):
        ComplaintEvent.objects.filter(complaint=row).delete()


def test_who_answered_does_not_call_back(city: FixtureCity, bring: States) -> None:
    row = bring("replied")
    Complaint.objects.filter(pk=row.pk).update(replied_by=city.reviewer)
    with pytest.raises(Refusal, match="不能是答复人"):
        closing.call_back(row, satisfaction="满意", solved=True, finding="好", by=city.reviewer)


def test_unsolved_goes_back_with_a_clock_of_its_own(city: FixtureCity, bring: States) -> None:
    row = bring("rework", came_at=days_ago(20))
    assert (row.reopened, row.satisfaction) == (1, "不满意")
    assert timezone.localtime(row.due_at).date() == date(2023, 8, 7)
    with pytest.raises(Refusal, match="请写明重新办理的理由"):
        closing.reopen(bring("closed"), reason=" ", by=city.office)
    again = closing.reopen(bring("closed"), reason="雨后又漏", by=city.office)
    assert (again.state, again.closed_on, again.reopened) == ("rework", None, 1)


def test_a_wrong_assignment_is_returned_within_its_limit(city: FixtureCity, bring: States) -> None:
    row = bring("assigned")
    assert row.return_by == date(2023, 8, 2)
    with pytest.raises(Refusal, match="请写明退回理由"):
        handling.give_back(row, reason="", by=city.clerk)
    with clock.at(date(2023, 8, 3)), pytest.raises(Refusal, match="2023-08-02，已过"):
        handling.give_back(row, reason="不归我们", by=city.clerk)
    with clock.at(date(2023, 8, 2)):
        assert handling.give_back(row, reason="不归我们", by=city.clerk).state == "returned"


def test_one_extension_with_a_reason_within_the_rule(city: FixtureCity, bring: States) -> None:
    row = bring("handling")  # due 7 August, ten working days more at most: 21 August
    for until, reason, words in (
        (date(2023, 8, 22), "等材料", "最晚2023-08-21"),
        (date(2023, 8, 7), "等材料", "应在2023-08-07之后"),
        (date(2023, 8, 14), " ", "请写明延期理由"),
    ):
        with pytest.raises(Refusal, match=words):
            handling.ask_extension(row, until=until, reason=reason, by=city.clerk)
    handling.ask_extension(row, until=date(2023, 8, 14), reason="等材料", by=city.clerk)
    with pytest.raises(Refusal, match="只能申请一次"):
        handling.ask_extension(row, until=date(2023, 8, 15), reason="等材料", by=city.clerk)
    with pytest.raises(Refusal, match="请写明理由"):
        handling.decide_extension(row, granted=False, reply="", by=city.office)
    row = handling.decide_extension(row, granted=True, reply="", by=city.office)
    assert row.deadline is not None
    assert timezone.localtime(row.deadline).date() == date(2023, 8, 14)
    assert ComplaintExtension.objects.get(complaint=row).granted
    urgent = handling.start(assign(city, bring("accepted", level="urgent")), by=city.clerk)
    with pytest.raises(Refusal, match="不能延期"):
        handling.ask_extension(urgent, until=date(2023, 8, 14), reason="等", by=city.clerk)


def test_an_old_request_for_more_time_does_not_shorten_a_new_clock(
    city: FixtureCity, bring: States
) -> None:
    row = bring("handling")
    handling.ask_extension(row, until=date(2023, 8, 14), reason="等材料", by=city.clerk)
    with clock.at(date(2023, 8, 10)):
        row = call(city, reply(city, row), False)
        assert row.due_at is not None
        assert timezone.localtime(row.due_at).date() == date(2023, 8, 17)
        with pytest.raises(Refusal, match="办理时限2023-08-17不早于申请的日期"):
            handling.decide_extension(row, granted=True, reply="", by=city.office)
        refused = handling.decide_extension(row, granted=False, reply="已重新计时", by=city.office)
    assert refused.deadline == row.due_at


def test_transfer_needs_a_change_and_a_reason(city: FixtureCity, bring: States) -> None:
    row = bring("handling")
    with pytest.raises(Refusal, match="没有变化"):
        handling.transfer(row, handler=city.district, unit="新城建设", note="改", by=city.office)
    with pytest.raises(Refusal, match="转办理由"):
        handling.transfer(row, handler=city.district, unit="物业", note="", by=city.office)
    with pytest.raises(Refusal, match="所在的区县或街道"):
        handling.transfer(row, handler=city.other_district, unit="物业", note="改", by=city.office)
    row = handling.transfer(row, handler=city.district, unit="物业", note="改派", by=city.office)
    assert (row.state, row.unit, row.started_at) == ("assigned", "物业", None)


def test_unable_is_told_with_its_reason_and_never_as_mended(
    city: FixtureCity, bring: States
) -> None:
    row = bring("handling")
    with pytest.raises(Refusal, match="请写明原因和后续安排"):
        handling.reply(row, outcome="unable", result="", by=city.clerk)
    row = handling.reply(row, outcome="unable", result="需整栋协商，列入明年", by=city.clerk)
    page = text_of(as_user(city.office).get(f"/complaints/{row.pk}/"))
    assert "无法办理" in page
    assert "已整改" not in page


def test_alike_is_suggested_and_linked_and_everybody_kept(
    city: FixtureCity, project: Project, bring: States
) -> None:
    first, second = bring("handling"), bring("accepted", name="司马某", phone="13800005678")
    register(report(project, category="管道破裂"), by=city.reviewer)
    register(report(project, came_at=days_ago(31)), by=city.reviewer)
    assert suggestions(second, city.office) == [first]
    page = as_user(city.office).get(f"/complaints/{second.pk}/").content.decode()
    assert f"并入{first.number}" in page
    with pytest.raises(Refusal, match="没有这个编号"):
        merge(second, into="T9999", by=city.office)
    merged = merge(second, into=first.number, by=city.office)
    assert (merged.state, merged.duplicate_of) == ("merged", first)
    assert [one.masked_name for one in voices_of(first)] == ["欧**", "司**"]
    assert Complaint.objects.of_quality().filter(pk__in=[first.pk, second.pk]).count() == 1
    with pytest.raises(Refusal, match="已有其他投诉并入本件"):
        merge(Complaint.objects.get(pk=first.pk), into=bring("accepted").number, by=city.office)


def test_overdue_becomes_an_order(city: FixtureCity, bring: States) -> None:
    fresh, late = bring("handling"), bring("handling", came_at=days_ago(20))
    with pytest.raises(Refusal, match="尚未逾期"):
        escalate(fresh, by=city.office)
    with pytest.raises(PermissionDenied):
        escalate(late, by=city.clerk)
    page = as_user(city.office).post(f"/complaints/{late.pk}/escalate/", follow=True)
    order = orders_of(late).get()
    assert order.number == ""
    assert f"投诉{late.number}办理时限2023-07-18，已逾期13天" in text_of(page)
    assert (order.region, order.project, order.unit) == (city.district, late.project, "新城建设")
    link = f'href="/orders/{order.pk}/"'
    pages = [as_user(one).get(f"/complaints/{late.pk}/") for one in (city.office, city.clerk)]
    assert [link in one.content.decode() for one in pages] == [True, False]  # it is a draft
    with pytest.raises(Refusal, match="已有督办单"):
        escalate(late, by=city.office)
    listed = text_of(as_user(city.office).get("/complaints/overdue/"))
    assert late.number in listed
    assert fresh.number not in listed


@pytest.mark.parametrize(
    ("category", "accepted_on", "words"),
    [
        ("屋面防水", date(2018, 7, 31), "在保（屋面防水工程，至2023-07-31）"),
        ("屋面防水", date(2018, 7, 30), "过保（屋面防水工程，至2023-07-30）"),
        ("管道破裂", date(2021, 7, 1), "过保（给排水管道，至2023-07-01）"),
        ("电气线路", date(2022, 1, 1), "在保（电气管线，至2024-01-01）"),
        ("主体结构", date(1999, 1, 1), "在保（地基基础工程和主体结构工程，设计使用年限内）"),
        ("屋面防水", None, "未验收（屋面防水工程）"),
        ("道路破损", date(2022, 1, 1), "无法判断"),
    ],
)
def test_warranty_by_item_and_acceptance(
    project: Project, bring: States, category: str, accepted_on: date | None, words: str
) -> None:
    row = bring("accepted", category=category)
    assert row.project is not None
    row.project.accepted_on = accepted_on
    assert cover_of(row, categories_by_name()).words == words


def test_numbers_of_a_city_follow_each_other(bring: States) -> None:
    assert [bring("accepted").number for _ in range(2)] == ["TS2023-00001", "TS2023-00002"]


@pytest.mark.parametrize("person", ["clerk", "reviewer", "office"])
def test_mine_lists_what_waits_for_me(city: FixtureCity, bring: States, person: str) -> None:
    rows = {state: bring(state).number for state in ("submitted", "assigned", "replied", "closed")}
    page = text_of(as_user(getattr(city, person)).get("/complaints/mine/"))
    mine = {state for state, number in rows.items() if number in page}
    assert mine == ({"assigned"} if person == "clerk" else {"submitted", "replied"})


def test_forms_keep_what_was_typed_and_act(city: FixtureCity, bring: States) -> None:
    row, client = bring("handling"), as_user(city.clerk)
    url = f"/complaints/{row.pk}/reply/"
    refused = client.post(url, {"outcome": "unable", "result": ""})
    assert refused.status_code == 422
    done = client.post(url, {"outcome": "explained", "result": "已当面解释"}, follow=True)
    assert "已答复，等待回访" in done.content.decode()
    gone = client.get(url, follow=True)
    assert "不能答复" in gone.content.decode()


def test_registering_by_the_form_keeps_people_apart(city: FixtureCity, project: Project) -> None:
    typed: dict[str, Any] = {
        "community": project.communities.get().name, "project": "", "category": "管道破裂",
        "level": "normal", "channel": "书面", "came_at": "2023-07-30T09:00", "place": "3栋",
        "content": "请回电欧阳标记 138 0000 1234", "name": "欧阳标记", "phone": "13800001234",
    }  # fmt: skip
    client = as_user(city.clerk)
    bad = client.post("/complaints/new/", {**typed, "phone": "12"})
    assert bad.status_code == 422
    page = client.post("/complaints/new/", typed, follow=True)
    row = Complaint.objects.get()
    assert row.content == "请回电欧** 138****1234"
    assert row.project == project
    assert "138****1234" in text_of(page)
    assert "欧阳标记" not in page.content.decode()
    assert row.received_at is not None
    assert timezone.localtime(row.received_at) - timedelta(hours=9) == timezone.make_aware(
        timezone.datetime(2023, 7, 30)
    )
