"""The inspection bulletin: findings of a month, those carried over, and its own numbers."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core.exceptions import Refusal
from core.periods import Month
from quality.models import InspectionFinding
from quality.services import findings
from quality.services.findings import Facts
from reports.choices import ReportKind, ReportState
from reports.documents.bulletin import number_of
from reports.documents.render import render
from reports.models import Report
from reports.services import bulletins, due
from reports.services.building import build, request_inspection
from reports.services.content import unchanged
from reports.wording.checks import open_checks
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.pages import form_values
from tests.reports.bulletins import bulletin, fresh, pdf_text

make_project: Any = ProjectFactory
JUNE, JULY, AUGUST = Month(2023, 6), Month(2023, 7), Month(2023, 8)


def found(city: FixtureCity, day: date, text: str, region: Any = None) -> InspectionFinding:
    project = make_project(region=region or city.district)
    facts = Facts(day, "检查组", "施工安全", text, "更换", date(2023, 7, 20), "某公司", "张三")
    return findings.enter_finding(project, facts, by=city.office)


def inspection(city: FixtureCity, month: Month = JUNE) -> Report:
    report = request_inspection(city.region, month, city.office)
    build(report.pk)
    return fresh(report.pk)


def issued(city: FixtureCity, report: Report) -> Report:
    bulletins.review(city.office_head, report)
    bulletins.issue(city.office_head, report)
    return fresh(report.pk)


@pytest.fixture
def finding(city: FixtureCity) -> InspectionFinding:
    return found(city, date(2023, 6, 5), "防护网破损")


def test_a_finding_comes_back_every_month_until_it_is_closed(
    city: FixtureCity, finding: InspectionFinding, settings: Any
) -> None:
    other = found(city, date(2023, 6, 6), "材料堆放混乱", city.other_district)
    june = inspection(city)
    assert [row["text"] for row in june.data["found"]] == ["防护网破损", "材料堆放混乱"]
    assert june.data["carried"] == []
    findings.reply_to_finding(finding, reply="已更换", by=city.clerk)
    findings.close_finding(finding, note="", by=city.office)
    july = inspection(city, JULY)
    assert july.data["found"] == []
    assert [(r["finding"], r["state"], r["overdue"]) for r in july.data["carried"]] == [
        (finding.pk, "closed", False),
        (other.pk, "open", True),
    ]
    figures = july.data["own"]["figures"]
    assert (figures["carried_closed"], figures["overdue_findings"]) == (1, 1)
    assert figures["rectified_rate"] == "50.0"
    settings.PORTAL_DATE = date(2023, 8, 31)
    assert [row["finding"] for row in inspection(city, AUGUST).data["carried"]] == [other.pk]
    bulletins.refreeze(city.office, june, "核对")
    assert fresh(june.pk).data["found"] == june.data["found"]


def test_it_is_numbered_beside_the_monthly_one_and_frozen_once_issued(
    city: FixtureCity,
) -> None:
    monthly = issued(city, bulletin(city.region, JUNE))
    finding = found(city, date(2023, 6, 5), "防护网破损")
    report = issued(city, inspection(city))
    assert (number_of(monthly), number_of(report)) == (
        "云老旧改办〔2023〕1号",
        "云老旧改办检〔2023〕1号",
    )
    assert report.state == ReportState.ISSUED
    finding.delete()
    text = pdf_text(render(fresh(report.pk), "pdf").content)
    for words in ("云老旧改办检〔2023〕1号", "跟踪检查情况的通报", "防护网破损", "某公司、张三"):
        assert words in text
    assert "草稿" not in text
    assert unchanged(fresh(report.pk))
    with pytest.raises(TypeError, match="issued"):
        report.save()
    new = bulletins.correct(city.office, report, "核减1个")
    assert new.data["own"]["figures"]["findings"] == 0


def test_findings_of_the_citys_own_projects_need_a_reason(city: FixtureCity) -> None:
    found(city, date(2023, 6, 5), "资料缺失", city.region)
    report = inspection(city)
    assert {check["key"] for check in open_checks(report)} >= {"children.findings"}
    bulletins.review(city.office_head, report)
    with pytest.raises(bulletins.NotReady, match="各地区发现问题数之和"):
        bulletins.issue(city.office_head, report)
    for check in open_checks(report):
        bulletins.explain_check(city.office, report, check["key"], "市直项目1个")
    note = pdf_text(render(issued(city, fresh(report.pk)), "pdf").content)
    assert "市直项目1个" in note


def test_the_pages_take_it_from_asking_to_saving_words(
    city: FixtureCity, finding: InspectionFinding
) -> None:
    office = as_user(city.office)
    listed = office.get(reverse("reports:inspections")).content.decode()
    assert "起草检查通报：2023年6月" in listed
    assert "起草检查通报：2023年7月" in listed
    asked = office.post(reverse("reports:inspection_request"), {"month": "2023-07"})
    report = Report.objects.get(kind=ReportKind.INSPECTION)
    assert asked.headers["Location"] == reverse("reports:bulletin", args=[report.pk])
    build(report.pk)
    page = office.get(asked.headers["Location"]).content.decode()
    assert "2023年7月检查通报" in page
    assert f'href="{reverse("reports:inspections")}"' in page
    assert "overdue=1" in page
    assert "发言材料" not in page
    edit = reverse("reports:bulletin_edit", args=[report.pk])
    shown = office.get(edit)
    assert "{未开工分布}" not in shown.content.decode()
    values = {name: value for name, value in form_values(shown).items() if name}
    values["section-findings"] = "本期无新问题，未整改分布在：{未整改分布}。"
    named = [str(city.district.pk)]
    assert office.post(edit, values | {"named-1": named, "named-2": named}).status_code == 302
    page = office.get(asked.headers["Location"]).content.decode()
    assert "甲区1个" in page
    values = {name: value for name, value in form_values(office.get(edit)).items() if name}
    values["section-findings"] = "{开工率}"
    assert office.post(edit, values).status_code == 422


def test_the_count_of_overdue_findings_opens_as_many_rows(
    city: FixtureCity, finding: InspectionFinding
) -> None:
    office, report = as_user(city.office), inspection(city, JULY)
    page = office.get(reverse("reports:bulletin", args=[report.pk])).content.decode()
    start = page.index(reverse("quality:findings") + "?region=")
    links = [part.split('"')[0] for part in page[start:].split('href="')]
    [href] = {one.replace("&amp;", "&") for one in links if "overdue=1" in one}
    assert office.get(href).content.decode().count("防护网破损") == 1


def test_nobody_else_sees_a_draft_and_nothing_else_changes(
    city: FixtureCity, finding: InspectionFinding
) -> None:
    before = as_user(city.office).get(reverse("home")).status_code
    report = inspection(city)
    page = reverse("reports:bulletin", args=[report.pk])
    assert as_user(city.stranger).get(page).status_code == 404
    asked = as_user(city.clerk).post(reverse("reports:inspection_request"), {"month": "2023-06"})
    assert asked.status_code == 403
    home = as_user(city.office).get(reverse("home"))
    assert (before, home.status_code) == (200, 200)
    assert report.title not in home.content.decode()
    briefing = as_user(city.office).get(reverse("reports:briefing"), {"report": report.pk})
    assert report.title not in briefing.content.decode()
    assert issued(city, report).frozen
    for user in (city.stranger, city.leader):
        assert as_user(user).get(page).status_code == 200
        assert as_user(user).get(reverse("home")).status_code == 200


def test_it_is_made_on_demand_once_the_month_is_over(city: FixtureCity) -> None:
    with pytest.raises(Refusal, match="尚未结束"):
        request_inspection(city.region, AUGUST, city.office)
    make_project(region=city.district)
    due.open_due_reports()
    assert not Report.objects.filter(kind=ReportKind.INSPECTION).exists()
    first = inspection(city)
    assert "未发现新的问题" in str(first.text)
    assert request_inspection(city.region, JUNE, city.office) == first
