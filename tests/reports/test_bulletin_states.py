"""起草 → 审核 → 签发: who may do what when, numbers, corrections, and that issued means issued."""

import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from core.exceptions import Refusal
from core.periods import Month
from reports.choices import ReportState
from reports.documents.bulletin import number_of
from reports.documents.render import render
from reports.models import CheckExplanation, Report
from reports.services import building, bulletins
from reports.services.building import request_bulletin
from reports.services.bulletins import Rejected
from reports.services.content import fingerprint, unchanged
from reports.wording.checks import open_checks
from tests.city import FixtureCity, as_user
from tests.factories import PlanFactory, ProjectFactory
from tests.pages import text_of
from tests.reports.bulletins import bulletin, dispatch, fresh, issued, pdf_text, write

JUNE, MAY = Month(2023, 6), Month(2023, 5)


def edit(user: User, report: Report) -> None:
    bulletins.edit_text(
        user, report, title="新标题", head={}, paragraphs={}, named={}, seen=fingerprint(report)
    )


VERBS: dict[str, Callable[[User, Report], Any]] = {
    "edit": edit,
    "refreeze": lambda user, report: bulletins.refreeze(user, report, "更正台账"),
    "review": bulletins.review,
    "return": lambda user, report: bulletins.return_to_draft(user, report, "请补充"),
    "issue": bulletins.issue,
    "correct": lambda user, report: bulletins.correct(user, report, "核减1个"),
}
ALLOWED = {
    ReportState.DRAFTED: {"edit", "refreeze", "review"},
    ReportState.REVIEWED: {"return", "issue"},
    ReportState.ISSUED: {"correct"},
}


def in_state(city: FixtureCity, state: ReportState) -> Report:
    report = bulletin(city.region, JUNE)
    if state in (ReportState.REVIEWED, ReportState.ISSUED):
        bulletins.review(city.office_head, report)
    if state == ReportState.ISSUED:
        bulletins.issue(city.office_head, report)
    return fresh(report.pk)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ALLOWED)
def test_each_verb_works_in_its_state_alone(
    city: FixtureCity, state: ReportState, verb: str
) -> None:
    report = in_state(city, state)
    if verb in ALLOWED[state]:
        VERBS[verb](city.office, report)
    else:
        with pytest.raises(Refusal, match=f"当前为“{state.label}”状态"):
            VERBS[verb](city.office, report)


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_office_of_the_region_acts(city: FixtureCity, verb: str) -> None:
    state = next(state for state, verbs in ALLOWED.items() if verb in verbs)
    report = in_state(city, state)
    for user in (
        city.clerk,
        city.reviewer,
        city.leader,
        city.stranger,
        city.system_admin,
        city.auditor,
    ):
        with pytest.raises(PermissionDenied):
            VERBS[verb](user, report)


def test_whoever_wrote_the_words_does_not_review_them(city: FixtureCity) -> None:
    report = bulletin(city.region, JUNE)
    edit(city.office, report)
    with pytest.raises(Refusal, match="请由他人审核"):
        bulletins.review(city.office, fresh(report.pk))
    bulletins.review(city.office_head, fresh(report.pk))
    assert fresh(report.pk).reviewed_by == city.office_head


def test_a_return_needs_a_reason_and_clears_the_review(city: FixtureCity) -> None:
    report = in_state(city, ReportState.REVIEWED)
    with pytest.raises(Refusal, match="退回原因"):
        bulletins.return_to_draft(city.office, report, "")
    bulletins.return_to_draft(city.office, report, "补充约谈情况")
    after = fresh(report.pk)
    assert (after.state, after.reviewed_by, after.reviewed_at) == (ReportState.DRAFTED, None, None)


def test_numbers_count_up_per_year_and_region(city: FixtureCity, settings: Any) -> None:
    first = issued_by(city, bulletin(city.region, MAY), 3)
    second = issued_by(city, bulletin(city.region, JUNE))
    assert number_of(first).endswith("〔2023〕3号")
    assert number_of(second).endswith("〔2023〕4号")
    elsewhere = bulletin(city.district, JUNE)
    assert bulletins.next_number(elsewhere) == 1
    settings.PORTAL_DATE = date(2024, 1, 31)
    december = bulletin(city.region, Month(2023, 12))
    assert number_of(issued_by(city, december)).endswith("〔2024〕1号")


def issued_by(city: FixtureCity, report: Report, number: int | None = None) -> Report:
    bulletins.review(city.office_head, report)
    bulletins.issue(city.office_head, report, number)
    return fresh(report.pk)


@pytest.mark.parametrize("number", [2, 3, 0, 40000])
def test_a_number_is_not_used_again_or_out_of_bounds(city: FixtureCity, number: int) -> None:
    issued_by(city, bulletin(city.region, MAY), 3)
    june = bulletin(city.region, JUNE)
    bulletins.review(city.office_head, june)
    with pytest.raises(Refusal, match="如 4"):
        bulletins.issue(city.office_head, june, number)


def test_a_correction_is_a_new_edition_that_names_the_old(city: FixtureCity) -> None:
    old = in_state(city, ReportState.ISSUED)
    with pytest.raises(Refusal, match="更正原因"):
        bulletins.correct(city.office, old, " ")
    new = fresh(bulletins.correct(city.office, old, "甲区核减1个。").pk)
    assert (new.edition, new.state, new.supersedes) == (2, ReportState.DRAFTED, old)
    assert new.correction_reason == "甲区核减1个"
    with pytest.raises(Refusal, match="已有更正版本"):
        bulletins.correct(city.office, fresh(old.pk), "再核减")
    assert number_of(issued_by(city, new)).endswith("〔2023〕2号")
    assert unchanged(fresh(old.pk))


