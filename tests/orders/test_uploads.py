"""Attachments: what they are is read from their content; what may not be is refused in words."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.exceptions import Refusal
from core.uploads import check_upload, check_uploads, clean_name
from orders.models import Attachment
from tests.city import FixtureCity, as_user
from tests.orders.conftest import PDF, PNG, MakeOrder, file
from tests.pages import form_values, text_of


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
MACRO = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", PDF, "pdf"),
        ("照片.JPG", b"\xff\xd8\xff\xe0" + b"\0" * 16, "jpg"),
        ("照片.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 16, "jpg"),
        ("截图.png", PNG, "png"),
        ("回复.docx", DOCX, "docx"),
        ("清单.xlsx", XLSX, "xlsx"),
    ],
)
def test_five_kinds_are_taken(name: str, content: bytes, kind: str) -> None:
    assert check_upload(SimpleUploadedFile(name, content)).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("报告.jpg", PDF, "内容是pdf，与扩展名不符"),
        ("报告", PDF, "与扩展名不符"),
        ("图.svg", b"<svg onload='x'/>", "内容不是PDF"),
        ("页.pdf", b"<html><script>", "内容不是PDF"),
        ("程序.exe", b"MZ\x90\0", "内容不是PDF"),
        ("宏.docx", MACRO, "内容不是PDF"),
        ("包.zip", package("a.txt"), "内容不是PDF"),
        ("坏.docx", b"PK\x03\x04 broken", "内容不是PDF"),
        ("空.pdf", b"", "是空文件"),
    ],
)
def test_anything_else_is_refused_in_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refusal:
        check_upload(SimpleUploadedFile(name, content))
    assert refusal.value.field == "attachments"


def test_a_file_over_the_limit_and_an_eleventh_file_are_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    with pytest.raises(Refusal, match="超过1 MB"):
        check_upload(SimpleUploadedFile("大.pdf", PDF + b"\0" * 1024 * 1024))
    with pytest.raises(Refusal, match="一次最多上传10个"):
        check_uploads([file() for _ in range(11)])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\报告.pdf", "报告.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("x\r\nSet-Cookie: a.pdf", "xSet-Cookie_ a.pdf"),
        ("..", "附件"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
    ],
)
def test_a_name_loses_its_path_and_its_tricks(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_reply_keeps_its_files_and_a_stranger_cannot_fetch_them(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("received")
    typed = {"text": "已进场，见照片", "attachments": [file(), file("截图.png", PNG)]}
    assert as_user(city.clerk).post(f"/orders/{order.pk}/reply/", typed).status_code == 302
    first = Attachment.objects.get(name="现场照片.pdf")
    assert (first.size, first.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert first.event.kind == "replied"
    stored = Path(first.file.path)
    assert stored.is_relative_to(settings.MEDIA_ROOT)
    assert "现场" not in stored.name
    url = f"/orders/{order.pk}/files/{first.pk}/"
    answer = as_user(city.office).get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_user(city.stranger).get(url).status_code == 404
    assert as_user(city.auditor).get(url).status_code == 403
    other = order_in("received")
    assert as_user(city.office).get(f"/orders/{other.pk}/files/{first.pk}/").status_code == 404


def test_a_refused_file_leaves_the_words_and_changes_nothing(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order = order_in("received")
    typed = {"text": "已进场", "attachments": [file("照片.jpg", PDF)]}
    refused = as_user(city.clerk).post(f"/orders/{order.pk}/reply/", typed)
    assert refused.status_code == 422
    assert "与扩展名不符，请改名后上传" in text_of(refused)
    assert form_values(refused)["text"] == "已进场"
    order.refresh_from_db()
    assert order.state == "received"
    assert not Attachment.objects.exists()
