"""Regions side by side: streets by the ledger, and who is named as fast and slow."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from accounts.choices import Role
from accounts.models import Region, User
from reports.comparing import NAMED, ends
from reports.figures import Figures
from tests.city import as_user, user_with
from tests.demo_city import AS_OF
from tests.reports.panels import panel
from tests.reports.test_figure_links import listed

DISTRICT = 999922000000


def region(name: str, rate: str | None, planned: int = 10) -> Figures:
    values: dict[str, Any] = {"start_rate": rate, "plan_communities": planned}
    return Figures(999900000000, name, 2023, AS_OF, values)


def named(*rates: str | None) -> tuple[list[str], list[str]]:
    found = ends([region(f"{rate}", rate) for rate in rates], "start_rate")
    return [one.figures.name for one in found.fast], [one.figures.name for one in found.slow]


@pytest.mark.parametrize(("regions", "each"), [(1, 0), (2, 1), (8, 4), (9, 4), (10, 5), (40, 5)])
def test_five_from_either_end_and_half_where_there_are_fewer(regions: int, each: int) -> None:
    rates = [f"{90 - number}.0" for number in range(regions)]
    fast, slow = named(*rates)
    assert fast == rates[:each]
    assert slow == rates[::-1][:each]
    assert not set(fast) & set(slow)
    assert NAMED == 5


def test_a_value_that_reaches_both_ends_is_named_at_neither() -> None:
    assert named("100.0", "100.0", "100.0", "100.0") == ([], [])
    assert named("100.0", "90.0", "90.0", "80.0") == (["100.0"], ["80.0"])
    assert named("100.0", None, "80.0") == (["100.0"], ["80.0"])


# --- Streets of a district ------------------------------------------------------------------
@pytest.fixture
def leader(demo_city: int) -> User:
    return user_with(Role.LEADER, Region.objects.get(pk=DISTRICT), "district_leader")


def number(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdecimal()))


@pytest.mark.parametrize("day", ["2023-05-31", AS_OF.isoformat()])
def test_streets_are_ranked_by_rate_and_each_number_opens_its_rows(leader: User, day: str) -> None:
    client = as_user(leader)
    response = client.get(f"/reports/?year=2023&as_of={day}")
    soup = BeautifulSoup(response.content, "html.parser")
    heads = [next(th.stripped_strings) for th in soup.select("#children thead th")]
    column = {name: heads.index(name) for name in ("名次", "计划小区", "已开工", "开工率 ▾")}
    rates = []
    for row in soup.select("#children tbody tr"):
        cells = row.select("td, th")
        planned, started = cells[column["计划小区"]], cells[column["已开工"]]
        for cell in (planned, started):
            link = cell.a
            assert link is not None
            assert listed(client, str(link["href"])) == number(cell.text)
        rate = cells[column["开工率 ▾"]].text.strip()
        if number(planned.text):
            assert float(rate) == pytest.approx(
                100 * number(started.text) / number(planned.text), abs=0.05
            )
        assert ("（基数小）" in row.text) == (0 < number(planned.text) < 5)
        rates.append((rate, cells[column["名次"]].text.strip()))
    assert len({rate for rate, _ in rates}) > 1
    known = [(float(rate), int(rank)) for rate, rank in rates if rate != "—"]
    values = [value for value, _ in known]
    assert values == sorted(values, reverse=True)
    for value, rank in known:
        assert rank == 1 + sum(other > value for other in values)
    assert "街道（乡镇）没有年度计划" in soup.text


def test_each_bar_of_a_street_opens_the_rows_it_counts(leader: User) -> None:
    client = as_user(leader)
    for key in ("start_rate", "completion_rate", "investment_rate", "lagging_projects"):
        found = panel(client, "children", by=key, year=2023, as_of=AS_OF.isoformat())
        active = found.select_one("#children-choices [aria-current]")
        assert active is not None
        links = found.select("tbody a")
        assert links, key
        for link in links[:3]:
            assert "region=999922" in str(link["href"])
            rows = listed(client, str(link["href"]))
            if key == "lagging_projects":
                assert rows == number(link.text)


def test_the_leader_of_a_district_sees_its_fast_and_slow_streets(leader: User) -> None:
    soup = BeautifulSoup(as_user(leader).get("/").content, "html.parser")
    assert soup.select('[aria-label="开工较快名次"] tbody tr')
    assert soup.select('[aria-label="开工较慢名次"] tbody tr')
    assert "各列至多5个；地区不足10个的，各列一半" in soup.text
