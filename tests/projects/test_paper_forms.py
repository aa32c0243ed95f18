"""The paper loop: printed, written on, typed back by its code, or sent without an account."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.papercode import LETTERS, spoken
from projects.choices import EntryState, PaperState
from projects.models import PaperAnswer, PaperForm, WeeklyEntry
from projects.services.paper_forms import answer_form, forms_for
from projects.services.weeks import close_week
from tests.city import as_user
from tests.factories import CommunityFactory, EntryFactory
from tests.projects.weekly_help import LAST, WEEK, started, type_in, with_last_week
from tests.query_counts import assert_query_count
from tests.reports.bulletins import pdf_text
from tests.reports.home_cards import assert_each_number_opens_its_rows, cards

DESK = reverse("projects:weekly_paper")
PRINT = reverse("projects:paper_print")
FIND = reverse("paper:find")
pytestmark = pytest.mark.django_db
WRITTEN = {"percent": "５５％", "invested": "820.5万元", "workers": "12", "problem": "管线未迁改"}


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()
    yield
    cache.clear()


class Hidden(HTMLParser):
    """Collects the hidden inputs of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "input" and found.get("type") == "hidden":
            self.values[found["name"]] = found.get("value", "")


@pytest.fixture
def project(city):
    found = started(city.district, name="东风里改造项目", lead_unit="甲区住建局")
    with_last_week(found, percent=50, wan=800)
    return found


def sheet_of(city, project, week=WEEK):
    return forms_for(city.clerk, week, [project])[project.pk]


def form_url(sheet):
    return reverse("paper:form", args=[sheet.code])


def printed(city, **query):
    answer = as_user(city.clerk).post(PRINT, {"week": str(WEEK), **query})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


# --- Printed ------------------------------------------------------------------------------------
def test_each_project_has_a_page_with_its_code_and_last_weeks_values(city, project):
    other = started(city.street, name="西园改造项目")
    theirs = started(city.other_district, name="外区改造项目")
    content = printed(city)
    text = pdf_text(content)
    for one in (project, other):
        assert one.name in text
        assert sheet_of(city, one).spoken in text
    assert theirs.name not in text
    assert "2023年第31周" in text
    assert "800" in text
    assert "管网施工" in text
    assert len(PdfReader(BytesIO(content)).pages) == 2
    assert PaperForm.objects.count() == 2


def test_long_names_and_words_leave_a_form_on_its_page(city):
    homes = [
        CommunityFactory(region=city.district, name=f"东风第{n}生活区（北院）") for n in range(30)
    ]
    long = started(
        city.district, name="东风片区老旧小区综合改造提升工程项目" * 3, communities=homes,
        contractor="云江市第一建筑安装工程有限责任公司联合体" * 2,
    )  # fmt: skip
    EntryFactory(project=long, week=LAST.monday, progress_note="外墙保温和雨污分流施工。" * 40)
    content = printed(city)
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert "等30个" in pdf_text(content)


def test_printing_again_keeps_the_codes_and_the_bytes(city, project):
    assert printed(city) == printed(city)
    assert PaperForm.objects.count() == 1


def test_a_street_is_printed_alone(city, project):
    mine = started(city.street, name="西园改造项目")
    text = pdf_text(printed(city, region=city.street.pk))
    assert mine.name in text
    assert project.name not in text


def test_nothing_to_print_is_said(city):
    answer = as_user(city.clerk).post(PRINT, {"week": str(WEEK)}, follow=True)
    assert "没有需要填报的项目" in answer.content.decode()


# --- Typed back by its code ------------------------------------------------------------------------
def test_what_is_typed_by_the_code_is_the_same_record_as_the_grids(city):
    project, twin = started(city.street), started(city.district)
    for one in (project, twin):
        with_last_week(one, percent=50, wan=800)
    type_in(city, twin, **WRITTEN)
    with_code = pdf_text(printed(city, region=city.street.pk))
    code = re.search(r"代码([2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3})", with_code)
    assert code is not None
    client = as_user(city.clerk)
    page = client.post(DESK, {"code": code[1].lower()}, follow=True)
    address = page.redirect_chain[-1][0]
    assert address == reverse("projects:weekly_entry", args=[project.pk, str(WEEK)])
    client.post(address, {**Hidden(page.content.decode()).values, **WRITTEN})
    names = ("percent", "invested", "workers", "problem", "state", "entered_by", "week")
    mine, gold = (WeeklyEntry.objects.of_week(WEEK).get(project=one) for one in (project, twin))
    assert [getattr(mine, name) for name in names] == [getattr(gold, name) for name in names]
    assert (mine.percent, mine.invested) == (55, 8_205_000)


def test_a_wrong_check_character_is_named(city, project):
    code = sheet_of(city, project).code
    wrong = code[:-1] + next(letter for letter in LETTERS if letter != code[-1])
    answer = as_user(city.clerk).post(DESK, {"code": spoken(wrong)})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"校验位“{wrong[-1]}”与前8位不符" in html
    assert spoken(wrong) in html


