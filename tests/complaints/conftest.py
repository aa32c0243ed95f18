"""A started project of 甲区 with one community, and complaints in any state."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from complaints.choices import Channel
from complaints.models import Complaint, PublicPage
from complaints.services import closing, handling
from complaints.services.merging import merge
from complaints.services.registering import Report, register, submit
from core import clock
from projects.models import Project
from tests.city import FixtureCity
from tests.factories import ProjectFactory

NAME, PHONE = "欧阳标记", "13800001234"
States = Callable[..., Complaint]


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row: Project = ProjectFactory(
        region=city.district,
        name="东风一村改造",
        contractor="新城建设",
        started_on=date(2023, 4, 10),
    )
    return row


@pytest.fixture
def page(project: Project) -> PublicPage:
    return PublicPage.objects.create(project=project)


def report(project: Project, **words: Any) -> Report:
    given = {
        "category": "屋面防水", "content": "顶楼漏水，请尽快处理。", "channel": Channel.HOTLINE,
        "community": project.communities.get(), "project": project, "name": NAME, "phone": PHONE,
    }  # fmt: skip
    return Report(**{**given, **words})


@pytest.fixture
def bring(city: FixtureCity, project: Project) -> States:
    """Bring a new complaint into a state by the services, as the right people do it."""

    def brought(state: str, **words: Any) -> Complaint:
        told = report(project, **words)
        if state in ("submitted", "declined"):
            row = submit(told).complaint
            return (
                row
                if state == "submitted"
                else handling.decline(row, reason="不属改造范围", by=city.office)
            )
        row = register(told, by=city.reviewer)
        steps: list[tuple[str, Callable[[Complaint], Complaint]]] = [
            ("accepted", lambda row: row),
            ("assigned", lambda row: assign(city, row)),
            ("handling", lambda row: handling.start(row, by=city.clerk)),
            ("replied", lambda row: reply(city, row)),
            ("verified", lambda row: call(city, row, True)),
            ("closed", lambda row: closing.close(row, by=city.office)),
        ]
        if state == "returned":
            return handling.give_back(assign(city, row), reason="不归我们管", by=city.clerk)
        if state == "rework":
            return call(city, reply(city, handling.start(assign(city, row), by=city.clerk)), False)
        if state == "merged":
            other = register(told, by=city.reviewer)
            return merge(row, into=other.number, by=city.office)
        for name, step in steps:
            row = step(row)
            if name == state:
                return row
        raise AssertionError(state)

    return brought


def assign(city: FixtureCity, row: Complaint) -> Complaint:
    return handling.assign(row, handler=city.district, unit="新城建设", note="", by=city.office)


def reply(city: FixtureCity, row: Complaint) -> Complaint:
    return handling.reply(row, outcome="rectified", result="已重新铺设防水层。", by=city.clerk)


def call(city: FixtureCity, row: Complaint, solved: bool) -> Complaint:
    mark = "满意" if solved else "不满意"
    return closing.call_back(
        row, satisfaction=mark, solved=solved, finding="电话回访", by=city.reviewer
    )


def days_ago(days: int) -> Any:
    return clock.now() - timedelta(days=days)
