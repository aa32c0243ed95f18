"""倒排工期: what is proposed, what is warned of, what is saved and remembered."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.backplan import Calendars, Step, plan_back
from projects.calendar import Calendar, Span
from projects.models import Milestone, Project, ScheduleTemplate, StopWindow, Suspension
from projects.services.backplans import Wanted, propose
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import form_values, text_of

COMMON = "通用节点（与台账一致）"
WORKS = (Step("开工", 15, True), Step("主体工程过半", 60, True), Step("完工", 60, True))
EXAM = Calendar.of([Span(date(2023, 6, 7), date(2023, 6, 10), "高考")])
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))
SPANS = st.builds(lambda d, n: Span(d, d + timedelta(days=n)), DAYS, st.integers(0, 40))
CALENDARS = st.lists(SPANS, max_size=5).map(Calendar.of)
STEPS = st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=1, max_size=8)


@CALM
@given(STEPS, CALENDARS, DAYS, st.data())
def test_no_node_is_planned_on_a_stopped_day_and_each_has_its_working_days(
    drawn: list[tuple[int, bool]], stops: Calendar, deadline: date, data: st.DataObject
) -> None:
    steps = [Step(str(n), days, on_site) for n, (days, on_site) in enumerate(drawn)]
    target = data.draw(st.integers(0, len(steps) - 1))
    both = Calendars(stops, Calendar())
    found = plan_back(steps, str(target), deadline, both)
    assert found[target].planned_on <= deadline
    for one in found:
        assert not both.of(one.step).stops(one.planned_on)
    for before, after in pairwise(found):
        worked = both.of(after.step).working_days(before.planned_on, after.planned_on) - 1
        assert worked >= after.step.days - (
            1 if both.of(after.step).stops(before.planned_on) else 0
        )
        assert before.planned_on <= after.planned_on


@CALM
@given(STEPS, CALENDARS, SPANS, DAYS)
def test_a_further_stop_window_only_ever_asks_for_an_earlier_start(
    drawn: list[tuple[int, bool]], stops: Calendar, more: Span, deadline: date
) -> None:
    steps = [Step(str(n), days, on_site) for n, (days, on_site) in enumerate(drawn)]
    last = steps[-1].name
    now = plan_back(steps, last, deadline, Calendars(stops, Calendar()))
    wider = Calendar.of([*stops.spans, more])
    then = plan_back(steps, last, deadline, Calendars(wider, Calendar()))
    assert then[0].begins_on <= now[0].begins_on


def test_an_examination_in_june_moves_the_start_by_its_four_days() -> None:
    deadline = date(2023, 7, 31)
    plain = plan_back(WORKS, "完工", deadline, Calendars(Calendar(), Calendar()))
    jumped = plan_back(WORKS, "完工", deadline, Calendars(EXAM, Calendar()))
    assert [one.planned_on for one in plain] == [
        date(2023, 4, 2), date(2023, 6, 1), date(2023, 7, 31),
    ]  # fmt: skip
    assert [one.planned_on for one in jumped] == [
        date(2023, 3, 29), date(2023, 5, 28), date(2023, 7, 31),
    ]  # fmt: skip
    assert (jumped[2].stopped, [span.words for span in jumped[2].stops]) == (4, ["高考"])


def test_a_fixed_date_holds_where_it_is_earlier() -> None:
    steps = (
        Step("方案设计与公示", 30, fixed_on=date(2022, 10, 20)),
        Step("招标投标", 28, fixed_on=date(2022, 12, 31)),
        Step("开工", 15, True),
    )
    found = plan_back(steps, "开工", date(2023, 4, 1), Calendars(Calendar(), Calendar()))
    assert [one.planned_on for one in found] == [
        date(2022, 10, 20), date(2022, 12, 31), date(2023, 4, 1),
    ]  # fmt: skip


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, name="红星小区改造")


@pytest.fixture
def template(city: FixtureCity) -> ScheduleTemplate:
    return ScheduleTemplate.objects.get(name=COMMON)


def asked(template: ScheduleTemplate, deadline: str = "2023-11-30") -> dict[str, Any]:
    return {"template": template.pk, "target": "完工", "deadline": deadline}


def url(project: Project) -> str:
    return f"/projects/{project.pk}/backplan/"


def saved(client: Any, project: Project, sent: dict[str, Any], **more: Any) -> Any:
    values = form_values(client.get(url(project), sent))
    return client.post(url(project), {**sent, "seen": values["seen"], "reason": "赶工", **more})


def test_the_plan_is_shown_before_it_is_saved_and_warns_of_a_start_that_is_past(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    StopWindow.objects.create(
        region=city.region, kind="考试", name="高考", first_on=date(2023, 6, 7),
        last_on=date(2023, 6, 10), source="通知",
    )  # fmt: skip
    page = as_user(city.reviewer).get(url(project), asked(template, "2023-07-31"))
    text = text_of(page)
    assert "最迟应于 2022-10-28 着手，已过 276 天" in text
    assert "高考 4天" in text
    assert form_values(page)["reason"] == "按2023年7月31日完工倒排"
    assert not project.milestones.exists()


@pytest.mark.parametrize("deadline", ["9999-12-31", "0001-01-01"])
def test_a_deadline_out_of_all_bounds_is_refused_at_its_field(
    city: FixtureCity, project: Project, template: ScheduleTemplate, deadline: str
) -> None:
    page = as_user(city.reviewer).get(url(project), asked(template, deadline))
    assert page.status_code == 422
    assert "日期应在 1949-10-01 至 2100-12-31 之间" in text_of(page)


def test_saving_adds_the_nodes_of_the_template_with_weights_and_the_first_baseline(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    response = saved(as_user(city.reviewer), project, asked(template))
    assert response.status_code == 302, text_of(response)
    nodes = list(project.milestones.order_by("order"))
    assert [node.name for node in nodes] == [s.name for s in template.steps.order_by("order")]  # type: ignore[attr-defined]
    assert sum(node.weight for node in nodes) == 100
    finish = project.milestones.get(name="完工")
    assert finish.planned_on == finish.baseline_on == date(2023, 11, 30)
    project.refresh_from_db()
    assert project.planned_finish == date(2023, 11, 30)
    assert not finish.reschedules.exists()  # type: ignore[attr-defined]


def test_rescheduling_keeps_who_when_from_to_and_why_and_is_not_late(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    node = MilestoneFactory(
        project=project, name="完工", planned_on=date(2023, 7, 1), baseline_on=date(2023, 7, 1)
    )
    assert node.days_late(date(2023, 7, 31)) == 30
    client = as_user(city.reviewer)
    assert saved(client, project, asked(template), reason=" ").status_code == 422
    assert saved(client, project, asked(template), reason="雨季延误").status_code == 302
    node.refresh_from_db()
    move = node.reschedules.get()
    assert (move.from_on, move.to_on) == (date(2023, 7, 1), date(2023, 11, 30))
    assert (move.reason, move.changed_by, move.changed_on) == (
        "雨季延误", city.reviewer, date(2023, 7, 31),
    )  # fmt: skip
    assert node.days_late(date(2023, 7, 31)) is None
    assert (node.baseline_on, node.slip) == (date(2023, 7, 1), 152)
    listed = text_of(client.get("/projects/reschedules/"))
    assert "红星小区改造" in listed
    assert "雨季延误" in listed


def test_a_node_that_is_met_stays_as_it_is(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    met = MilestoneFactory(
        project=project, name="开工", planned_on=date(2023, 4, 1), actual_on=date(2023, 4, 3)
    )
    assert saved(as_user(city.office), project, asked(template)).status_code == 302
    met.refresh_from_db()
    assert (met.planned_on, met.actual_on, met.order) == (date(2023, 4, 1), date(2023, 4, 3), 6)


def test_without_a_deadline_the_template_brings_nodes_and_weights_and_no_dates(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    node = MilestoneFactory(project=project, name="开工")
    sent = asked(template) | {"deadline": ""}
    assert saved(as_user(city.office), project, sent).status_code == 302
    node.refresh_from_db()
    assert (node.planned_on, node.weight) == (date(2023, 4, 1), 5)
    assert project.milestones.filter(planned_on=None).count() == 9


def test_a_suspension_that_ended_is_jumped_over_and_one_that_lasts_is_told(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    wanted = Wanted(template, "完工", date(2023, 11, 30))
    before = propose([project], wanted)[0]
    row = Suspension.objects.create(
        project=project, started_on=date(2023, 6, 1), ended_on=date(2023, 6, 11), reason="管线"
    )
    ended = propose([project], wanted)[0]
    assert before.starts_on is not None
    assert ended.starts_on == before.starts_on - timedelta(days=10)
    assert not ended.suspended
    row.ended_on = None
    row.save()
    text = text_of(as_user(city.office).get(url(project), asked(template)))
    assert "项目正在暂缓或停工，恢复日期未定" in text


def test_a_plan_that_moved_meanwhile_is_not_overwritten(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    node = MilestoneFactory(project=project, name="开工")
    client = as_user(city.reviewer)
    values = form_values(client.get(url(project), asked(template)))
    node.planned_on = date(2023, 5, 5)
    node.save()
    sent = asked(template) | {"seen": values["seen"], "reason": "赶工"}
    assert client.post(url(project), sent).status_code == 409
    node.refresh_from_db()
    assert node.planned_on == date(2023, 5, 5)


def test_a_clerk_does_not_plan_and_a_stranger_finds_nothing(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    assert as_user(city.clerk).get(url(project)).status_code == 403
    assert as_user(city.stranger_reviewer).get(url(project)).status_code == 404


def batch(city: FixtureCity, template: ScheduleTemplate) -> dict[str, Any]:
    return asked(template) | {"region": city.region.pk, "year": 2023}


def test_all_projects_of_a_region_are_checked_first_and_those_picked_are_saved(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    other = ProjectFactory(region=city.other_district, name="乙县项目")
    done = ProjectFactory(region=city.district, name="已验收项目", accepted_on=date(2023, 7, 1))
    client = as_user(city.office)
    page = client.get("/projects/backplans/", batch(city, template))
    text = text_of(page)
    assert "乙县项目" in text
    assert "已验收项目" not in text
    assert "2 个项目的最迟着手日期已过" in text
    sent = batch(city, template) | {
        "seen": form_values(page)["seen"], "reason": "全市倒排", "pick": [project.pk, done.pk],
    }  # fmt: skip
    response = client.post("/projects/backplans/", sent, follow=True)
    assert "已保存 1 个项目的计划，10 个节点日期有变" in text_of(response)
    assert project.milestones.count() == 10
    assert not other.milestones.exists()
    assert not done.milestones.exists()


def test_a_district_saves_no_project_of_another(
    city: FixtureCity, template: ScheduleTemplate
) -> None:
    ProjectFactory(region=city.other_district, name="乙县项目")
    client = as_user(city.reviewer)
    page = client.get("/projects/backplans/", batch(city, template))
    assert page.status_code == 422
    assert "乙县项目" not in text_of(page)


def test_many_projects_cost_as_many_queries_as_one(
    city: FixtureCity, template: ScheduleTemplate
) -> None:
    wanted = Wanted(template, "完工", date(2023, 11, 30))
    counts = []
    for number in (1, 20):
        projects = [ProjectFactory(region=city.district) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            propose(projects, wanted)
        counts.append(len(queries))
    assert counts == [4, 4]


def test_history_keeps_the_reason_of_a_batch(
    city: FixtureCity, project: Project, template: ScheduleTemplate
) -> None:
    saved(as_user(city.office), project, asked(template), reason="七月底前完工")
    record = Milestone.history.filter(project_id=project.pk).latest()
    assert (record.history_change_reason, record.history_user) == ("七月底前完工", city.office)
