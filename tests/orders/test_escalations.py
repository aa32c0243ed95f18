"""The ladder 提醒 → 督办 → 约谈: proposed at its thresholds, with data, and issued by a person."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.exceptions import Refusal
from orders.choices import EventKind, Measure, Step
from orders.models import EscalationRule, Order
from orders.services.answering import reply
from orders.services.escalations import escalations, remind
from orders.services.issuing import withdraw
from orders.services.offices import save_rule
from orders.services.reviewing import review
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.orders.conftest import DUE, MakeOrder
from tests.pages import form_values, text_of


def steps(city: FixtureCity, day: date) -> list[tuple[str, int]]:
    return [(one.step.value, one.value) for one in escalations(day, city.office)]


@pytest.mark.parametrize(
    ("late", "expected"),
    [(0, []), (1, ["reminder"]), (14, ["reminder"]), (15, ["talk"])],
)
def test_a_supervision_order_is_reminded_of_and_then_called_for(
    city: FixtureCity, order_in: MakeOrder, late: int, expected: list[str]
) -> None:
    order_in("received")
    assert [step for step, _ in steps(city, DUE + timedelta(days=late))] == expected


@pytest.mark.parametrize(
    ("late", "step"), [(1, "reminder"), (6, "reminder"), (7, "supervision"), (15, "talk")]
)
def test_a_rectification_notice_climbs_every_rung(
    city: FixtureCity, order_in: MakeOrder, late: int, step: str
) -> None:
    order_in("received", "rectification")
    assert steps(city, DUE + timedelta(days=late)) == [(step, late)]


def test_an_extension_holds_the_ladder_and_its_lapse_counts_from_the_original_date(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received", "rectification")
    Order.objects.filter(pk=order.pk).update(extended_to=date(2023, 8, 20))
    assert steps(city, date(2023, 8, 20)) == []
    assert steps(city, date(2023, 8, 21)) == [("supervision", 11)]


def test_returned_twice_proposes_supervision_and_three_times_the_talk(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("returned", "rectification")
    assert steps(city, date(2023, 7, 31)) == []
    for times, step in ((2, "supervision"), (3, "talk")):
        reply(order, text="再报", by=city.clerk)
        review(order, accepted=False, opinion="仍未附照片", by=city.office)
        assert steps(city, date(2023, 7, 31)) == [(step, times)]


def test_a_reminder_is_not_proposed_twice_and_reaches_the_addressee(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("received")
    settings.PORTAL_DATE = DUE + timedelta(days=2)
    client = as_user(city.office)
    given = form_values(client.get(f"/orders/{order.pk}/remind/"))
    assert given["text"] == "原定2023-08-10办结，已逾期2天，请尽快办理并书面回复。"
    assert client.post(f"/orders/{order.pk}/remind/", {"text": given["text"]}).status_code == 302
    assert steps(city, DUE + timedelta(days=2)) == []
    assert "已逾期2天，请尽快办理" in text_of(as_user(city.clerk).get(f"/orders/{order.pk}/"))
    with pytest.raises(Refusal):
        remind(order, text=" ", by=city.office)


def test_the_proposal_prints_data_and_rule_and_fills_the_draft(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("received", "rectification")
    settings.PORTAL_DATE = DUE + timedelta(days=7)
    client = as_user(city.office)
    page = client.get("/orders/escalations/")
    sentence = (
        "云老旧整〔2023〕1号原定2023-08-10办结，已逾期7天。规则：逾期天数达到7天督办"
        "（2019-01-01起，平台预设，未见公开规定，由办公室核定）。"
    )
    assert sentence in text_of(page)
    url = f"/orders/new/supervision/?from={order.pk}"
    assert url in page.content.decode()
    given = form_values(client.get(url))
    assert (given["basis_kind"], given["basis"]) == ("rule", sentence)
    typed = given | {"due_on": "2023-08-25"}
    done = client.post(url, typed, follow=True)
    assert "拟稿已保存" in text_of(done)
    assert steps(city, settings.PORTAL_DATE) == []
    new = Order.objects.get(escalated_from=order)
    client.post(f"/orders/{new.pk}/issue/")
    assert order.events.filter(kind=EventKind.ESCALATED, text__contains="云老旧督").exists()
    withdraw(new, reason="误发", by=city.office)
    assert steps(city, settings.PORTAL_DATE) == [("supervision", 7)]


@pytest.mark.parametrize(
    ("lag", "expected"), [(29, []), (30, ["supervision"]), (89, ["supervision"]), (90, ["talk"])]
)
def test_a_lagging_project_is_proposed_until_an_order_says_so(
    city: FixtureCity, order_in: MakeOrder, lag: int, expected: list[str]
) -> None:
    project = ProjectFactory(region=city.district, number="L1")
    day = date(2023, 7, 31)
    MilestoneFactory(project=project, planned_on=day - timedelta(days=lag))
    found = escalations(day, city.office)
    assert [one.step.value for one in found] == expected
    if not expected:
        return
    assert f"已滞后{lag}天" in found[0].sentence
    kind = "talk" if expected == ["talk"] else "supervision"
    order_in("issued", kind, project=project)
    assert escalations(day, city.office) == []


def test_the_nearest_and_newest_rule_counts_and_may_switch_a_step_off(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order_in("received", "rectification")
    rule: dict[str, Any] = {
        "step": Step.SUPERVISION, "measure": Measure.OVERDUE, "source": "市纪要〔2023〕8号",
    }  # fmt: skip
    settings.PORTAL_DATE = date(2023, 8, 1)
    first = rule | {"threshold": 3, "effective_on": date(2023, 8, 1), "active": True}
    save_rule(**first, by=city.office)
    assert steps(city, date(2023, 8, 13)) == [("supervision", 3)]
    off = rule | {"threshold": 3, "effective_on": date(2023, 8, 12), "active": False}
    save_rule(**off, by=city.office)
    assert steps(city, date(2023, 8, 13)) == [("reminder", 3)]
    with pytest.raises(Refusal, match="起用日期不能早于今天"):
        save_rule(**first | {"effective_on": date(2023, 7, 31)}, by=city.office)
    assert EscalationRule.objects.exclude(region=None).count() == 2


def test_proposals_keep_to_the_scope_and_to_those_who_draft(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order_in("received")
    late = DUE + timedelta(days=3)
    assert [one.order.number for one in escalations(late, city.reviewer) if one.order] != []
    assert escalations(late, city.stranger) == []
    assert escalations(late, city.auditor) == []
    for who in (city.clerk, city.leader, city.auditor):
        assert as_user(who).get("/orders/escalations/").status_code == 403
