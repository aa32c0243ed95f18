"""Reports over HTTP: asking for one, its words and reasons, review, issue, correction, files."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from core.periods import Week
from reports.models import Report
from reports.services.building import build, request_dispatch
from tests.api.conftest import Rows, api
from tests.city import FixtureCity

V1 = "/api/v1/reports/"


def post(user: Any, path: str, **body: Any) -> Any:
    return api(user).post(f"{V1}{path}", body, format="json")


def detail(user: Any, report: Report) -> Any:
    found = api(user).get(f"{V1}{report.pk}/")
    assert found.status_code == 200, found.content
    return found.json()


def explain_all(city: FixtureCity, report: Report) -> None:
    for check in detail(city.office, report)["checks"]:
        body = {"check_key": check["key"], "reason": "跨区项目"}
        found = post(city.office, f"{report.pk}/explain/", **body)
        assert found.status_code == 200, found.content


def test_a_dispatch_is_asked_for_once(city: FixtureCity, ours: Rows) -> None:
    found = post(city.office, "dispatches/", week="2023-07-20")
    assert found.status_code == 202, found.content
    assert (found.json()["period"], found.json()["state"]) == ("2023-07-17", "building")
    again = post(city.office, "dispatches/", week="2023-07-17")
    assert again.json()["id"] == found.json()["id"]
    build(found.json()["id"])
    built = post(city.office, "dispatches/", week="2023-07-17")
    assert (built.status_code, built.json()["state"]) == (200, "issued")


def test_a_month_that_is_not_over_is_refused(city: FixtureCity) -> None:
    found = post(city.office, "bulletins/", month="2023-08")
    assert found.status_code == 400
    assert "尚未结束" in found.json()["month"][0]
    assert post(city.office, "bulletins/", month="2023-13").status_code == 400
    assert post(city.office, "bulletins/", month="2023-07").status_code == 202


def test_a_bulletin_shows_its_frozen_numbers_and_checks(
    city: FixtureCity, bulletin: Report
) -> None:
    found = detail(city.leader, bulletin)
    assert found["data"]["own"]["figures"]["start_rate"] == "50.0"
    assert found["number"] is None
    assert set(found["files"]) == {"pdf", "docx", "xlsx"}
    listed = api(city.leader).get(f"{V1}?kind=monthly&region={city.region.pk}").json()
    assert listed["count"] == 1
    assert "data" not in listed["results"][0]


def test_words_change_but_not_over_another_persons(city: FixtureCity, bulletin: Report) -> None:
    seen = detail(city.office, bulletin)["seen"]
    client = api(city.office)
    url = f"{V1}{bulletin.pk}/text/"
    head = {"addressee": "各县（区）人民政府："}
    saved = client.put(url, {"head": head, "seen": seen}, format="json")
    assert saved.status_code == 200, saved.content
    assert saved.json()["text"]["addressee"] == "各县（区）人民政府："
    assert saved.json()["title"] == bulletin.title
    stale = client.put(url, {"title": "x", "seen": seen}, format="json")
    assert stale.status_code == 409
    key = bulletin.text["sections"][0]["key"]
    typed = {"paragraphs": {key: ["开工率{开工律}。"]}, "seen": saved.json()["seen"]}
    unknown = client.put(url, typed, format="json")
    assert unknown.status_code == 400
    assert "开工律" in unknown.json()["detail"]


def test_a_bulletin_is_reviewed_issued_and_corrected(city: FixtureCity, bulletin: Report) -> None:
    bulletin.text = bulletin.text | {
        "sections": [
            {**section, "paragraphs": ["较上月有进展。"]} for section in bulletin.text["sections"]
        ]
    }
    bulletin.save()
    pk = bulletin.pk
    assert post(city.reviewer, f"{pk}/review/").status_code == 403
    assert "起草人" in post(city.office, f"{pk}/review/").json()["detail"]
    assert post(city.office_head, f"{pk}/review/").json()["state"] == "reviewed"
    if detail(city.office, bulletin)["checks"]:
        blocked = post(city.office_head, f"{pk}/issue/")
        assert blocked.status_code == 400
        assert blocked.json()["reasons"]
    explain_all(city, bulletin)
    assert detail(city.office, bulletin)["state"] == "drafted"
    assert post(city.office_head, f"{pk}/review/").status_code == 200
    back = post(city.office_head, f"{pk}/return/", reason="补充问题")
    assert back.json()["state"] == "drafted"
    assert post(city.office_head, f"{pk}/review/").status_code == 200
    issued = post(city.office_head, f"{pk}/issue/", number=4)
    assert issued.status_code == 200, issued.content
    assert issued.json()["number"].endswith("〔2023〕4号")
    assert "reason" in post(city.office, f"{pk}/correct/", reason="").json()
    corrected = post(city.office, f"{pk}/correct/", reason="核减一个项目")
    assert corrected.status_code == 200, corrected.content
    assert (corrected.json()["edition"], corrected.json()["supersedes"]) == (2, pk)


def test_figures_are_taken_anew_with_a_reason(city: FixtureCity, bulletin: Report) -> None:
    assert "reason" in post(city.office, f"{bulletin.pk}/refreeze/", reason="").json()
    assert post(city.office, f"{bulletin.pk}/refreeze/", reason="更正开工日期").status_code == 200


@pytest.fixture
def dispatch(city: FixtureCity, ours: Rows) -> Report:
    report = request_dispatch(city.region, Week(date(2023, 7, 17)))
    build(report.pk)
    return Report.objects.get(pk=report.pk)


@pytest.mark.parametrize(
    ("form", "kind", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("docx", "application/vnd.openxmlformats", b"PK"),
        ("xlsx", "application/vnd.openxmlformats", b"PK"),
    ],
)
def test_a_file_is_downloaded_and_logged(
    city: FixtureCity, dispatch: Report, form: str, kind: str, start: bytes
) -> None:
    url = f"{V1}{dispatch.pk}/files/{form}/"
    found = api(city.leader).get(url, HTTP_ACCEPT=kind)
    assert found.status_code == 200
    assert found["Content-Type"].startswith(kind)
    assert found.content.startswith(start)
    event = AccessEvent.objects.get(kind=AccessKind.DOWNLOAD)
    assert (event.user, event.detail["form"]) == (city.leader, form)


def test_no_cell_of_the_workbook_starts_a_formula(city: FixtureCity, dispatch: Report) -> None:
    found = api(city.leader).get(f"{V1}{dispatch.pk}/files/xlsx/")
    book = load_workbook(io.BytesIO(found.content))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_file_of_another_form_or_of_an_unbuilt_report_is_refused(
    city: FixtureCity, ours: Rows, dispatch: Report
) -> None:
    found = api(city.leader).get(f"{V1}{dispatch.pk}/files/exe/", HTTP_ACCEPT="application/pdf")
    assert (found.status_code, found["Content-Type"]) == (400, "application/json")
    unbuilt = api(city.clerk).get(f"{V1}{ours['reports'].pk}/files/pdf/")
    assert unbuilt.json() == {"detail": "报告尚未生成完成，请稍候。"}


def test_a_district_reads_the_citys_issued_reports_and_changes_none(
    city: FixtureCity, dispatch: Report, bulletin: Report
) -> None:
    assert api(city.clerk).get(f"{V1}{dispatch.pk}/").status_code == 200
    assert api(city.clerk).get(f"{V1}{dispatch.pk}/files/pdf/").status_code == 200
    assert api(city.clerk).get(f"{V1}{bulletin.pk}/").status_code == 404