def test_an_issued_report_is_never_saved_updated_or_deleted(city: FixtureCity) -> None:
    report = in_state(city, ReportState.ISSUED)
    report.title = "改标题"
    for attempt in (
        report.save,
        report.delete,
        lambda: Report.objects.filter(pk=report.pk).update(title="改标题"),
        lambda: Report.objects.all().delete(),
        lambda: CheckExplanation(
            report=fresh(report.pk), check_key="x", reason="改", explained_by=city.office
        ).save(),
    ):
        with pytest.raises(TypeError, match="issued"):
            attempt()
    assert fresh(report.pk).title != "改标题"


def test_an_issued_report_that_was_tampered_with_is_noticed(city: FixtureCity) -> None:
    report = in_state(city, ReportState.ISSUED)
    assert unchanged(report)
    report.data["own"]["figures"]["started_communities"] = 999
    assert not unchanged(report)


def test_a_dispatch_is_final(city: FixtureCity) -> None:
    report = dispatch(city.region)
    for verb in VERBS.values():
        with pytest.raises(Refusal, match="即定稿"):
            verb(city.office, report)


def test_anybody_who_reviews_may_vouch_for_an_automatic_draft(city: FixtureCity) -> None:
    for user, month in ((city.office, MAY), (city.office_head, JUNE)):
        report = bulletin(city.region, month)
        assert report.drafted_by is None
        assert bulletins.review(user, report).reviewed_by == user


def test_a_footnote_written_after_the_review_needs_another_review(city: FixtureCity) -> None:
    report = reviewed_with_a_difference(city)
    [key] = {check["key"] for check in open_checks(report)}
    bulletins.explain_check(city.office, report, key, "1个为跨区项目")
    after = fresh(report.pk)
    assert (after.state, after.reviewed_by) == (ReportState.DRAFTED, None)
    with pytest.raises(Refusal, match="要求“审核”状态"):
        bulletins.issue(city.office_head, after)
    bulletins.review(city.office_head, after)
    bulletins.explain_check(city.office, after, key, "1个为跨区项目")
    assert fresh(report.pk).state == ReportState.REVIEWED
    bulletins.issue(city.office_head, after)


def reviewed_with_a_difference(city: FixtureCity) -> Report:
    PlanFactory(region=city.region, communities=1, households=120, investment=16_000_000)
    PlanFactory(region=city.district, communities=2, households=120, investment=16_000_000)
    ProjectFactory(region=city.district)
    report = bulletin(city.region, JUNE)
    bulletins.review(city.office_head, report)
    return fresh(report.pk)


def test_a_long_reason_is_kept_whole_in_history(city: FixtureCity) -> None:
    report = in_state(city, ReportState.REVIEWED)
    reason = "一" * 299 + "。"
    bulletins.return_to_draft(city.office, report, reason)
    last = fresh(report.pk).history.first()
    assert last is not None
    assert last.history_change_reason == f"退回起草：{reason}"


def test_a_correction_needs_more_than_a_full_stop(city: FixtureCity) -> None:
    with pytest.raises(Refusal, match="更正原因"):
        bulletins.correct(city.office, in_state(city, ReportState.ISSUED), "。")


def test_a_fault_while_building_is_told_by_number_not_by_its_text(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    report = request_bulletin(city.region, JUNE)
    monkeypatch.setattr(building, "first_draft", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        building.build(report.pk)
    page = as_user(city.office).get(f"/reports/bulletins/{report.pk}/").content.decode()
    assert "division" not in page
    [number] = re.findall(r"错误编号 ([0-9A-F]{8})", page)
    assert number in caplog.text
    assert "division by zero" in caplog.text


def test_a_bulletin_from_before_the_gaps_were_kept_reads_opens_and_is_issued(
    city: FixtureCity,
) -> None:
    report = in_state(city, ReportState.DRAFTED)
    data = {key: value for key, value in report.data.items() if key != "gaps"}
    text = report.text
    [funding] = [one for one in text["sections"] if one["key"] == "funding"]
    funding["paragraphs"] = [words for words in funding["paragraphs"] if "年度缺口" not in words]
    Report.objects.filter(pk=report.pk).update(data=data, text=text)
    client, url = as_user(city.office), f"/reports/bulletins/{report.pk}/"
    for address in (url, f"{url}edit/"):
        page = text_of(client.get(address))
        assert "资金总缺口" in page
        assert "年度缺口" not in page
    with pytest.raises(Rejected, match="不是数据字段"):
        write(city.office, report, funding="年度缺口{年度缺口}。")
    write(city.office, report, problems="各地进展不平衡。")
    done = issued(SimpleNamespace(drafter=city.office, head=city.office_head), fresh(report.pk))
    assert "资金总缺口" in pdf_text(render(done, "pdf").content)
    assert unchanged(done)


def test_taking_figures_anew_brings_the_gaps_to_an_older_draft(city: FixtureCity) -> None:
    report = in_state(city, ReportState.DRAFTED)
    data = {key: value for key, value in report.data.items() if key != "gaps"}
    Report.objects.filter(pk=report.pk).update(data=data)
    bulletins.refreeze(city.office, fresh(report.pk), "补冻结资金缺口")
    write(city.office, report, funding="年度缺口{年度缺口}、支付缺口{支付缺口}。")
    page = text_of(as_user(city.office).get(f"/reports/bulletins/{report.pk}/"))
    assert "年度缺口0万元、支付缺口0万元。" in page.replace(" ", "")
