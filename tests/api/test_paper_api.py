"""The paper loop by API: a code looked up, a sheet typed in, proposals taken and set aside."""

from datetime import date
from typing import Any

import pytest

from projects.choices import PaperState
from projects.models import Milestone, PaperAnswer, PaperForm, Project, WeeklyEntry
from projects.services.paper_forms import answer_form, forms_for
from projects.services.weeks import close_week
from tests.api.conftest import api
from tests.city import FixtureCity
from tests.factories import MilestoneFactory
from tests.projects.weekly_help import LAST, WEEK, started, type_in, with_last_week

FORMS, ANSWERS = "/api/v1/paper-forms/", "/api/v1/paper-answers/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city: FixtureCity) -> Project:
    found = started(city.district, name="东风里改造项目")
    with_last_week(found, percent=50, wan=800)
    MilestoneFactory(project=found, name="开工", order=1, actual_on=found.started_on)
    MilestoneFactory(project=found, name="完工", order=2, actual_on=None)
    return found


@pytest.fixture
def sheet(city: FixtureCity, project: Project) -> PaperForm:
    return forms_for(city.clerk, WEEK, [project])[project.pk]


def entry_of(project: Project) -> WeeklyEntry:
    return WeeklyEntry.objects.of_week(WEEK).get(project=project)


def find(user: Any, code: str) -> Any:
    return api(user).get(f"{FORMS}find/", {"code": code})


def test_a_code_is_looked_up_as_it_is_read_off_paper(city: FixtureCity, sheet: PaperForm) -> None:
    found = find(city.clerk, sheet.spoken.lower())
    assert found.status_code == 200
    body = found.json()
    assert (body["id"], body["week"], body["code"]) == (sheet.pk, str(WEEK), sheet.spoken)
    assert body["project"]["name"] == "东风里改造项目"
    assert body["refusal"] == ""
    assert api(city.clerk).get(FORMS).json()["count"] == 1


def test_a_wrong_code_is_told_and_a_strangers_is_not_found(
    city: FixtureCity, sheet: PaperForm
) -> None:
    assert "现为3位" in find(city.clerk, "ABC").json()["code"][0]
    assert find(city.clerk, "").status_code == 400
    assert find(city.stranger, sheet.code).status_code == 404
    assert api(city.stranger).get(f"{FORMS}{sheet.pk}/").status_code == 404
    assert api(city.stranger).get(FORMS).json()["count"] == 0


def test_a_sheet_is_typed_in_with_the_days_of_its_nodes(
    city: FixtureCity, project: Project, sheet: PaperForm
) -> None:
    body = {
        "values": {"percent": "100", "invested": "8205000.00", "problem": "管线未迁改"},
        "nodes": {"完工": "2023-07-28"},
    }
    done = api(city.clerk).post(f"{FORMS}{sheet.pk}/entry/", body, format="json")
    assert done.status_code == 200, done.content
    assert done.json()["entry"]["invested"] == "8205000.00"
    entry = entry_of(project)
    assert (entry.percent, entry.invested, entry.problem) == (100, 8_205_000, "管线未迁改")
    assert Milestone.objects.get(project=project, name="完工").actual_on == date(2023, 7, 28)
    project.refresh_from_db()
    assert project.finished_on == date(2023, 7, 28)


def test_what_stands_there_is_not_overwritten_unseen_and_nothing_is_half_saved(
    city: FixtureCity, project: Project, sheet: PaperForm
) -> None:
    type_in(city, project, percent="58")
    url, client = f"{FORMS}{sheet.pk}/entry/", api(city.clerk)
    refused = client.post(url, {"values": {"percent": "60"}}, format="json")
    assert refused.status_code == 409
    assert refused.json()["conflicts"][0]["other"] == "58"
    late = {
        "values": {"percent": "60"},
        "nodes": {"开工": "2023-04-11"},
        "seen": {"values": {"percent": "58"}},
    }
    stale = client.post(url, late, format="json")
    assert stale.status_code == 409
    assert stale.json()["other"] == "2023-04-10"
    assert entry_of(project).percent == 58
    late["seen"] |= {"nodes": {"开工": "2023-04-10"}}
    assert client.post(url, late, format="json").status_code == 200
    assert entry_of(project).percent == 60
    ahead = client.post(url, {"nodes": {"完工": "2023-08-20"}}, format="json")
    assert ahead.status_code == 400
    assert "不能晚于今天" in ahead.json()["node:完工"][0]


