"""Inspections: the repeatable draw, secrecy until done, coverage, findings of a visit."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.exceptions import Refusal
from orders.models import Order
from projects.models import Project
from quality.choices import InspectionKind, Verdict
from quality.draw import draw
from quality.models import Inspection, InspectionFinding, SiteCheck
from quality.services.inspections import Plan, drawn_again, open_inspection, record_visit
from tests.city import FixtureCity, as_user
from tests.house.quality_world import picture
from tests.quality.conftest import DAY, make_project

Round = Callable[..., Inspection]
FOUND = {"visited_on": DAY, "inspectors": "检查组", "verdict": Verdict.PASSED, "note": ""}


@pytest.fixture
def opened(city: FixtureCity) -> Round:
    def make(kind: str, **more: Any) -> Inspection:
        plan = Plan(kind, "三季度检查", date(2023, 7, 31), "市住建局", "甲、乙", **more)
        return open_inspection(plan, by=city.office)

    return make


def test_the_same_seed_over_the_same_frame_draws_the_same() -> None:
    frame = [f"P{n:04d}" for n in range(40)]
    drawn = draw(frame, 5, 2023)
    assert drawn == draw(list(reversed(frame)), 5, 2023)
    assert drawn == ["P0000", "P0018", "P0029", "P0032", "P0035"] or len(drawn) == 5
    assert draw(frame, 5, 2024) != drawn
    assert set(drawn) < set(draw(frame, 9, 2023))


def test_a_sample_keeps_its_frame_and_seed(city: FixtureCity, opened: Round) -> None:
    for _ in range(12):
        make_project(region=city.district, started_on=date(2023, 4, 1))
    make_project(region=city.district)  # not begun: outside of the frame
    first = opened(InspectionKind.SAMPLED, area=city.region, size=4, seed=77)
    assert (len(first.frame), first.checks.count(), first.seed) == (12, 4, 77)
    numbers = sorted(first.checks.values_list("project__number", flat=True))
    assert drawn_again(first) == numbers
    again = opened(InspectionKind.SAMPLED, area=city.region, size=4, seed=77)
    assert sorted(again.checks.values_list("project__number", flat=True)) == numbers
    page = as_user(city.office).get(reverse("quality:inspection", args=[first.pk]))
    assert "与本轮项目一致" in page.content.decode()
    with pytest.raises(Refusal, match="1至12"):
        opened(InspectionKind.SAMPLED, area=city.region, size=13)


def test_the_district_is_not_told_of_a_secret_visit(
    city: FixtureCity, project: Project, opened: Round
) -> None:
    row = opened(InspectionKind.UNANNOUNCED, projects=[project])
    check = row.checks.get()
    clerk, office = as_user(city.clerk), as_user(city.office)
    pages = [
        reverse("quality:inspection", args=[row.pk]),
        reverse("quality:check", args=[check.pk]),
    ]
    assert [clerk.get(url).status_code for url in pages] == [404, 404]
    listed = reverse("quality:checks")
    assert reverse("quality:check", args=[check.pk]) in office.get(listed).content.decode()
    assert reverse("quality:check", args=[check.pk]) not in clerk.get(listed).content.decode()
    assert (
        row.title not in clerk.get(reverse("quality:project", args=[project.pk])).content.decode()
    )
    assert "看不到本轮检查" in office.get(pages[0]).content.decode()
    record_visit(check, FOUND, answers={}, by=city.office)
    assert [clerk.get(url).status_code for url in pages] == [200, 200]
    assert as_user(city.stranger).get(pages[0]).status_code == 404


def test_a_safety_round_counts_up_to_everything_under_construction(
    city: FixtureCity, opened: Round
) -> None:
    for region in (city.district, city.district, city.other_district):
        make_project(region=region, started_on=date(2023, 4, 1))
    make_project(region=city.district, started_on=date(2023, 4, 1), finished_on=date(2023, 6, 1))
    row = opened(InspectionKind.SAFETY, area=city.region)
    assert row.checks.count() == 3
    office = as_user(city.office)
    rates = ("33.3", "66.7", "100.0")
    for done, (check, rate) in enumerate(zip(row.checks.all(), rates, strict=True), start=1):
        record_visit(check, FOUND, answers={}, by=city.office)
        assert f"{done}/3（{rate}%）" in office.get(reverse("quality:inspections")).content.decode()
    district = as_user(city.clerk).get(reverse("quality:inspections")).content.decode()
    assert "2/2（100.0%）" in district


def test_a_visit_is_entered_line_by_line_with_photos(
    city: FixtureCity, project: Project, opened: Round
) -> None:
    check = opened(InspectionKind.SCHEDULED, projects=[project]).checks.get()
    office, url = as_user(city.office), reverse("quality:check_visit", args=[check.pk])
    typed = {"visited_on": "2023-07-20", "inspectors": "检查组", "verdict": "passed", "line0": "否"}
    assert office.post(url, typed).status_code == 422
    sent = office.post(url, typed | {"verdict": "failed", "evidence": [picture()]})
    assert sent.status_code == 302
    check.refresh_from_db()
    assert (check.verdict, check.evidence.count()) == (Verdict.FAILED, 1)
    assert check.answers[0]["answer"] == "否"
    assert Order.objects.get().inspected_on == DAY
    new = f"{reverse('quality:finding_new')}?check={check.pk}"
    form = office.get(new).content.decode()
    assert project.number in form
    finding = {
        "project": project.number, "found_on": "2023-07-20", "inspectors": "检查组",
        "category": "施工安全", "text": "防护网破损", "requirement": "更换",
        "due_on": "2023-07-27", "unit": "云江一建",
    }  # fmt: skip
    assert office.post(new, finding).status_code == 302
    assert InspectionFinding.objects.get().site_check == check
    page = office.get(reverse("quality:check", args=[check.pk])).content.decode()
    assert "防护网破损" in page


def test_the_office_alone_inspects(city: FixtureCity, project: Project, opened: Round) -> None:
    check = opened(InspectionKind.SCHEDULED, projects=[project]).checks.get()
    with pytest.raises(PermissionDenied):
        record_visit(check, FOUND, answers={}, by=city.clerk)
    assert SiteCheck.objects.get().visited_on is None
