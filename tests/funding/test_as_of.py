"""Requests, contributions and what follows from contracts as they stood on a past day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import Tag
from openpyxl import load_workbook

from funding.models import Contribution, PaymentRequest
from funding.services.contributions import Counted, save_contribution
from funding.services.requests import revise
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.funding.conftest import MakeRequest, claim
from tests.pages import count_of, heads_of, rows_of, soup_of


def test_a_request_stands_where_it_stood(city: FixtureCity, request_in: MakeRequest) -> None:
    request_in("paid")
    office = as_user(city.office)
    for day, state, paid in (
        ("2023-07-01", "待审核", "—"), ("2023-07-04", "待批准", "—"), ("2023-07-09", "待支付", "—"),
        ("2023-07-10", "已支付", "2023-07-10"), ("2023-07-31", "已支付", "2023-07-10"),
    ):  # fmt: skip
        (row,) = rows_of(soup_of(office, f"/funding/requests/?as_of={day}"))
        assert (row["状态"], row["支付日期"]) == (state, paid), day
        listed = soup_of(office, f"/funding/requests/?as_of={day}&open=1")
        assert count_of(listed) == (0 if state == "已支付" else 1), day
    assert count_of(soup_of(office, "/funding/requests/?as_of=2023-06-30")) == 0


def test_a_request_filed_anew_shows_what_it_asked_for_that_day(
    city: FixtureCity, request_in: MakeRequest, settings: Any
) -> None:
    row = request_in("returned")
    PaymentRequest.history.update(history_date=datetime(2023, 7, 1, 4, tzinfo=UTC))
    settings.PORTAL_DATE = date(2023, 7, 20)
    revise(row, claim(600_000, delivered_on=date(2023, 7, 15)), by=city.clerk)
    latest = PaymentRequest.history.latest("history_id")
    PaymentRequest.history.filter(pk=latest.pk).update(
        history_date=datetime(2023, 7, 20, 4, tzinfo=UTC)
    )
    settings.PORTAL_DATE = date(2023, 7, 31)
    office = as_user(city.office)
    seen = {
        day: office.get(f"/api/v1/payment-requests/?as_of={day}").json()["results"][0]
        for day in ("2023-07-19", "2023-07-20")
    }
    assert [(one["state"], one["amount"], one["due_on"]) for one in seen.values()] == [
        ("returned", "1000000.00", "2023-07-31"), ("applied", "600000.00", "2023-08-14"),
    ]  # fmt: skip


def test_what_was_overdue_that_day_and_to_whom(
    city: FixtureCity, request_in: MakeRequest, settings: Any
) -> None:
    request_in("checked", delivered_on=date(2023, 5, 1))
    due = PaymentRequest.objects.get().due_on
    settings.PORTAL_DATE = date(2023, 9, 30)
    office = as_user(city.office)
    for day in (due, date(2023, 7, 20), date(2023, 9, 1)):
        late = max(0, (day - due).days)
        overdue = soup_of(office, f"/funding/requests/overdue/?as_of={day}")
        assert count_of(overdue) == (1 if late else 0), day
        arrears = soup_of(office, f"/funding/requests/arrears/?as_of={day}")
        assert [row["最长逾期"] for row in rows_of(arrears)] == ([str(late)] if late else [])
        for link in arrears.select("#list tbody a"):
            assert count_of(soup_of(office, str(link["href"]))) == int(link.text)
    assert not soup_of(office, "/funding/requests/overdue/?as_of=2023-07-20").select(".actions a")


@pytest.fixture
def contribution(city: FixtureCity, project: Project) -> Contribution:
    """Counted at the end of May and of June; June's count put right in July."""
    community = project.communities.get()
    for counted_on, pledged, collected in (
        (date(2023, 5, 31), 40, 10), (date(2023, 6, 30), 60, 66), (date(2023, 6, 30), 60, 45),
    ):  # fmt: skip
        counted = Counted(
            basis="household", rate=Decimal(500), pledged_households=pledged,
            pledged=Decimal(500 * pledged), collected_households=collected,
            collected=Decimal(500 * collected), counted_on=counted_on,
        )  # fmt: skip
        row = save_contribution(project, community, counted, by=city.clerk)
    return row


def test_contributions_are_those_counted_by_the_day(
    city: FixtureCity, contribution: Contribution
) -> None:
    clerk = as_user(city.clerk)

    def seen(query: str) -> dict[str, str]:
        rows = rows_of(soup_of(clerk, f"/funding/contributions/{query}"))
        return rows[0] if rows else {}

    assert seen("?as_of=2023-05-30") == {}
    may, june, today = seen("?as_of=2023-06-29"), seen("?as_of=2023-06-30"), seen("")
    assert (may["认缴户数"], may["已缴户数"], may["统计日期"]) == ("40", "10", "2023-05-31")
    assert (june["认缴户数"], june["已缴户数"], june["统计日期"]) == ("60", "45", "2023-06-30")
    assert today.pop("办理") == "更新"
    assert june == today
    assert seen("?as_of=2023-06-29&short=1") == may


@pytest.mark.parametrize("day", ["2023-06-10", "2023-07-20"])
def test_every_standing_check_opens_as_many_rows_of_the_same_day(
    city: FixtureCity, request_in: MakeRequest, contribution: Contribution, day: str
) -> None:
    request_in("paid", delivered_on=date(2023, 5, 1))
    office = as_user(city.office)
    page = soup_of(office, f"/funding/checks/?as_of={day}")
    links: list[Tag] = page.select("#checks tbody a")
    assert len(links) == 12
    for link in links:
        assert f"as_of={day}" in str(link["href"])
        assert count_of(soup_of(office, str(link["href"]))) == int(link.text), link["href"]


def test_final_accounts_are_entered_on_the_page_of_today_alone(
    city: FixtureCity, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(finished_on=date(2023, 3, 31))
    office = as_user(city.office)
    for query, acts in (("", 1), ("?as_of=2023-07-20", 0)):
        page = soup_of(office, f"/funding/final-accounts/{query}")
        assert (count_of(page), heads_of(page).count("办理")) == (1, acts)
    sheet = b"".join(office.get("/funding/final-accounts/?export=xlsx"))
    cells = [cell.value for row in load_workbook(BytesIO(sheet)).active for cell in row]
    assert "逾期" in str(cells)
    assert "办理" not in str(cells)
