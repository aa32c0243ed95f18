"""Suspending a project and resuming it."""

from datetime import date

import pytest

from projects.models import Project, Suspension
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.pages import form_values, text_of


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district)


def start(project: Project) -> str:
    return f"/projects/{project.pk}/suspend/"


TYPED = {"kind": "暂缓", "started_on": "2023-06-01", "reason": "道路拓宽"}


def test_a_suspension_begins_with_a_reason_and_ends_with_a_date(
    city: FixtureCity, project: Project
) -> None:
    client = as_user(city.clerk)
    assert client.post(start(project), TYPED).status_code == 302
    row = project.suspensions.get()
    assert project.status_on(date(2023, 6, 2)) == "暂缓"
    end = client.post(f"/projects/suspensions/{row.pk}/end/", {"ended_on": "2023-07-01"})
    assert end.status_code == 302
    assert project.status_on(date(2023, 7, 1)) == "前期"
    assert [h.history_user for h in row.history.all()] == [city.clerk, city.clerk]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": " "}, "该字段是必填项。"),
        ({"started_on": "2023-08-02"}, "起始日期不能晚于今天（2023-07-31）"),
    ],
)
def test_a_suspension_without_reason_or_in_the_future_is_refused(
    city: FixtureCity, project: Project, changes: dict[str, str], message: str
) -> None:
    response = as_user(city.clerk).post(start(project), TYPED | changes)
    assert response.status_code == 422
    assert message in text_of(response)
    assert form_values(response)["kind"] == "暂缓"
    assert not project.suspensions.exists()


def test_a_second_suspension_waits_for_the_first_to_end(
    city: FixtureCity, project: Project
) -> None:
    Suspension.objects.create(project=project, started_on=date(2023, 5, 1), reason="资金")
    response = as_user(city.clerk).post(start(project), TYPED)
    assert response.status_code == 422
    assert "自 2023-05-01 起已处于暂缓实施，请先登记恢复。" in text_of(response)


def test_work_resumes_after_the_suspension_began_and_once(
    city: FixtureCity, project: Project
) -> None:
    row = Suspension.objects.create(project=project, started_on=date(2023, 5, 1), reason="资金")
    url = f"/projects/suspensions/{row.pk}/end/"
    client = as_user(city.clerk)
    early = client.post(url, {"ended_on": "2023-05-01"})
    assert "恢复日期应晚于起始日期（2023-05-01）。" in text_of(early)
    client.post(url, {"ended_on": "2023-06-01"})
    twice = client.post(url, {"ended_on": "2023-06-02"})
    assert "已于 2023-06-01 恢复，无须再次登记。" in text_of(twice)


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, project: Project) -> None:
    row = Suspension.objects.create(project=project, reason="资金")
    for url in (start(project), f"/projects/suspensions/{row.pk}/end/"):
        assert as_user(city.stranger).post(url).status_code == 404
        assert as_user(city.leader).post(url).status_code == 403
