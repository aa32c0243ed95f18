"""Who benefits: each number is what its list holds."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from projects.models import Community
from tests.city import FixtureCity, as_user
from tests.factories import CommunityFactory, ProjectFactory
from tests.query_counts import assert_query_count

PAGE = "/projects/benefits/"


@pytest.fixture
def homes(city: FixtureCity) -> list[Community]:
    """甲区: a 片区 of two communities finished, one of them in a second project; one begun.

    乙县: one begun in July, one not begun.
    """
    near = [CommunityFactory(region=city.district, households=n) for n in (100, 20, 3)]
    far = [CommunityFactory(region=city.other_district, households=n) for n in (4000, 50000)]
    started, finished = date(2023, 3, 1), date(2023, 7, 1)
    ProjectFactory(
        region=city.district, communities=near[:2], started_on=started, finished_on=finished
    )
    ProjectFactory(
        region=city.district, communities=near[:1], started_on=started, finished_on=finished
    )
    ProjectFactory(region=city.district, communities=near[2:], started_on=started)
    ProjectFactory(region=city.other_district, communities=far[:1], started_on=date(2023, 7, 10))
    ProjectFactory(region=city.other_district, communities=far[1:])
    return [*near, *far]


def table(city: FixtureCity, query: str = "") -> dict[str, list[str]]:
    soup = BeautifulSoup(as_user(city.office).get(PAGE + query).content, "html.parser")
    return {
        next(row.stripped_strings): [
            cell.text.strip().replace(",", "") for cell in row.select("td.num")
        ]
        for row in soup.select("#benefits tbody tr")
    }


def test_a_community_counts_once_and_an_area_is_several_together(
    city: FixtureCity, homes: list[Community]
) -> None:
    assert table(city) == {
        "合计": ["4123", "1", "4", "120", "1", "2"],
        "甲区": ["123", "1", "3", "120", "1", "2"],
        "乙县": ["4000", "0", "1", "0", "0", "0"],
    }


def test_an_earlier_date_knows_nothing_of_later_ones(
    city: FixtureCity, homes: list[Community]
) -> None:
    assert table(city, "?as_of=2023-06-30") == {
        "合计": ["123", "1", "3", "0", "0", "0"],
        "甲区": ["123", "1", "3", "0", "0", "0"],
    }


def test_each_number_opens_its_rows(city: FixtureCity, homes: list[Community]) -> None:
    client = as_user(city.office)
    soup = BeautifulSoup(client.get(PAGE).content, "html.parser")
    for row in soup.select("#benefits tbody tr"):
        counts = [cell.select_one("a") for cell in row.select("td.num")]
        for place, link in enumerate(counts):
            assert link is not None
            page = client.get(str(link["href"])).context["page"]
            number = int(link.text.replace(",", ""))
            if place in (0, 3):
                assert sum(one.households for one in page.paginator.object_list) == number
            else:
                assert page.paginator.count == number, str(link["href"])


def test_the_workbook_holds_the_same_numbers(
    city: FixtureCity, homes: list[Community], tmp_path: object
) -> None:
    response = as_user(city.office).get(PAGE, {"export": "xlsx"})
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    path = f"{tmp_path}/a.xlsx"
    with open(path, "wb") as file:
        file.write(content)
    rows = list(load_workbook(path).active.values)
    assert rows[0][1] == "已开工户数（户）"
    assert rows[1] == ("合计", 4123, 1, 4, 120, 1, 2)


def test_it_asks_few_questions(city: FixtureCity, homes: list[Community]) -> None:
    assert_query_count("benefits", as_user(city.office), PAGE)