def test_a_code_of_another_district_opens_nothing(city, project):
    answer = as_user(city.stranger).post(DESK, {"code": sheet_of(city, project).code})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "不在您的辖区内" in html
    assert project.name not in html


def test_a_frozen_week_is_refused_everywhere(city, project):
    sheet = sheet_of(city, project, LAST)
    close_week(city.region, LAST)
    answer = as_user(city.clerk).post(DESK, {"code": sheet.code})
    assert answer.status_code == 422
    assert "2023年第30周（7月24日—7月30日）已冻结" in answer.content.decode()
    for gone in (Client().get(form_url(sheet)), Client().post(form_url(sheet), WRITTEN)):
        assert gone.status_code == 410
        assert "已冻结" in gone.content.decode()
        assert "<form" not in gone.content.decode()
    assert not PaperAnswer.objects.exists()


# --- Without an account -----------------------------------------------------------------------------
def test_without_an_account_it_is_a_proposal_until_a_clerk_takes_it(city, project):
    sheet = sheet_of(city, project)
    nobody = Client(enforce_csrf_checks=True)
    page = nobody.get(form_url(sheet))
    assert project.name in page.content.decode()
    sent = nobody.post(form_url(sheet), {**WRITTEN, "sender": "张工"}, follow=True)
    assert "已收到，等待填报员确认" in sent.content.decode()
    assert not nobody.cookies
    assert not WeeklyEntry.objects.of_week(WEEK).exists()
    desk = as_user(city.clerk)
    grid = desk.get(reverse("projects:weekly_grid")).content.decode()
    assert "现场填报待确认 <b>1</b> 份" in grid
    html = desk.get(DESK).content.decode()
    assert "820.5" in html
    assert "填写人 张工" in html
    answer = PaperAnswer.objects.get()
    seen = dict.fromkeys(("seen_percent", "seen_invested", "seen_workers", "seen_problem"), "")
    taken = desk.post(reverse("projects:paper_take", args=[answer.pk]), seen, follow=True)
    assert "已采用" in taken.content.decode()
    entry = WeeklyEntry.objects.of_week(WEEK).get(project=project)
    assert (entry.percent, entry.invested, entry.workers) == (55, 8_205_000, 12)
    assert (entry.entered_by, entry.state) == (city.clerk, EntryState.DRAFT)
    answer.refresh_from_db()
    assert (answer.state, answer.decided_by) == (PaperState.TAKEN, city.clerk)
    again = desk.post(reverse("projects:paper_take", args=[answer.pk]), seen)
    assert again.status_code == 422


def test_the_public_page_tells_no_figure_and_no_person(city, project):
    type_in(city, project, percent="61", invested="999", problem="只有填报员知道")
    sheet = sheet_of(city, project)
    answer_form(sheet, {"percent": "62"}, sender="张工")
    for html in (
        Client().get(form_url(sheet)).content.decode(),
        Client().get(f"{form_url(sheet)}?sent=1").content.decode(),
    ):
        for secret in ("61", "999", "只有填报员知道", "62", "张工", "李填报", "800"):
            assert secret not in re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}|/w/\w+/", "", html)


def test_a_proposal_never_overwrites_what_came_meanwhile(city, project):
    sheet = sheet_of(city, project)
    answer = answer_form(sheet, {"percent": "55", "problem": "管线未迁改"})
    type_in(city, project, percent="58")
    client = as_user(city.clerk)
    url = reverse("projects:paper_take", args=[answer.pk])
    refused = client.post(url, {"seen_percent": "", "seen_problem": ""})
    assert refused.status_code == 422
    assert "改为“58”" in refused.content.decode()
    entry = WeeklyEntry.objects.of_week(WEEK).get(project=project)
    assert (entry.percent, entry.problem) == (58, "")
    assert client.post(url, Hidden(refused.content.decode()).values).status_code == 302
    entry.refresh_from_db()
    assert (entry.percent, entry.problem) == (55, "管线未迁改")


def test_who_is_not_asked_neither_takes_nor_dismisses(city, project):
    answer = answer_form(sheet_of(city, project), {"percent": "55"})
    for verb in ("paper_take", "paper_dismiss"):
        url = reverse(f"projects:{verb}", args=[answer.pk])
        assert as_user(city.stranger).post(url).status_code == 404
        assert as_user(city.reviewer).post(url).status_code == 403
    assert "没有待确认" in as_user(city.stranger).get(DESK).content.decode()
    done = as_user(city.clerk).post(
        reverse("projects:paper_dismiss", args=[answer.pk]), follow=True
    )
    assert "未采用" in done.content.decode()
    answer.refresh_from_db()
    assert answer.state == PaperState.DISMISSED
    assert not WeeklyEntry.objects.of_week(WEEK).exists()


