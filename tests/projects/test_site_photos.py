"""Photos of a week at the site: one by one, once each, with their time and place kept apart."""

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from projects.models import ProjectEvidence
from tests.city import as_user
from tests.pages import text_of
from tests.projects.test_evidence import photo
from tests.projects.weekly_help import WEEK, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city):
    return started(city.district)


def plain() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(stream, "JPEG")
    return stream.getvalue()


def send(client, project, content=None, number=None, name="image.jpg"):
    data = {
        "id": number or str(uuid.uuid4()),
        "photo": SimpleUploadedFile(name, plain() if content is None else content),
    }
    return client.post(reverse("projects:site_photo", args=[project.pk]), data)


def entry_page(client, project):
    return client.get(reverse("projects:weekly_entry", args=[project.pk, str(WEEK)]))


def test_a_photo_is_kept_with_time_and_place_apart_from_the_picture(city, project):
    answer = send(as_user(city.clerk), project, photo())
    assert answer.status_code == 200
    assert answer.json()["words"] == "拍摄于 2023-07-05 09:30，位置 30.250000, 120.500000"
    row = ProjectEvidence.objects.get()
    assert (row.kind, row.dated, row.added_by) == ("site", date(2023, 7, 5), city.clerk)
    with row.file.open("rb") as stored:
        assert not Image.open(stored).getexif()


def test_a_photo_without_a_time_is_of_today_and_stands_on_the_weeks_page(city, project):
    assert send(as_user(city.clerk), project).status_code == 200
    row = ProjectEvidence.objects.get()
    assert (row.dated, row.taken_at) == (date(2023, 7, 31), None)
    page = entry_page(as_user(city.clerk), project)
    assert "照片没有拍摄时间" in text_of(page)
    assert reverse("projects:evidence_file", args=[project.pk, row.pk]) in page.content.decode()


def test_sent_again_after_a_lost_answer_it_is_the_same_photo(city, project):
    number = uuid.uuid4().hex
    first = send(as_user(city.clerk), project, number=number)
    second = send(as_user(city.clerk), project, number=number)
    assert second.status_code == 200
    assert first.json() == second.json()
    assert ProjectEvidence.objects.count() == 1


def test_a_number_of_another_project_is_refused(city, project):
    number, other = uuid.uuid4().hex, started(city.district)
    send(as_user(city.clerk), project, number=number)
    answer = send(as_user(city.clerk), other, number=number)
    assert answer.status_code == 400
    assert "上传编号已用过" in answer.json()["message"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.jpg", "空文件"),
        (b"%PDF-1.7\n", "a.pdf", "JPG 或 PNG"),
        (b"x" * 20, "a.jpg", "内容不是"),
    ],
)
def test_what_is_no_photo_is_refused_with_words(city, project, content, name, said):
    answer = send(as_user(city.clerk), project, content, name=name)
    assert answer.status_code == 400
    assert said in answer.json()["message"]


def test_without_a_number_or_a_file_it_is_refused(city, project):
    url = reverse("projects:site_photo", args=[project.pk])
    client = as_user(city.clerk)
    assert "没有收到照片" in client.post(url).json()["message"]
    assert "上传编号" in send(client, project, number="x").json()["message"]


def test_strangers_and_readers_send_nothing(city, project):
    assert send(as_user(city.stranger), project).status_code == 404
    assert send(as_user(city.reviewer), project).status_code == 403
    assert not ProjectEvidence.objects.exists()


def test_the_weeks_page_offers_the_camera(city, project):
    html = entry_page(as_user(city.clerk), project).content.decode()
    assert 'accept="image/*" capture="environment"' in html


def test_what_another_user_left_in_the_browser_is_not_taken_as_ones_own(city, project):
    url = reverse("projects:site_photo", args=[project.pk])
    data = {
        "id": uuid.uuid4().hex,
        "user": str(city.reviewer.pk),
        "photo": SimpleUploadedFile("a.jpg", plain()),
    }
    answer = as_user(city.clerk).post(url, data)
    assert answer.status_code == 401
    assert "另一个账号" in answer.json()["message"]
    assert not ProjectEvidence.objects.exists()
