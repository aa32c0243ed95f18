"""质保金: kept back of each payment, returned after 缺陷责任期, never asked for twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.exceptions import Refusal
from funding.models import Contract, Payment
from funding.services.contracts import save_contract
from funding.services.receipts import reverse_payment
from funding.services.requests import apply_for_payment, approve, check, pay, revise
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import ReceiptFactory, SourceFactory
from tests.funding.conftest import TODAY, MakeContract, MakeRequest, claim, terms
from tests.pages import text_of

WAN = 10_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(contract_of: MakeContract, project: Project) -> Contract:
    """A contract of 1,000 万元 that keeps 3 % back for 12 months; money enough has arrived."""
    source = SourceFactory(project=project, kind="区县财政资金", secured=Decimal(2_000 * WAN))
    ReceiptFactory(source=source, amount=Decimal(2_000 * WAN))
    return contract_of(retention=Decimal(3), defects_months=12)


def finished(project: Project, day: date) -> None:
    Project.objects.filter(pk=project.pk).update(
        started_on=date(2021, 9, 1), finished_on=day, accepted_on=None
    )
    project.refresh_from_db()


def released(city: FixtureCity, contract: Contract, project: Project, amount: Any) -> Any:
    asked = claim(amount, kind="retention", wage=Decimal(0))
    row = apply_for_payment(contract, project, asked, by=city.clerk)
    row = check(row, opinion="", by=city.reviewer)
    row = approve(row, opinion="", by=city.office)
    return pay(row, paid_on=TODAY, by=city.office_head)


def test_a_payment_keeps_back_what_the_contract_says(
    city: FixtureCity, kept: Contract, request_in: MakeRequest
) -> None:
    row = request_in("paid", kept, amount=Decimal("1000000.01"), wage=Decimal(200_000))
    assert (row.withheld, row.amount) == (Decimal("30000.00"), Decimal("970000.01"))
    assert Payment.objects.get().amount == row.amount
    page = text_of(as_user(city.clerk).get(f"/funding/requests/{row.pk}/"))
    assert "本期应付 100.000001万元 扣留质保金 3万元 实付金额 97.000001万元" in page
    page = text_of(as_user(city.clerk).get(f"/funding/contracts/{kept.pk}/"))
    assert "质保金 3%，缺陷责任期12个月" in page


def test_an_advance_keeps_nothing_back(kept: Contract, request_in: MakeRequest) -> None:
    assert request_in("applied", kept, kind="advance").withheld == 0


def test_what_is_kept_back_cannot_be_asked_for_as_progress(
    city: FixtureCity, kept: Contract, project: Project, request_in: MakeRequest
) -> None:
    request_in("paid", kept, amount=Decimal(900 * WAN))
    with pytest.raises(Refusal, match="扣留质保金27万元，最多还可申请100万元"):
        apply_for_payment(kept, project, claim(101 * WAN), by=city.clerk)
    last = apply_for_payment(kept, project, claim(100 * WAN), by=city.clerk)
    assert last.amount == 97 * WAN
    with pytest.raises(Refusal, match="最多还可申请0万元"):
        apply_for_payment(kept, project, claim(1), by=city.clerk)


def test_it_is_returned_after_its_term_and_once(
    city: FixtureCity, kept: Contract, project: Project, request_in: MakeRequest
) -> None:
    request_in("paid", kept, amount=Decimal(900 * WAN))
    ask = claim(27 * WAN, kind="retention", wage=Decimal(0))
    with pytest.raises(Refusal, match="尚未完工"):
        apply_for_payment(kept, project, ask, by=city.clerk)
    finished(project, date(2022, 8, 1))
    with pytest.raises(Refusal, match="缺陷责任期至2023-08-01"):
        apply_for_payment(kept, project, ask, by=city.clerk)
    finished(project, date(2022, 6, 1))
    with pytest.raises(Refusal, match="扣留未返还的质保金27万元"):
        apply_for_payment(kept, project, claim(28 * WAN, kind="retention"), by=city.clerk)
    row = released(city, kept, project, 27 * WAN)
    assert (row.amount, row.withheld, row.wage_due) == (27 * WAN, 0, 0)
    assert row.due_on == date(2023, 6, 15)
    with pytest.raises(Refusal, match="扣留未返还的质保金0万元"):
        apply_for_payment(kept, project, claim(1, kind="retention"), by=city.clerk)
    share = kept.shares.with_money(TODAY).get()
    assert (share.paid, share.held, share.in_hand) == (900 * WAN, 0, 0)


@pytest.mark.parametrize("state", ["applied", "paid"])
def test_a_contract_that_keeps_nothing_back_is_not_paid_twice(
    city: FixtureCity,
    contract_of: MakeContract,
    project: Project,
    request_in: MakeRequest,
    state: str,
) -> None:
    contract = contract_of(value=Decimal(100 * WAN))
    request_in(state, contract, kind="retention", amount=Decimal(100 * WAN), wage=Decimal(0))
    share = contract.shares.with_money(TODAY).get()
    assert (share.paid + share.in_hand, share.held) == (100 * WAN, 0)
    for kind in ("progress", "retention"):
        with pytest.raises(Refusal, match="，最多还可申请0万元；"):
            apply_for_payment(contract, project, claim(1, kind=kind), by=city.clerk)


def test_what_was_kept_back_is_returned_though_the_contract_keeps_no_more(
    city: FixtureCity, kept: Contract, project: Project, request_in: MakeRequest
) -> None:
    request_in("paid", kept, amount=Decimal(900 * WAN))
    changed = save_contract(kept, terms(), [project], "investment", by=city.clerk)
    request_in("paid", changed, amount=Decimal(100 * WAN))
    released(city, changed, project, 27 * WAN)
    share = changed.shares.with_money(TODAY).get()
    assert (share.paid, share.held) == (1_000 * WAN, 0)


def test_overdue_release_is_listed_until_it_is_asked_for(
    city: FixtureCity, kept: Contract, project: Project, request_in: MakeRequest
) -> None:
    request_in("paid", kept, amount=Decimal(900 * WAN))
    client = as_user(city.clerk)
    for done, late in ((date(2022, 7, 17), False), (date(2022, 7, 16), True)):
        finished(project, done)  # due on the 31st and on the 30th of July
        page = text_of(client.get("/funding/retentions/?overdue=1"))
        assert ("东风一村改造项目" in page) == late
        assert (
            "质保金逾期未返还 1 笔" in text_of(client.get("/funding/requests/overdue/"))
        ) == late
    page = text_of(client.get("/funding/retentions/"))
    assert "27.00 — 27.00 2023-07-16 2023-07-30 1 申请返还" in page or "27.00 0.00 27.00" in page
    asked = f"/funding/contracts/{kept.pk}/projects/{project.pk}/request/?kind=retention"
    assert 'value="27"' in client.get(asked).content.decode()
    released(city, kept, project, 27 * WAN)
    assert "东风一村改造项目" not in text_of(client.get("/funding/retentions/?overdue=1"))
    assert "质保金到期未返还" in text_of(as_user(city.office).get("/funding/checks/"))


def test_a_reversed_payment_keeps_nothing_back(
    city: FixtureCity, kept: Contract, request_in: MakeRequest
) -> None:
    row = request_in("paid", kept)
    reverse_payment(row.payment, reason="付错", by=city.reviewer)
    assert kept.shares.with_money(TODAY).get().held == 0


def test_a_revised_request_is_reckoned_anew(
    city: FixtureCity, kept: Contract, request_in: MakeRequest
) -> None:
    row = request_in("returned", kept)
    page = as_user(city.clerk).get(f"/funding/requests/{row.pk}/revise/").content.decode()
    assert 'value="100"' in page
    assert revise(row, claim(50 * WAN), by=city.clerk).withheld == Decimal(15_000)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"retention": Decimal(5), "defects_months": 12}, "不得高于3%"),
        ({"retention": Decimal(3)}, "请填写缺陷责任期"),
        ({"retention": Decimal(3), "defects_months": 36}, "最长不超过24个月"),
    ],
)
def test_a_contract_keeps_back_no_more_than_the_rule(
    contract_of: MakeContract, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        contract_of(**given)
    assert terms().retention is None
