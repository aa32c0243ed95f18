"""What a request and a contract have to respect: worth, advance, progress, wage, split, terms."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core.exceptions import Refusal
from funding.models import Contribution, FundingSource, Payment, PaymentRequest, Receipt
from funding.services.contracts import (
    Change,
    add_variation,
    budget_warnings,
    decide_variation,
    save_shares,
)
from funding.services.contributions import Counted, carry_into_sources, save_contribution
from funding.services.payment_guards import position_of, warnings
from funding.services.receipts import reverse_payment
from funding.services.requests import apply_for_payment, pay, revise
from funding.services.settlements import Accounts, save_final_account
from funding.settled import accounts_late
from funding.terms import Rules, add_months, last_overdue, payment_due
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory
from tests.funding.conftest import MakeContract, MakeRequest, claim
from tests.pages import text_of


def test_steps_take_days_and_payment_is_an_appended_row(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    row = request_in("paid")
    assert row.step_days() == {"审核": 3, "批准": 5, "支付": 1}
    payment = Payment.objects.get()
    assert (payment.applied_on, payment.approved_on, payment.paid_on) == (
        date(2023, 7, 1), date(2023, 7, 9), date(2023, 7, 10),
    )  # fmt: skip
    assert (payment.amount, payment.payee) == (Decimal(1_000_000), "云江建工")
    with pytest.raises(TypeError):
        payment.save()


def test_more_than_the_contract_is_refused_until_a_variation_is_approved(
    city: FixtureCity, project: Project, contract_of: MakeContract, request_in: MakeRequest
) -> None:
    contract = contract_of()
    PaymentFactory(project=project, amount=Decimal(9_500_000), paid_on=date(2023, 6, 1))
    with pytest.raises(Refusal, match="最多还可申请50万元"):
        request_in("applied", contract)
    change = Change(project, "居民反对硬化", "居民代表", date(2023, 6, 20), Decimal(500_000))
    row = add_variation(contract, change, by=city.clerk)
    with pytest.raises(Refusal, match="最多还可申请50万元"):
        request_in("applied", contract)
    decide_variation(row, approved=True, opinion="", by=city.office)
    assert request_in("applied", contract).amount == 1_000_000


def test_the_advance_has_a_limit_and_work_that_is_not_done_warns(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    with pytest.raises(Refusal, match="预付款合计不得超过合同额的30%（300万元）"):
        request_in("applied", kind="advance", amount=3_000_001)
    row = request_in("applied", kind="progress", amount=6_000_000)
    told = "".join(warnings(row, position_of(row, date(2023, 7, 31))))
    assert "形象进度50%，累计申请600万元超过对应合同额500万元" in told
    assert "项目可用资金300万元，到支付时须补足" in told


def test_an_advance_that_was_taken_back_may_be_asked_for_again(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    row = request_in("paid", kind="advance", amount=3_000_000)
    again = claim(3_000_000, kind="advance")
    with pytest.raises(Refusal, match="已申请300万元"):
        apply_for_payment(row.contract, row.project, again, by=city.clerk)
    reverse_payment(row.payment, reason="付错账户", by=city.reviewer)
    filed = apply_for_payment(row.contract, row.project, again, by=city.clerk)
    assert filed.amount == 3_000_000


def test_money_that_is_not_there_is_not_paid(city: FixtureCity, request_in: MakeRequest) -> None:
    row = request_in("approved", amount=3_000_000)
    second = request_in("approved", amount=Decimal("0.01"), wage=Decimal(0))
    pay(row, paid_on=date(2023, 7, 31), by=city.office)
    with pytest.raises(Refusal, match="不足支付"):
        pay(second, paid_on=date(2023, 7, 31), by=city.office)


def test_a_short_wage_is_flagged_and_a_revision_keeps_the_term(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    row = request_in("returned", wage=Decimal(0))
    assert list(PaymentRequest.objects.wage_short()) == [row]
    again = revise(row, claim(), by=city.clerk)
    assert (again.state, again.due_on, again.wage_short) == ("applied", date(2023, 7, 31), False)


def test_terms_of_payment_follow_contract_and_law() -> None:
    day = date(2023, 7, 1)
    rules: Any = {"pay_days": 30, "pay_days_most": 60}
    assert payment_due(day, None, sme=True, rules=rules) == date(2023, 7, 31)
    assert payment_due(day, 90, sme=True, rules=rules) == date(2023, 8, 30)
    assert payment_due(day, 90, sme=False, rules=rules) == date(2023, 9, 29)


def test_months_are_added_and_taken_back_at_every_end_of_month() -> None:
    assert add_months(date(2023, 11, 30), 3) == date(2024, 2, 29)
    for day in (date(2024, 2, 29), date(2024, 3, 1), date(2023, 7, 31), date(2023, 5, 1)):
        for months in range(1, 10):
            last = last_overdue(day, months)
            assert add_months(last, months) < day
            assert add_months(date.fromordinal(last.toordinal() + 1), months) >= day


def test_a_bundle_is_split_to_the_fen_and_a_typed_split_must_be_exact(
    city: FixtureCity, project: Project, contract_of: MakeContract
) -> None:
    rows = [ProjectFactory(region=city.district, number=f"B{n}") for n in range(3)]
    contract = contract_of(*rows, split_by="equal", value=Decimal("100.00"))
    amounts = [share.amount for share in contract.shares.order_by("project")]
    assert amounts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    typed = {row.pk: Decimal(amount) for row, amount in zip(rows, ("50", "25", "25"), strict=True)}
    save_shares(contract, typed, by=city.clerk)
    with pytest.raises(Refusal, match=r"多0\.01元；须一分不差"):
        save_shares(contract, typed | {rows[0].pk: Decimal("50.01")}, by=city.clerk)
    assert sum(share.amount for share in contract.shares.all()) == contract.value


def test_contracts_above_the_budget_warn(city: FixtureCity, contract_of: MakeContract) -> None:
    assert budget_warnings(contract_of(value=Decimal(20_000_000))) == []
    told = budget_warnings(contract_of(value=Decimal(1), number="HT-2"))
    assert "超过总投资2,000万元" in told[0]


def test_residents_money_is_carried_once(city: FixtureCity, project: Project) -> None:
    community = project.communities.get()
    counted = Counted("household", Decimal(500), 96, Decimal(48_000), 60, Decimal(30_000),
                      date(2023, 7, 20))  # fmt: skip
    save_contribution(project, community, counted, by=city.clerk)
    source = FundingSource.objects.create(project=project, kind="居民出资", secured=10_000)
    ReceiptFactory(source=source, amount=Decimal(10_000))
    assert carry_into_sources(project, by=city.office) == Decimal(20_000)
    with pytest.raises(Refusal, match="无须计入"):
        carry_into_sources(project, by=city.office)
    received = Receipt.objects.filter(source__kind="居民出资")
    assert sum(row.amount for row in received) == Decimal(30_000)
    assert Contribution.objects.get().due == Decimal(60_000)


def test_final_accounts_are_late_after_three_months_and_the_extension(
    city: FixtureCity, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(finished_on=date(2023, 3, 31))
    rows = Project.objects.all()
    assert not accounts_late(rows, date(2023, 6, 30)).exists()
    assert accounts_late(rows, date(2023, 7, 1)).exists()
    given = Accounts(None, None, None, extension=2, extension_reason="审计未完")
    save_final_account(project, given, by=city.clerk)
    assert not accounts_late(rows, date(2023, 8, 31)).exists()
    assert accounts_late(rows, date(2023, 9, 1)).exists()
    with pytest.raises(Refusal, match="不得超过2个月"):
        save_final_account(project, Accounts(None, None, None, extension=3), by=city.clerk)
    assert Rules(date(2023, 7, 31))


def test_overdue_and_idle_money_are_listed_with_days_holder_and_age(
    city: FixtureCity, project: Project, request_in: MakeRequest, settings: Any
) -> None:
    request_in("checked")
    settings.PORTAL_DATE = date(2023, 8, 10)
    page = text_of(as_user(city.office).get("/funding/requests/overdue/"))
    assert "共 1 条" in page
    assert "办公室（批准）" in page
    assert "10" in page
    arrears = text_of(as_user(city.office).get("/funding/requests/arrears/"))
    assert "云江建工" in arrears
    PaymentFactory(project=project, amount=Decimal(1_000_000), paid_on=date(2023, 7, 1))
    sheet = as_user(city.office).get("/funding/idle/?export=xlsx")
    content = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    values = [cell.value for row in load_workbook(BytesIO(content)).active for cell in row]
    assert 200 in values


def test_idle_money_on_a_day_before_all_money_is_none(city: FixtureCity, project: Project) -> None:
    page = as_user(city.office).get("/funding/idle/", {"as_of": "0001-01-01"})
    assert page.status_code == 200
    assert project.name not in text_of(page)


def test_every_check_counts_what_its_list_holds(
    city: FixtureCity, project: Project, request_in: MakeRequest, contract_of: MakeContract,
    settings: Any,
) -> None:  # fmt: skip
    request_in("checked", wage=Decimal(0))
    PaymentFactory(project=project, amount=Decimal(12_000_000), paid_on=date(2023, 7, 1))
    settings.PORTAL_DATE = date(2023, 9, 1)
    client = as_user(city.office)
    rows = client.get("/funding/checks/").context["rows"]
    found = {row.source.label: row.source for row in rows}
    for label in ("进度款超合同额", "付款超形象进度", "逾期未支付", "拖欠中小企业"):
        assert found[label].count == 1, label
    assert found["人工费未足额拨入工资专户"].count == 1
    for one in found.values():
        assert client.get(one.href).context["page"].paginator.count == one.count, one.label


def test_the_calendar_links_to_exactly_the_rows_it_counts(
    city: FixtureCity, request_in: MakeRequest
) -> None:
    request_in("paid")
    request_in("approved")
    client = as_user(city.office)
    days = client.get("/funding/calendar/?month=2023-07").context["days"]
    lines = [line for day in days for line in day.lines]
    assert sorted((line.label, line.count) for line in lines) == [
        ("应付", 1), ("批准", 2), ("支付", 1),
    ]  # fmt: skip
    for line in lines:
        assert client.get(line.href).context["page"].paginator.count == line.count
