"""Whatever stands in the query string of a page of reports, the page answers."""

from itertools import product

from tests.city import FixtureCity, as_user

PAGES = ("", "history/", "compare/", "indicators/", "dispatches/", "bulletins/", "dispatches/new/")
BY_REGION = ("", "history/", "compare/")
DAYS = ("0001-01-01", "1582-10-15", "9999-12-31", "10000-01-01", "2023-02-30", "\x00", "月末")
YEARS = ("0000", "0001", "9999", "2100", "99999999999999999999", "-1", "\x00", "二〇二三", "²")


def test_a_day_that_no_report_has_is_no_fault(city: FixtureCity) -> None:
    client = as_user(city.office)
    for page, day in product(PAGES, DAYS):
        asked = dict.fromkeys(("as_of", "from", "to", "week"), day)
        assert client.get(f"/reports/{page}", asked, follow=True).status_code == 200


def test_a_year_that_no_report_has_is_no_fault(city: FixtureCity) -> None:
    client = as_user(city.office)
    for page, year in product(PAGES, YEARS):
        asked = {"year": year, "as_of": "0001-01-01"}
        assert client.get(f"/reports/{page}", asked, follow=True).status_code == 200


def test_other_words_of_the_query_are_no_fault(city: FixtureCity) -> None:
    client = as_user(city.office)
    for page, value in product(PAGES, ("\x00", "9" * 5000, "'", "-1")):
        asked = dict.fromkeys(("rank", "state", "sort", "report", "month"), value)
        assert client.get(f"/reports/{page}", asked, follow=True).status_code == 200
        assert client.get(f"/reports/{page}", {"page": value}).status_code in (200, 302, 404)


def test_a_region_that_is_none_is_not_found(city: FixtureCity) -> None:
    client = as_user(city.office)
    for page, region in product(BY_REGION, ("\x00", "9" * 12, "9" * 5000, "-1", "x")):
        assert client.get(f"/reports/{page}", {"region": region}).status_code == 404


def test_a_month_out_of_bounds_is_refused_with_an_example(city: FixtureCity) -> None:
    client = as_user(city.office)
    for month in ("0001-01", "0000-01", "9999-12", "2023-13", "\x00", "7", ""):
        found = client.post("/reports/bulletins/new/", {"month": month}, follow=True)
        assert "请选择要起草通报的月份" in found.content.decode()


def test_a_week_out_of_bounds_is_refused(city: FixtureCity) -> None:
    client = as_user(city.office)
    for week in ("0001-01-01", "9999-12-31", "1999-12-31", "\x00", ""):
        found = client.post("/reports/dispatches/new/", {"week": week}, follow=True)
        assert "请选择" in found.content.decode()
