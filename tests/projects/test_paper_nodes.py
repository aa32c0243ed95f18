"""Nodes on the paper loop: printed with the week, written on, typed back, proposed and taken."""

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from projects.models import Milestone, PaperAnswer, WeeklyEntry
from projects.services.paper_forms import answer_form, forms_for
from tests.city import as_user
from tests.factories import CommunityFactory, EntryFactory, MilestoneFactory
from tests.projects.test_paper_forms import DESK, Hidden, printed
from tests.projects.weekly_help import LAST, WEEK, started, with_last_week
from tests.reports.bulletins import pdf_text

pytestmark = pytest.mark.django_db
NAMES = ("方案审定", "施工图审查", "招标", "开工", "管网完成", "外墙完成", "完工", "竣工验收")


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def project(city):
    found = started(city.district, name="东风里改造项目", lead_unit="甲区住建局")
    with_last_week(found, percent=50, wan=800)
    for order, name in enumerate(NAMES, 1):
        met = found.started_on if name == "开工" else None
        MilestoneFactory(
            project=found, name=name, order=order, planned_on=date(2023, 7, order), actual_on=met
        )
    return found


def node(project, name):
    return Milestone.objects.get(project=project, name=name)


def key(project, name):
    return f"node_{node(project, name).pk}"


@pytest.fixture
def sheet(city, project):
    return forms_for(city.clerk, WEEK, [project])[project.pk]


@pytest.fixture
def address(sheet):
    return reverse("paper:form", args=[sheet.code])


@pytest.fixture
def entry_url(project):
    return reverse("projects:weekly_entry", args=[project.pk, str(WEEK)])


def take(city, answer, **seen):
    url = reverse("projects:paper_take", args=[answer.pk])
    return as_user(city.clerk).post(url, {f"seen_{name}": text for name, text in seen.items()})


def test_the_sheet_carries_the_nodes_with_room_for_the_day(city, project):
    text = pdf_text(printed(city))
    for order, name in enumerate(NAMES, 1):
        assert name in text
        assert f"2023-07-0{order}" in text
    assert "✓2023-04-10" in text.replace(" ", "")
    assert "实际日期" in text


def test_many_nodes_and_long_words_leave_a_sheet_on_its_page(city):
    homes = [CommunityFactory(region=city.district, name=f"东风第{n}生活区") for n in range(30)]
    long = started(
        city.district, name="东风片区老旧小区综合改造提升工程项目" * 3, communities=homes,
        contractor="云江市第一建筑安装工程有限责任公司联合体" * 2,
    )  # fmt: skip
    EntryFactory(project=long, week=LAST.monday, progress_note="外墙保温和雨污分流施工。" * 40)
    for order in range(14):
        met = date(2023, 5, 1) if order < 6 else None
        MilestoneFactory(project=long, name=f"节点第{order:02}号", order=order, actual_on=met)
    content = printed(city)
    assert len(PdfReader(BytesIO(content)).pages) == 1
    text = pdf_text(content)
    assert "节点第13号" in text
    assert "节点第00号" not in text, "of too many, the first met are left out"


def test_a_day_written_on_paper_is_a_proposal_until_a_clerk_takes_it(city, project, address):
    page = Client().get(address).content.decode()
    assert "完工实际日期" in page
    assert "2023-04-10" not in page, "what was reported is told to nobody"
    given = {key(project, "完工"): "2023-07-28", "percent": "100", "sender": "张工"}
    assert Client().post(address, given).status_code == 302
    answer = PaperAnswer.objects.get()
    assert answer.typed == {"percent": "100", "node:完工": "2023-07-28"}
    assert node(project, "完工").actual_on is None
    desk = as_user(city.clerk).get(DESK).content.decode()
    assert "完工实际日期" in desk
    assert take(city, answer, percent="").status_code == 302
    met = node(project, "完工")
    assert met.actual_on == date(2023, 7, 28)
    assert met.history.latest().history_user == city.clerk
    project.refresh_from_db()
    assert project.finished_on == date(2023, 7, 28)
    assert WeeklyEntry.objects.of_week(WEEK).get(project=project).percent == 100
    record = as_user(city.clerk).get(reverse("projects:paper_answers")).content.decode()
    assert "完工实际日期 2023-07-28" in record


