"""Materials, tests and procedures: what failed is not used, and opens its notice once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.exceptions import Refusal
from orders.choices import OrderState
from orders.models import Order
from orders.services.issuing import issue_order, withdraw
from projects.models import Project
from quality.choices import Verdict
from quality.models import Evidence, Material, ProcessCheck, TestReport
from quality.services.evidence import add_evidence
from quality.services.notices import open_notice
from quality.services.records import add_record, change_record
from tests.city import FixtureCity, as_user
from tests.house.quality_world import paper, picture
from tests.quality.conftest import DAY

Make = Callable[..., Any]
USED = {"used_where": "3号楼屋面", "used_on": date(2023, 7, 25)}


@pytest.mark.parametrize("verdict", [Verdict.PENDING, Verdict.FAILED])
def test_what_is_not_qualified_cannot_be_used(
    project: Project, material: Make, verdict: str
) -> None:
    with pytest.raises(Refusal) as refused:
        material(project, verdict=verdict, **USED)
    assert refused.value.field == "used_where"
    assert not Material.objects.exists()


def test_qualified_needs_a_certificate(city: FixtureCity, project: Project) -> None:
    facts = {
        "kind": "防水卷材", "batch": "B7", "supplier": "云江建材", "arrived_on": DAY,
        "verdict": Verdict.PASSED, "checker": "钱总监", "checked_on": DAY,
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        add_record(Material, project, facts, by=city.clerk)
    assert refused.value.field == "evidence"
    row = add_record(Material, project, facts, by=city.clerk, files=[paper()])
    change_record(row, USED, by=city.clerk)
    assert Material.objects.get().used_where == "3号楼屋面"


def test_a_failed_test_condemns_its_material_and_drafts_one_notice(
    city: FixtureCity, project: Project, material: Make, failed_test: Make
) -> None:
    row = material(project)
    report = failed_test(project, material=row)
    row.refresh_from_db()
    assert row.verdict == Verdict.FAILED
    order = Order.objects.get()
    assert (order.state, order.origin_page, order.origin_pk) == (
        OrderState.DRAFT, "quality:test", report.pk,
    )  # fmt: skip
    assert (order.unit, order.person, order.number) == ("云江一建", "孙经理", "")
    assert open_notice(report, by=city.office).pk == order.pk
    with pytest.raises(PermissionDenied):
        open_notice(report, by=city.leader)
    page = reverse("quality:test", args=[report.pk])
    shown = [as_user(one).get(page).content.decode() for one in (city.office, city.clerk)]
    assert ["已开整改通知" in one for one in shown] == [True, False]
    assert issue_order(order, by=city.office).number == "云老旧整〔2023〕1号"
    assert "云老旧整〔2023〕1号" in as_user(city.clerk).get(page).content.decode()
    withdraw(order, reason="另案处理", by=city.office)
    assert open_notice(report, by=city.office).pk != order.pk


def test_a_clerks_failure_waits_for_the_office(
    city: FixtureCity, project: Project, process: Make
) -> None:
    row = process(project, verdict=Verdict.FAILED, hidden=False)
    assert not Order.objects.exists()
    assert list(ProcessCheck.objects.unhandled()) == [row]
    with pytest.raises(PermissionDenied):
        open_notice(row, by=city.clerk)
    page = as_user(city.office).post(reverse("quality:process_notice", args=[row.pk]))
    assert page.headers["Location"] == reverse("orders:order", args=[Order.objects.get().pk])
    assert not ProcessCheck.objects.unhandled().exists()


def test_hidden_works_need_a_photo_before_the_next_procedure(
    city: FixtureCity, project: Project, process: Make
) -> None:
    hidden = process(project)
    with pytest.raises(Refusal, match="还没有照片"):
        process(project, procedure="回填", hidden=False)
    process(project, place="4号楼", procedure="回填", hidden=False)
    add_evidence(hidden, [paper()], by=city.clerk)  # a paper is no photo
    with pytest.raises(Refusal, match="还没有照片"):
        process(project, procedure="回填", hidden=False)
    add_evidence(hidden, [picture()], by=city.clerk)
    process(project, procedure="回填", hidden=False)


def test_the_next_procedure_waits_for_the_failed_one(project: Project, process: Make) -> None:
    process(project, files=[picture()], verdict=Verdict.FAILED)
    with pytest.raises(Refusal, match="不合格"):
        process(project, procedure="回填", hidden=False)
    process(project, files=[picture()])
    process(project, procedure="回填", hidden=False)


def test_reports_and_photos_are_only_added(
    city: FixtureCity, project: Project, failed_test: Make
) -> None:
    report = failed_test(project)
    for change in (report.save, report.delete, Evidence.objects.get().delete):
        with pytest.raises(TypeError):
            change()
    for rows in (TestReport.objects.all(), Evidence.objects.all()):
        with pytest.raises(TypeError):
            rows.delete()
    with pytest.raises(Refusal, match="只增不改"):
        change_record(report, {"result": "合格"}, by=city.office)
    better = failed_test(project, number="JC-002", verdict=Verdict.PASSED, corrects=report)
    assert list(TestReport.objects.failing()) == []
    with pytest.raises(Refusal, match="已被更正过"):
        failed_test(project, number="JC-003", corrects=report)
    assert better.corrects == report


def test_a_record_is_entered_with_its_photo_in_one_form(
    city: FixtureCity, project: Project
) -> None:
    clerk = as_user(city.clerk)
    url = reverse("quality:process_new", args=[project.pk])
    typed = {"place": "2号楼屋面", "procedure": "防水基层", "hidden": "on", "inspector": "钱总监"}
    typed |= {"checked_on": "2023-07-20", "verdict": "passed"}
    refused = clerk.post(url, typed | {"checked_on": "2023-08-20"})
    assert refused.status_code == 422
    assert 'value="2号楼屋面"' in refused.content.decode()
    assert clerk.post(url, typed | {"evidence": [picture()]}).status_code == 302
    row = ProcessCheck.objects.get()
    photo = row.evidence.get()
    page = clerk.get(reverse("quality:process", args=[row.pk])).content.decode()
    assert reverse("quality:evidence", args=[photo.pk]) in page
    shown = clerk.get(reverse("quality:evidence", args=[photo.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert as_user(city.stranger).get(shown.request["PATH_INFO"]).status_code == 404


def test_a_count_on_the_project_page_opens_as_many_rows(
    city: FixtureCity, project: Project, material: Make
) -> None:
    material(project)
    material(project, batch="B8")
    office = as_user(city.office)
    fragment = office.get(reverse("quality:project_fragment", args=[project.pk])).content.decode()
    url = f"{reverse('quality:materials')}?q={project.number}"
    assert f'<a class="nowrap" href="{url}">进场材料 2</a>' in fragment
    assert "共 <b>2</b> 条" in office.get(url).content.decode()
