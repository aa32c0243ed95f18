"""Lag: the SQL definition against plain counting of days, and what stops take out of it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.calendar import Calendar, Span
from projects.models import Project, StopWindow, Suspension
from projects.querysets import ProjectQuerySet
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import text_of

DAY = date(2023, 7, 31)
DAYS = st.integers(-60, 20).map(lambda n: DAY + timedelta(days=n))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 25)), max_size=4)


def window(city: FixtureCity, first: date, last: date, **more: object) -> StopWindow:
    given = {"region": city.region, "kind": "考试", "name": "高考", "source": "教育局通知"} | more
    return StopWindow.objects.create(first_on=first, last_on=last, **given)


def lagging() -> ProjectQuerySet:
    return Project.objects.lagging_on(DAY).with_lag(DAY).with_due_node(DAY)


def late_project(city: FixtureCity, due: date, **more: object) -> Project:
    project: Project = ProjectFactory(region=city.district, **more)
    MilestoneFactory(project=project, planned_on=due)
    return project


def test_lag_counts_the_days_since_the_worst_node(city: FixtureCity) -> None:
    project = late_project(city, date(2023, 6, 30))
    MilestoneFactory(project=project, name="完工", planned_on=date(2023, 7, 20))
    found = lagging().get()
    assert (found.due_since, found.lag.days, found.due_node) == (date(2023, 6, 30), 31, "开工")


def test_stop_windows_and_suspensions_are_taken_out_once(city: FixtureCity) -> None:
    project = late_project(city, date(2023, 6, 30))
    window(city, date(2023, 7, 3), date(2023, 7, 8))
    Suspension.objects.create(
        project=project, kind="停工", started_on=date(2023, 7, 6), ended_on=date(2023, 7, 11)
    )
    assert lagging().get().lag.days == 31 - 8  # 3 to 10 July


def test_a_window_of_another_district_or_that_stops_nothing_takes_nothing(
    city: FixtureCity,
) -> None:
    late_project(city, date(2023, 6, 30))
    window(city, date(2023, 7, 3), date(2023, 7, 8), region=city.other_district)
    window(city, date(2023, 7, 3), date(2023, 7, 8), stops_clock=False)
    assert lagging().get().lag.days == 31


def test_nothing_lags_whose_every_day_was_stopped(city: FixtureCity) -> None:
    late_project(city, date(2023, 7, 20))
    early = late_project(city, date(2023, 7, 18))
    window(city, date(2023, 7, 20), date(2023, 8, 10))
    assert [(row.pk, row.lag.days) for row in lagging()] == [(early.pk, 1)]


def test_a_suspended_project_does_not_lag(city: FixtureCity) -> None:
    project = late_project(city, date(2023, 6, 30))
    Suspension.objects.create(project=project, started_on=date(2023, 7, 30))
    assert not lagging().exists()
    assert Project.objects.with_lag(DAY).get().lag is None


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(due=DAYS, windows=SPANS, stops=SPANS, in_street=st.booleans())
def test_the_database_counts_as_the_calendar_does(
    city: FixtureCity,
    due: date,
    windows: list[tuple[date, int]],
    stops: list[tuple[date, int]],
    in_street: bool,
) -> None:
    with transaction.atomic():
        project = late_project(city, due)
        spans = []
        for number, (first, length) in enumerate(windows):
            region = city.district if in_street and number % 2 else city.region
            last = first + timedelta(days=length)
            window(city, first, last, region=region)
            spans.append(Span(first, last))
        for first, length in stops:
            end = first + timedelta(days=length + 1)
            if end <= DAY:
                Suspension.objects.create(project=project, started_on=first, ended_on=end)
                spans.append(Span(first, end - timedelta(days=1)))
        calendar = Calendar.of(spans)
        found = lagging().first()
        expected = due <= DAY and calendar.working_days(due, DAY) > 0
        assert (found is not None) == expected
        if found is not None:
            lag = found.lag.days
            assert lag == calendar.working_days(due + timedelta(days=1), DAY)
            assert lag <= (DAY - due).days, "stops only ever reduce lag"
        assert Project.objects.with_lagging(DAY).filter(lagging=True).exists() == expected
        transaction.set_rollback(True)


def test_the_list_tells_lag_and_not_begun_apart_and_counts_nobody_twice(city: FixtureCity) -> None:
    late_project(city, date(2023, 4, 30), name="甲项目")  # lags and has not begun
    late_project(city, date(2023, 7, 1), name="乙项目", started_on=date(2023, 4, 1))
    ProjectFactory(region=city.district, name="丙项目")  # past its planned start, without nodes
    ProjectFactory(region=city.district, name="丁项目", planned_start=date(2023, 8, 5))
    page = as_user(city.office).get("/projects/lag/?year=2023")
    text = text_of(page)
    assert "2项滞后，其中1项未开工；另有1项逾期未开工而没有逾期节点" in text
    assert [row.source.name for row in page.context["rows"]] == ["甲项目", "乙项目", "丙项目"]
    assert "丁项目" not in text
    only = as_user(city.office).get("/projects/lag/?year=2023&lagging=1&unstarted=1")
    assert [row.source.name for row in only.context["rows"]] == ["甲项目"]
    node = as_user(city.office).get("/projects/lag/?node=完工")
    assert not node.context["rows"]


def test_a_district_s_number_opens_as_many_rows(city: FixtureCity) -> None:
    for due in (date(2023, 5, 1), date(2023, 6, 1)):
        late_project(city, due)
    ProjectFactory(region=city.other_district, planned_start=date(2023, 8, 5))
    client = as_user(city.office)
    for row in client.get("/projects/lag/").context["districts"]:
        listed = client.get(f"/projects/lag/{row.source.href}&lagging=1").context["page"]
        assert listed.paginator.count == row.source.lagging == 2


def test_filtering_brings_the_summary_along(city: FixtureCity) -> None:
    late_project(city, date(2023, 5, 1))
    part = as_user(city.office).get("/projects/lag/", headers={"HX-Request": "true"})
    assert 'id="lag-summary" hx-swap-oob="true"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_projects_without_the_three_responsible_are_listed(city: FixtureCity) -> None:
    named = {"lead_official": "甲", "lead_unit": "乙", "lead_person": "丙"}
    ProjectFactory(region=city.district, name="齐全", **named)
    ProjectFactory(region=city.district, name="缺领导", **(named | {"lead_official": ""}))
    page = as_user(city.office).get("/projects/responsible/?year=2023&unassigned=1")
    assert [row.source.name for row in page.context["rows"]] == ["缺领导"]
    assert "2023年有 1 个项目责任不全" in text_of(page)
