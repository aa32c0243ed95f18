"""Nodes and quantities of a project: one table, saved all or none."""

from datetime import date
from typing import Any

import pytest

from core.history import latest_version
from projects.models import Milestone, Project, WorkQuantity
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import form_values, text_of


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district)


def lines(rows: list[dict[str, Any]], initial: int = 0, **more: Any) -> dict[str, Any]:
    """Return a formset's POST data."""
    data = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": initial, **more}
    for number, row in enumerate(rows):
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    return data


def nodes_url(project: Project) -> str:
    return f"/projects/{project.pk}/milestones/"


def quantities_url(project: Project) -> str:
    return f"/projects/{project.pk}/quantities/"


def test_nodes_are_saved_and_the_projects_dates_follow(city: FixtureCity, project: Project) -> None:
    node = MilestoneFactory(project=project, name="开工", order=1)
    row = {"pk": node.pk, "name": "开工", "planned_on": "2023-04-01", "actual_on": "2023-04-08"}
    new = {"pk": "", "name": "管线验收", "planned_on": "2023-09-01", "actual_on": ""}
    response = as_user(city.clerk).post(nodes_url(project), lines([row, new], 1))
    assert response.status_code == 302
    project.refresh_from_db()
    assert project.started_on == date(2023, 4, 8)
    assert list(project.milestones.values_list("name", flat=True)) == ["开工", "管线验收"]


def test_a_node_reached_in_the_future_is_refused_beside_its_row(
    city: FixtureCity, project: Project
) -> None:
    node = MilestoneFactory(project=project, name="开工", order=1)
    row = {"pk": node.pk, "name": "开工", "planned_on": "2023-04-02", "actual_on": "2023-08-01"}
    response = as_user(city.clerk).post(nodes_url(project), lines([row], 1))
    assert response.status_code == 422
    assert "实际日期不能晚于今天（2023-07-31）" in text_of(response)
    assert form_values(response)["lines-0-actual_on"] == "2023-08-01"
    node.refresh_from_db()
    assert node.actual_on is None
    assert node.planned_on == date(2023, 4, 1)


def test_a_finish_without_a_start_is_refused(city: FixtureCity, project: Project) -> None:
    node = MilestoneFactory(project=project, name="完工", order=1)
    row = {"pk": node.pk, "name": "完工", "planned_on": "", "actual_on": "2023-07-01"}
    response = as_user(city.clerk).post(nodes_url(project), lines([row], 1))
    assert response.status_code == 422
    assert "填了实际完工，还须填实际开工。" in text_of(response)


def test_nodes_that_somebody_else_saved_meanwhile_are_not_overwritten(
    city: FixtureCity, project: Project
) -> None:
    node = MilestoneFactory(project=project, name="开工", order=1)
    seen = latest_version(Milestone, project_id=project.pk)
    node.planned_on = date(2023, 6, 1)
    node._history_user = city.office
    node.save()
    row = {"pk": node.pk, "name": "开工", "planned_on": "2023-05-01", "actual_on": ""}
    response = as_user(city.clerk).post(nodes_url(project), lines([row], 1, seen=seen))
    assert response.status_code == 409
    assert "陈起草" in text_of(response)
    assert form_values(response)["lines-0-planned_on"] == "2023-05-01"
    node.refresh_from_db()
    assert node.planned_on == date(2023, 6, 1)


def test_a_length_in_square_metres_is_refused_with_the_unit_expected(
    city: FixtureCity, project: Project
) -> None:
    good = {"pk": "", "item": "屋面防水", "unit": "平方米", "planned": "100", "done": "50"}
    bad = {"pk": "", "item": "雨污水管网改造", "unit": "㎡", "planned": "300", "done": "20"}
    response = as_user(city.clerk).post(quantities_url(project), lines([good, bad]))
    assert response.status_code == 422
    assert "雨污水管网改造按长度计，单位应为 m 或 km" in text_of(response)
    assert form_values(response)["lines-1-planned"] == "300"
    assert not project.quantities.exists()


def test_quantities_are_saved_in_our_spelling_and_more_done_than_planned_warns(
    city: FixtureCity, project: Project
) -> None:
    row = {"pk": "", "item": "屋面防水", "unit": "平方米", "planned": "100", "done": "150"}
    response = as_user(city.clerk).post(quantities_url(project), lines([row]), follow=True)
    assert project.quantities.get().unit == "㎡"
    assert "屋面防水完成量 150㎡ 大于计划量 100㎡，请核对。" in text_of(response)


def test_a_line_is_removed_and_its_history_stays(city: FixtureCity, project: Project) -> None:
    row = project.quantities.create(item="屋面防水", unit="㎡")
    sent = {
        "pk": row.pk,
        "item": "屋面防水",
        "unit": "㎡",
        "planned": "",
        "done": "",
        "DELETE": "on",
    }
    unknown = as_user(city.clerk).post(quantities_url(project), lines([sent | {"pk": "x"}], 1))
    assert unknown.status_code == 422
    assert "请刷新页面后再试" in text_of(unknown)
    assert as_user(city.clerk).post(quantities_url(project), lines([sent], 1)).status_code == 302
    assert not project.quantities.exists()
    gone = WorkQuantity.history.filter(project_id=project.pk).latest()
    assert (gone.history_type, gone.history_user) == ("-", city.clerk)


def test_the_same_item_twice_is_refused(city: FixtureCity, project: Project) -> None:
    row = {"pk": "", "item": "屋面防水", "unit": "㎡", "planned": "1", "done": ""}
    response = as_user(city.clerk).post(
        quantities_url(project), lines([row, row | {"unit": "平米"}])
    )
    assert "屋面防水（㎡）重复，同一内容请合并为一行。" in text_of(response)


def test_a_line_of_another_project_is_not_touched(city: FixtureCity, project: Project) -> None:
    other = ProjectFactory(region=city.other_district).quantities.create(item="绿化提升", unit="㎡")
    row = {"pk": other.pk, "item": "绿化提升", "unit": "㎡", "planned": "9", "done": ""}
    as_user(city.clerk).post(quantities_url(project), lines([row]))
    other.refresh_from_db()
    assert other.planned is None


@pytest.mark.parametrize("url", [nodes_url, quantities_url])
def test_strangers_meet_a_404_and_readers_a_403(
    city: FixtureCity, project: Project, url: Any
) -> None:
    assert as_user(city.stranger).get(url(project)).status_code == 404
    assert as_user(city.reviewer).get(url(project)).status_code == 403
    assert as_user(city.clerk).get(url(project)).status_code == 200
