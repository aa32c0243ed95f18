"""挂包 and visits: who looks after what, who has been there, with which photos."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import ExifTags, Image

from core.exceptions import Refusal
from orders.models import Order
from projects.models import LeaderAssignment, Project, Visit, VisitPhoto
from projects.services.visits import Duty, assign, end_assignment, log_visit, write_note
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory

SINCE = date(2023, 3, 1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, number="P0001", name="东风一村改造项目")


@pytest.fixture
def duty(city: FixtureCity, project: Project) -> LeaderAssignment:
    given = Duty("leader", "刘市长", "副市长", SINCE, user=city.leader, project=project)
    return assign(given, by=city.office)


def picture() -> SimpleUploadedFile:
    """A phone's photo: taken on 20 July 2023 at 25.04° N, 102.71° E."""
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: "2023:07:20 10:30:00"}
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (25.0, 2.0, 24.0), 3: "E", 4: (102.0, 42.0, 36.0)}
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_1.jpg", stream.getvalue())


def names(user: Any, query: str = "") -> list[str]:
    page = html.fromstring(as_user(user).get(f"/projects/duties/?{query}").content.decode())
    return [cell.text_content() for cell in page.xpath("//div[@id='list']//tbody//th")]


def visits_behind(user: Any, query: str, name: str) -> tuple[str, list[str]]:
    """Return the number of visits printed for a person, and the days of the list that it opens."""
    client = as_user(user)
    page = html.fromstring(client.get(f"/projects/duties/?{query}").content.decode())
    (link,) = page.xpath(f"//div[@id='list']//tr[th='{name}']//a[contains(@href, '/visits/')]")
    opened = html.fromstring(client.get(link.get("href")).content.decode())
    days = opened.xpath("//div[@id='list']//tbody//th")
    return link.text_content().strip(), [day.text_content().strip() for day in days]


def test_a_leader_logs_a_visit_from_a_phone(city: FixtureCity, duty: LeaderAssignment) -> None:
    client = as_user(city.leader)
    mine = client.get("/projects/duties/mine/").content.decode()
    for words in ("东风一村改造项目", "本月未走访", f"/projects/duties/{duty.pk}/visit/", f"/orders/instruct/?project={duty.project_id}"):  # fmt: skip
        assert words in mine
    typed = {"visited_on": "2023-07-20", "note": "已进场，缺围挡", "photos": [picture()]}
    assert client.post(f"/projects/duties/{duty.pk}/visit/", typed).status_code == 302
    photo = VisitPhoto.objects.get()
    assert (str(photo.latitude), str(photo.longitude)) == ("25.040000", "102.710000")
    page = client.get(f"/projects/visits/{photo.visit_id}/").content.decode()
    for words in ("已进场，缺围挡", "拍摄 2023-07-20 10:30", "北纬 25.040000、东经 102.710000"):
        assert words in page
    url = f"/projects/visits/{photo.visit_id}/photos/{photo.pk}/"
    kept = b"".join(client.get(url).streaming_content)
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert as_user(city.stranger).get(url).status_code == 404
    assert "本月未走访" not in client.get("/projects/duties/mine/").content.decode()


def test_who_was_not_there_this_month_is_listed_and_counted(
    city: FixtureCity, duty: LeaderAssignment, settings: Any
) -> None:
    other = assign(
        Duty("leader", "王区长", "", SINCE, user=city.district_leader, project=duty.project),
        by=city.office,
    )
    log_visit(other, visited_on=date(2023, 7, 3), note="看过", by=city.district_leader)
    assert names(city.office, "absent=1") == ["刘市长"]
    assert names(city.office, "absent=0") == ["王区长"]
    assert names(city.office, "absent=1&month=2023-06") == ["刘市长", "王区长"]
    log_visit(other, visited_on=date(2023, 6, 5), note="看过", by=city.district_leader)
    assert visits_behind(city.office, "", "王区长") == ("1", ["2023-07-03"])
    assert visits_behind(city.office, "month=2023-06", "王区长") == ("1", ["2023-06-05"])
    said = html.fromstring(as_user(city.office).get("/projects/duties/").content.decode())
    assert said.xpath("//a[@href='?absent=1']/text()") == ["1"]
    settings.PORTAL_DATE = date(2023, 8, 1)
    assert names(city.office, "absent=1") == ["刘市长", "王区长"]


def test_a_visit_without_a_note_is_flagged_until_one_is_written(
    city: FixtureCity, duty: LeaderAssignment
) -> None:
    visit = log_visit(duty, visited_on=date(2023, 7, 20), note=" ", by=city.leader)
    client = as_user(city.leader)
    for url in ("/projects/visits/?blank=1", f"/projects/visits/{visit.pk}/"):
        assert "未写情况" in client.get(url).content.decode()
    typed = {"note": "现场无人施工"}
    assert client.post(f"/projects/visits/{visit.pk}/note/", typed).status_code == 302
    listed = client.get("/projects/visits/?blank=1").content.decode()
    assert "没有符合条件的走访记录" in listed
    with pytest.raises(Refusal, match="请填写走访情况"):
        write_note(visit, note="", by=city.leader)


