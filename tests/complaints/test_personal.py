"""A complainant's name and phone: encrypted, masked, revealed for a reason — and nowhere else."""

import io
import logging
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from accounts.models import AccessEvent
from complaints.models import Complainant, Complaint
from complaints.services import handling
from complaints.services.merging import merge
from core.crypto import keyed_hashes
from core.ledger import export_ledger
from core.masking import masked_name, masked_phone, without_people
from core.periods import Month
from projects.models import Project
from reports.services.building import build, request_bulletin
from tests.city import CITY, FixtureCity, as_user
from tests.complaints.conftest import NAME, PHONE, States, reply
from tests.factories import UserFactory
from tests.pages import text_of

MARKERS = (NAME, PHONE, "138 0000 1234", "138-0000-1234", NAME[1:])


@pytest.fixture
def row(city: FixtureCity, bring: States) -> Complaint:
    """A complaint whose content, notes and answers all tried to carry the person along."""
    spoken = f"我叫{NAME}，电话138 0000 1234，顶楼漏水"
    row = bring("handling", content=spoken, place=f"{NAME}家")
    handling.note(row, text=f"已上门，{NAME}不在，电{PHONE}", by=city.clerk)
    return handling.reply(
        row, outcome="rectified", result=f"已告知{NAME}（138-0000-1234）", by=city.clerk
    )


def test_the_database_holds_ciphertext_alone(row: Complaint) -> None:
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names(cursor) if "complain" in t]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr(cursor.fetchall())
            for marker in MARKERS:
                assert marker not in text, (table, marker)
    voice = Complainant.objects.get()
    assert (voice.name, voice.phone) == (NAME, PHONE)
    assert voice.words.startswith(f"我叫{NAME}")
    assert list(Complainant.objects.filter(phone_hash__in=keyed_hashes(PHONE))) == [voice]
    fields = {field.name for field in voice.history.model._meta.get_fields()}
    assert not fields & {"name", "phone", "phone_hash", "words", "ticket"}


