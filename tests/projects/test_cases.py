"""Cases: gaps are flagged, evidence closes them, and never by whoever fixed them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import LagCase, LagReason, Project
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import text_of

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def project(city: FixtureCity, settings: Any, tmp_path: Any) -> Project:
    settings.MEDIA_ROOT = tmp_path
    row: Project = ProjectFactory(region=city.district, planned_start=date(2023, 8, 20))
    MilestoneFactory(project=row, planned_on=date(2023, 6, 30))
    return row


def reason() -> LagReason:
    return LagReason.objects.get(name="征地拆迁")


def whole(**more: Any) -> dict[str, Any]:
    return {
        "reasons": [reason().pk], "measure": "逐户协商", "person": "朱国华", "due_on": "2023-08-20",
    } | more  # fmt: skip


def opened(city: FixtureCity, project: Project, **more: Any) -> LagCase:
    client = as_user(city.clerk)
    assert client.post(f"/projects/{project.pk}/cases/new/", whole(**more)).status_code == 302
    return LagCase.objects.open().get()


def fix(user: Any, case: LagCase) -> Any:
    file = SimpleUploadedFile("照片.pdf", PDF)
    posted = {"result": "已拆除", "attachments": [file]}
    return as_user(user).post(f"/projects/cases/{case.pk}/fix/", posted)


def close(user: Any, case: LagCase, step: str = "close") -> Any:
    return as_user(user).post(f"/projects/cases/{case.pk}/{step}/", {"opinion": "现场属实"})


def test_a_lagging_project_without_a_case_is_listed(city: FixtureCity, project: Project) -> None:
    client = as_user(city.office)
    assert project.name in text_of(client.get("/projects/lag/?case=none"))
    opened(city, project)
    assert project.name not in text_of(client.get("/projects/lag/?case=none"))
    listed = client.get(f"/projects/lag/?reason={reason().pk}")
    assert "征地拆迁" in text_of(listed)
    assert listed.context["page"].paginator.count == 1


def test_an_empty_field_is_flagged_and_keeps_the_case_open(
    city: FixtureCity, project: Project
) -> None:
    case = opened(city, project, measure="", due_on="", reasons=[])
    client = as_user(city.office)
    assert "缺原因、整改措施、完成时限" in text_of(client.get("/projects/lag/?case=incomplete"))
    assert client.get("/projects/cases/?incomplete=1").context["page"].paginator.count == 1
    refused = fix(city.clerk, case)
    assert refused.status_code == 422
    assert "一项一策缺原因、整改措施、完成时限" in text_of(refused)


def test_closing_takes_evidence_and_somebody_else(city: FixtureCity, project: Project) -> None:
    case = opened(city, project)
    bare = as_user(city.clerk).post(f"/projects/cases/{case.pk}/fix/", {"result": "已拆除"})
    assert "请上传销号依据" in text_of(bare)
    assert fix(city.office, case).status_code == 302
    own = close(city.office, case)
    assert own.status_code == 422
    assert "报请销号的人不能自己销号" in text_of(own)
    assert close(city.clerk, case).status_code == 403
    assert close(city.reviewer, case).status_code == 302
    case.refresh_from_db()
    assert (case.closed_on, case.closed_by) == (date(2023, 7, 31), city.reviewer)
    page = as_user(city.office).get(f"/projects/cases/{case.pk}/")
    assert "已销号" in text_of(page)
    file = case.files.get()
    download = as_user(city.leader).get(f"/projects/cases/{case.pk}/files/{file.pk}/")
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert "attachment" in download["Content-Disposition"]


def test_what_is_not_fixed_is_returned_and_what_comes_back_is_reopened(
    city: FixtureCity, project: Project
) -> None:
    case = opened(city, project)
    fix(city.clerk, case)
    assert close(city.reviewer, case, "return").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.fixed_by) == ("open", None)
    fix(city.clerk, case)
    close(city.reviewer, case)
    assert close(city.reviewer, case, "reopen").status_code == 302
    case.refresh_from_db()
    assert case.state == "open"
    refused = as_user(city.clerk).post(f"/projects/{project.pk}/cases/new/", whole())
    assert "已有未销号的一项一策" in text_of(refused)


def test_overdue_is_computed(city: FixtureCity, project: Project, settings: Any) -> None:
    opened(city, project, due_on="2023-08-01")
    settings.PORTAL_DATE = date(2023, 8, 4)
    page = as_user(city.office).get("/projects/cases/?overdue=1")
    assert [row.source.overdue(date(2023, 8, 4)) for row in page.context["rows"]] == [3]
    assert "超时限3天" in text_of(as_user(city.office).get("/projects/lag/?case=overdue"))


def test_a_stale_form_tells_what_the_other_changed(city: FixtureCity, project: Project) -> None:
    case = opened(city, project)
    url = f"/projects/cases/{case.pk}/edit/"
    seen = as_user(city.clerk).get(url).context["seen"]
    as_user(city.office).post(url, whole(measure="改由街道协商", seen=seen))
    late = as_user(city.clerk).post(url, whole(measure="我的措施", seen=seen))
    assert late.status_code == 409
    assert "我的措施" in late.content.decode()
    assert LagCase.objects.get().measure == "改由街道协商"


def test_the_office_keeps_the_table_of_reasons(city: FixtureCity, project: Project) -> None:
    office = as_user(city.office)
    posted = {"name": "化粪池混乱", "party": "管线单位", "order": "20", "active": "on"}
    assert office.post("/projects/lag/reasons/new/", posted).status_code == 302
    form = as_user(city.clerk).get(f"/projects/{project.pk}/cases/new/")
    assert "化粪池混乱" in text_of(form)
    again = office.post("/projects/lag/reasons/new/", posted)
    assert "已有“化粪池混乱”" in text_of(again)
    row = LagReason.objects.get(name="化粪池混乱")
    office.post(f"/projects/lag/reasons/{row.pk}/", posted | {"active": ""})
    form = as_user(city.clerk).get(f"/projects/{project.pk}/cases/new/")
    assert "化粪池混乱" not in text_of(form)


def test_the_api_does_what_the_pages_do(city: FixtureCity, project: Project) -> None:
    client = as_user(city.clerk)
    body = {"project": project.pk, "measure": "逐户协商", "person": "朱国华"}
    made = client.post("/api/v1/cases/", body, "application/json")
    assert made.status_code == 201, made.content
    assert made.json()["missing"] == ["原因", "完成时限"]
    url = f"/api/v1/cases/{made.json()['id']}/"
    more = {"reasons": [reason().pk], "due_on": "2023-08-20"}
    assert "seen" in client.patch(url, more, "application/json").json()
    seen = client.get(url).json()["version"]
    changed = client.patch(url, more | {"seen": seen}, "application/json").json()
    assert (changed["missing"], changed["reasons"]) == ([], ["征地拆迁"])
    stale = client.patch(url, {"person": "李卫东", "seen": seen}, "application/json")
    assert stale.status_code == 409
    told = [change["label"] for line in stale.json()["changes"] for change in line["changes"]]
    assert set(told) == {"完成时限", "原因"}
    later = {"person": "李卫东", "seen": changed["version"]}
    assert client.patch(url, later, "application/json").json()["person"] == "李卫东"
    fix(city.clerk, LagCase.objects.get())
    refused = client.post(f"{url}close/", {"opinion": "属实"}, "application/json")
    assert refused.status_code == 403
    done = as_user(city.reviewer).post(f"{url}close/", {"opinion": "属实"}, "application/json")
    assert done.json()["state"] == "closed"
    listed = client.get("/api/v1/lag/").json()["results"]
    assert [(one["id"], one["lag_days"], one["case"]) for one in listed] == [(project.pk, 31, None)]
