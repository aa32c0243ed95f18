"""Every number of the demo city that the city itself states, and its past dates."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Region
from reports.figures import figures, figures_by_child
from tests.demo_city import AS_OF, CITY

EXPECTED = json.loads(
    (Path(__file__).resolve().parent.parent / "yunjiang.expected.json").read_text()
)
pytestmark = pytest.mark.usefixtures("demo_city")


def printed(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("figures", *arguments, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_the_command_prints_every_number_of_the_city_and_its_districts() -> None:
    shown = printed(
        "--region", str(CITY), "--year", "2023", "--as-of", "2023-07-30", "--by-child", "--since", "2022"
    )  # fmt: skip
    own = shown["figures"]
    assert {key: own[key] for key in EXPECTED["city"]} == EXPECTED["city"]
    assert own["cumulative"] == EXPECTED["since_2022"]
    assert own["quality_complaints"] == EXPECTED["quality_complaints_2023"]
    assert own["disputes"] == EXPECTED["disputes_2023"]
    assert own["mass_incidents"] == EXPECTED["mass_incidents_2023"]
    children = {child["name"]: child["figures"] for child in shown["children"]}
    stated = EXPECTED["districts"]
    assert {
        name: {key: children[name][key] for key in keys} for name, keys in stated.items()
    } == stated
    assert len(children) == len(stated)
    assert own["checks"] == []


def test_the_object_names_its_region_year_and_date() -> None:
    shown = printed("--region", str(CITY), "--year", "2023", "--as-of", "2023-07-30")
    figure_set = shown.pop("figures")
    assert shown == {
        "region": str(CITY),
        "name": "云江市",
        "programme_year": 2023,
        "as_of": "2023-07-30",
    }
    assert "cumulative" not in figure_set


def test_a_district_asked_alone_gives_what_the_city_says_of_it() -> None:
    for child in figures_by_child(CITY, 2023, AS_OF, 2022)[1]:
        alone = figures(child.region, 2023, AS_OF, 2022)
        assert {**alone.values, "checks": []} == {**child.values, "checks": []}


def test_the_streets_of_a_district_add_up_to_it() -> None:
    _, streets = figures_by_child(999902000000, 2023, AS_OF)
    assert sum(street["started_communities"] for street in streets) == 45
    assert all(street["start_rate"] is None for street in streets)


def test_the_province_holds_the_city() -> None:
    own, cities = figures_by_child(990000000000, 2023, AS_OF)
    assert own["started_communities"] == cities[0]["started_communities"] == 162
    assert own["annual_plan_wan"] == 344000


def test_the_past_stays_what_it_was() -> None:
    march = figures(CITY, 2023, date(2023, 3, 31))
    july = figures(CITY, 2023, AS_OF)
    assert march["plan_communities"] == 186
    assert march["started_communities"] + march["unstarted_communities"] == 186
    assert march["started_communities"] < july["started_communities"]
    assert march["invested_wan"] < july["invested_wan"]
    assert march["quality_complaints"] <= july["quality_complaints"]


def test_the_partition_makes_up_the_plan_in_every_month() -> None:
    for month in range(1, 13):
        shown = figures(CITY, 2023, date(2023, month, 28))
        parts = ["unstarted", "in_construction", "completed", "suspended"]
        assert sum(shown[f"{part}_communities"] for part in parts) == 186


@pytest.mark.parametrize("code", [CITY, 999902000000, 999902001000, 990000000000])
def test_queries_do_not_grow_with_children(code: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(7):
        figures_by_child(code, 2023, AS_OF)
    with django_assert_num_queries(9):
        figures_by_child(code, 2023, AS_OF, since=2022)


def test_an_unknown_region_is_named() -> None:
    with pytest.raises(CommandError, match="没有代码为123456789012的区划"):
        printed("--region", "123456789012", "--year", "2023", "--as-of", "2023-07-30")


def test_a_region_without_rows_has_zeros_and_no_rates() -> None:
    Region.objects.create(code=999800000000, name="空市", level="市", parent_id=990000000000)
    empty = figures(999800000000, 2023, AS_OF)
    assert empty["plan_communities"] == empty["started_communities"] == 0
    assert empty["start_rate"] is None
    assert empty["investment_rate"] is None
    assert empty.checks == []
