"""Entering and changing a project: rules, scope, stale forms, nothing lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from core.history import version_of
from projects.models import Project
from tests.city import FixtureCity, as_user, user_with
from tests.factories import CommunityFactory, ProjectFactory
from tests.pages import form_values, text_of

NEW = "/projects/new/"


def typed(city: FixtureCity, **changes: Any) -> dict[str, Any]:
    """Return what a clerk types for a valid project."""
    return {
        "number": "P900", "name": "朝阳里改造项目", "year": "2023", "region": city.district.pk,
        "classes": ["基础类", "提升类"], "batch": "第一批", "total_investment": "1,250.5",
        "annual_investment": "800", "planned_start": "2023-04-01", "planned_finish": "2023-10-31",
        "lead_person": "李工",
    } | changes  # fmt: skip


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, number="P1", name="东风一村改造")


def edit(project: Project) -> str:
    return f"/projects/{project.pk}/edit/"


def test_a_clerk_opens_a_project_with_its_communities_and_common_nodes(city: FixtureCity) -> None:
    community = CommunityFactory(region=city.street)
    response = as_user(city.clerk).post(NEW, typed(city, communities=[community.pk]))
    project = Project.objects.get(number="P900")
    assert response.status_code == 302
    assert response["Location"] == f"/projects/{project.pk}/"
    assert project.total_investment == Decimal("12505000.00")
    assert project.classes == "基础类、提升类"
    assert project.site_id == city.street.pk
    assert project.milestones.count() == 9
    assert project.milestones.get(name="开工").planned_on == date(2023, 4, 1)
    assert project.history.latest().history_user == city.clerk


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"started_on": "2023-06-01", "finished_on": "2023-05-01"}, "实际完工（2023-05-01）早于实际开工（2023-06-01），请核对这两个日期。"),
        ({"planned_finish": "2023-03-01"}, "计划完工（2023-03-01）早于计划开工（2023-04-01），请核对这两个日期。"),
        ({"started_on": "2023-08-01"}, "实际开工不能晚于今天（2023-07-31），尚未发生的请留空。"),
        ({"finished_on": "2023-05-01"}, "填了实际完工，还须填实际开工。"),
        ({"total_investment": "-5"}, "投资不能为负数。"),
        ({"region": "999921000000"}, "该区划不在您的管辖范围内，请选择本辖区的区划。"),
        ({"number": "P1"}, "编号 P1 在本市已用于“东风一村改造”，请换一个编号。"),
        ({"year": "二〇二三"}, "输入整数。"),
        ({"name": ""}, "该字段是必填项。"),
        ({"planned_finish": "9999-12-31"}, "日期应在 1949-10-01 至 2100-12-31 之间"),
        ({"planned_start": "0203-07-31"}, "日期应在 1949-10-01 至 2100-12-31 之间"),
    ],
)  # fmt: skip
def test_a_refused_form_says_why_and_comes_back_filled(
    city: FixtureCity, project: Project, changes: dict[str, str], message: str
) -> None:
    sent = typed(city) | changes
    response = as_user(city.clerk).post(NEW, sent)
    assert response.status_code == 422
    assert message in text_of(response)
    shown = form_values(response)
    for name in ("lead_person", "total_investment", "planned_start", "year", *changes):
        if name != "region":
            assert shown[name] == sent[name]
    assert Project.objects.count() == 1


def test_a_community_outside_the_projects_region_is_refused(city: FixtureCity) -> None:
    outside = CommunityFactory(region=city.other_district, name="外县小区")
    response = as_user(city.office).post(NEW, typed(city, communities=[outside.pk]))
    assert response.status_code == 422
    assert "外县小区不在项目所属区划内" in text_of(response)


def test_the_same_number_is_free_in_another_city(city: FixtureCity, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(city=999800000000)
    assert as_user(city.clerk).post(NEW, typed(city, number="P1")).status_code == 302


def test_the_owner_changes_a_project_and_nodes_follow_its_dates(
    city: FixtureCity, project: Project
) -> None:
    node = project.milestones.create(name="开工", planned_on=date(2023, 4, 1), order=6)
    client = as_user(city.clerk)
    sent = typed(city, number="P1", seen=version_of(project), started_on="2023-04-05")
    assert client.post(edit(project), sent).status_code == 302
    project.refresh_from_db()
    node.refresh_from_db()
    assert project.name == "朝阳里改造项目"
    assert project.started_on == node.actual_on == date(2023, 4, 5)


def test_of_two_people_the_second_sees_the_firsts_change_and_keeps_the_own_text(
    city: FixtureCity, project: Project
) -> None:
    colleague = user_with(Role.CLERK, city.district, "colleague", name="孙同事")
    seen = form_values(as_user(city.clerk).get(edit(project)))["seen"]
    sent = typed(city, number="P1", seen=seen)
    as_user(colleague).post(edit(project), sent | {"name": "同事改的名称"})
    response = as_user(city.clerk).post(edit(project), sent | {"name": "我改的名称"})
    assert response.status_code == 409
    page = text_of(response)
    assert "孙同事" in page
    assert "同事改的名称" in page
    shown = form_values(response)
    assert shown["name"] == "我改的名称"
    project.refresh_from_db()
    assert project.name == "同事改的名称"

    again = as_user(city.clerk).post(
        edit(project), sent | {"name": "我改的名称", "seen": shown["seen"]}
    )
    assert again.status_code == 302
    project.refresh_from_db()
    assert project.name == "我改的名称"


def test_a_form_that_is_merely_wrong_keeps_the_version_it_was_opened_at(
    city: FixtureCity, project: Project
) -> None:
    seen = version_of(project)
    project.batch = "第二批"
    project.save()
    response = as_user(city.clerk).post(edit(project), typed(city, seen=seen, name=""))
    assert response.status_code == 422
    assert form_values(response)["seen"] == str(seen)


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, project: Project) -> None:
    for method in ("get", "post"):
        assert getattr(as_user(city.stranger), method)(edit(project)).status_code == 404
        for reader in (city.leader, city.reviewer, city.district_leader):
            assert getattr(as_user(reader), method)(edit(project)).status_code == 403
    assert as_user(city.leader).get(NEW).status_code == 403


def test_classes_of_the_ledger_that_are_no_choice_are_kept(
    city: FixtureCity, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(classes="基础类、安全类")
    as_user(city.clerk).post(edit(project), typed(city, number="P1", classes=["完善类"]))
    project.refresh_from_db()
    assert project.classes == "完善类、安全类"


def test_a_number_too_large_for_the_database_is_refused_on_the_page(city: FixtureCity) -> None:
    sent = {
        "number": "C1",
        "name": "甲小区",
        "region": city.district.pk,
        "households": "99999999999",
    }
    response = as_user(city.clerk).post("/projects/communities/new/", sent)
    assert response.status_code == 422
    assert form_values(response)["households"] == "99999999999"