def test_no_page_api_export_bulletin_history_search_or_log_tells_who(
    city: FixtureCity, row: Complaint, project: Project, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    superuser = UserFactory(is_superuser=True, is_staff=True, role=Group.objects.first())
    voice, number = Complainant.objects.get(), row.pk
    urls = [
        (city.office, f"/complaints/{number}/"),
        (city.clerk, f"/complaints/{number}/complainants/{voice.pk}/"),
        (city.office, "/complaints/"),
        (city.office, f"/complaints/?q={PHONE}"),
        (city.office, "/complaints/?export=xlsx"),
        (city.office, "/complaints/mine/"),
        (city.office, "/complaints/statistics/"),
        (city.office, f"/complaints/projects/{project.pk}/"),
        (city.office, f"/projects/{project.pk}/"),
        (city.office, f"/projects/{project.pk}/history/"),
        (city.office, "/api/v1/complaints/"),
        (city.office, f"/api/v1/complaints/{number}/"),
        (city.office, f"/api/v1/complaints/?q={PHONE}"),
        (city.auditor, "/accounts/audit/changes/"),
        (city.auditor, "/accounts/audit/"),
        (superuser, f"/admin/complaints/complaint/{number}/change/"),
        (superuser, f"/admin/complaints/complaint/{number}/history/"),
        (superuser, f"/admin/complaints/complaint/?q={PHONE}"),
    ]
    bodies = [as_user(user).get(url) for user, url in urls]
    bodies.append(Client().get(f"/public/r/{voice.ticket}/"))
    for response, (_, url) in zip(bodies, [*urls, (None, "ticket")], strict=True):
        assert response.status_code == 200, url
        _clean(_text(response), url)
    _clean(caplog.text, "log")
    report = request_bulletin(city.region, Month(2023, 7))
    build(report.pk)
    report.refresh_from_db()
    _clean(repr((report.data, report.text)), "bulletin")
    stream = io.BytesIO()
    export_ledger(stream, CITY)
    _clean(_cells(stream.getvalue()), "ledger")
    for model in (Complaint, Complainant):
        _clean(repr(list(model.history.values())), f"history of {model.__name__}")


def _text(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    return _cells(body) if body[:2] == b"PK" else body.decode()


def _cells(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content), read_only=True)
    return repr([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def _clean(text: str, where: str) -> None:
    searched = (
        text.replace(f"q%3D{PHONE}", "")
        .replace(f'value="{PHONE}"', "")
        .replace(f"q={PHONE}", "")
        .replace(f"：{PHONE}", "")
    )
    for marker in MARKERS:
        assert marker not in searched, (where, marker)


def test_revealing_takes_a_role_and_a_reason_and_is_logged(
    city: FixtureCity, row: Complaint
) -> None:
    voice = Complainant.objects.get()
    url = f"/complaints/{row.pk}/complainants/{voice.pk}/"
    assert as_user(city.leader).get(url).status_code == 403
    assert as_user(city.stranger).get(url).status_code == 404
    assert as_user(city.clerk).post(url, {"reason": " "}).status_code == 422
    assert not AccessEvent.objects.filter(kind="reveal").exists()
    shown = as_user(city.clerk).post(url, {"reason": f"回访{NAME}"})
    assert NAME in shown.content.decode()
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = AccessEvent.objects.get(kind="reveal")
    assert (event.username, event.subject) == ("clerk", f"投诉{row.number}投诉人")
    assert event.detail == {"complaint": row.pk, "reason": "回访欧**"}


def test_who_left_no_name_is_said_to_and_what_leads_on_comes_first(
    city: FixtureCity, bring: States
) -> None:
    told, unnamed = bring("accepted"), bring("accepted", name="", phone="")
    pages = [as_user(city.reviewer).get(f"/complaints/{row.pk}/") for row in (told, unnamed)]
    assert "查看姓名电话" in text_of(pages[0])
    assert "未留姓名电话" in text_of(pages[1])
    assert "查看原话" in text_of(pages[1])
    assert "查看姓名电话" not in text_of(pages[1])
    assert pages[1].context["buttons"][0].label == "交办"


def test_keys_are_replaced_without_losing_anybody(row: Complaint, settings: Any) -> None:
    old, new = settings.FIELD_KEYS, Fernet.generate_key().decode()
    settings.FIELD_KEYS = (new, *old)
    assert Complainant.objects.get().phone == PHONE
    before = Complainant.history.count()
    call_command("rotate_field_keys", stdout=io.StringIO())
    settings.FIELD_KEYS = (new,)
    voice = Complainant.objects.get()
    assert (voice.name, voice.phone) == (NAME, PHONE)
    assert voice.phone_hash == keyed_hashes(PHONE)[0]
    assert Complainant.history.count() == before


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0871-6512345", "087****2345"),
        ("12345", "****45"),
        ("", ""),
    ],
)
def test_masks_of_phones(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("欧阳标记", "欧**"), ("", "")])
def test_masks_of_names(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("打138 1234 5678或+86-13812345678", "打138****5678或138****5678"),
        ("座机0871-65123456", "座机087****3456"),
        ("身份证110101199001011234", "身份证110101********1234"),
        ("TS2023-00001，2023年7月30日，12345热线", "TS2023-00001，2023年7月30日，12345热线"),
    ],
)
def test_numbers_of_people_are_cut_from_words(said: str, kept: str) -> None:
    assert without_people(said) == kept


def test_names_of_those_whose_report_was_merged_are_cut_too(
    city: FixtureCity, bring: States
) -> None:
    main, second = bring("handling"), bring("submitted", name="司马某某")
    voice = second.complainants.get()
    merge(second, into=main.number, by=city.office)
    handling.note(main, text="已与司马某某联系", by=city.clerk)
    assert main.events.get(kind="noted").text == "已与司**联系"
    reply(city, main)
    Client().post(f"/public/r/{voice.ticket}/", {"solved": "0", "reason": "司马某某家还漏"})
    assert main.events.get(kind="rework").text == "反映人答复：未解决。司**家还漏"
