"""The weekly flow over HTTP: cells, conflicts, submission, review, freezing, unlocking."""

from datetime import timedelta
from typing import Any

import pytest

from projects.choices import EntryState
from projects.models import WeekClosing, WeeklyEntry, WeekUnlock
from projects.services.weekly import save_cell
from tests.api.conftest import api
from tests.city import FixtureCity
from tests.projects.weekly_help import LAST, WEEK, started, with_last_week

V1 = "/api/v1"
ENTRIES = "weekly-entries"


def post(user: Any, path: str, **body: Any) -> Any:
    return api(user).post(f"{V1}/{path}/", body, format="json")


def cell(user: Any, project: Any, field: str, value: Any, **more: Any) -> Any:
    body = {"project": project.pk, "week": str(WEEK), "field": field, "value": value, **more}
    return post(user, f"{ENTRIES}/cell", **body)


def test_a_cell_is_saved_in_yuan(city: FixtureCity) -> None:
    project = started(city.district)
    found = cell(city.clerk, project, "invested", "8205000.50")
    assert found.status_code == 200, found.content
    assert found.json()["entry"]["invested"] == "8205000.50"
    assert str(WeeklyEntry.objects.get().invested) == "8205000.50"
    assert cell(city.clerk, project, "percent", "65%").json()["entry"]["percent"] == "65.00"
    assert cell(city.clerk, project, "workers", 12).json()["entry"]["workers"] == 12


def test_the_week_may_be_named_by_any_of_its_days(city: FixtureCity) -> None:
    project = started(city.district)
    found = cell(city.clerk, project, "percent", "5", week="2023-08-02")
    assert found.json()["entry"]["week"] == "2023-07-31"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("percent", "101", "形象进度不能超过100%，已完工的填 100。"),
        ("percent", "很快", "应填0到100之间的数"),
        ("percent", "-1", "不能是负数"),
        ("workers", "1.5", "不能有小数"),
    ],
)
def test_a_cell_is_refused_in_the_words_of_the_page(
    city: FixtureCity, field: str, value: str, words: str
) -> None:
    found = cell(city.clerk, started(city.district), field, value)
    assert found.status_code == 400
    assert words in found.json()[field][0]


def test_an_amount_that_is_none_is_refused(city: FixtureCity) -> None:
    found = cell(city.clerk, started(city.district), "invested", "八百万")
    assert found.status_code == 400
    assert "value" in found.json()


def test_the_second_in_a_cell_is_told_the_firsts_value(city: FixtureCity) -> None:
    project = started(city.district)
    save_cell(city.clerk, project.pk, WEEK, "percent", "60", "")
    found = cell(city.clerk, project, "percent", "70", seen="")
    assert found.status_code == 409
    body = found.json()
    assert (body["field"], body["other"], body["who"]) == ("percent", "60", "李填报")
    assert WeeklyEntry.objects.get().percent == 60
    assert cell(city.clerk, project, "percent", "70", seen="60").status_code == 200
    assert cell(city.clerk, project, "percent", "80", force=True).status_code == 200


def test_an_entry_is_saved_whole_or_not_at_all(city: FixtureCity) -> None:
    project = started(city.district)
    body: dict[str, Any] = {"project": project.pk, "week": str(WEEK), "seen": {}}
    values = {"percent": "60", "invested": "5000000.00", "progress_note": "=HYPERLINK(1)"}
    refused = post(city.clerk, f"{ENTRIES}/save", **body, values=values | {"percent": "160"})
    assert refused.status_code == 400
    assert "percent" in refused.json()
    assert not WeeklyEntry.objects.exists()
    saved = post(city.clerk, f"{ENTRIES}/save", **body, values=values)
    assert saved.status_code == 200, saved.content
    assert saved.json()["entry"]["progress_note"] == "=HYPERLINK(1)"
    conflict = post(city.clerk, f"{ENTRIES}/save", **body, values={"invested": "6000000"})
    assert conflict.status_code == 409
    assert conflict.json()["conflicts"][0]["field"] == "invested"
    body["seen"] = {"invested": "5000000.00"}
    again = post(city.clerk, f"{ENTRIES}/save", **body, values={"invested": "6000000"})
    assert again.json()["entry"]["invested"] == "6000000.00"


def test_a_strangers_project_is_not_found(city: FixtureCity) -> None:
    project = started(city.other_district)
    assert cell(city.clerk, project, "percent", "5").status_code == 404
    assert not WeeklyEntry.objects.exists()


def test_nothing_changed_takes_over_last_week(city: FixtureCity) -> None:
    project = started(city.district)
    body = {"project": project.pk, "week": str(WEEK)}
    assert "没有上一周" in post(city.clerk, f"{ENTRIES}/no-change", **body).json()["detail"]
    with_last_week(project)
    found = post(city.clerk, f"{ENTRIES}/no-change", **body).json()["entry"]
    assert (found["percent"], found["invested"], found["no_change"]) == (
        "50.00", "8000000.00", True,
    )  # fmt: skip


def test_a_fall_asks_for_its_reason(city: FixtureCity) -> None:
    project = started(city.district)
    with_last_week(project)
    found = cell(city.clerk, project, "percent", "40").json()
    assert found["needs_reason"] is True
    assert "请写明下降原因" in found["warnings"][0]


def filled(city: FixtureCity) -> Any:
    project = started(city.district)
    for name, value in (("percent", "60"), ("invested", "9000000")):
        assert cell(city.clerk, project, name, value).status_code == 200
    return project


