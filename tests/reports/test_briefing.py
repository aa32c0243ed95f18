"""发言材料: what they say for a city and a district, from the ledger or a frozen report, and to whom."""

import re
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from docx import Document

from accounts.choices import AccessKind
from accounts.models import AccessEvent, Region
from projects.models import Project
from reports.figures import figures_by_child
from reports.models import Report
from tests.city import FixtureCity, as_user
from tests.query_counts import assert_query_count
from tests.reports.bulletins import JULY, Office, bulletin, dispatch, fresh, issued, pdf_text

URL = "/reports/briefing/"
AT = {"year": "2023", "as_of": "2023-07-31"}
DIGIT = re.compile(r"[0-9]")


def notes(client: Client, **query: Any) -> Tag:
    page = client.get(URL, AT | query)
    assert page.status_code == 200, page.content.decode()
    found = BeautifulSoup(page.content, "html.parser").select_one("article.paper")
    assert found is not None
    return found


def words(client: Client, **query: Any) -> str:
    return "".join(notes(client, **query).text.split())


def test_a_citys_speech_has_its_figures_by_section(office: Office) -> None:
    told = words(as_user(office.leader))
    for expected in (
        "全市城镇老旧小区改造工作领导讲话提纲",
        "一、总体情况",
        "计划改造城镇老旧小区186个",
        "已开工162个，开工率87.1%",
        "时间进度为58.1%",
        "二、各县区进展",
        "三、滞后项目及原因",
        "节点到期未完成的项目35个，其中未开工16个，分布在：",
        "其余25个见滞后项目清单",
        "受理质量投诉23件",
        "总缺口（总投资减已落实资金）8.7亿元",
    ):
        assert expected in told
    assert "位次与差距" not in told


def test_a_district_reports_its_place_and_distance(office: Office) -> None:
    whole, children = figures_by_child(office.region.pk, 2023, JULY.last)
    children.sort(key=lambda one: -float(one["start_rate"]))
    last = children[-1]
    told = words(as_user(office.leader), region=last.region)
    apart = round(float(children[0]["start_rate"]) - float(last["start_rate"]), 1)
    below = round(float(whole["start_rate"]) - float(last["start_rate"]), 1)
    assert f"{last.name}城镇老旧小区改造工作汇报发言" in told
    assert f"开工率{last['start_rate']}%，在全市8个县（区）中列第8位" in told
    assert f"与首位（{children[0]['start_rate']}%）相差{apart}个百分点" in told
    assert f"低于全市平均（{whole['start_rate']}%）{below}个百分点" in told
    assert "完工率0.0%，在全市" not in told, "a place among equals tells nothing"
    for heading in ("任务与进展", "位次与差距", "滞后项目及原因", "资金情况", "提请协调事项"):
        assert heading in told


@pytest.mark.parametrize("level", ["city", "district"])
def test_every_number_is_a_field_and_every_link_opens(office: Office, level: str) -> None:
    client = as_user(office.leader)
    region = office.region.pk if level == "city" else office.clerk.region_id
    article = notes(client, region=region)
    links = {str(link["href"]) for link in article.select("a.bound")}
    assert len(links) > 15
    for href in links:
        assert client.get(href).status_code == 200
    for linked in article.select(".bound, h3"):
        linked.decompose()
    about = article.get_text()
    free = [line for line in about.splitlines() if DIGIT.search(line)]
    assert not [line for line in free if "存在问题" not in line and "请求协调" not in line], free


def test_the_count_of_a_link_is_the_number_it_stands_on(office: Office) -> None:
    client = as_user(office.leader)
    link = notes(client).select_one("a.bound[title=滞后项目数]")
    assert link is not None
    day = JULY.last
    rows = Project.objects.in_region(office.region.pk).of_year(2023).lagging_on(day)
    assert link.text == str(rows.count())


