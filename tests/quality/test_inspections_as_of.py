"""Inspections and their checks as far as they had come by a past day."""

from datetime import date

from bs4 import BeautifulSoup
from django.test import Client

from core import clock
from projects.models import Project
from quality.choices import InspectionKind, Verdict
from quality.services.inspections import Plan, open_inspection, record_visit
from tests.city import FixtureCity, as_user


def rows(client: Client, url: str) -> list[list[str]]:
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in soup.select("#list tbody tr")
    ]


def test_a_round_and_its_checks_stand_where_they_stood(city: FixtureCity, project: Project) -> None:
    with clock.at(date(2023, 7, 3)):
        plan = Plan(
            InspectionKind.SCHEDULED, "三季度检查", date(2023, 7, 10), "市住建局", "甲、乙",
            projects=[project],
        )  # fmt: skip
        round_ = open_inspection(plan, by=city.office)
    with clock.at(date(2023, 7, 20)):
        found = {
            "visited_on": date(2023, 7, 18), "inspectors": "检查组", "verdict": Verdict.PASSED,
            "note": "资料齐全",
        }  # fmt: skip
        record_visit(round_.checks.get(), found, answers={}, by=city.office)
    office = as_user(city.office)
    for day, visited in (
        ("2023-07-10", "0"), ("2023-07-18", "1"), ("2023-07-31", "1"),
    ):  # fmt: skip
        (listed,) = rows(office, f"/quality/?as_of={day}")
        assert listed[6:8] == [visited, "1"], day
        (check,) = rows(office, f"/quality/checks/?as_of={day}")
        assert ("检查组" in check) == (visited == "1"), day
        assert ("2023-07-18" in check) == (visited == "1"), day
        assert len(rows(office, f"/quality/checks/?as_of={day}&visited=1")) == int(visited)
        assert len(rows(office, f"/quality/checks/?as_of={day}&verdict=passed")) == int(visited)
    assert rows(office, "/quality/?as_of=2023-07-02") == []
    assert rows(office, "/quality/checks/?as_of=2023-07-02") == []
