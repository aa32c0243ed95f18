"""Acceptance: 初验 → 整改 → 复验 → 竣工验收 → 移交, each only after the one before."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.exceptions import Refusal
from orders.models import Order
from projects.models import Milestone, Project
from quality.choices import RoundKind, Verdict
from quality.models import AcceptanceParty, AcceptanceRound, Handover
from quality.services.acceptance import decide_round, hand_over, open_round, sign_round
from tests.city import FixtureCity, as_user

HELD = date(2023, 7, 20)
TAKEN = {"handed_on": date(2023, 7, 30), "receiver": "朝阳社区", "person": "吴主任"}


@pytest.fixture
def finished(city: FixtureCity, project: Project) -> Project:
    project.finished_on = date(2023, 7, 10)
    project.save()
    AcceptanceParty.objects.all().update(active=False)
    for order, name in enumerate(("施工单位", "业主代表", "社区居委会")):
        AcceptanceParty.objects.update_or_create(
            name=name, defaults={"order": order, "active": True, "source": "规定"}
        )
    return project


def opened(project: Project, kind: str, city: FixtureCity, day: date = HELD) -> AcceptanceRound:
    return open_round(project, {"kind": kind, "held_on": day, "chair": "街道"}, by=city.clerk)


def signed(row: AcceptanceRound, city: FixtureCity, against: str = "") -> None:
    for party in row.parties:
        values = {
            "party": party, "person": "某人", "agrees": party != against, "opinion": "不同意见",
            "signed_on": row.held_on,
        }  # fmt: skip
        sign_round(row, values, by=city.clerk)


def passed(project: Project, kind: str, city: FixtureCity, day: date = HELD) -> AcceptanceRound:
    row = opened(project, kind, city, day)
    signed(row, city)
    return decide_round(row, verdict=Verdict.PASSED, defects="", decided_on=day, by=city.office)


def test_no_handover_before_the_last_round_passes(city: FixtureCity, finished: Project) -> None:
    first = opened(finished, RoundKind.INITIAL, city)
    with pytest.raises(Refusal, match="竣工验收通过后才能移交"):
        hand_over(finished, TAKEN, by=city.office)
    decide_round(first, verdict=Verdict.FAILED, defects="屋面渗漏", decided_on=HELD, by=city.office)
    assert Order.objects.get().subject == "屋面渗漏"
    for kind in (RoundKind.INITIAL, RoundKind.FINAL):
        with pytest.raises(Refusal, match="复验"):
            opened(finished, kind, city)
    passed(finished, RoundKind.AGAIN, city, date(2023, 7, 24))
    with pytest.raises(Refusal, match="竣工验收通过后才能移交"):
        hand_over(finished, TAKEN, by=city.office)
    finished.refresh_from_db()
    assert finished.accepted_on is None
    passed(finished, RoundKind.FINAL, city, date(2023, 7, 28))
    finished.refresh_from_db()
    assert finished.accepted_on == date(2023, 7, 28)
    hand_over(finished, TAKEN, by=city.office)
    assert Handover.objects.get().receiver == "朝阳社区"
    assert [row.number for row in AcceptanceRound.objects.order_by("pk")] == [1, 2, 3]


def test_the_final_round_moves_the_node_by_the_projects_rules(
    city: FixtureCity, finished: Project
) -> None:
    node = Milestone.objects.create(project=finished, name="竣工验收", order=9)
    passed(finished, RoundKind.INITIAL, city)
    passed(finished, RoundKind.FINAL, city)
    node.refresh_from_db()
    assert node.actual_on == HELD


def test_every_party_signs_and_agrees(city: FixtureCity, finished: Project) -> None:
    row = opened(finished, RoundKind.INITIAL, city)
    decide: dict[str, Any] = {"verdict": Verdict.PASSED, "defects": "", "decided_on": HELD}
    with pytest.raises(Refusal, match="业主代表"):
        decide_round(row, **decide, by=city.office)
    signed(row, city, against="业主代表")
    with pytest.raises(Refusal, match="业主代表不同意"):
        decide_round(row, **decide, by=city.office)
    AcceptanceParty.objects.create(name="业主委员会", source="规定")
    row.refresh_from_db()
    assert row.parties == ["施工单位", "业主代表", "社区居委会"]  # as read when it was opened


def test_who_enters_the_round_does_not_decide_it(city: FixtureCity, finished: Project) -> None:
    row = opened(finished, RoundKind.INITIAL, city)
    with pytest.raises(PermissionDenied):
        decide_round(row, verdict=Verdict.FAILED, defects="漏", decided_on=HELD, by=city.clerk)
    page = reverse("quality:round", args=[row.pk])
    assert "作出结论" in as_user(city.office).get(page).content.decode()
    assert "作出结论" not in as_user(city.clerk).get(page).content.decode()


def test_unfinished_works_are_not_accepted(city: FixtureCity, project: Project) -> None:
    with pytest.raises(Refusal, match="实际完工"):
        opened(project, RoundKind.INITIAL, city)
