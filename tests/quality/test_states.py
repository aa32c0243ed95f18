"""Every state × role of findings and rounds: what each may do, and that nobody else does it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from core.exceptions import Refusal
from orders.choices import OrderState
from orders.models import Order
from projects.models import Project
from quality.choices import FindingState, RoundKind, Verdict
from quality.models import AcceptanceParty, AcceptanceRound, InspectionFinding
from quality.services import findings
from quality.services.acceptance import decide_round, hand_over, open_round, sign_round
from quality.services.findings import Facts
from quality.services.notices import open_notice
from tests.city import FixtureCity
from tests.quality.conftest import make_project

HELD = date(2023, 7, 20)
PARTY = "施工单位"
ROLES = (
    "clerk", "reviewer", "stranger", "stranger_reviewer", "office", "office_head", "leader",
    "district_leader", "system_admin", "security_admin", "auditor",
)  # fmt: skip
OFFICE, DISTRICT = {"office", "office_head"}, {"clerk", "reviewer"}
CLERKS = {"clerk", *OFFICE}
AT_HOME = {"stranger": "clerk", "stranger_reviewer": "reviewer"}  # who they are like at home
Act = Callable[[Any, User], Any]
FACTS = Facts(
    date(2023, 7, 3), "检查组", "施工安全", "防护网破损", "更换", date(2023, 7, 20), "某公司", ""
)


def tried(act: Act, row: Any, user: User) -> str:
    """Return what came of it: done, refused as it stands, or not allowed."""
    try:
        act(row, user)
    except PermissionDenied:
        return "denied"
    except Refusal:
        return "refused"
    return "done"


def outcomes(act: Act, make: Callable[[], Any], city: FixtureCity) -> dict[str, str]:
    """Try with a fresh row for each role."""
    return {who: tried(act, make(), getattr(city, who)) for who in ROLES}


def expected(people: set[str], leads_on: bool) -> dict[str, str]:
    """Who may not is denied, a stranger refused for the region, the rest as the state has it."""
    found = {}
    for who in ROLES:
        done = leads_on and who not in AT_HOME
        found[who] = (
            ("done" if done else "refused") if AT_HOME.get(who, who) in people else "denied"
        )
    return found


# --- findings: 待整改 → 待复查 → 已销号

FINDING_ACTS: dict[str, tuple[Act, set[str], set[str]]] = {
    "correct": (
        lambda row, by: findings.correct_finding(row, FACTS, by=by), {"open"}, OFFICE,
    ),
    "reply": (
        lambda row, by: findings.reply_to_finding(row, reply="已更换", by=by), {"open"}, DISTRICT,
    ),
    "close": (lambda row, by: findings.close_finding(row, note="", by=by), {"replied"}, OFFICE),
    "send back": (
        lambda row, by: findings.send_back_finding(row, note="仍破损", by=by), {"replied"}, OFFICE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", FindingState.values)
@pytest.mark.parametrize("name", FINDING_ACTS)
def test_a_finding(city: FixtureCity, project: Project, name: str, state: str) -> None:
    act, states, people = FINDING_ACTS[name]

    def make() -> InspectionFinding:
        row = findings.enter_finding(project, FACTS, by=city.office)
        if state != FindingState.OPEN:
            row = findings.reply_to_finding(row, reply="已更换", by=city.clerk)
        if state == FindingState.CLOSED:
            row = findings.close_finding(row, note="", by=city.office_head)
        return row

    assert outcomes(act, make, city) == expected(people, state in states)


# --- rounds: 待检 → 合格 or 不合格, then a notice or the handover


def sign(row: AcceptanceRound, by: User) -> Any:
    values = {"party": PARTY, "person": "某人", "agrees": True, "signed_on": HELD}
    return sign_round(row, values, by=by)


def decide(row: AcceptanceRound, by: User, verdict: str = Verdict.FAILED) -> Any:
    return decide_round(row, verdict=verdict, defects="屋面渗漏", decided_on=HELD, by=by)


def take_over(row: AcceptanceRound, by: User) -> Any:
    taken = {"handed_on": date(2023, 7, 30), "receiver": "朝阳社区", "person": "吴主任"}
    return hand_over(row.project, taken, by=by)


def open_next(row: AcceptanceRound, by: User) -> Any:
    kind = RoundKind.AGAIN if row.failed else RoundKind.EXPERT
    return open_round(row.project, {"kind": kind, "held_on": HELD, "chair": "街道"}, by=by)


ROUND_ACTS: dict[str, tuple[Act, set[str], set[str]]] = {
    "sign": (sign, {"pending"}, CLERKS),
    "decide": (decide, {"pending"}, OFFICE),
    "open a notice": (lambda row, by: open_notice(row, by=by), {"failed"}, OFFICE),
    "open the next": (open_next, {"passed", "failed"}, CLERKS),
    "hand over": (take_over, {"final"}, OFFICE),
}


@pytest.mark.parametrize("state", ["pending", "passed", "failed", "final"])
@pytest.mark.parametrize("name", ROUND_ACTS)
def test_a_round(
    city: FixtureCity, project_like: Callable[[], Project], name: str, state: str
) -> None:
    act, states, people = ROUND_ACTS[name]

    def make() -> AcceptanceRound:
        return in_state(project_like(), state, city)

    assert outcomes(act, make, city) == expected(people, state in states)


@pytest.fixture
def project_like(city: FixtureCity) -> Callable[[], Project]:
    AcceptanceParty.objects.update(active=False)
    AcceptanceParty.objects.update_or_create(
        name=PARTY, defaults={"active": True, "required": True, "source": "规定"}
    )

    def make() -> Project:
        found: Project = make_project(
            region=city.district, started_on=date(2023, 4, 10), finished_on=date(2023, 7, 10)
        )
        return found

    return make


def in_state(project: Project, state: str, city: FixtureCity) -> AcceptanceRound:
    """Bring a round into a state by the services, as the right people do it."""
    first = {"kind": RoundKind.INITIAL, "held_on": HELD, "chair": "街道"}
    row = open_round(project, first, by=city.clerk)
    if state == "pending":
        return row
    if state == "failed":
        failed: AcceptanceRound = decide(row, city.office)
        Order.objects.update(state=OrderState.WITHDRAWN)  # the notice that came of itself
        return failed
    sign(row, city.clerk)
    passed: AcceptanceRound = decide(row, city.office, Verdict.PASSED)
    if state == "passed":
        return passed
    last = open_round(project, first | {"kind": RoundKind.FINAL}, by=city.clerk)
    sign(last, city.clerk)
    done: AcceptanceRound = decide(last, city.office, Verdict.PASSED)
    return done
