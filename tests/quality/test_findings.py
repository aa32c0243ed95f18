"""Findings of inspections: from entry to closing, who may do what, and how they read on a day."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.exceptions import Refusal
from quality.models import InspectionFinding
from quality.services import findings
from quality.services.findings import Facts
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory

make_project: Any = ProjectFactory
FACTS = Facts(
    date(2023, 7, 3), "检查组", "施工安全", "防护网破损", "更换", date(2023, 7, 20), "某公司", ""
)
TYPED = {
    "found_on": "2023-07-03", "inspectors": "检查组", "category": "施工安全", "text": "防护网破损",
    "requirement": "更换", "due_on": "2023-07-20", "unit": "某公司",
}  # fmt: skip


@pytest.fixture
def finding(city: FixtureCity) -> InspectionFinding:
    project = make_project(region=city.district)
    return findings.enter_finding(project, FACTS, by=city.office)


def test_a_finding_is_entered_replied_to_sent_back_and_closed_on_pages(city: FixtureCity) -> None:
    project = make_project(region=city.district)
    office, clerk = as_user(city.office), as_user(city.clerk)
    sent = office.post(reverse("quality:finding_new"), TYPED | {"project": project.number})
    assert sent.status_code == 302
    row = InspectionFinding.objects.get()
    reply, review = (reverse(f"quality:finding_{n}", args=[row.pk]) for n in ("reply", "review"))
    assert clerk.post(reply, {"reply": "已更换"}).status_code == 302
    assert office.post(review, {"decision": "back", "note": ""}).status_code == 422
    assert office.post(review, {"decision": "back", "note": "东侧未换"}).status_code == 302
    assert clerk.post(reply, {"reply": "东侧已更换"}).status_code == 302
    assert office.post(review, {"decision": "close", "note": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.closed_on, row.closed_by) == (date(2023, 7, 31), city.office)
    assert row.history.count() == 5


def test_who_replied_does_not_close(city: FixtureCity, finding: InspectionFinding) -> None:
    with pytest.raises(PermissionDenied):
        findings.reply_to_finding(finding, reply="已更换", by=city.office)
    with pytest.raises(Refusal):
        findings.close_finding(finding, note="", by=city.office)
    findings.reply_to_finding(finding, reply="已更换", by=city.reviewer)
    with pytest.raises(PermissionDenied):
        findings.close_finding(finding, note="", by=city.reviewer)
    with pytest.raises(Refusal):
        findings.correct_finding(finding, FACTS, by=city.office)


def test_a_finding_reads_as_it_stood_on_the_day(
    city: FixtureCity, finding: InspectionFinding
) -> None:
    findings.reply_to_finding(finding, reply="已更换", by=city.clerk)
    findings.close_finding(finding, note="", by=city.office)
    rows = InspectionFinding.objects
    told: list[Any] = [rows.with_state(date(2023, 7, day)).get() for day in (20, 21, 31)]
    assert [(row.state, row.overdue) for row in told] == [
        ("open", False), ("open", True), ("closed", False),
    ]  # fmt: skip
    assert not rows.found_by(date(2023, 7, 2)).exists()


def test_the_register_asks_as_often_for_many_rows(
    city: FixtureCity, finding: InspectionFinding, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        findings.enter_finding(finding.project, FACTS, by=city.office)
    client = as_user(city.office)
    client.get(reverse("quality:findings"))
    with django_assert_max_num_queries(9):
        page = client.get(reverse("quality:findings"), {"overdue": "1"})
    assert page.content.decode().count("防护网破损") == 6
    assert (
        "防护网破损" not in as_user(city.stranger).get(reverse("quality:findings")).content.decode()
    )
