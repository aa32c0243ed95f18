"""Two dates side by side, and what changed in between."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup
from django.utils import timezone

from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, PlanFactory, ProjectFactory

URL = "/reports/compare/"


def page(user: Any, **query: Any) -> BeautifulSoup:
    response = as_user(user).get(URL, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def lines(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Return {indicator: [before, after, difference]}."""
    return {
        next(row.th.stripped_strings): ["".join(cell.text.split()) for cell in row.select("td.num")]  # type: ignore[union-attr]
        for row in soup.select(".list tbody tr")
    }


def between(user: Any) -> BeautifulSoup:
    return page(user, **{"from": "2023-03-31", "to": "2023-05-11"})


def test_rates_differ_in_points_and_counts_in_units(city: FixtureCity) -> None:
    PlanFactory(region=city.district, communities=11)
    for month in (3, 3, 3, 5):
        ProjectFactory(region=city.district, started_on=date(2023, month, 10))
    shown = lines(between(city.office))
    assert shown["开工率"] == ["27.3", "36.4", "+9.1个百分点"]
    assert shown["已开工小区"] == ["3", "4", "+1"]
    assert shown["完工率"] == ["0.0", "0.0", "持平"]


def test_a_side_without_a_plan_has_no_difference(city: FixtureCity) -> None:
    PlanFactory(region=city.district, communities=1, effective_on=date(2023, 5, 1))
    ProjectFactory(region=city.district, started_on=date(2023, 3, 1))
    assert lines(between(city.office))["开工率"] == ["—", "100.0", "—"]


def test_each_side_links_to_its_own_date(city: FixtureCity) -> None:
    links = [a["href"] for a in between(city.office).select(".list td a")]
    assert any("as_of=2023-03-31" in href for href in links)
    assert any("as_of=2023-05-11" in href for href in links)


def test_what_happened_in_between_is_listed(city: FixtureCity) -> None:
    for day, name in (
        (date(2023, 3, 31), "早开工"),
        (date(2023, 4, 1), "期间开工"),
        (date(2023, 5, 12), "晚开工"),
    ):
        ProjectFactory(region=city.district, name=name, started_on=day)
    PlanFactory(region=city.district)
    PlanFactory(region=city.district, version=2, reason="增补", effective_on=date(2023, 4, 15))
    text = between(city.office).text
    assert "期间开工" in text
    assert "早开工" not in text
    assert "晚开工" not in text
    assert "2023-04-15 甲区第2版" in text


def test_late_entries_are_named_with_who_entered_them(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district, name="迟报项目", started_on=date(2023, 3, 1))
    late = timezone.make_aware(datetime(2023, 5, 20, 9))
    EntryFactory(
        project=project, week=date(2023, 4, 3), invested=Decimal(1),
        entered_by=city.clerk, submitted_at=late, reviewed_at=late, reviewed_by=city.reviewer,
    )  # fmt: skip
    EntryFactory(project=project, week=date(2023, 4, 10), submitted_at=None, reviewed_at=late)
    rows = between(city.office).select("#late tbody tr")
    assert len(rows) == 1
    assert "李填报" in rows[0].text
    assert "2023-05-20 09:00" in rows[0].text


def test_an_entry_accepted_after_the_cut_off_is_late(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district, started_on=date(2023, 3, 1))
    for day, hour in ((9, 19), (9, 21)):
        EntryFactory(
            project=ProjectFactory(region=city.district) if hour == 19 else project,
            week=date(2023, 4, 3),
            submitted_at=timezone.make_aware(datetime(2023, 4, 7, 10)),
            reviewed_at=timezone.make_aware(datetime(2023, 4, day, hour)),
        )
    assert len(between(city.office).select("#late tbody tr")) == 1


def test_dates_in_the_wrong_order_are_put_right(city: FixtureCity) -> None:
    soup = page(city.office, **{"from": "2023-05-11", "to": "2023-03-31"})
    assert soup.select_one("#from")["value"] == "2023-03-31"  # type: ignore[index]
