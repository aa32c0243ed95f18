"""指标口径: every figure is defined, and every definition is a figure."""

from datetime import date

from bs4 import BeautifulSoup

from reports.figures import figures
from reports.indicators import INDICATOR, INDICATORS
from tests.city import CITY, FixtureCity, as_user

LISTS = {"quantities", "checks"}


def test_the_page_defines_every_indicator(city: FixtureCity) -> None:
    response = as_user(city.clerk).get("/reports/indicators/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert [row["id"] for row in soup.select("tbody tr")] == [one.key for one in INDICATORS]
    assert "实际开工日期不晚于截至日期" in soup.text
    assert "开工较快、较慢按开工率各列至多5个" in soup.text


def test_indicators_and_figures_are_the_same_keys(city: FixtureCity) -> None:
    assert set(figures(CITY, 2023, date(2023, 7, 31)).values) - LISTS == set(INDICATOR)


def test_every_rate_names_its_denominator() -> None:
    assert all(bool(one.denominator) == one.is_rate for one in INDICATORS)
    assert all(one.definition.endswith("。") for one in INDICATORS)
