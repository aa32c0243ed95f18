"""Every state × role × action of a payment request, by the service, the table and the page."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent, User
from core.exceptions import Refusal
from funding.actions import ACTIONS, RequestAction, available
from funding.choices import RequestState
from funding.models import PaymentRequest, RequestFile
from funding.services.requests import approve, check, pay, revise, send_back, withdraw
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.funding.conftest import MakeContract, MakeRequest, claim
from tests.orders.conftest import PDF, file

ROLES = (
    "clerk", "reviewer", "stranger", "stranger_reviewer", "office", "office_head", "leader",
    "district_leader", "system_admin", "security_admin", "auditor",
)  # fmt: skip
OFFICE = {"office", "office_head"}
# action: per state from which it leads on, the users of the fixture city who may
TABLE: dict[RequestAction, dict[str, set[str]]] = {
    RequestAction.REVISE: {"returned": {"clerk"}},
    RequestAction.CHECK: {"applied": {"reviewer"}},
    RequestAction.APPROVE: {"checked": OFFICE},
    RequestAction.PAY: {"approved": OFFICE},
    RequestAction.RETURN: {"applied": {"reviewer"}, "checked": OFFICE, "approved": OFFICE},
    RequestAction.WITHDRAW: {"applied": {"clerk"}, "returned": {"clerk"}},
}
STRANGERS = {"stranger", "stranger_reviewer"}
Call = Callable[[PaymentRequest, User], Any]
CALLS: dict[RequestAction, Call] = {
    RequestAction.REVISE: lambda row, by: revise(row, claim(), by=by),
    RequestAction.CHECK: lambda row, by: check(row, opinion="", by=by),
    RequestAction.APPROVE: lambda row, by: approve(row, opinion="", by=by),
    RequestAction.PAY: lambda row, by: pay(row, paid_on=date(2023, 7, 31), by=by),
    RequestAction.RETURN: lambda row, by: send_back(row, reason="缺计量单", by=by),
    RequestAction.WITHDRAW: lambda row, by: withdraw(row, reason="填错", by=by),
}
LEADS_TO = {
    RequestAction.REVISE: "applied", RequestAction.CHECK: "checked",
    RequestAction.APPROVE: "approved", RequestAction.PAY: "paid",
    RequestAction.RETURN: "returned", RequestAction.WITHDRAW: "withdrawn",
}  # fmt: skip


def test_the_table_names_every_action_and_the_states_are_those_of_the_engine() -> None:
    assert set(TABLE) == set(RequestAction) == set(ACTIONS)
    for action, states in TABLE.items():
        assert set(ACTIONS[action]) == set(states), action


@pytest.mark.parametrize("state", RequestState.values)
def test_every_role_and_action_in_every_state(
    city: FixtureCity, request_in: MakeRequest, state: str
) -> None:
    row = request_in(state)
    for who in ROLES:
        by = getattr(city, who)
        expected = {action for action, states in TABLE.items() if who in states.get(state, ())}
        seen = set(available(row, by)) if who not in STRANGERS else set()
        assert seen == expected, who
        for action in set(RequestAction) - expected:
            with pytest.raises((PermissionDenied, Refusal)):
                CALLS[action](row, by)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize("action", list(RequestAction))
def test_an_action_leads_on_and_its_page_is_for_the_right_people(
    city: FixtureCity, request_in: MakeRequest, action: RequestAction
) -> None:
    for state, people in TABLE[action].items():
        row = request_in(state)
        url = f"/funding/requests/{row.pk}/{action.value}/"
        for who in set(ROLES) - people:
            hidden = who in STRANGERS or who in {"system_admin", "security_admin", "auditor"}
            status = as_user(getattr(city, who)).post(url).status_code
            assert status in ({403, 404} if hidden else {403}), who
        row.refresh_from_db()
        assert row.state == state
        assert CALLS[action](row, getattr(city, sorted(people)[0])).state == LEADS_TO[action]


@pytest.mark.parametrize(
    ("who", "state", "leads"),
    [
        ("clerk", "applied", []),
        ("clerk", "returned", ["修改重报"]),
        ("reviewer", "applied", ["审核"]),
        ("office", "approved", ["登记支付"]),
    ],
)
def test_only_what_leads_on_stands_out(
    city: FixtureCity, request_in: MakeRequest, who: str, state: str, leads: list[str]
) -> None:
    row = request_in(state)
    page = as_user(getattr(city, who)).get(f"/funding/requests/{row.pk}/").content
    found = BeautifulSoup(page, "html.parser").select(".actions .button-primary")
    assert [one.get_text() for one in found] == leads


def test_whoever_applied_neither_checks_nor_approves_nor_pays(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    city.clerk.is_superuser = True
    city.clerk.save()
    for state, act in (
        ("applied", RequestAction.CHECK),
        ("checked", RequestAction.APPROVE),
        ("approved", RequestAction.PAY),
    ):
        row = request_in(state)
        assert act not in available(row, city.clerk)
        with pytest.raises(Refusal, match="申请人不能"):
            CALLS[act](row, city.clerk)


def test_a_form_opened_too_late_sends_back_with_the_reason(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    row = request_in("paid")
    response = as_user(city.reviewer).get(f"/funding/requests/{row.pk}/check/", follow=True)
    assert response.redirect_chain == [(f"/funding/requests/{row.pk}/", 302)]
    assert "本申请现为“已支付”，不能审核" in response.content.decode()


def test_what_proves_a_payment_is_kept_with_its_step(
    city: FixtureCity, project: Project, contract_of: MakeContract, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    contract, clerk = contract_of(), as_user(city.clerk)
    url = f"/funding/contracts/{contract.pk}/projects/{project.pk}/request/"
    typed = {"kind": "progress", "amount": "100", "wage": "20", "delivered_on": "2023-07-01"}
    wrong = clerk.post(url, typed | {"attachments": file("计量单.exe", b"MZ")})
    assert (wrong.status_code, PaymentRequest.objects.count()) == (422, 0)
    assert 'value="100"' in wrong.content.decode()
    clerk.post(url, typed | {"attachments": file("计量单.pdf", PDF)})
    row = check(PaymentRequest.objects.get(), opinion="", by=city.reviewer)
    approve(row, opinion="", by=city.office)
    voucher = {"paid_on": "2023-07-31", "attachments": file("支付凭证.pdf", PDF)}
    assert (
        as_user(city.office_head).post(f"/funding/requests/{row.pk}/pay/", voucher).status_code
        == 302
    )
    page = as_user(city.leader).get(f"/funding/requests/{row.pk}/").content.decode()
    assert "计量单.pdf" in page
    assert "支付凭证.pdf" in page
    kept = RequestFile.objects.get(name="支付凭证.pdf")
    assert kept.step.kind == "paid"
    address = f"/funding/requests/{row.pk}/files/{kept.pk}/"
    answer = as_user(city.leader).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert AccessEvent.objects.filter(kind="download", user=city.leader).count() == 1
    assert as_user(city.stranger).get(address).status_code == 404
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RequestFile.objects.filter(pk=kept.pk).update(sha256="")
