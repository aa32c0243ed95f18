"""Complaints as they stood on a past day, and the panel that counts them."""

from datetime import date

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.services import closing, handling
from complaints.services.registering import register
from core import clock
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.complaints.conftest import assign, call, reply, report
from tests.factories import ComplaintFactory
from tests.pages import rows_of, soup_of
from tests.reports.panels import panel

REGISTER = "/complaints/"


@pytest.fixture
def course(city: FixtureCity, project: Project) -> Complaint:
    """Registered on 3 July, handed over on the 4th, answered on the 24th, closed on the 26th."""
    with clock.at(date(2023, 7, 3)):
        row = register(report(project), by=city.reviewer)
    with clock.at(date(2023, 7, 4)):
        row = assign(city, row)
    with clock.at(date(2023, 7, 5)):
        row = handling.start(row, by=city.clerk)
    with clock.at(date(2023, 7, 24)):
        row = reply(city, row)
    with clock.at(date(2023, 7, 26)):
        row = call(city, row, True)
        return closing.close(row, by=city.office)


def listed(client: Client, url: str) -> dict[str, tuple[str, str]]:
    """Return state and end of each complaint by its number."""
    rows = rows_of(soup_of(client, url))
    return {row["编号"]: (row["状态"], row["办结日期"]) for row in rows}


def test_a_complaint_stands_where_it_stood(city: FixtureCity, course: Complaint) -> None:
    office = as_user(city.office)
    due = course.due_at
    assert due is not None
    assert due.date() < date(2023, 7, 20)
    for day, state, closed in (
        ("2023-07-03", "待交办", "—"), ("2023-07-04", "已交办", "—"), ("2023-07-05", "办理中", "—"),
        ("2023-07-20", "办理中，逾期", "—"), ("2023-07-24", "待回访", "—"),
        ("2023-07-26", "已办结", "2023-07-26"), ("2023-07-31", "已办结", "2023-07-26"),
    ):  # fmt: skip
        found = listed(office, f"{REGISTER}?as_of={day}")
        assert found == {course.number: (state, closed)}, day
        late = {course.number} if "逾期" in state else set()
        assert set(listed(office, f"{REGISTER}?as_of={day}&overdue=1")) == late
        assert set(listed(office, f"{REGISTER}overdue/?as_of={day}")) == late
    assert listed(office, f"{REGISTER}?as_of=2023-07-02") == {}
    assert set(listed(office, f"{REGISTER}?as_of=2023-07-05&state=handling")) == {course.number}
    assert listed(office, f"{REGISTER}?as_of=2023-07-05&state=closed") == {}


def test_a_complaint_of_the_ledger_waits_until_it_was_closed(
    city: FixtureCity, project: Project
) -> None:
    ComplaintFactory(
        region=city.district, project=project, number="T1", state="closed",
        received_on=date(2023, 5, 1), closed_on=date(2023, 6, 20),
    )  # fmt: skip
    office = as_user(city.office)
    assert listed(office, f"{REGISTER}?as_of=2023-06-19") == {"T1": ("待交办", "—")}
    assert listed(office, f"{REGISTER}?as_of=2023-06-20") == {"T1": ("已办结", "2023-06-20")}


@pytest.mark.parametrize("day", ["2023-07-05", "2023-07-20", "2023-07-31"])
def test_the_panel_of_a_day_opens_as_many_complaints_of_that_day(
    city: FixtureCity, course: Complaint, day: str
) -> None:
    leader = as_user(city.leader)
    links = panel(leader, "voices", year=2023, as_of=day).select("a[href*='/complaints/?']")
    assert len(links) == 2
    for link in links:
        assert f"as_of={day}" in str(link["href"])
        assert len(listed(leader, str(link["href"]))) == int(link.get_text(strip=True))
    assert [link.get_text(strip=True) for link in links] == {
        "2023-07-05": ["1", "0"], "2023-07-20": ["1", "1"], "2023-07-31": ["0", "0"],
    }[day]  # fmt: skip
