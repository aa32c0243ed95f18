"""Problems are filed on any day and closed with a result (S0-02)."""

from datetime import date

import pytest

from projects.models import Problem, Project
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.pages import form_values, text_of

TYPED = {"text": "化粪池位置不明", "severity": "较重", "help_needed": "请市管网中心提供图纸"}


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, name="东风一村改造")


@pytest.fixture
def problem(project: Project) -> Problem:
    return Problem.objects.create(project=project, text="缺图纸", opened_on=date(2023, 7, 1))


def close(problem: Problem) -> str:
    return f"/projects/problems/{problem.pk}/close/"


def test_clerk_and_reviewer_file_problems_as_of_today(city: FixtureCity, project: Project) -> None:
    for user in (city.clerk, city.reviewer):
        response = as_user(user).post(f"/projects/{project.pk}/problems/new/", TYPED)
        assert response.status_code == 302
    found = Problem.objects.filter(opened_by=city.reviewer).get()
    assert (found.opened_on, found.severity) == (date(2023, 7, 31), "较重")
    assert "化粪池位置不明" in text_of(as_user(city.leader).get("/projects/problems/?needs_help=1"))


def test_a_problem_without_text_is_refused_and_the_rest_stays(
    city: FixtureCity, project: Project
) -> None:
    response = as_user(city.clerk).post(
        f"/projects/{project.pk}/problems/new/", TYPED | {"text": ""}
    )
    assert response.status_code == 422
    assert form_values(response)["help_needed"] == "请市管网中心提供图纸"


def test_a_problem_is_closed_once_with_a_result(city: FixtureCity, problem: Problem) -> None:
    client = as_user(city.clerk)
    assert client.post(close(problem), {"result": ""}).status_code == 422
    assert client.post(close(problem), {"result": "图纸已补测"}).status_code == 302
    problem.refresh_from_db()
    assert (problem.closed_on, problem.result) == (date(2023, 7, 31), "图纸已补测")
    again = client.post(close(problem), {"result": "再次"})
    assert "该问题已于 2023-07-31 销号：图纸已补测" in text_of(again)


def test_the_list_tells_open_from_closed_on_a_past_date(
    city: FixtureCity, problem: Problem
) -> None:
    Problem.objects.filter(pk=problem.pk).update(closed_on=date(2023, 7, 20))
    client = as_user(city.leader)
    for query, shown in (
        ("?closed=0", False),
        ("?closed=0&as_of=2023-07-19", True),
        ("?closed=1", True),
        ("?as_of=2023-06-30", False),
    ):
        assert ("缺图纸" in text_of(client.get(f"/projects/problems/{query}"))) is shown, query


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, problem: Problem) -> None:
    for url in (close(problem), f"/projects/{problem.project_id}/problems/new/"):
        assert as_user(city.stranger).post(url).status_code == 404
        assert as_user(city.leader).post(url).status_code == 403
    assert "缺图纸" not in text_of(as_user(city.stranger).get("/projects/problems/"))
