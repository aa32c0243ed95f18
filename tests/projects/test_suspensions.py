"""Suspending a project and resuming it."""

from datetime import date

import pytest

from accounts.models import User
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
        ({"review_on": "2023-06-01"}, "复核日期应晚于起始日期（2023-06-01）。"),
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


REVIEWED = {"decided_by": "市级办公室", "reason": "道路拓宽未完", "review_on": "2023-10-01"}


def listed(user: User, query: str = "") -> str:
    return text_of(as_user(user).get(f"/projects/suspensions/{query}"))


def test_who_decided_and_when_to_look_again_are_kept_and_told(
    city: FixtureCity, project: Project
) -> None:
    more = {"decided_by": "甲区政府", "review_on": "2023-07-15"}
    assert as_user(city.clerk).post(start(project), TYPED | more).status_code == 302
    page = text_of(as_user(city.leader).get(f"/projects/{project.pk}/"))
    assert "甲区政府" in page
    assert "2023-07-15（已过）" in page
    assert "决定单位或人员" in text_of(as_user(city.clerk).get(f"/projects/{project.pk}/history/"))


def test_the_list_names_the_suspended_projects_and_flags_overdue_reviews(
    city: FixtureCity, project: Project
) -> None:
    Suspension.objects.create(project=project, reason="征收未定", review_on=date(2023, 7, 30))
    later = ProjectFactory(region=city.other_district)
    Suspension.objects.create(project=later, reason="拓宽", review_on=date(2023, 7, 31))
    ended = ProjectFactory(region=city.district)
    Suspension.objects.create(
        project=ended,
        started_on=date(2023, 5, 1),
        ended_on=date(2023, 6, 1),
        reason="汛期",
    )
    everything = listed(city.office)
    assert "复核逾期" in everything
    assert "未到复核" in everything
    assert "汛期" not in everything
    assert "汛期" in listed(city.office, "?lasting=0")
    assert "征收未定" not in listed(city.office, f"?region={city.other_district.code}")
    assert "拓宽" not in listed(city.office, "?review_overdue=1")
    assert "拓宽" not in listed(city.clerk)
    before = listed(city.office, "?as_of=2023-05-15")
    assert "汛期" in before


def test_a_review_says_who_decided_and_moves_the_date(city: FixtureCity, project: Project) -> None:
    row = Suspension.objects.create(project=project, reason="资金", review_on=date(2023, 7, 30))
    url = f"/projects/suspensions/{row.pk}/review/"
    assert as_user(city.clerk).post(url, REVIEWED).status_code == 302
    row.refresh_from_db()
    assert (row.decided_by, row.review_on) == ("市级办公室", date(2023, 10, 1))
    assert row.history.latest().history_user == city.clerk
    refused = as_user(city.clerk).post(url, REVIEWED | {"reason": ""})
    assert refused.status_code == 422
    row.ended_on = date(2023, 7, 31)
    row.save()
    assert "无须复核" in text_of(as_user(city.clerk).post(url, REVIEWED))


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, project: Project) -> None:
    row = Suspension.objects.create(project=project, reason="资金")
    page = f"/projects/suspensions/{row.pk}"
    for url in (start(project), f"{page}/end/", f"{page}/review/"):
        assert as_user(city.stranger).post(url).status_code == 404
        assert as_user(city.leader).post(url).status_code == 403
