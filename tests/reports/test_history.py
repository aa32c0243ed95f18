"""Programme years side by side, with totals computed."""

from datetime import date
from typing import Any

from bs4 import BeautifulSoup

from projects.models import WorkQuantity
from tests.city import FixtureCity, as_user
from tests.factories import CommunityFactory, PlanFactory, ProjectFactory


def page(user: Any, **query: Any) -> BeautifulSoup:
    response = as_user(user).get("/reports/history/", query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def table(soup: BeautifulSoup, number: int = 0) -> dict[str, list[str]]:
    rows = soup.select(".list table")[number].select("tbody tr")
    return {row.th.text: [cell.text for cell in row.select("td")] for row in rows}  # type: ignore[union-attr]


def two_years(city: FixtureCity) -> None:
    PlanFactory(region=city.district, year=2022, effective_on=date(2022, 1, 1))
    PlanFactory(region=city.district)
    shared = CommunityFactory(region=city.district)
    done = ProjectFactory(
        region=city.district, year=2022, communities=[shared],
        started_on=date(2022, 4, 1), finished_on=date(2023, 3, 1),
    )  # fmt: skip
    now = ProjectFactory(
        region=city.district, communities=[shared, CommunityFactory(region=city.district)]
    )
    for project, amount in ((done, 100), (now, 250)):
        WorkQuantity.objects.create(
            project=project, item="道路修缮", unit="㎡", planned=amount, done=amount / 2
        )


def test_years_and_their_total(city: FixtureCity) -> None:
    two_years(city)
    soup = page(city.office)
    rows = table(soup)
    assert list(rows) == ["2022年", "2023年", "合计"]
    assert rows["2022年"] == ["1", "120", "9,000", "3", "1", "2,000", "0", "1", "0", "0"]
    assert rows["2023年"] == ["2", "240", "18,000", "6", "1", "2,000", "0", "0", "0", "2"]
    assert rows["合计"] == ["3", "360", "27,000", "9", "2", "4,000", "0", "1", "0", "2"]
    assert "其中 1 个小区次在不同年度重复列入" in soup.text


def test_a_carried_over_project_stays_in_its_plan_year(city: FixtureCity) -> None:
    two_years(city)
    assert table(page(city.office, as_of="2022-12-31"))["2022年"][7] == "0"


def test_quantities_are_added_up_over_the_years(city: FixtureCity) -> None:
    two_years(city)
    row = page(city.office).find("th", string="道路修缮").parent  # type: ignore[union-attr]
    assert [cell.text for cell in row.select("td")] == ["㎡", "100／50", "250／125", "350／175"]  # type: ignore[union-attr]


def test_each_district_has_its_own_table(city: FixtureCity) -> None:
    two_years(city)
    captions = [caption.text for caption in page(city.office).select("caption")]
    assert captions[:3] == ["云江市", "甲区", "乙县"]
