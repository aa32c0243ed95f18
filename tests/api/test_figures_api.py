"""Figures over HTTP are what the command prints."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from reports.indicators import INDICATORS
from tests.api.conftest import Rows, api
from tests.city import FixtureCity

URL = "/api/v1/figures/"


def printed(*options: str) -> Any:
    out = StringIO()
    call_command("figures", *options, stdout=out)
    return json.loads(out.getvalue())


def test_figures_are_the_very_json_of_the_command(
    city: FixtureCity, ours: Rows, theirs: Rows
) -> None:
    code = str(city.region.pk)
    query = {"region": code, "year": "2023", "as_of": "2023-07-30"}
    options = ("--region", code, "--year", "2023", "--as-of", "2023-07-30")
    assert api(city.office).get(URL, query).json() == printed(*options)
    full = api(city.office).get(URL, query | {"by_child": "1", "since": "2022"}).json()
    assert full == printed(*options, "--by-child", "--since", "2022")
    assert [child["name"] for child in full["children"]] == ["甲区", "乙县"]
    assert full["figures"]["start_rate"] == "50.0"


def test_ones_own_region_this_year_and_today_are_the_default(city: FixtureCity, ours: Rows) -> None:
    found = api(city.clerk).get(URL).json()
    assert found["region"] == str(city.district.pk)
    assert (found["programme_year"], found["as_of"]) == (2023, "2023-07-31")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"region": "99"}, "region"),
        ({"region": "９９９９００００００００"}, "region"),
        ({"year": "0"}, "year"),
        ({"as_of": "1900-01-01"}, "as_of"),
        ({"as_of": "31.7.2023"}, "as_of"),
        ({"year": "2023", "since": "2024"}, "since"),
        ({"by_child": "maybe"}, "by_child"),
    ],
)
def test_what_cannot_be_read_is_told(city: FixtureCity, query: dict[str, str], field: str) -> None:
    found = api(city.office).get(URL, query)
    assert found.status_code == 400
    assert field in found.json()


def test_the_dictionary_names_every_indicator(city: FixtureCity) -> None:
    found = api(city.clerk).get("/api/v1/indicators/?page_size=200").json()
    assert [row["key"] for row in found["results"]] == [one.key for one in INDICATORS]
    assert all(row["definition"] and row["unit"] for row in found["results"])