def test_what_is_not_filled_is_named_at_submission(city: FixtureCity) -> None:
    project, other = filled(city), started(city.district)
    found = post(city.clerk, "submissions", week=str(WEEK))
    assert found.status_code == 400
    assert found.json()["ready"] == 1
    assert found.json()["unready"] == [
        {"project": other.pk, "name": other.name, "reasons": ["未填报"]}
    ]
    receipt = post(city.clerk, "submissions", week=str(WEEK), partial=True)
    assert receipt.status_code == 201, receipt.content
    assert receipt.json()["entries"] == 1
    assert WeeklyEntry.objects.get(project=project).state == EntryState.SUBMITTED


def test_a_reviewer_returns_and_accepts(city: FixtureCity) -> None:
    filled(city)
    post(city.clerk, "submissions", week=str(WEEK))
    pk = WeeklyEntry.objects.get().pk
    assert "comment" in post(city.reviewer, f"{ENTRIES}/{pk}/return", comment="").json()
    found = post(city.reviewer, f"{ENTRIES}/{pk}/return", comment="请核对投资")
    assert (found.json()["state"], found.json()["return_comment"]) == ("returned", "请核对投资")
    early = post(city.reviewer, f"{ENTRIES}/{pk}/accept")
    assert "只有待审核的才能通过" in early.json()["detail"]
    cell(city.clerk, WeeklyEntry.objects.get().project, "percent", "61", seen="60")
    post(city.clerk, "submissions", week=str(WEEK))
    assert post(city.stranger_reviewer, f"{ENTRIES}/{pk}/accept").status_code == 404
    assert post(city.reviewer, f"{ENTRIES}/{pk}/accept").json()["state"] == "accepted"


def test_a_district_is_accepted_but_for_the_exceptions(city: FixtureCity) -> None:
    filled(city)
    kept = filled(city)
    post(city.clerk, "submissions", week=str(WEEK))
    excepted = WeeklyEntry.objects.get(project=kept).pk
    body = {"week": str(WEEK), "excepted": [excepted]}
    found = post(city.reviewer, f"{ENTRIES}/accept-district", **body)
    assert found.json() == {"accepted": 1, "excepted": 1, "own": 0, "unseen": 0}


def test_only_what_was_read_is_accepted(city: FixtureCity) -> None:
    filled(city)
    post(city.clerk, "submissions", week=str(WEEK))
    entry = WeeklyEntry.objects.get()
    read = {"id": entry.pk, "submitted_at": entry.submitted_at.isoformat()}
    before = entry.submitted_at - timedelta(seconds=1)
    old = {"id": entry.pk, "submitted_at": before.isoformat()}
    district = f"{ENTRIES}/accept-district"
    for shown in ([], [old]):
        found = post(city.reviewer, district, week=str(WEEK), shown=shown)
        assert found.json() == {"accepted": 0, "excepted": 0, "own": 0, "unseen": 1}
    refused = post(city.reviewer, f"{ENTRIES}/{entry.pk}/accept", seen=before.isoformat())
    assert (refused.status_code, "又提交过" in refused.json()["detail"]) == (400, True)
    found = post(city.reviewer, district, week=str(WEEK), shown=[read])
    assert found.json()["accepted"] == 1


def test_a_frozen_week_is_opened_again_only_with_a_reason(city: FixtureCity) -> None:
    project = started(city.district)
    region = {"region": str(city.region.pk)}
    assert post(city.clerk, f"weeks/{LAST}/close", **region).status_code == 403
    for _ in range(2):
        assert post(city.office, f"weeks/{LAST}/close", **region).status_code == 200
    assert WeekClosing.objects.count() == 1
    refused = cell(city.clerk, project, "percent", "5", week=str(LAST))
    assert refused.status_code == 400
    assert "已冻结" in refused.json()["detail"]
    district = {"region": str(city.district.pk), "hours": 24}
    assert "reason" in post(city.office, f"weeks/{LAST}/unlock", **district, reason="").json()
    opened = post(city.office, f"weeks/{LAST}/unlock", **district, reason="核减重复投资")
    assert opened.status_code == 201, opened.content
    assert cell(city.clerk, project, "percent", "5", week=str(LAST)).status_code == 200
    assert WeekUnlock.objects.get().reason == "核减重复投资"


def test_the_calendar_counts_who_reported(city: FixtureCity) -> None:
    with_last_week(started(city.district))
    started(city.other_district)
    found = api(city.office).get(f"{V1}/weeks/?week={LAST}&weeks=2").json()
    assert found["weeks"] == ["2023-07-17", "2023-07-24"]
    total = found["total"]["cells"][1]
    assert (total["owed"], total["reported"], total["missing"]) == (2, 1, 1)
    assert total["reporting_rate"] == "50.0"
    one = api(city.office).get(f"{V1}/weeks/{LAST}/").json()
    assert one["open"] is True
    assert one["due_at"] == "2023-07-28T18:00:00+08:00"
    missing = api(city.office).get(f"{V1}/weeks/{LAST}/missing/").json()
    assert missing["count"] == 1


@pytest.mark.parametrize("week", ["yesterday", "1999-01-01", "9999-12-31", "0001-01-01"])
def test_a_week_that_is_none_is_not_found(city: FixtureCity, week: str) -> None:
    assert api(city.office).get(f"{V1}/weeks/{week}/").status_code == 404
