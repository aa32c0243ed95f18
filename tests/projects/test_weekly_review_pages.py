"""The page of the reviewer: flags, one accepted, one returned, a whole district."""

import pytest
from django.urls import reverse

from projects.choices import EntryState
from projects.models import WeeklyEntry
from projects.services.review import return_entry
from projects.services.weekly_submit import submit_week
from tests.city import as_user
from tests.factories import EntryFactory
from tests.pages import soup_of
from tests.projects.weekly_help import WEEK, page, started, type_in, with_last_week

REVIEW = reverse("projects:weekly_review")


@pytest.fixture
def waiting(city):
    """Two submitted entries, the first falling with a reason."""
    falling, plain = started(city.district), started(city.district)
    with_last_week(falling, percent=60)
    type_in(city, falling, percent="55", invested="820", fall_reason="核减重复计量")
    type_in(city, plain, percent="55", invested="820")
    submit_week(city.clerk, city.district, WEEK)
    return list(WeeklyEntry.objects.of_week(WEEK).order_by("pk"))


def test_the_review_shows_last_week_flags_and_age(city, waiting):
    html = page(as_user(city.reviewer), REVIEW)
    assert "由60%降为55%：核减重复计量" in html
    assert "已等待" in html
    assert "降 5 个百分点" in html


def test_entries_that_stand_still_for_three_weeks_are_flagged(city):
    project = started(city.district)
    for back in (1, 2):
        EntryFactory(project=project, week=WEEK.previous(back).monday)
    EntryFactory(project=project, week=WEEK.monday, state=EntryState.SUBMITTED)
    assert "连续3周无变化" in page(as_user(city.reviewer), REVIEW)


def test_a_jump_of_more_than_20_points_is_flagged(city):
    project = started(city.district)
    with_last_week(project, percent=50)
    type_in(city, project, percent="70.5", invested="900")
    submit_week(city.clerk, city.district, WEEK)
    assert "一周提高20.5个百分点" in page(as_user(city.reviewer), REVIEW)


def test_the_reviewer_accepts_one_and_returns_one(city, waiting):
    client, week = as_user(city.reviewer), {"week": str(WEEK)}
    accept = reverse("projects:entry_accept", args=[waiting[0].pk])
    send_back = reverse("projects:entry_return", args=[waiting[1].pk])
    assert client.post(accept, week).status_code == 302
    empty = client.post(send_back, {**week, "comment": " "})
    assert empty.status_code == 422
    assert "请写明退回意见" in empty.content.decode()
    assert client.post(send_back, {**week, "comment": "请核对"}).status_code == 302
    states = list(WeeklyEntry.objects.of_week(WEEK).order_by("pk").values_list("state", flat=True))
    assert states == [EntryState.ACCEPTED, EntryState.RETURNED]


def test_a_refused_return_keeps_the_comment(city, waiting):
    url = reverse("projects:entry_return", args=[waiting[0].pk])
    answer = as_user(city.reviewer).post(url, {"week": str(WEEK), "comment": "很长" * 200})
    assert answer.status_code == 422
    assert "很长" * 200 in answer.content.decode()
    answer = as_user(city.reviewer).post(url, {"week": str(WEEK), "comment": "请核对\0投资"})
    assert answer.status_code == 422
    assert "请核对投资" in answer.content.decode()


def test_the_whole_district_is_accepted_but_the_ticked(city, waiting):
    client = as_user(city.reviewer)
    data = district_form(client) | {"except": [waiting[0].pk]}
    html = client.post(reverse("projects:district_accept"), data, follow=True).content.decode()
    assert "1条周报，例外1条仍待审核" in html


def district_form(client):
    """Return what the page sends for a whole district when nothing is ticked."""
    form = soup_of(client, REVIEW).select_one("#district-accept")
    return {one["name"]: one["value"] for one in form.select("input[type=hidden]")}


def test_what_came_again_since_the_page_was_opened_waits_on(city, waiting):
    client = as_user(city.reviewer)
    opened, old = district_form(client), soup_of(client, REVIEW)
    return_entry(city.reviewer, waiting[0].pk, "请核对")
    type_in(city, waiting[0].project, percent="99")
    submit_week(city.clerk, city.district, WEEK)
    accept = reverse("projects:entry_accept", args=[waiting[0].pk])
    form = old.select_one(f'form[action="{accept}"]')
    one = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    refused = client.post(accept, one)
    assert refused.status_code == 422
    assert "在您打开页面后又提交过" in refused.content.decode()
    assert "99" in refused.content.decode()
    answer = client.post(reverse("projects:district_accept"), opened, follow=True)
    assert "1条周报，您打开页面后提交的1条请核对" in answer.content.decode()
    states = list(WeeklyEntry.objects.of_week(WEEK).order_by("pk").values_list("state", flat=True))
    assert states == [EntryState.SUBMITTED, EntryState.ACCEPTED]
    client.post(reverse("projects:district_accept"), district_form(client))
    assert not WeeklyEntry.objects.filter(state=EntryState.SUBMITTED).exists()


def test_a_strange_reviewer_finds_nothing(city, waiting):
    client = as_user(city.stranger_reviewer)
    for name in ("projects:entry_accept", "projects:entry_return"):
        url = reverse(name, args=[waiting[0].pk])
        assert client.post(url, {"week": str(WEEK), "comment": "x"}).status_code == 404
    district = {"week": str(WEEK), "region": city.district.pk}
    assert client.post(reverse("projects:district_accept"), district).status_code == 404
    assert waiting[0].project.name not in page(client, REVIEW)
