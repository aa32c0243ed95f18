"""What was in hand on two dates: each count opens as many rows of its own date."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from core import clock
from orders.choices import OrderKind
from orders.services.answering import receive, reply
from orders.services.drafting import Words, draft_order
from orders.services.issuing import issue_order
from orders.services.reviewing import review
from tests.city import FixtureCity, as_user
from tests.factories import ComplaintFactory
from tests.reports.test_figure_links import listed

FIRST, LAST = "2023-07-10", "2023-07-25"


def business(city: FixtureCity) -> None:
    """An order issued on the 3rd and closed on the 22nd, a complaint of the 12th, nothing else."""
    words = Words(
        region=city.district, project=None, basis_kind="meeting", basis="调度会", subject="管线",
        requirement="迁改", unit="甲区住建局", person="钱局长", due_on=date(2023, 7, 8),
    )  # fmt: skip
    with clock.at(date(2023, 7, 3)):
        order = issue_order(
            draft_order(OrderKind.SUPERVISION, words, by=city.office), by=city.office
        )
        order = receive(order, by=city.clerk)
    with clock.at(date(2023, 7, 22)):
        order = reply(order, text="已迁改", by=city.clerk)
        review(order, accepted=True, opinion="属实", by=city.office)
    ComplaintFactory(region=city.district, number="T1", received_on=date(2023, 7, 12))


def counts(soup: BeautifulSoup) -> dict[str, list[str]]:
    return {
        row.th.text: [cell.text.strip() for cell in row.select("td")]  # type: ignore[union-attr]
        for row in soup.select("#in-hand tbody tr")
    }


def test_every_count_of_either_date_opens_as_many_rows(city: FixtureCity) -> None:
    business(city)
    office = as_user(city.office)
    response = office.get(f"/reports/compare/?from={FIRST}&to={LAST}")
    soup = BeautifulSoup(response.content, "html.parser")
    shown = counts(soup)
    assert shown["已下达督办（件）"] == ["1", "1", "持平"]
    assert shown["逾期督办（件）"] == ["1", "0", "-1"]
    assert shown["办理中督办（件）"] == ["1", "0", "-1"]
    assert shown["未办结投诉（件）"] == ["0", "1", "+1"]
    assert len(shown) == 13
    for row in soup.select("#in-hand tbody tr"):
        for link, day in zip(row.select("td a"), (FIRST, LAST), strict=True):
            href = str(link["href"])
            assert parse_qs(urlsplit(href).query)["as_of"] == [day]
            assert listed(office, href) == int(link.text), href
