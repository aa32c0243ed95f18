"""Pages of the bulletin: reading, writing, checking, issuing, and what comes back when refused."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.choices import AccessKind, Role
from accounts.models import AccessEvent
from core.periods import Month
from reports.choices import ReportState
from reports.models import Letterhead, Report
from reports.services import bulletins
from reports.services.building import request_bulletin
from reports.services.content import fingerprint
from tests.city import FixtureCity, as_user, user_with
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory
from tests.pages import form_values, text_of
from tests.query_counts import assert_query_count
from tests.reports.bulletins import bulletin, dispatch, fresh

JUNE = Month(2023, 6)


@pytest.fixture
def draft(city: FixtureCity) -> Report:
    PlanFactory(region=city.region)
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=1, households=120, investment=16_000_000)
        MilestoneFactory(project=ProjectFactory(region=region))
    return bulletin(city.region, JUNE)


@pytest.fixture
def office(city: FixtureCity) -> Client:
    return as_user(city.office)


def at(report: Report, verb: str = "") -> str:
    return f"/reports/bulletins/{report.pk}/{verb}{'/' if verb else ''}"


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def form_of(client: Client, report: Report, **changes: Any) -> dict[str, Any]:
    """Return what the form would send: its values, the regions ticked, and some changes."""
    page = client.get(at(report, "edit"))
    values: dict[str, Any] = {k: v for k, v in form_values(page).items() if k}
    for box in soup(page).select("input[type=checkbox][checked]"):
        values.setdefault(str(box["name"]), []).append(str(box["value"]))
    return values | changes


def test_the_page_reads_like_the_document_and_links_each_number(
    office: Client, draft: Report
) -> None:
    page = soup(office.get(at(draft)))
    assert "一、总体情况" in page.text
    lag = page.select_one("a.bound[title=滞后项目数]")
    assert lag is not None
    assert lag.text == "2"
    assert "lagging=1" in str(lag["href"])
    assert "as_of=2023-06-30" in str(lag["href"])
    gap = page.select_one("a.bound[title=年度缺口]")
    assert gap is not None
    assert gap.text == "3200万元"
    assert "年度缺口 3,200 万元" in text_of(office.get(str(gap["href"])))
    steps = [step.text.split() for step in page.select(".steps li")]
    assert [step[0] for step in steps] == ["起草", "审核", "签发"]
    assert steps[2][1] == "待办"


def test_every_link_of_a_number_opens_its_rows(office: Client, draft: Report) -> None:
    links = {str(link["href"]) for link in soup(office.get(at(draft))).select("a.bound")}
    assert len(links) > 5
    for href in links:
        assert office.get(href).status_code == 200


def test_the_whole_way_to_issue(office: Client, draft: Report, city: FixtureCity) -> None:
    assert "您是起草人" not in text_of(office.get(at(draft)))
    boxes = {"named-1": [str(city.district.pk)]}
    saved = office.post(at(draft, "edit"), form_of(office, draft, **boxes), follow=True)
    assert "已保存文字" in text_of(saved)
    assert "您是起草人，请由他人审核" in text_of(saved)
    assert "签发前须处理" in text_of(saved)
    head = as_user(city.office_head)
    head.post(at(draft, "review"))
    blocked = head.post(at(draft, "issue"), {"number": "4"})
    assert blocked.status_code == 422
    assert "相差1个，请写明原因" in text_of(blocked)
    key = {"check_key": "named.滞后分布"}
    refused = head.post(at(draft, "explain"), key | {"reason": "因" * 301})
    assert "因" * 301 in refused.content.decode()
    again = head.post(at(draft, "explain"), key | {"reason": "乙县1个为跨区项目"}, follow=True)
    assert "通报退回起草，请重新审核" in text_of(again)
    head.post(at(draft, "review"))
    done = head.post(at(draft, "issue"), {"number": "4"}, follow=True)
    assert "〔2023〕4号" in text_of(done)
    assert "与签发时一致" in text_of(done)
    assert fresh(draft.pk).state == ReportState.ISSUED
    history = [one.text for one in soup(done).select("#history .timeline-head b")]
    assert history == ["签发", "审核通过", "审核后改写对账说明，退回起草", "审核通过", "修改文字"]
    assert "滞后分布列名地区：全部 → 甲区" in soup(done).select_one("#history").text  # type: ignore[union-attr]


def test_a_refused_number_comes_back_in_its_open_dialog(city: FixtureCity, draft: Report) -> None:
    bulletins.review(city.office_head, draft)
    page = soup(as_user(city.office).post(at(draft, "issue"), {"number": "四"}))
    dialog = page.select_one("dialog#do-issue[data-reopen]")
    assert dialog is not None
    assert dialog.select_one("input[name=number]")["value"] == "四"  # type: ignore[index]
    assert "请填整数" in dialog.text


def test_refused_words_come_back_filled_with_every_finding(office: Client, draft: Report) -> None:
    typed = form_of(office, draft, **{"section-problems": "未开工35个，其中{开工綠}。"})
    page = office.post(at(draft, "edit"), typed)
    assert page.status_code == 422
    assert form_values(page)["section-problems"] == "未开工35个，其中{开工綠}。"
    assert "有 2 处须改正" in text_of(page)
    assert "35个" in text_of(page)
    assert form_values(page)["seen"] == typed["seen"]


def test_a_conflict_shows_the_others_words_beside_mine(
    office: Client, draft: Report, city: FixtureCity
) -> None:
    mine = form_of(office, draft, **{"section-problems": "各地推进不平衡。"})
    other = as_user(city.office_head)
    other.post(at(draft, "edit"), form_of(other, draft, **{"section-problems": "个别项目停工。"}))
    page = office.post(at(draft, "edit"), mine)
    assert page.status_code == 409
    assert form_values(page)["section-problems"] == "各地推进不平衡。"
    beside = soup(page).select_one("#theirs")
    assert beside is not None
    assert "个别项目停工。" in beside.text
    again = office.post(at(draft, "edit"), mine | {"seen": form_values(page)["seen"]})
    assert again.status_code == 302
    assert "各地推进不平衡。" in str(fresh(draft.pk).text)


def test_words_typed_while_it_was_reviewed_are_not_lost(
    office: Client, draft: Report, city: FixtureCity
) -> None:
    mine = form_of(office, draft, **{"section-problems": "各地推进不平衡。"})
    bulletins.review(city.office_head, draft)
    page = office.post(at(draft, "edit"), mine)
    assert page.status_code == 422
    assert "当前为“审核”状态" in text_of(page)
    assert form_values(page)["section-problems"] == "各地推进不平衡。"


def test_the_form_lists_every_field_with_its_value(office: Client, draft: Report) -> None:
    page = soup(office.get(at(draft, "edit")))
    rows = {row.th.text: row.td.text for row in page.select("#fields tbody tr")}  # type: ignore[union-attr]
    assert rows["{计划小区数}"] == "2"
    assert rows["{开工率}"] == "0.0%"
    assert len(page.select("#fields [data-insert]")) == len(rows)


def test_the_preview_tells_what_is_wrong_before_saving(office: Client, draft: Report) -> None:
    typed = form_of(office, draft, **{"section-problems": "××县{滞后分布}", "named-1": []})
    typed.pop("named-1")
    page = office.post(at(draft, "preview"), typed)
    assert "占位符" in text_of(page)
    assert "相差 -2 个" in text_of(page)
    assert fresh(draft.pk).text == draft.text


def test_what_is_typed_is_escaped(office: Client, draft: Report) -> None:
    typed = form_of(office, draft, **{"section-problems": "<script>alert(1)</script>各地"})
    assert office.post(at(draft, "edit"), typed).status_code == 302
    assert "<script>alert" not in office.get(at(draft)).content.decode()
    assert "&lt;script&gt;alert" in office.get(at(draft)).content.decode()


def test_editions_name_each_other_and_the_old_stays_readable(
    office: Client, draft: Report, city: FixtureCity
) -> None:
    bulletins.review(city.office_head, draft)
    bulletins.issue(city.office_head, fresh(draft.pk))
    page = office.post(at(draft, "correct"), {"reason": "甲区核减1个"}, follow=True)
    assert "本版更正第1版，原因：甲区核减1个" in text_of(page)
    old = text_of(office.get(at(draft)))
    assert "本版已被第2版更正" in old
    assert "本版仍有效" in old
    assert "更正" not in [one.text for one in soup(office.get(at(draft))).select(".actions button")]
    assert office.get(f"/reports/files/{draft.pk}/report.pdf").status_code == 200


def test_the_list_tells_number_state_and_who(
    office: Client, draft: Report, city: FixtureCity
) -> None:
    bulletins.review(city.office_head, draft)
    bulletins.issue(city.office_head, fresh(draft.pk))
    text = text_of(office.get("/reports/bulletins/"))
    assert "2023年6月" in text
    assert "〔2023〕1号" in text
    assert "周主任" in text
    assert "2023年7月" in text
    assert "没有" in text_of(office.get("/reports/bulletins/?state=drafted"))


def test_drafting_on_demand(office: Client, city: FixtureCity) -> None:
    page = office.post("/reports/bulletins/new/", {"month": "2023-06"}, follow=True)
    assert "正在生成" in text_of(page)
    report = Report.objects.get()
    assert report.drafted_by == city.office
    again = office.post("/reports/bulletins/new/", {"month": "2023-06"}, follow=True)
    assert again.redirect_chain[-1][0] == at(report)
    for month, told in (("2023-08", "尚未结束"), ("六月", "请选择"), ("2023-13", "请选择")):
        assert told in text_of(
            office.post("/reports/bulletins/new/", {"month": month}, follow=True)
        )
    assert Report.objects.count() == 1


def test_a_failed_build_shows_its_error_and_a_way_to_retry(
    office: Client, city: FixtureCity
) -> None:
    report = request_bulletin(city.region, JUNE)
    assert "hx-get" in office.get(at(report)).content.decode()
    progress = f"/reports/files/{report.pk}/progress/"
    assert "生成中" in text_of(office.get(progress))
    Report.objects.filter(pk=report.pk).update(state=ReportState.FAILED, error="磁盘已满")
    assert "磁盘已满" in text_of(office.get(at(report)))
    assert office.get(progress)["HX-Refresh"] == "true"
    assert "重试" not in text_of(as_user(city.leader).get(at(report)))
    office.post(f"/reports/files/{report.pk}/retry/")
    assert fresh(report.pk).state == ReportState.BUILDING
    file = office.get(f"/reports/files/{report.pk}/report.pdf", follow=True)
    assert "尚未生成完成" in text_of(file)


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_downloads_are_files_and_logged(office: Client, draft: Report, form: str) -> None:
    response = office.get(f"/reports/files/{draft.pk}/report.{form}")
    assert response["Content-Disposition"].startswith("attachment")
    assert len(response.content) > 1000
    event = AccessEvent.objects.get(kind=AccessKind.DOWNLOAD)
    assert event.username == "office"
    assert event.detail == {"report": draft.pk, "edition": 1, "form": form}
    assert event.subject.endswith(f".{form}")


READS: dict[str, Callable[[Report], str]] = {
    "page": at,
    "file": lambda report: f"/reports/files/{report.pk}/report.pdf",
    "progress": lambda report: f"/reports/files/{report.pk}/progress/",
}


@pytest.mark.parametrize("kind", READS)
def test_districts_read_the_issued_bulletin_and_no_draft(
    city: FixtureCity, draft: Report, kind: str
) -> None:
    url = READS[kind](draft)
    for reader, status in ((city.leader, 200), (city.clerk, 404), (city.auditor, 403)):
        assert as_user(reader).get(url).status_code == status
    assert Client().get(url).status_code == 302
    bulletins.review(city.office_head, draft)
    bulletins.issue(city.office_head, fresh(draft.pk))
    assert as_user(city.clerk).get(url).status_code == 200


def test_whoever_reads_the_bulletin_of_a_region_above_is_sent_to_no_part_of_its_rows(
    city: FixtureCity, draft: Report
) -> None:
    bulletins.review(city.office_head, draft)
    bulletins.issue(city.office_head, fresh(draft.pk))
    street = user_with(Role.LEADER, city.street, "street_leader")
    for user, briefed in ((city.office, True), (city.clerk, True), (street, False)):
        main = soup(as_user(user).get(at(draft))).select_one("main")
        assert main is not None
        assert "计划改造城镇老旧小区2个" in main.text
        opens = [a for a in main.select("a[href]") if f"region={city.region.pk}" in str(a["href"])]
        assert bool(opens) is (user == city.office)
        assert bool(main.find("a", string="发言材料")) is briefed


@pytest.mark.parametrize(
    "verb", ["edit", "preview", "explain", "refreeze", "review", "return", "issue", "correct"]
)
def test_readers_may_not_act(city: FixtureCity, draft: Report, verb: str) -> None:
    for reader in (city.leader, city.clerk, city.auditor):
        assert as_user(reader).post(at(draft, verb)).status_code == 403
    assert fresh(draft.pk).state == ReportState.DRAFTED


def test_the_letterhead_is_kept_and_used_from_then_on(office: Client, city: FixtureCity) -> None:
    page = office.get("/reports/letterhead/")
    values = form_values(page)
    refused = office.post("/reports/letterhead/", values | {"office": "", "code": "云改办"})
    assert refused.status_code == 422
    assert form_values(refused)["code"] == "云改办"
    office.post("/reports/letterhead/", values | {"code": "云改办"})
    assert Letterhead.objects.get().code == "云改办"
    assert bulletin(city.region, JUNE).text["code"] == "云改办"
    assert "云改办" in text_of(office.get("/reports/letterhead/"))
    assert as_user(city.leader).get("/reports/letterhead/").status_code == 403


def test_fingerprints_tell_words_apart(draft: Report) -> None:
    before = fingerprint(draft)
    draft.title += "（改）"
    assert fingerprint(draft) != before


def test_pages_keep_their_query_counts(office: Client, draft: Report, city: FixtureCity) -> None:
    assert_query_count("bulletin", office, at(draft))
    assert_query_count("bulletin edit", office, at(draft, "edit"))
    assert_query_count("bulletins", office, "/reports/bulletins/")
    weekly = dispatch(city.region)
    assert_query_count("dispatch", office, f"/reports/dispatches/{weekly.pk}/")
    assert_query_count("dispatches", office, "/reports/dispatches/")


NUL = "\x00"


@pytest.mark.parametrize("verb", ["explain", "refreeze"])
def test_a_control_character_in_a_reason_comes_back_with_what_to_do(
    office: Client, draft: Report, verb: str
) -> None:
    typed = {"reason": f"核减{NUL}1个", "check_key": NUL}
    page = office.post(at(draft, verb), typed)
    assert page.status_code == 422
    assert "看不见的控制字符" in text_of(page)


@pytest.mark.parametrize("verb", ["return", "correct"])
def test_a_reason_too_long_is_refused_and_comes_back_whole(
    city: FixtureCity, office: Client, draft: Report, verb: str
) -> None:
    bulletins.review(city.office_head, draft)
    if verb == "correct":
        bulletins.issue(city.office_head, draft)
    page = office.post(at(draft, verb), {"reason": "因" * 301})
    assert page.status_code == 422
    assert "最多300字，现有301字" in text_of(page)
    assert "因" * 301 in page.content.decode()


@pytest.mark.parametrize("number", ["9" * 5000, "²", NUL])
def test_a_number_that_no_register_has_is_refused(
    city: FixtureCity, office: Client, draft: Report, number: str
) -> None:
    bulletins.review(city.office_head, draft)
    page = office.post(at(draft, "issue"), {"number": number})
    assert page.status_code == 422
    assert "请填整数" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "长" * 121}, "标题最多120字，现有121字"),
        ({"title": f"通报{NUL}"}, "标题中有看不见的控制字符"),
        ({"head-cc": "长" * 401}, "抄送机关最多400字"),
        ({"section-problems": f"推进{NUL}不平衡。"}, "“存在问题”第1段中有看不见的控制字符"),
        ({"section-problems": "长" * 5001}, "“存在问题”第1段最多5000字"),
    ],
)
def test_words_that_cannot_be_kept_come_back_filled(
    office: Client, draft: Report, changes: dict[str, str], told: str
) -> None:
    page = office.post(at(draft, "edit"), form_of(office, draft, **changes))
    assert page.status_code == 422
    assert told in text_of(page)
    [(name, typed)] = changes.items()
    assert form_values(page)[name] == typed
    assert fresh(draft.pk).title == draft.title


def test_codes_that_are_none_do_no_harm_in_a_list(office: Client, draft: Report) -> None:
    typed = form_of(office, draft, **{"named-1": ["9" * 5000, "²"]})
    assert office.post(at(draft, "edit"), typed).status_code == 302


def test_the_childrens_own_checks_are_shown_and_do_not_block(
    city: FixtureCity, office: Client
) -> None:
    PlanFactory(region=city.region, communities=1)
    PlanFactory(region=city.district, communities=1, households=999, investment=1_000_000)
    MilestoneFactory(project=ProjectFactory(region=city.district))
    report = bulletin(city.region, JUNE)
    below = soup(office.get(at(report))).select_one("details.children-checks")
    assert below is not None
    assert "不影响本级签发" in below.text
    assert "台账小区户数与计划户数" in below.text
    assert not any(city.district.name in one for one in bulletins.obstacles(report))
    leaders = soup(office.get("/reports/?as_of=2023-06-30")).select_one("details.children-checks")
    assert leaders is not None
    assert "台账小区户数与计划户数" in leaders.text
