"""The gap in its four kinds, of one project by hand; how it is split."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from projects.models import Project, WorkItem, WorkQuantity
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city: FixtureCity) -> Project:
    """总投资 2000万, 年度 1600万; 落实 900万, of which 300万 came last year and 200万 this."""
    row: Project = ProjectFactory(region=city.district, name="东风一村改造")
    source = SourceFactory(project=row, secured=Decimal(9_000_000))
    ReceiptFactory(source=source, received_on=date(2022, 12, 1))
    ReceiptFactory(source=source, amount=Decimal(2_000_000))
    ReceiptFactory(source=source, amount=Decimal(500_000), received_on=date(2023, 8, 2))
    PaymentFactory(project=row, applied_on=date(2022, 12, 5), paid_on=date(2022, 12, 20))
    PaymentFactory(project=row, approved_on=date(2023, 6, 5), amount=Decimal(700_000))
    PaymentFactory(project=row, amount=Decimal(90_000))
    ProjectFactory(region=city.other_district, name="乙县项目")
    return row


def test_each_gap_is_named_with_its_formula(city: FixtureCity, project: Project) -> None:
    page = text_of(as_user(city.clerk).get("/funding/gaps/"))
    for words in (
        "总缺口 1,100 万元 批复总投资－落实资金",
        "年度缺口 1,200 万元 年度计划投资－本年可用资金",
        "到位缺口 400 万元 落实资金－到位资金",
        "支付缺口 70 万元 应付工程款－已付资金",
        "截至 2023-07-31",
    ):
        assert words in page
    later = text_of(as_user(city.clerk).get("/funding/gaps/?as_of=2023-08-31"))
    assert "到位缺口 350 万元" in later


def test_the_gap_is_split_by_region_project_and_class(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    client = as_user(city.office)
    page = text_of(client.get("/funding/gaps/"))
    assert "甲区 2,000 900 1,100 1,200 400 70" in page
    assert "乙县 2,000 0 2,000 1,600 0 0" in page
    assert "合计 4,000 900 3,100" in page
    assert "东风一村改造 2,000 900 1,100" in text_of(client.get("/funding/gaps/?by=project"))
    roof = WorkItem.objects.get(name="屋面防水")
    roof.unit_cost = Decimal(100)
    roof.save()
    WorkQuantity.objects.create(
        project=project, item="屋面防水", unit="㎡", planned=Decimal(120_000)
    )
    WorkQuantity.objects.create(project=project, item="加装电梯", unit="部", planned=Decimal(4))
    page = text_of(client.get(f"/funding/gaps/?by=class&region={city.district.pk}"))
    assert "基础类 1,200 900 300 560 400 70" in page
    assert "完善类 800 0 800 640 0 0" in page
    assert "合计 2,000 900 1,100 1,200 400 70" in page
    assert "未限定类别的资金先用于基础类、再完善类、后提升类" in page
    settings.MONEY_BY_CLASS = "cost"
    page = text_of(client.get(f"/funding/gaps/?by=class&region={city.district.pk}"))
    assert "基础类 1,200 540 660 720 240 42" in page
    assert "完善类 800 360 440 480 160 28" in page
    settings.MONEY_BY_CLASS = "priority"
    works = text_of(client.get(f"/funding/unfunded/?region={city.district.pk}&amount=500"))
    assert "没有资金的工程量：加装电梯4部、屋面防水30,000㎡" in works
    assert "可补齐 1 处（小区）的 1 项内容" in works
    assert "总缺口（批复总投资－落实资金） 1,100 万元" in works


def test_the_pages_take_a_fixed_number_of_queries(city: FixtureCity, project: Project) -> None:
    for _ in range(8):
        row = ProjectFactory(region=city.district)
        ReceiptFactory(source=SourceFactory(project=row))
        WorkQuantity.objects.create(project=row, item="屋面防水", unit="㎡", planned=Decimal(9))
    client = as_user(city.office)
    for url in ("/funding/gaps/", "/funding/unfunded/", "/funding/cashbook/", "/funding/batches/"):
        assert_query_count(url, client, url)


def test_the_waterfall_leads_from_the_investment_to_the_total_gap(
    city: FixtureCity, project: Project
) -> None:
    SourceFactory(project=project, kind="居民出资", batch="", secured=Decimal(1_000_000))
    client = as_user(city.clerk)
    page = client.get("/funding/gaps/")
    text = text_of(page)
    assert "批复总投资 2,000万元，减去落实资金 1,000万元，总缺口 1,000万元。" in text
    drawn = page.context["chart"].drawing
    assert drawn["kind"] == "waterfall"
    assert (drawn["labels"][0], drawn["labels"][-1]) == ("批复总投资", "总缺口")
    values = drawn["series"][0]["values"]
    assert values == [2000, -900, -100, 1000]
    assert sum(values[:-1]) == values[-1]
    href = BeautifulSoup(page.content, "html.parser").select_one("#gap-steps a[download]")["href"]
    book = load_workbook(BytesIO(b"".join(client.get(href).streaming_content)))
    assert [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)][-4:] == values