def test_a_day_alone_is_enough_and_begins_no_entry(city, project, address):
    Client().post(address, {key(project, "管网完成"): "2023-07-20"})
    assert take(city, PaperAnswer.objects.get()).status_code == 302
    assert node(project, "管网完成").actual_on == date(2023, 7, 20)
    assert node(project, "开工").actual_on == date(2023, 4, 10)
    assert not WeeklyEntry.objects.of_week(WEEK).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-08-20", "不能晚于今天（2023-07-31）"), ("下周", "实际日期应如 2023-07-20"),
        ("0203-07-20", "实际日期应如 2023-07-20"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_or_lies_ahead_is_told_at_its_field(project, address, text, said):
    refused = Client().post(address, {key(project, "完工"): text, "problem": "管线未迁改"})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert said in html
    assert "管线未迁改" in html
    assert '<details class="panel-details" open>' in html
    assert not PaperAnswer.objects.exists()


def test_a_day_that_somebody_entered_meanwhile_is_not_overwritten(city, project, sheet):
    answer = answer_form(sheet, {"node:管网完成": "2023年7月20日", "percent": "60"})
    Milestone.objects.filter(project=project, name="管网完成").update(actual_on=date(2023, 7, 18))
    refused = take(city, answer, percent="")
    assert refused.status_code == 422
    assert "改为“2023-07-18”" in refused.content.decode()
    assert not WeeklyEntry.objects.of_week(WEEK).exists(), "all or none"
    url = reverse("projects:paper_take", args=[answer.pk])
    shown = Hidden(refused.content.decode()).values
    assert as_user(city.clerk).post(url, shown).status_code == 302
    assert node(project, "管网完成").actual_on == date(2023, 7, 20)


def test_a_finish_without_a_start_is_told_when_it_is_taken(city, sheet, project):
    Milestone.objects.filter(project=project, name="开工").update(actual_on=None)
    type(project).objects.filter(pk=project.pk).update(started_on=None)
    answer = answer_form(sheet, {"node:完工": "2023-07-28"})
    refused = take(city, answer)
    assert refused.status_code == 422
    assert "填了实际完工，还须填实际开工" in refused.content.decode()
    assert node(project, "完工").actual_on is None


def test_typed_back_by_its_code_the_week_and_the_days_are_saved_in_one(
    city, project, sheet, entry_url
):
    client = as_user(city.clerk)
    page = client.post(DESK, {"code": sheet.code}, follow=True)
    assert page.redirect_chain[-1][0] == entry_url
    html = page.content.decode()
    assert 'value="2023-04-10"' in html, "what is known stands in its field"
    typed = {"percent": "100", "invested": "820", key(project, "完工"): "2023-07-28"}
    typed[key(project, "开工")] = "2023-04-10"
    assert client.post(entry_url, {**Hidden(html).values, **typed}).status_code == 302
    assert node(project, "完工").actual_on == date(2023, 7, 28)
    assert WeeklyEntry.objects.of_week(WEEK).get(project=project).percent == 100


def test_a_wrong_day_keeps_the_week_from_being_saved_and_both_as_typed(city, project, entry_url):
    client = as_user(city.clerk)
    shown = Hidden(client.get(entry_url).content.decode()).values
    typed = {"percent": "61", key(project, "完工"): "2023-09-01"}
    typed[key(project, "开工")] = "2023-04-10"
    refused = client.post(entry_url, {**shown, **typed})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "“完工”实际日期不能晚于今天" in html
    assert 'value="2023-09-01"' in html
    assert 'value="61"' in html
    assert not WeeklyEntry.objects.of_week(WEEK).exists()
    long = client.post(entry_url, {**shown, **typed, key(project, "完工"): "2023-07-28" * 5})
    assert long.status_code == 422
    assert 'value="61"' in long.content.decode()
    assert not WeeklyEntry.objects.of_week(WEEK).exists()
    Milestone.objects.filter(project=project, name="招标").update(actual_on=date(2023, 3, 1))
    typed[key(project, "完工")] = ""
    typed[key(project, "招标")] = "2023-03-02"
    late = client.post(entry_url, {**shown, **typed})
    assert late.status_code == 422
    assert "要保留对方的，请改为“2023-03-01”" in late.content.decode()
