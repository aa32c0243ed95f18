"""Money registers: sources, receipts, payments, and the fragment on a project's page."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count

LISTS = ("/funding/", "/funding/receipts/", "/funding/payments/")


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row: Project = ProjectFactory(region=city.district, name="东风一村改造")
    source = SourceFactory(project=row)
    ReceiptFactory(source=source)
    ReceiptFactory(source=source, amount=Decimal(1_000_000), received_on=date(2023, 8, 1))
    PaymentFactory(project=row, paid_on=date(2023, 7, 1), payee="新城建设")
    PaymentFactory(project=row, payee="待付单位")
    other = ProjectFactory(region=city.other_district, name="乙县项目", year=2022)
    SourceFactory(project=other, kind="社会资本")
    return row


@pytest.mark.parametrize("url", LISTS)
def test_a_stranger_sees_none_of_the_districts_money(
    city: FixtureCity, project: Project, url: str
) -> None:
    assert "东风一村改造" in text_of(as_user(city.clerk).get(url))
    assert "东风一村改造" not in text_of(as_user(city.stranger).get(url))
    assert as_user(city.auditor).get(url).status_code == 403


def test_receipts_and_payments_count_until_the_date_asked(
    city: FixtureCity, project: Project
) -> None:
    client = as_user(city.clerk)
    assert "共 1 条" in text_of(client.get("/funding/receipts/"))
    assert "共 2 条" in text_of(client.get("/funding/receipts/?as_of=2023-08-01"))
    assert "共 1 条" in text_of(client.get("/funding/payments/?year=2023"))
    assert "没有符合条件的拨付记录" in text_of(client.get("/funding/payments/?as_of=2023-06-30"))
    pending = text_of(client.get("/funding/payments/?pending=1"))
    assert "待付单位" in pending
    assert "新城建设" not in pending


def test_sources_filter_by_kind_year_and_region(city: FixtureCity, project: Project) -> None:
    client = as_user(city.office)
    for query in ("?kind=社会资本", "?year=2022", f"?region={city.other_district.pk}"):
        page = text_of(client.get(f"/funding/{query}"))
        assert "乙县项目" in page
        assert "东风一村改造" not in page


def test_the_fragment_sums_the_projects_money_as_of_today(
    city: FixtureCity, project: Project
) -> None:
    page = text_of(as_user(city.clerk).get(f"/funding/projects/{project.pk}/"))
    assert "落实 500 万元" in page
    assert "到位 300 万元" in page
    assert "拨付 100 万元" in page
    assert "总缺口 1,500 万元" in page
    assert as_user(city.stranger).get(f"/funding/projects/{project.pk}/").status_code == 404


@pytest.mark.parametrize("url", LISTS)
def test_a_list_takes_a_fixed_number_of_queries(
    city: FixtureCity, project: Project, url: str
) -> None:
    for _ in range(20):
        row = ProjectFactory(region=city.district)
        ReceiptFactory(source=SourceFactory(project=row))
        PaymentFactory(project=row, paid_on=date(2023, 7, 1))
    assert_query_count(url, as_user(city.office), url)


@pytest.mark.parametrize("url", ["/funding/", "/funding/payments/"])
def test_nothing_is_done_on_the_page_of_a_past_day(
    city: FixtureCity, project: Project, url: str
) -> None:
    client = as_user(city.office)
    acts = "#list tbody a[href*='/reverse/'], #list tbody a[href*='/sources/']"
    for query, any_act in (("", True), ("?as_of=2023-07-20", False)):
        page = BeautifulSoup(client.get(f"{url}{query}").content, "html.parser")
        assert page.select("#list tbody tr")
        assert bool(page.select(acts)) is any_act, query