def test_the_same_words_twice_are_one_proposal_and_nobody_floods_a_sheet(city, project):
    sheet = sheet_of(city, project)
    for _ in range(2):
        assert Client().post(form_url(sheet), {"percent": "55"}).status_code == 302
    assert PaperAnswer.objects.count() == 1
    for number in range(56, 60):
        Client().post(form_url(sheet), {"percent": str(number)})
    full = Client().post(form_url(sheet), {"percent": "70"})
    assert full.status_code == 422
    assert "多份内容等待填报员确认" in full.content.decode()


def test_wrong_values_are_told_at_their_fields_and_stay(city, project):
    sheet = sheet_of(city, project)
    refused = Client().post(form_url(sheet), {"percent": "一半", "problem": "管线未迁改"})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "应填0到100之间的数" in html
    assert "管线未迁改" in html
    empty = Client().post(form_url(sheet), {})
    assert "请至少填写一栏" in empty.content.decode()
    trap = Client().post(form_url(sheet), {"percent": "55", "website": "x"})
    assert trap.status_code == 422
    assert not PaperAnswer.objects.exists()


def test_codes_cannot_be_tried(city, project, settings):
    settings.PAPER_MISSES_PER_ADDRESS = 3
    sheet = sheet_of(city, project)
    for _ in range(3):
        assert Client().get(FIND, {"code": "222222222"}).status_code == 422
    stopped = Client().get(form_url(sheet))
    assert stopped.status_code == 429
    assert project.name not in stopped.content.decode()


def test_an_address_sends_so_much_an_hour(city, project, settings):
    settings.PAPER_ANSWERS_PER_ADDRESS = 1
    sheet = sheet_of(city, project)
    assert Client().post(form_url(sheet), {"percent": "55"}).status_code == 302
    answer = Client().post(form_url(sheet), {"percent": "56"})
    assert answer.status_code == 429
    assert "提交次数过多" in answer.content.decode()
    assert PaperAnswer.objects.count() == 1


def test_a_code_may_be_typed_instead_of_scanned(city, project):
    sheet = sheet_of(city, project)
    found = Client().get(FIND, {"code": sheet.spoken.lower()}, follow=True)
    assert project.name in found.content.decode()
    assert "现为3位" in Client().get(FIND, {"code": "ABC"}).content.decode()


def test_the_desk_takes_few_queries(city, project):
    for number in range(3):
        answer_form(sheet_of(city, project), {"percent": str(55 + number)})
    assert_query_count("weekly_paper", as_user(city.clerk), DESK)


def test_an_accepted_entry_is_not_changed_by_paper(city, project):
    EntryFactory(project=project, week=WEEK.monday, percent=52, state=EntryState.ACCEPTED)
    answer = answer_form(sheet_of(city, project), {"percent": "55"})
    refused = as_user(city.clerk).post(reverse("projects:paper_take", args=[answer.pk]), {})
    assert refused.status_code == 422
    assert "已审核通过" in refused.content.decode()


def test_no_change_is_one_tick_and_taken_as_last_weeks_figures(city, project):
    sheet = sheet_of(city, project)
    both = Client().post(form_url(sheet), {"no_change": "on", "percent": "55"})
    assert both.status_code == 422
    assert "这一栏请留空" in both.content.decode()
    Client().post(form_url(sheet), {"no_change": "on", "workers": "6"})
    answer = PaperAnswer.objects.get()
    desk = as_user(city.clerk)
    assert "本周无变化" in desk.get(DESK).content.decode()
    desk.post(reverse("projects:paper_take", args=[answer.pk]), {"seen_workers": ""})
    entry = WeeklyEntry.objects.of_week(WEEK).get(project=project)
    assert (entry.percent, entry.invested, entry.workers) == (50, 8_000_000, 6)
    assert entry.no_change


def test_what_came_back_stays_on_record(city, project):
    answer = answer_form(sheet_of(city, project), {"percent": "55"}, sender="张工")
    as_user(city.clerk).post(reverse("projects:paper_dismiss", args=[answer.pk]))
    url = reverse("projects:paper_answers")
    html = as_user(city.clerk).get(url).content.decode()
    for told in (project.name, "本周形象进度 55%", "张工", "未采用", "李填报"):
        assert told in html
    assert project.name not in as_user(city.stranger).get(url).content.decode()
    assert_query_count("paper_answers", as_user(city.clerk), url)


def test_what_waits_stands_on_the_clerks_home_and_opens_exactly_its_rows(city, project):
    other = started(city.district)
    answer_form(sheet_of(city, project), {"percent": "55"})
    answer_form(sheet_of(city, other), {"percent": "41"})
    done = answer_form(sheet_of(city, other), {"percent": "42"})
    as_user(city.clerk).post(reverse("projects:paper_dismiss", args=[done.pk]))
    count, href, note = cards(as_user(city.clerk), "/")["现场填报待确认"]
    assert (count, note) == (2, "采用后才写入周报")
    html = as_user(city.clerk).get(href).content.decode()
    assert "42%" not in html
    assert_each_number_opens_its_rows(city.clerk)
    assert "现场填报待确认" not in cards(as_user(city.reviewer), "/")