def test_leaders_log_their_own_visits_only(city: FixtureCity, duty: LeaderAssignment) -> None:
    for who in (city.district_leader, city.stranger, city.auditor):
        with pytest.raises(PermissionDenied):
            log_visit(duty, visited_on=date(2023, 7, 20), note="x", by=who)
    on_behalf = log_visit(duty, visited_on=date(2023, 7, 20), note="x", by=city.clerk)
    assert on_behalf.entered_by == city.clerk
    client = as_user(city.district_leader)
    assert client.get(f"/projects/duties/{duty.pk}/visit/").status_code == 403
    assert client.post(f"/projects/visits/{on_behalf.pk}/note/", {"note": "y"}).status_code == 403


@pytest.mark.parametrize("day", [date(2023, 2, 28), date(2023, 8, 1)])
def test_a_visit_lies_in_the_assignment_and_not_ahead(
    city: FixtureCity, duty: LeaderAssignment, day: date
) -> None:
    with pytest.raises(Refusal) as refused:
        log_visit(duty, visited_on=day, note="x", by=city.leader)
    assert refused.value.field == "visited_on"
    assert not Visit.objects.exists()


def test_a_photo_that_is_none_keeps_what_was_typed(
    city: FixtureCity, duty: LeaderAssignment
) -> None:
    bad = SimpleUploadedFile("x.jpg", b"\xff\xd8\xffnothing")
    typed = {"visited_on": "2023-07-20", "note": "已进场", "photos": [bad]}
    answer = as_user(city.leader).post(f"/projects/duties/{duty.pk}/visit/", typed)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "不是可读的照片" in said
    assert "已进场" in said
    assert not Visit.objects.exists()


def test_the_office_assigns_by_number_and_ends_it(city: FixtureCity, project: Project) -> None:
    client = as_user(city.office)
    typed = {
        "kind": "leader", "name": "刘市长", "duty": "副市长", "username": "leader",
        "project": "P0001", "community": "", "since": "2023-03-01",
    }  # fmt: skip
    assert client.post("/projects/duties/new/", typed).status_code == 302
    again = client.post("/projects/duties/new/", typed)
    assert (again.status_code, "已有这项挂包安排" in again.content.decode()) == (422, True)
    for changes, words in (
        ({"username": "nobody"}, "没有这个用户名"),
        ({"project": "P9999"}, "没有这个编号的项目"),
        ({"project": ""}, "请填其中一项"),
    ):
        assert words in client.post("/projects/duties/new/", typed | changes).content.decode()
    row = LeaderAssignment.objects.get()
    assert row.user == city.leader
    end_assignment(row, until=date(2023, 7, 31), by=city.office)
    with pytest.raises(Refusal, match="已于2023-07-31结束"):
        end_assignment(row, until=date(2023, 7, 31), by=city.office)
    assert as_user(city.clerk).get("/projects/duties/new/").status_code == 403


def test_a_community_has_a_cadre_without_an_account(city: FixtureCity, project: Project) -> None:
    community = project.communities.get()
    row = assign(Duty("cadre", "张干部", "", SINCE, community=community), by=city.office)
    log_visit(row, visited_on=date(2023, 7, 20), note="走访三户", by=city.clerk)
    assert names(city.clerk, "kind=cadre") == ["张干部"]
    assert names(city.stranger) == []


def test_an_ended_assignment_leaves_the_list_of_later_months(
    city: FixtureCity, duty: LeaderAssignment, settings: Any
) -> None:
    end_assignment(duty, until=date(2023, 7, 31), by=city.office)
    settings.PORTAL_DATE = date(2023, 8, 2)
    assert names(city.office) == []
    assert names(city.office, "ended=1") == ["刘市长"]


def test_the_projects_page_names_who_looks_after_it(
    city: FixtureCity, duty: LeaderAssignment
) -> None:
    part = as_user(city.clerk).get(f"/projects/{duty.project_id}/duties/").content.decode()
    assert "刘市长" in part
    assert f"/projects/{duty.project_id}/duties/" in as_user(city.clerk).get(f"/projects/{duty.project_id}/").content.decode()  # fmt: skip


def test_an_instruction_from_the_phone_is_a_tracked_order(
    city: FixtureCity, duty: LeaderAssignment
) -> None:
    url = f"/orders/instruct/?project={duty.project_id}"
    page = html.fromstring(as_user(city.leader).get(url).content.decode())
    form = {
        one.name: one.value or ""
        for one in page.xpath("//form[@method='post']//*[@name]")
        if one.name
    }
    form |= {
        "subject": "围挡缺失",
        "requirement": "三日内补齐",
        "person": "钱局长",
        "unit": "甲区住建局",
        "due_on": "2023-08-03",
    }
    assert as_user(city.leader).post(url, form).status_code == 302
    order = Order.objects.get()
    assert (order.state, order.project, order.issued_by) == ("issued", duty.project, city.leader)
