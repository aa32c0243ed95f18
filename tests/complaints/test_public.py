"""The resident at the gate: the page, the form and its guards, the number that is followed."""

import io
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from PIL import ExifTags, Image

from complaints.models import Complainant, Complaint, ComplaintPhoto, PublicPage, PublicSetting
from complaints.services import gate, handling
from complaints.services.merging import merge
from complaints.services.notices import give_notice
from complaints.services.registering import submit
from core import clock
from funding.models import Receipt
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.complaints.conftest import States, reply, report
from tests.factories import ComplaintFactory, ProjectFactory, SourceFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count


@pytest.fixture(autouse=True)
def fresh_cache(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


def jpeg(position: bool = False, size: tuple[int, int] = (64, 48)) -> bytes:
    picture, exif, stream = Image.new("RGB", size, "#888"), Image.Exif(), io.BytesIO()
    if position:
        exif[ExifTags.IFD.GPSInfo] = {
            1: "N", 2: (25.0, 2.0, 30.0), 3: "E", 4: (102.0, 42.0, 0.0)
        }  # fmt: skip
        exif[ExifTags.Base.Make] = "手机标记"
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def typed(page: PublicPage, **words: Any) -> dict[str, Any]:
    given = {"category": "管道破裂", "content": "三单元水管一直漏", "place": "3栋",
             "stamp": gate.new_stamp(page, time.time() - 20)}  # fmt: skip
    return {**given, **words}


def send(page: PublicPage, client: Client | None = None, **words: Any) -> Any:
    return (client or Client()).post(f"/public/p/{page.token}/report/", typed(page, **words))


def file(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_page_tells_what_by_whom_when_and_for_how_much(
    city: FixtureCity, project: Project, page: PublicPage
) -> None:
    source = SourceFactory(project=project, kind="中央补助资金", planned=1200000)
    Receipt.objects.create(source=source, amount=500000, received_on=date(2023, 6, 1))
    now = clock.now()
    give_notice(
        community=project.communities.get(), project=None, kind="water", starts_at=now,
        ends_at=now + timedelta(hours=6), scope="1至4栋", reason="更换立管", told="张贴",
        contact="", by=city.clerk,
    )  # fmt: skip
    PublicSetting.objects.create(region=city.region, responder="市改造办", hotline="0999-1234567")
    response = Client().get(f"/public/p/{page.token}/")
    words = text_of(response)
    for told in (
        "东风一村改造", "新城建设", "2023-04-10", "中央补助资金", "120", "50", "停水", "1至4栋",
        "市改造办", "0999-1234567",
    ):  # fmt: skip
        assert told in words, told
    assert not response.cookies
    assert b"<script" not in response.content
    assert "max-age" in response["Cache-Control"]
    assert_query_count("public page", Client(), f"/public/p/{page.token}/")


def test_who_may_read_is_the_offices_decision(
    city: FixtureCity, project: Project, page: PublicPage
) -> None:
    url, client = f"/public/p/{page.token}/", as_user(city.office)
    assert Client().get(url).status_code == 200
    assert Client().get(url.lower()).status_code == 200
    assert Client().get("/public/p/AAAAAAAA/").status_code == 404
    client.post("/complaints/public/", {"responder": "", "hotline": ""})
    assert Client().get(url).status_code == 404
    client.post(f"/complaints/projects/{project.pk}/page/", {"shown": "1"})
    assert Client().get(url).status_code == 200
    client.post(f"/complaints/projects/{project.pk}/page/", {"shown": "0"})
    assert Client().get(url).status_code == 404
    assert Client().get(f"{url}report/").status_code == 404
    later = ProjectFactory(region=city.district, started_on=date(2023, 5, 1))
    client.post("/complaints/public/", {"shown": "on"})
    made = PublicPage.objects.get(project=later)
    assert Client().get(f"/public/p/{made.token}/").status_code == 200
    client.post(f"/complaints/projects/{project.pk}/page/", {"shown": ""})
    Project.objects.filter(pk=project.pk).update(started_on=date(2023, 8, 1))
    assert Client().get(url).status_code == 404
    code = as_user(city.clerk).get(f"/complaints/projects/{project.pk}/page/qr.svg")
    assert code["Content-Type"] == "image/svg+xml"


def test_a_report_becomes_a_complaint_with_a_number_to_follow(
    city: FixtureCity, page: PublicPage
) -> None:
    answer = send(page, photos=[file(jpeg(True))], name="欧阳标记", phone="13800001234")
    voice = Complainant.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/public/r/{voice.ticket}/?new=1"
    row = voice.complaint
    assert (row.state, row.channel, row.region) == ("submitted", "二维码", city.district)
    assert row.latitude is None
    shown = text_of(Client().get(answer["Location"]))
    assert f"{voice.ticket[:4]}-{voice.ticket[4:8]}-{voice.ticket[8:]}" in shown
    assert "待受理" in shown
    found = Client().get(
        "/public/r/", {"number": f" {voice.ticket[:4].lower()}-{voice.ticket[4:]}"}
    )
    assert found["Location"] == f"/public/r/{voice.ticket}/"
    assert row.number in text_of(as_user(city.office).get("/complaints/mine/"))


def test_the_same_form_sent_twice_is_one_complaint(page: PublicPage) -> None:
    words = typed(page)
    first, second = (Client().post(f"/public/p/{page.token}/report/", words) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_complaint(project: Project) -> None:
    start, tickets = threading.Barrier(2, timeout=60), []

    def sender(stamp: str) -> None:
        told = report(project, stamp=stamp)
        start.wait()
        tickets.append(submit(told).ticket)
        connections.close_all()

    for stamp in "abcde":
        both = [threading.Thread(target=sender, args=[stamp]) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
    assert (len(tickets), len(set(tickets)), Complaint.objects.count()) == (10, 5, 5)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"website": "http://spam"}, "请清空"),
        ({"stamp": ""}, "表单已过期"),
        ({"stamp": "1.1690000000.abc:forged"}, "表单已过期"),
        ({"content": ""}, "必填"),
        ({"content": ""}, "有 1 处需要修改，见各栏下的说明；照片须重新选择。"),
        ({"category": "不存在"}, "category"),
        ({"phone": "123"}, "手机号11位"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    page: PublicPage, words: dict[str, str], told: str
) -> None:
    answer = send(page, **{"place": "标记位置", **words})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "标记位置" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_hasty_an_old_and_a_foreign_form_are_refused(page: PublicPage, project: Project) -> None:
    hasty = send(page, stamp=gate.new_stamp(page))
    assert "提交得太快" in hasty.content.decode()
    old = send(page, stamp=gate.new_stamp(page, time.time() - 90000))
    assert "表单已过期，内容还在" in old.content.decode()
    other = PublicPage(pk=page.pk + 1)
    assert send(page, stamp=gate.new_stamp(other, time.time() - 20)).status_code == 422
    assert not Complaint.objects.exists()


def test_after_some_reports_a_sum_is_asked_and_then_there_is_an_end(
    page: PublicPage, settings: Any
) -> None:
    settings.PUBLIC_QUESTION_AFTER, settings.PUBLIC_REPORTS_PER_ADDRESS = 1, 2
    assert send(page).status_code == 302
    words = typed(page)
    question = gate.sum_of(words["stamp"])
    asked = send(page, **words)
    assert asked.status_code == 422
    assert question.words in asked.content.decode()
    wrong = send(page, **words, sum=str(question.answer + 1))
    assert "答案不对" in wrong.content.decode()
    assert send(page, **words, sum=str(question.answer)).status_code == 302
    words = typed(page)
    ended = send(page, **words, sum=str(gate.sum_of(words["stamp"]).answer))
    assert "一小时内提交次数过多" in ended.content.decode()
    assert Complaint.objects.count() == 2


def test_a_project_has_a_limit_of_its_own(page: PublicPage, settings: Any) -> None:
    settings.PUBLIC_REPORTS_PER_PROJECT = 1
    assert send(page).status_code == 302
    far = Client(REMOTE_ADDR="203.0.113.9")
    assert "本项目一小时内收到的反映过多" in send(page, far).content.decode()


def test_numbers_cannot_be_tried_out(page: PublicPage) -> None:
    send(page)
    client = Client()
    for _ in range(gate.MISSES):
        assert client.get("/public/r/", {"number": "AAAABBBBCCCC"}).status_code == 422
    ticket = Complainant.objects.get().ticket
    assert client.get("/public/r/", {"number": ticket}).status_code == 429
    assert client.get(f"/public/r/{ticket}/").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/public/r/{ticket}/").status_code == 200


HEAVY = b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
UPLOADS = [
    ("big.jpg", HEAVY, "超过12 MB"),
    ("a.svg", SVG, "不是照片"),
    ("a.jpg", SVG, "不是照片"),
    ("a.jpg", b"%PDF-1.7\n%%EOF", "“a.jpg”不是照片"),
    ("a.jpg", b"\xff\xd8\xff\xe0 broken", "不是可读的照片"),
    ("a.html", b"<script>1</script>", "不是照片"),
]


@pytest.mark.parametrize(
    ("name", "content", "told"), UPLOADS, ids=[f"{u[0]} {u[2]}" for u in UPLOADS]
)
def test_what_is_no_photo_is_refused_with_a_plain_word(
    page: PublicPage, name: str, content: bytes, told: str
) -> None:
    answer = send(page, photos=[file(content, name)])
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Complaint.objects.exists()


def test_who_sends_what_is_no_photo_over_and_over_is_stopped_before_it_is_opened(
    page: PublicPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "REFUSED", 2)
    broken = [send(page, photos=[file(b"\xff\xd8\xff\xe0 broken", "a.jpg")]) for _ in range(2)]
    assert all("不是可读的照片" in answer.content.decode() for answer in broken)
    stopped = send(page, photos=[file(jpeg(True))])
    assert stopped.status_code == 422
    assert "一小时内提交次数过多" in stopped.content.decode()
    assert not Complaint.objects.exists()


def test_names_of_files_are_never_used_and_positions_are_cut(
    page: PublicPage, tmp_path: Any
) -> None:
    tricks = file(jpeg(True), "../../../etc/x\u202egpj.jpg")
    assert send(page, photos=[tricks]).status_code == 302
    photo = ComplaintPhoto.objects.get()
    assert photo.file.name.startswith("complaints/")
    assert ".." not in photo.file.name
    assert list(tmp_path.rglob("*.jpg")) == [tmp_path / photo.file.name]
    kept = photo.file.read()
    assert "手机标记".encode() not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert Complaint.objects.get().latitude is None


def test_a_position_is_kept_when_it_is_given_on_purpose(
    city: FixtureCity, page: PublicPage
) -> None:
    send(page, photos=[file(jpeg(True))], use_position="on")
    row = Complaint.objects.get()
    assert (str(row.latitude), str(row.longitude)) == ("25.041667", "102.700000")
    assert not Image.open(io.BytesIO(ComplaintPhoto.objects.get().file.read())).getexif()
    pins = as_user(city.office).get("/api/v1/complaints/pins/").json()
    assert [(pin["number"], pin["latitude"], pin["exact"]) for pin in pins] == [
        (row.number, "25.041667", True)
    ]
    assert as_user(city.stranger).get("/api/v1/complaints/pins/").json() == []


def test_the_resident_says_whether_it_is_solved(city: FixtureCity, bring: States) -> None:
    row = bring("replied")
    url = f"/public/r/{row.complainants.get().ticket}/"
    shown = text_of(Client().get(url))
    assert "已重新铺设防水层" in shown
    assert Client().post(url, {"solved": "0", "reason": ""}).status_code == 422
    Client().post(url, {"solved": "0", "reason": "还在漏，找13800001234"})
    row.refresh_from_db()
    assert (row.state, row.reopened, row.satisfaction) == ("rework", 1, "不满意")
    assert row.events.get(kind="rework").text == "反映人答复：未解决。还在漏，找138****1234"
    assert "不需要您答复" in Client().post(url, {"solved": "1"}).content.decode()
    reply(city, row)
    Client().post(url, {"solved": "1"})
    row.refresh_from_db()
    assert (row.state, row.satisfaction) == ("verified", "满意")
    again = Client().post(url, {"solved": "1"})
    assert (again.status_code, "本件回访通过，谢谢" in again.content.decode()) == (422, True)
    assert row.events.filter(kind="called").count() == 1


def test_a_closed_complaint_is_taken_up_again_for_a_while(bring: States) -> None:
    row = bring("closed")
    url = f"/public/r/{row.complainants.get().ticket}/"
    with clock.at(date(2023, 8, 31)):
        assert (
            "不需要您答复" in Client().post(url, {"solved": "0", "reason": "漏"}).content.decode()
        )
    Client().post(url, {"solved": "0", "reason": "又漏"})
    row.refresh_from_db()
    assert (row.state, row.closed_on) == ("rework", None)


def test_a_merged_and_a_declined_report_are_told(city: FixtureCity, bring: States) -> None:
    main, second, third = bring("handling"), bring("submitted"), bring("submitted")
    merge(second, into=main.number, by=city.office)
    handling.decline(third, reason="属物业维修范围", by=city.office)
    words = text_of(Client().get(f"/public/r/{second.complainants.get().ticket}/"))
    assert "合并办理" in words
    assert "办理中" in words
    words = text_of(Client().get(f"/public/r/{third.complainants.get().ticket}/"))
    assert "属物业维修范围" in words


def test_without_the_cache_residents_still_read_and_report(page: PublicPage, settings: Any) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": away}):
        assert Client().get(f"/public/p/{page.token}/").status_code == 200
        assert send(page).status_code == 302


def test_a_ticket_without_steps_says_what_will_stand_there(city: FixtureCity) -> None:
    row = ComplaintFactory(region=city.district)
    came = row.complainants.create(name="王女士", ticket="AAAABBBBCCCC", came_at=timezone.now())
    shown = Client().get(f"/public/r/{came.ticket}/")
    assert "还没有办理记录。" in text_of(shown)
    assert 'href="/public/r/' in shown.content.decode()
