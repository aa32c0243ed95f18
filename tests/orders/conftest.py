"""Orders for tests: the words of one, and one in each state, made by the services themselves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from orders.choices import OrderKind, OrderState
from orders.models import Order
from orders.services.answering import receive, reply
from orders.services.drafting import TalkPlan, Words, draft_order
from orders.services.issuing import issue_order, withdraw
from orders.services.reviewing import review
from orders.services.talks import Promise, check_commitment, record_talk
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import ProjectFactory

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
DUE = date(2023, 8, 10)
MakeWords = Callable[..., Words]
MakeOrder = Callable[..., Order]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(
        region=city.district, number="P0001", name="东风一村改造项目", lead_unit="甲区住建局",
        lead_person="钱局长", contractor="云江建工", supervisor="诚信监理", project_manager="孙经理",
    )  # fmt: skip


@pytest.fixture
def words(city: FixtureCity, project: Project) -> MakeWords:
    def make(**changes: Any) -> Words:
        given: dict[str, Any] = {
            "region": city.district,
            "project": project,
            "basis_kind": "meeting",
            "basis": "第30周调度会",
            "subject": "东风一村改造项目长期未开工",
            "requirement": "8月10日前完成进场，并书面报告原因。",
            "unit": "甲区住建局",
            "person": "钱局长",
            "due_on": DUE,
        }
        return Words(**given | changes)

    return make


def talk_plan(**changes: Any) -> TalkPlan:
    at = timezone.make_aware(datetime(2023, 8, 3, 15))
    given: dict[str, Any] = {
        "at": at, "place": "市政府3号会议室", "convener": "刘市长", "purpose": "督促按期开工",
        "materials": "倒排工期表",
    }  # fmt: skip
    return TalkPlan(**given | changes)


@pytest.fixture
def order_in(city: FixtureCity, words: MakeWords) -> MakeOrder:
    """Make an order and walk it to a state."""

    def make(state: str = "draft", kind: str = "supervision", **changes: Any) -> Order:
        further: dict[str, Any] = {}
        if kind == OrderKind.TALK:
            further["talk"] = talk_plan()
        if kind == OrderKind.RECTIFICATION:
            further |= {"inspected_on": date(2023, 7, 28), "inspector": "市质安站吴工"}
        order = draft_order(OrderKind(kind), words(**further | changes), by=city.office)
        return walk(city, order, state)

    return make


def walk(city: FixtureCity, order: Order, state: str) -> Order:
    if state == OrderState.DRAFT:
        return order
    order = issue_order(order, by=city.office)
    if state == OrderState.WITHDRAWN:
        return withdraw(order, reason="发错单位", by=city.office)
    if state == OrderState.ISSUED:
        return order
    order = receive(order, by=city.clerk)
    if state == OrderState.RECEIVED:
        return order
    order = reply(order, text="已进场", by=city.clerk)
    if state == OrderState.REPLIED:
        return order
    if state == OrderState.RETURNED:
        return review(order, accepted=False, opinion="未附照片", by=city.office)
    if order.kind == OrderKind.TALK:
        hold_talk(city, order)
    return review(order, accepted=True, opinion="属实", by=city.office)


def hold_talk(city: FixtureCity, order: Order, check: bool = True) -> None:
    promise = Promise("8月底前开工", "钱局长", date(2023, 8, 31))
    talk = record_talk(
        order, held_on=date(2023, 7, 31), attendees="刘市长、钱局长", minutes="会议纪要",
        promises=[promise], by=city.office,
    )  # fmt: skip
    if check:
        check_commitment(talk.commitments.get(), kept=True, finding="现场查看", by=city.office)


def file(name: str = "现场照片.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def days(day: date, n: int) -> date:
    return day + timedelta(days=n)
