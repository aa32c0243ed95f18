"""Evidence of 开工, 完工 and 验收: kept, served to the right people, asked for when a rule is on."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from accounts.models import AccessEvent
from core.evidence import KINDS, parse_evidence, rule_on
from projects.choices import EvidenceKind
from projects.models import Project, ProjectEvidence
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import form_values, text_of

RULE = '[{"from": "2023-07-01", "source": "市办〔2023〕9号"%s}]'
MISSING = "/projects/evidence/missing/"


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, name="红星小区改造")


def photo() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2023:07:05 09:30:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (30.0, 15.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (120.0, 30.0, 0.0),
        }
    )
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def send(client: Any, project: Project, kind: str, **more: Any) -> Any:
    data = {"kind": kind, "photo": SimpleUploadedFile("现场.jpg", photo()), **more}
    return client.post(f"/projects/{project.pk}/evidence/", data)


def document(client: Any, project: Project, kind: str, **more: Any) -> Any:
    file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7\n")
    data = {"kind": kind, "document": file, "dated": "2023-07-03", **more}
    return client.post(f"/projects/{project.pk}/evidence/", data)


def edit(client: Any, project: Project, **changes: str) -> Any:
    url = f"/projects/{project.pk}/edit/"
    return client.post(url, form_values(client.get(url)) | changes)


def test_a_photo_from_a_phone_keeps_its_time_and_place_apart_from_the_picture(
    city: FixtureCity, project: Project
) -> None:
    page = as_user(city.clerk).get(f"/projects/{project.pk}/evidence/")
    assert 'capture="environment"' in page.content.decode()
    assert send(as_user(city.clerk), project, "photo").status_code == 302
    row = project.evidence.get()  # type: ignore[attr-defined]
    assert (row.dated, row.latitude, row.longitude) == (
        date(2023, 7, 5), Decimal("30.25"), Decimal("120.5"),
    )  # fmt: skip
    assert row.added_by == city.clerk
    with row.file.open("rb") as stored:
        assert not Image.open(stored).getexif()
    assert "位置 30.250000, 120.500000" in text_of(
        as_user(city.leader).get(f"/projects/{project.pk}/evidence/")
    )


def test_files_reach_only_those_who_see_the_project(city: FixtureCity, project: Project) -> None:
    document(as_user(city.clerk), project, "contract")
    row = project.evidence.get()  # type: ignore[attr-defined]
    url = f"/projects/{project.pk}/evidence/{row.pk}/"
    answer = as_user(city.leader).get(url + "?download")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\n"
    assert "attachment" in answer["Content-Disposition"]
    assert AccessEvent.objects.filter(kind="download", user=city.leader).exists()
    assert as_user(city.stranger).get(url).status_code == 404
    assert as_user(city.system_admin).get(url).status_code == 403
    other = ProjectFactory(region=city.district)
    assert as_user(city.leader).get(f"/projects/{other.pk}/evidence/{row.pk}/").status_code == 404


def test_a_file_that_is_gone_is_told_and_no_download(city: FixtureCity, project: Project) -> None:
    document(as_user(city.clerk), project, "contract")
    row = project.evidence.get()  # type: ignore[attr-defined]
    row.file.storage.delete(row.file.name)
    page = as_user(city.leader).get(f"/projects/{project.pk}/evidence/{row.pk}/", follow=True)
    assert page.redirect_chain == [(f"/projects/{project.pk}/evidence/", 302)]
    assert f"“{row.name}”的文件已不在服务器上" in page.content.decode()
    assert not AccessEvent.objects.filter(kind="download").exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"kind": "contract"}, "请拍照或选择一个文件。"),
        ({"kind": "contract", "document": ("合同.pdf", b"%PDF-1.7\n")}, "请填写文件或拍摄日期"),
        ({"kind": "photo", "document": ("x.exe", b"MZ")}, "的内容不是PDF"),
        (
            {"kind": "contract", "document": ("合同.pdf", b"%PDF-1.7\n"), "dated": "2023-08-01"},
            "不能晚于今天（2023-07-31）",
        ),
    ],
)
def test_what_is_no_evidence_is_refused(
    city: FixtureCity, project: Project, sent: dict[str, Any], message: str
) -> None:
    data = {k: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for k, v in sent.items()}
    response = as_user(city.clerk).post(f"/projects/{project.pk}/evidence/", data)
    assert response.status_code == 422
    assert message in text_of(response)
    assert not ProjectEvidence.objects.exists()


def test_without_a_rule_dates_are_recorded_as_before(city: FixtureCity, project: Project) -> None:
    assert edit(as_user(city.clerk), project, started_on="2023-07-10").status_code == 302
    assert "本市没有启用佐证要求" in text_of(as_user(city.office).get(MISSING))


def test_with_the_rule_a_start_waits_for_its_photo(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    client = as_user(city.clerk)
    refused = edit(client, project, started_on="2023-07-10")
    assert refused.status_code == 422
    assert "实际开工须有佐证：施工合同和开工令，或开工现场照片（市办〔2023〕9号）。" in text_of(
        refused
    )
    assert form_values(refused)["started_on"] == "2023-07-10"
    send(client, project, "photo")
    assert edit(client, project, started_on="2023-07-10").status_code == 302


def test_a_contract_alone_is_not_enough_with_the_start_order_it_is(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    client = as_user(city.clerk)
    document(client, project, "contract")
    assert edit(client, project, started_on="2023-07-10").status_code == 422
    document(client, project, "start_order")
    assert edit(client, project, started_on="2023-07-10").status_code == 302


def test_the_photo_of_the_board_can_be_asked_for_as_well(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % ', "board": true')
    client = as_user(city.clerk)
    send(client, project, "photo")
    refused = edit(client, project, started_on="2023-07-10")
    assert "开工现场照片和质量责任公示牌照片" in text_of(refused)
    send(client, project, "board")
    assert edit(client, project, started_on="2023-07-10").status_code == 302


def test_the_rule_holds_on_every_way_in(city: FixtureCity, project: Project, settings: Any) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    client = as_user(city.clerk)
    node = MilestoneFactory(project=project, name="开工")
    row = client.get(f"/api/v1/projects/{project.pk}/").json()
    api = client.patch(
        f"/api/v1/projects/{project.pk}/",
        {"started_on": "2023-07-10", "seen": row["version"]},
        content_type="application/json",
    )
    assert api.status_code == 400
    assert "须有佐证" in api.json()["started_on"][0]
    posted = {
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 1, "lines-0-pk": node.pk,
        "lines-0-name": "开工", "lines-0-planned_on": "2023-04-01",
        "lines-0-actual_on": "2023-07-10",
    }  # fmt: skip
    page = client.post(f"/projects/{project.pk}/milestones/", posted)
    assert page.status_code == 422
    assert "须有佐证" in text_of(page)
    table = client.get(f"/api/v1/projects/{project.pk}/milestones/").json()
    table["lines"][0]["actual_on"] = "2023-07-10"
    put = client.put(
        f"/api/v1/projects/{project.pk}/milestones/", table, content_type="application/json"
    )
    assert put.status_code == 400
    project.refresh_from_db()
    assert project.started_on is None
    new = form_values(client.get("/projects/new/")) | {
        "number": "P9", "name": "新项目", "year": "2023", "started_on": "2023-07-10",
        "region": str(city.district.pk),
    }  # fmt: skip
    new.pop("communities")
    assert "请先保存项目" in text_of(client.post("/projects/new/", new))


def test_finish_and_acceptance_wait_for_theirs(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    Project.objects.filter(pk=project.pk).update(started_on=date(2023, 4, 1))
    client = as_user(city.clerk)
    assert "完工证明或照片" in text_of(edit(client, project, finished_on="2023-07-10"))
    document(client, project, "finish")
    assert edit(client, project, finished_on="2023-07-10").status_code == 302
    assert "竣工验收证书" in text_of(edit(client, project, accepted_on="2023-07-20"))
    document(client, project, "certificate")
    assert edit(client, project, accepted_on="2023-07-20").status_code == 302


def test_dates_before_the_rule_and_other_changes_are_left_alone(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    client = as_user(city.clerk)
    assert edit(client, project, started_on="2023-06-30").status_code == 302
    Project.objects.filter(pk=project.pk).update(started_on=date(2023, 7, 10))
    assert edit(client, project, contractor="某建设公司").status_code == 302


def test_imported_dates_count_and_come_up_as_lacking(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    Project.objects.filter(pk=project.pk).update(started_on=date(2023, 7, 10))
    ProjectFactory(region=city.district, name="早已开工", started_on=date(2023, 5, 1))
    ProjectFactory(region=city.other_district, name="乙县项目", started_on=date(2023, 7, 10))
    text = text_of(as_user(city.clerk).get(MISSING))
    assert "红星小区改造" in text
    assert "早已开工" not in text
    assert "乙县项目" not in text
    assert "共 2 条" in text_of(as_user(city.office).get(f"{MISSING}?stage=start"))
    assert "没有缺佐证的项目。" in text_of(as_user(city.office).get(f"{MISSING}?stage=accept"))
    send(as_user(city.clerk), project, "photo")
    assert "没有缺佐证的项目。" in text_of(as_user(city.clerk).get(MISSING))


def test_a_file_set_aside_stays_and_counts_no_more(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.EVIDENCE_REQUIRED = parse_evidence(RULE % "")
    client = as_user(city.clerk)
    send(client, project, "photo")
    row = project.evidence.get()  # type: ignore[attr-defined]
    void = f"/projects/{project.pk}/evidence/{row.pk}/void/"
    client.post(void, {"reason": ""})
    row.refresh_from_db()
    assert row.voided_at is None
    client.post(void, {"reason": "传错项目"})
    assert edit(client, project, started_on="2023-07-10").status_code == 422
    assert "作废原因：传错项目" in text_of(client.get(f"/projects/{project.pk}/evidence/"))


def test_both_dates_are_told_apart_on_the_form(city: FixtureCity, project: Project) -> None:
    text = text_of(as_user(city.clerk).get(f"/projects/{project.pk}/edit/"))
    assert "施工队伍进入现场的日期，不计开工。" in text
    assert "正式开工的日期，以它计开工" in text


def test_the_api_lists_evidence_of_the_own_region(city: FixtureCity, project: Project) -> None:
    document(as_user(city.clerk), project, "contract", note="施工总承包")
    rows = as_user(city.office).get("/api/v1/evidence/").json()["results"]
    assert [(row["kind"], row["note"], row["dated"]) for row in rows] == [
        ("contract", "施工总承包", "2023-07-03")
    ]
    assert as_user(city.stranger).get("/api/v1/evidence/").json()["results"] == []


def test_the_rules_know_the_kinds_that_there_are() -> None:
    assert {kind.value for kind in EvidenceKind} - {"other", "site"} == KINDS


@pytest.mark.parametrize(
    "text",
    [
        "{}x",
        '[{"from": "2023-07-01"}]',
        '[{"from": "2023-07-01", "source": " "}]',
        '[{"from": "2023-07-01", "source": "x", "start": [["nothing"]]}]',
        '[{"from": "2023-07-01", "source": "x", "begin": []}]',
        '[{"from": "2023-07-02", "source": "x"}, {"from": "2023-07-01", "source": "x"}]',
    ],
)
def test_a_rule_that_cannot_be_read_stops_the_portal(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EVIDENCE_REQUIRED"):
        parse_evidence(text)


def test_a_later_rule_takes_over_from_its_date(settings: Any) -> None:
    later = '[{"from": "2023-01-01", "source": "a"}, {"from": "2024-01-01", "source": "b", "start": []}]'
    settings.EVIDENCE_REQUIRED = parse_evidence(later)
    assert rule_on(date(2022, 12, 31)) is None
    assert rule_on(date(2023, 12, 31)).source == "a"  # type: ignore[union-attr]
    assert rule_on(date(2024, 1, 1)).asks("start") == ()  # type: ignore[union-attr]
