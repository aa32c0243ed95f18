"""Stop windows: who sets them, where they hold, what is proposed and never set by itself."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project, StopWindow, Suspension
from projects.stops import Stops, calendars
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.pages import form_values, text_of
from tests.query_counts import assert_query_count

LIST, NEW = "/projects/stop-windows/", "/projects/stop-windows/new/"
JUNE = (date(2023, 6, 1), date(2023, 6, 30))
TYPED = {
    "kind": "考试", "name": "2023年高考", "first_on": "2023-06-07", "last_on": "2023-06-10",
    "works": "机械施工", "stops_clock": "on", "source": "市教育局通知",
}  # fmt: skip


def window(region: Any, **values: Any) -> StopWindow:
    given = {
        "kind": "考试", "name": "高考", "first_on": date(2023, 6, 7), "last_on": date(2023, 6, 10),
        "source": "市教育局通知",
    }  # fmt: skip
    return StopWindow.objects.create(region=region, **{**given, **values})


def test_the_office_sets_a_window_for_the_whole_city(city: FixtureCity) -> None:
    sent = TYPED | {"region": str(city.region.pk)}
    response = as_user(city.office).post(NEW, sent, follow=True)
    assert "2023-06-07 至 2023-06-10（4天，含首尾）" in text_of(response)
    row = StopWindow.objects.get()
    assert (row.days, row.stops_clock) == (4, True)
    assert row.history.latest().history_user == city.office
    assert "2023年高考" in text_of(as_user(city.clerk).get(LIST))


def test_a_window_holds_in_everything_below_its_region_and_nowhere_else(city: FixtureCity) -> None:
    window(city.region)
    window(city.district, name="甲区停工", first_on=date(2023, 6, 20), last_on=date(2023, 6, 21))
    stops = Stops.load(*JUNE)
    assert stops.of_region(city.region.pk).stopped_days(*JUNE) == 4
    assert stops.of_region(city.street.pk).stopped_days(*JUNE) == 6
    assert stops.of_region(city.other_district.pk).stopped_days(*JUNE) == 4
    page = text_of(as_user(city.stranger).get(LIST))
    assert "高考" in page
    assert "甲区停工" not in page


def test_a_window_that_takes_nothing_off_is_only_shown(city: FixtureCity) -> None:
    window(city.region, stops_clock=False)
    assert Stops.load(*JUNE).of_region(city.district.pk).stopped_days(*JUNE) == 0
    assert "不扣除" in text_of(as_user(city.clerk).get(LIST))


def test_calendars_of_many_projects_cost_two_queries(city: FixtureCity) -> None:
    window(city.region)
    projects = [ProjectFactory(region=city.district) for _ in range(12)]
    Suspension.objects.create(
        project=projects[3], started_on=date(2023, 6, 20), ended_on=date(2023, 6, 25), reason="汛"
    )
    with CaptureQueriesContext(connection) as queries:
        found = calendars(Project.objects.filter(pk__in=[row.pk for row in projects]), *JUNE)
    assert len(queries) == 3  # the projects themselves, windows, suspensions
    assert found[projects[0].pk].stopped_days(*JUNE) == 4
    assert found[projects[3].pk].stopped_days(*JUNE) == 9


def test_a_preset_fills_the_form_and_sets_nothing(city: FixtureCity) -> None:
    office = as_user(city.office)
    page = office.get(LIST)
    assert f"{NEW}?preset=gaokao&amp;year=2023" in page.content.decode()
    values = form_values(office.get(f"{NEW}?preset=winter&year=2023"))
    assert (values["first_on"], values["last_on"]) == ("2023-11-15", "2024-03-15")
    assert values["region"] == ""
    exam = form_values(office.get(f"{NEW}?preset=gaokao&year=2024"))
    assert (exam["name"], exam["region"]) == ("2024年高考", str(city.region.pk))
    assert not StopWindow.objects.exists()


def test_a_preset_of_no_year_is_an_empty_form(city: FixtureCity) -> None:
    for query in ("?preset=gaokao&year=x", "?preset=none&year=2023", "?preset=gaokao&year=99999"):
        values = form_values(as_user(city.office).get(NEW + query))
        assert (values["name"], values["first_on"]) == ("", "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"last_on": "2023-06-01"}, "截止日期（2023-06-01）早于起始日期（2023-06-07），请核对。"),
        ({"last_on": "2024-07-01"}, "一个停工窗口不超过366天，请分年度登记。"),
        ({"source": " "}, "该字段是必填项。"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(
    city: FixtureCity, changes: dict[str, str], message: str
) -> None:
    sent = TYPED | {"region": str(city.region.pk)} | changes
    response = as_user(city.office).post(NEW, sent)
    assert response.status_code == 422
    assert message in text_of(response)
    assert form_values(response)["name"] == "2023年高考"
    assert not StopWindow.objects.exists()


def test_a_window_is_withdrawn_for_a_reason_that_stays(city: FixtureCity) -> None:
    row = window(city.region)
    office = as_user(city.office)
    address = f"{LIST}{row.pk}/withdraw/"
    assert office.post(address, {"reason": ""}).status_code == 422
    page = office.post(address, {"reason": "考试改期"}, follow=True)
    assert not StopWindow.objects.exists()
    assert "考试改期" in text_of(page)


def test_a_window_of_the_city_is_read_below_and_changed_above(city: FixtureCity) -> None:
    row = window(city.region)
    for user in (city.clerk, city.reviewer, city.leader):
        client = as_user(user)
        assert client.get(f"{LIST}{row.pk}/").status_code == 200
        assert client.get(f"{LIST}{row.pk}/edit/").status_code == 403
        assert client.post(f"{LIST}{row.pk}/withdraw/", {"reason": "x"}).status_code == 403
    assert as_user(city.office).get(f"{LIST}{row.pk}/edit/").status_code == 200


def test_of_two_who_change_a_window_the_second_is_told(city: FixtureCity) -> None:
    row = window(city.region)
    office = as_user(city.office)
    sent = form_values(office.get(f"{LIST}{row.pk}/edit/")) | TYPED
    first = office.post(f"{LIST}{row.pk}/edit/", sent | {"last_on": "2023-06-12"})
    assert first.status_code == 302
    assert office.post(f"{LIST}{row.pk}/edit/", sent).status_code == 409


def test_the_list_costs_the_same_however_long_it_is(city: FixtureCity) -> None:
    for day in range(1, 20):
        window(city.region, first_on=date(2023, 6, day), last_on=date(2023, 6, day))
    assert_query_count(LIST, as_user(city.office), LIST)


def test_the_api_sets_changes_and_withdraws_a_window(city: FixtureCity) -> None:
    client, url = as_user(city.office), "/api/v1/stop-windows/"
    body = TYPED | {"region": str(city.region.pk), "stops_clock": True}
    made = client.post(url, body, content_type="application/json")
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["days"], row["region_name"]) == (4, "云江市")
    changed = client.patch(
        f"{url}{row['id']}/",
        {"last_on": "2023-06-09", "seen": row["version"]},
        content_type="application/json",
    )
    assert changed.json()["days"] == 3
    listed = as_user(city.stranger).get(url).json()["results"]
    assert [one["id"] for one in listed] == [row["id"]]
    gone = client.delete(f"{url}{row['id']}/", {"reason": "改期"}, content_type="application/json")
    assert gone.status_code == 204
    assert not StopWindow.objects.exists()