def test_a_district_reads_its_place_and_nobody_elses_rows(office: Office) -> None:
    client = as_user(office.clerk)
    region = office.clerk.region
    assert region is not None
    article = notes(client)
    assert "在全市8个县（区）中" in "".join(article.text.split())
    others = Region.objects.filter(parent=office.region).exclude(pk=region.pk)
    assert not [one.name for one in others if one.name in article.text]
    for link in article.select("a.bound"):
        assert client.get(str(link["href"])).status_code == 200


def test_a_frozen_bulletin_gives_its_own_figures_for_city_and_district(office: Office) -> None:
    report = issued(office, bulletin(office.region))
    Project.objects.in_region(office.region.pk).update(started_on=None)
    client = as_user(office.clerk)
    city = words(as_user(office.leader), report=report.pk)
    assert "已开工162个，开工率87.1%" in city
    assert "取自《" in as_user(office.leader).get(URL, {"report": report.pk}).content.decode()
    region = office.clerk.region
    assert region is not None
    child = next(one for one in report.data["children"] if one["region"] == str(region.pk))
    told = words(client, report=report.pk)
    assert f"已开工{child['figures']['started_communities']}个" in told
    assert "在全市8个县（区）中" in told


def test_a_dispatch_gives_its_requests_for_help(office: Office) -> None:
    report = dispatch(office.region)
    told = words(as_user(office.leader), report=report.pk)
    assert told.count("请求协调：") == len(report.data["help"])
    assert "受理质量投诉" in told


def test_a_report_without_the_region_says_so(office: Office) -> None:
    region = office.clerk.region
    assert region is not None
    report = bulletin(region)
    leader = as_user(office.leader)
    assert f"{region.name}城镇老旧小区" in words(leader, report=report.pk)
    page = leader.get(URL, {"report": report.pk, "region": office.region.pk})
    assert page.status_code == 422
    assert f"所选报告没有{office.region.name}的数据" in page.content.decode()


def test_files_have_the_words_of_the_page_and_are_logged(office: Office) -> None:
    client = as_user(office.leader)
    query = AT | {"region": str(office.region.pk)}
    pdf = client.get(f"{URL}notes.pdf", query)
    assert pdf.content == client.get(f"{URL}notes.pdf", query).content
    text = pdf_text(pdf.content)
    docx = Document(BytesIO(client.get(f"{URL}notes.docx", query).content))
    written = "".join("".join(one.text for one in docx.paragraphs).split())
    for found in (text, written):
        assert "已开工162个，开工率87.1%" in found
        assert "截至2023年7月31日" in found
        assert "数据口径" in found
        assert "开工率：已开工小区占计划小区的比例" in found
    events = AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD, user=office.leader)
    assert events.count() == 3
    assert client.get(f"{URL}notes.xlsx", query).status_code == 404


def test_a_region_without_a_plan_is_not_given_zeros(city: FixtureCity) -> None:
    told = words(as_user(city.leader), region=city.district.pk, year="2019")
    assert f"{city.district.name}没有2019年的已批准年度计划" in told
    assert "位次与差距" not in told


@pytest.mark.parametrize("report", ["\x00", "9" * 30, "0", "²", "x"])
def test_a_report_that_is_none_is_not_found(city: FixtureCity, report: str) -> None:
    assert as_user(city.leader).get(URL, {"report": report}).status_code == 404


def test_a_stranger_and_an_administrator_get_nothing(city: FixtureCity) -> None:
    assert as_user(city.clerk).get(URL, {"region": city.other_district.pk}).status_code == 404
    assert as_user(city.system_admin).get(URL).status_code == 403
    report = dispatch_of(city)
    assert as_user(city.stranger).get(URL, {"report": report.pk}).status_code == 404


def dispatch_of(city: FixtureCity) -> Report:
    return fresh(dispatch(city.district).pk)


def test_its_queries_do_not_grow(office: Office) -> None:
    client = as_user(office.leader)
    assert_query_count("briefing", client, f"{URL}?as_of=2023-07-31")
    district = f"{URL}?as_of=2023-07-31&region={office.clerk.region_id}"
    assert_query_count("briefing of a district", client, district)