def test_a_frozen_week_says_so_and_takes_nothing(city: FixtureCity, project: Project) -> None:
    old = forms_for(city.clerk, LAST, [project])[project.pk]
    close_week(city.region, LAST)
    assert "已冻结" in find(city.clerk, old.code).json()["refusal"]
    url = f"{FORMS}{old.pk}/entry/"
    refused = api(city.clerk).post(url, {"nodes": {"完工": "2023-07-28"}}, format="json")
    assert refused.status_code == 400
    assert "已冻结" in refused.json()["detail"]


def test_no_change_is_typed_in_too(city: FixtureCity, project: Project, sheet: PaperForm) -> None:
    url = f"{FORMS}{sheet.pk}/entry/"
    assert api(city.clerk).post(url, {"no_change": True}, format="json").status_code == 200
    assert (entry_of(project).percent, entry_of(project).no_change) == (50, True)


def test_proposals_are_listed_taken_and_set_aside(
    city: FixtureCity, project: Project, sheet: PaperForm
) -> None:
    first = answer_form(sheet, {"percent": "55", "invested": "820.5", "node:完工": "2023-07-28"})
    second = answer_form(sheet, {"workers": "12"}, sender="张工")
    client = api(city.clerk)
    rows = client.get(ANSWERS, {"state": "pending"}).json()["results"]
    assert [row["id"] for row in rows] == [second.pk, first.pk]
    assert rows[1]["values"] == {"percent": "55", "invested": "8205000.00"}
    assert rows[1]["nodes"] == {"完工": "2023-07-28"}
    assert rows[0]["sender"] == "张工"
    taken = client.post(f"{ANSWERS}{first.pk}/take/", {}, format="json")
    assert taken.status_code == 200
    assert taken.json()["state"] == PaperState.TAKEN
    assert taken.json()["decided_by"] == str(city.clerk)
    assert entry_of(project).invested == 8_205_000
    dismissed = client.post(f"{ANSWERS}{second.pk}/dismiss/", format="json")
    assert dismissed.json()["state"] == PaperState.DISMISSED
    assert client.get(ANSWERS, {"state": "pending"}).json()["count"] == 0
    again = client.post(f"{ANSWERS}{first.pk}/take/", {}, format="json")
    assert again.status_code == 400
    assert "已经处理" in again.json()["detail"]


def test_a_proposal_is_decided_by_those_who_enter_and_in_their_region(
    city: FixtureCity, sheet: PaperForm
) -> None:
    answer = answer_form(sheet, {"percent": "55"})
    for verb in ("take", "dismiss"):
        url = f"{ANSWERS}{answer.pk}/{verb}/"
        assert api(city.stranger).post(url, {}, format="json").status_code == 404
        assert api(city.reviewer).post(url, {}, format="json").status_code == 403
        assert api(None).post(url, {}, format="json").status_code == 401
    assert api(city.stranger).get(ANSWERS).json()["count"] == 0
    assert PaperAnswer.objects.get().state == PaperState.PENDING


def test_a_proposal_does_not_overwrite_what_came_meanwhile(
    city: FixtureCity, project: Project, sheet: PaperForm
) -> None:
    answer = answer_form(sheet, {"percent": "55"})
    type_in(city, project, percent="58")
    client, url = api(city.clerk), f"{ANSWERS}{answer.pk}/take/"
    refused = client.post(url, {}, format="json")
    assert refused.status_code == 409
    seen = {"values": {"percent": refused.json()["conflicts"][0]["other"]}}
    assert client.post(url, {"seen": seen}, format="json").status_code == 200
    assert entry_of(project).percent == 55
