"""The weekly pages, as the people of one district and a stranger see them."""

import time
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from projects.choices import EntryState
from projects.models import WeeklyEntry, WeekUnlock
from projects.services.weekly_submit import submit_week
from projects.services.weeks import close_week
from tests.city import as_user
from tests.factories import EntryFactory
from tests.projects.weekly_help import LAST, WEEK, page, started, type_in, with_last_week

GRID = reverse("projects:weekly_grid")
CELL = reverse("projects:weekly_cell")
REVIEW = reverse("projects:weekly_review")


class Inputs(HTMLParser):
    """Collects the grid's inputs, textareas and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str]] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag in {"input", "textarea"}:
            self.inputs.append(found)
        if tag == "a":
            self.links.append(found.get("href", ""))

    def field(self, name):
        return [one for one in self.inputs if one.get("data-field") == name]


def cell(client, project, **fields):
    data = {"project": project.pk, "week": str(WEEK), "field": "percent", "seen": "", **fields}
    return client.post(CELL, data)


# --- Grid ---------------------------------------------------------------------------------------
def test_the_grid_shows_all_of_the_clerks_projects_and_nobody_elses(city):
    mine, street, theirs = (
        started(region) for region in (city.district, city.street, city.other_district)
    )
    with_last_week(mine, percent=50, wan=800)
    type_in(city, mine, percent="55")
    html = page(as_user(city.clerk), GRID)
    found = Inputs(html)
    assert [one["value"] for one in found.field("percent")] == ["55", ""]
    assert [one["aria-label"] for one in found.field("percent")] == [
        f"{mine.name} 本周形象进度",
        f"{street.name} 本周形象进度",
    ]
    assert "上周 50" in html
    assert "上周 800" in html
    assert theirs.name not in html


def test_what_is_typed_is_escaped(city):
    project = started(city.district)
    type_in(city, project, progress_note="<script>alert(1)</script>", problem="</textarea>=1+1")
    html = page(as_user(city.clerk), GRID)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;/textarea&gt;=1+1" in html


def test_submitted_rows_are_read_only_and_returned_ones_show_the_comment(city):
    sent, back = started(city.district), started(city.district)
    entry = {"week": WEEK.monday}
    EntryFactory(project=sent, state=EntryState.SUBMITTED, **entry)
    EntryFactory(project=back, state=EntryState.RETURNED, return_comment="投资请核对", **entry)
    html = page(as_user(city.clerk), GRID)
    assert len(Inputs(html).field("percent")) == 1
    assert "退回意见：投资请核对" in html
    assert "待审核" in html


def test_the_counter_and_the_deadline_are_told_without_a_script(city):
    done = started(city.district)
    started(city.district)
    type_in(city, done, percent="55", invested="820")
    html = page(as_user(city.clerk), GRID)
    assert '<b id="weekly-filled" data-weekly-filled>1</b>/2' in html
    assert "8月4日 18:00" in html
    assert "还有" in html
    assert "<noscript>" in html


def test_a_closed_week_can_be_read_and_not_typed_in(city):
    started(city.district)
    close_week(city.region, LAST)
    html = page(as_user(city.clerk), f"{GRID}?week={LAST}")
    assert "已冻结" in html
    assert not Inputs(html).field("percent")


def test_an_empty_grid_says_what_will_appear(city):
    assert "本周没有需要填报的项目" in page(as_user(city.clerk), GRID)


@pytest.mark.parametrize("text", ["foo", "2023-13-01", "0001-01-01", "9999-12-31"])
def test_no_week_address_breaks_the_page(city, text):
    assert as_user(city.clerk).get(f"{GRID}?week={text}").status_code in {200, 404}


def test_who_may_open_the_weekly_pages(city):
    urls = {
        GRID: {"clerk"},
        reverse("projects:weekly_submit"): {"clerk"},
        reverse("projects:weekly_review"): {"reviewer"},
        reverse("projects:week_unlock"): {"office"},
        reverse("projects:calendar"): {"clerk", "reviewer", "office", "leader"},
        reverse("projects:missing"): {"clerk", "reviewer", "office", "leader"},
    }
    people = ["clerk", "reviewer", "office", "leader", "system_admin", "auditor"]
    for url, allowed in urls.items():
        for name in people:
            status = as_user(getattr(city, name)).get(url).status_code
            assert status == (200 if name in allowed else 403), (url, name)
        assert Client().get(url).status_code == 302


# --- Cell ---------------------------------------------------------------------------------------
def test_a_cell_is_saved_and_answers_with_what_to_show(city):
    project = started(city.district)
    with_last_week(project, percent=60)
    answer = cell(as_user(city.clerk), project, value="５５％")
    assert answer.status_code == 200
    body = answer.json()
    assert body["shown"]["percent"] == "55"
    assert body["needs_reason"] is True
    assert body["complete"] is False


def test_a_refused_cell_says_what_to_type(city):
    answer = cell(as_user(city.clerk), started(city.district), value="101")
    assert answer.status_code == 400
    assert answer.json()["field"] == "percent"
    assert "不能超过100%" in answer.json()["message"]


def test_a_conflict_carries_the_other_value(city):
    project = started(city.district)
    type_in(city, project, percent="60")
    answer = cell(as_user(city.clerk), project, value="70")
    assert answer.status_code == 409
    assert answer.json()["other"] == "60"
    assert "李填报" in answer.json()["message"]
    assert cell(as_user(city.clerk), project, value="70", seen="60").status_code == 200


def test_an_expired_session_is_told_in_json(city):
    answer = cell(Client(), started(city.district), value="55")
    assert answer.status_code == 401
    assert "重新登录" in answer.json()["message"]


def test_strangers_and_other_roles_are_told_in_json(city):
    project = started(city.district)
    assert cell(as_user(city.stranger), project, value="55").status_code == 404
    assert cell(as_user(city.reviewer), project, value="55").status_code == 403
    nameless = {"project": "x", "week": str(WEEK), "field": "percent", "value": "55", "seen": ""}
    assert as_user(city.clerk).post(CELL, nameless).status_code == 404


def test_no_change_answers_with_the_copied_figures(city):
    project = started(city.district)
    url = reverse("projects:weekly_no_change")
    data = {"project": project.pk, "week": str(WEEK)}
    assert as_user(city.clerk).post(url, data).status_code == 400
    with_last_week(project, percent=50, wan=800)
    body = as_user(city.clerk).post(url, data).json()
    assert (body["shown"]["percent"], body["shown"]["invested"]) == ("50", "800")
    assert (body["complete"], body["no_change"]) == (True, True)


# --- Plain form ---------------------------------------------------------------------------------
def entry_url(project):
    return reverse("projects:weekly_entry", args=[project.pk, WEEK])


def test_the_plain_form_saves_all_fields(city):
    project = started(city.district)
    client = as_user(city.clerk)
    answer = client.post(entry_url(project), {"percent": "55", "invested": "820", "workers": "8"})
    assert answer.status_code == 302
    entry = WeeklyEntry.objects.get()
    assert (entry.percent, entry.invested, entry.workers) == (55, Decimal(8_200_000), 8)


def test_a_refused_form_comes_back_filled(city):
    project = started(city.district)
    typed = {"percent": "101", "progress_note": "三号楼外墙"}
    answer = as_user(city.clerk).post(entry_url(project), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "三号楼外墙" in html
    assert 'value="101"' in html
    assert "不能超过100%" in html
    assert not WeeklyEntry.objects.exists()


def test_a_stale_form_shows_the_other_value_and_saves_on_the_second_time(city):
    project = started(city.district)
    type_in(city, project, percent="60")
    client = as_user(city.clerk)
    answer = client.post(entry_url(project), {"percent": "70", "seen_percent": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "改为“60”" in html
    seen = next(one for one in Inputs(html).inputs if one.get("name") == "seen_percent")
    assert WeeklyEntry.objects.get().percent == 60
    again = {"percent": "70", "seen_percent": seen["value"]}
    assert client.post(entry_url(project), again).status_code == 302
    assert WeeklyEntry.objects.get().percent == 70


def test_the_plain_form_is_the_districts_own(city):
    project = started(city.district)
    assert as_user(city.stranger).get(entry_url(project)).status_code == 404
    assert as_user(city.reviewer).get(entry_url(project)).status_code == 403
    assert as_user(city.clerk).get(entry_url(project)).status_code == 200


# --- Submission ---------------------------------------------------------------------------------
def test_submission_names_the_exceptions_and_shows_the_receipt(city):
    ready, empty = started(city.district), started(city.district)
    type_in(city, ready, percent="55", invested="820")
    client = as_user(city.clerk)
    url = reverse("projects:weekly_submit")
    html = page(client, f"{url}?week={WEEK}")
    assert f"{empty.name}</a>：未填报" in html
    assert client.post(url, {"week": str(WEEK)}).status_code == 422
    answer = client.post(url, {"week": str(WEEK), "partial": "1"}, follow=True)
    assert "回执号 20230731-999902-01" in answer.content.decode()


def test_the_dialog_gets_the_part_alone(city):
    type_in(city, started(city.district), percent="55", invested="820")
    answer = as_user(city.clerk).get(
        reverse("projects:weekly_submit"), headers={"X-Requested-With": "fetch"}
    )
    assert "<html" not in answer.content.decode()


# --- Calendar, missing, unlock -------------------------------------------------------------------
def test_a_cell_of_the_calendar_opens_exactly_the_missing_rows(city):
    reported, first, second = (started(city.district) for _ in range(3))
    EntryFactory(project=reported)
    client = as_user(city.office)
    html = page(client, f"{reverse('projects:calendar')}?week={LAST}&weeks=4")
    link = f"{reverse('projects:missing')}?region={city.district.pk}&week={LAST}"
    assert link in Inputs(html).links
    assert '33.3% <span class="calendar-word">缺2</span>' in html
    listed = page(client, link)
    assert "共 <b>2</b> 条" in listed
    assert first.name in listed
    assert second.name in listed
    assert reported.name not in listed


def test_the_calendar_of_another_district_is_not_found(city):
    client = as_user(city.clerk)
    for name in ("calendar", "missing"):
        url = f"{reverse(f'projects:{name}')}?region={city.other_district.pk}"
        assert client.get(url).status_code == 404


def test_the_calendar_can_be_taken_as_a_workbook(city):
    started(city.district)
    answer = as_user(city.office).get(f"{reverse('projects:calendar')}?export=xlsx")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_office_unlocks_on_a_page_that_comes_back_filled(city):
    close_week(city.region, LAST)
    client, url = as_user(city.office), reverse("projects:week_unlock")
    data = {"region": city.district.pk, "week": "2023-07-26", "hours": "24", "reason": ""}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert 'value="2023-07-26"' in refused.content.decode()
    done = client.post(url, {**data, "reason": "补报漏填项目"}, follow=True)
    assert "已解锁甲区2023年第30周" in done.content.decode()
    assert WeekUnlock.objects.get().week == LAST.monday


# --- Cost ---------------------------------------------------------------------------------------
@pytest.fixture
def thirty(city):
    projects = [started(city.district) for _ in range(30)]
    for project in projects:
        with_last_week(project)
        EntryFactory(project=project, week=WEEK.monday, state=EntryState.DRAFT, submitted_at=None)
    return projects


def test_a_grid_of_thirty_takes_few_queries_and_little_time(
    city, thirty, django_assert_max_num_queries, capsys
):
    client = as_user(city.clerk)
    client.get(GRID)
    with django_assert_max_num_queries(11):
        client.get(GRID)
    spent = _cpu_ms(lambda: client.get(GRID), 20)
    with capsys.disabled():
        print(f"\nweekly grid of 30: {spent:.1f} ms CPU")  # noqa: T201


def test_a_saved_cell_takes_few_queries_and_little_time(
    city, thirty, django_assert_max_num_queries, capsys
):
    client = as_user(city.clerk)
    values = iter(range(10**6))

    def save():
        number = next(values)
        data = {"field": "workers", "value": str(number + 1), "seen": str(number or 20)}
        assert cell(client, thirty[0], **data).status_code == 200

    save()
    with django_assert_max_num_queries(12):
        save()
    spent = _cpu_ms(save, 200)
    with capsys.disabled():
        print(f"\none cell saved: {spent:.1f} ms CPU")  # noqa: T201


def test_the_review_takes_the_same_queries_for_thirty(city, thirty, django_assert_max_num_queries):
    submit_week(city.clerk, city.district, WEEK)
    client = as_user(city.reviewer)
    client.get(REVIEW)
    with django_assert_max_num_queries(12):
        client.get(REVIEW)


def _cpu_ms(call, times):
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) * 1000 / times


def test_what_another_user_left_in_the_browser_is_not_saved_as_ones_own(city):
    project = started(city.district)
    url = reverse("projects:weekly_cell")
    typed = {"week": str(WEEK), "project": project.pk, "field": "percent", "value": "55"}
    answer = as_user(city.clerk).post(url, {**typed, "user": str(city.reviewer.pk)})
    assert answer.status_code == 401
    assert answer.json()["field"] == "user"
    assert "另一个账号" in answer.json()["message"]
    assert not WeeklyEntry.objects.exists()
    own = as_user(city.clerk).post(url, {**typed, "user": str(city.clerk.pk)})
    assert own.status_code == 200
