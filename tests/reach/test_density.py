"""The lists that offices live in show fifteen rows on an office's screen."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from funding.models import Contract, ContractShare, Contribution, PaymentRequest
from orders.models import Order
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import ComplaintFactory, DisputeFactory, ProjectFactory
from tests.reach.door import HOST, opened
from tests.reach.look import DESK

LISTS: Final = (
    "/projects/", "/projects/lag/", "/orders/", "/complaints/", "/complaints/disputes/",
    "/funding/contracts/", "/funding/requests/", "/funding/contributions/",
)  # fmt: skip
ROWS, SEEN = 24, 15
SHOWN: Final = """() => ({
  rows: [...document.querySelectorAll("#list tbody tr")]
    .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
  all: document.querySelectorAll("#list tbody tr").length,
  across: Math.max(...[...document.querySelectorAll(".table-wrap")]
    .map((one) => one.scrollWidth - one.clientWidth)),
})"""
CUT: Final = """() => [...document.querySelectorAll("#list td.cut, #list th.cut")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.title).length"""


@pytest.fixture
def full_city(city: FixtureCity) -> FixtureCity:
    """Two dozen of each, with names and sentences as long as they are in a city."""
    for number in range(ROWS):
        project = ProjectFactory(
            region=city.district, number=f"JS2023-{number:05}", started_on=None,
            name=f"长青家属院（东区）第{number}组团改造项目", contractor="云江第一建设工程有限公司",
            lead_person="欧阳建国", planned_start=date(2023, 5, 1),
        )  # fmt: skip
        fill(city, project, number)
    return city


def fill(city: FixtureCity, project: Project, number: int) -> None:
    words = "顶楼雨后渗水，多次反映未处理，请尽快安排施工单位现场查看并答复住户。"
    ComplaintFactory(
        region=city.district, project=project, number=f"TS2023-{number:05}", content=words,
        community=project.communities.get(),
    )  # fmt: skip
    DisputeFactory(
        region=city.district, project=project, number=f"JF2023-{number:05}", content=words
    )
    Order.objects.create(
        kind="supervision", state="received", office_region=city.region, region=city.district,
        project=project, year=2023, serial=number + 1, number=f"云老旧督〔2023〕{number + 1}号",
        basis_kind="meeting", basis="调度会", subject=f"{project.name}：{words}", requirement="赶工",
        unit="甲区住房和城乡建设局", person="钱局长", due_on=date(2023, 7, 20),
        drafted_by=city.office, issued_by=city.office, issued_on=date(2023, 7, 3),
    )  # fmt: skip
    money(city, project, number)


def money(city: FixtureCity, project: Project, number: int) -> None:
    contract = Contract.objects.create(
        number=f"HT-2023-{number:03}", name=f"{project.name}施工合同", kind="works", sme=True,
        contractor="云江第一建设工程有限公司", value=Decimal(12_345_600), region=city.district,
        signed_on=date(2023, 3, 1),
    )  # fmt: skip
    ContractShare.objects.create(contract=contract, project=project, amount=contract.value)
    PaymentRequest.objects.create(
        contract=contract, project=project, kind="progress", amount=Decimal(1_234_500),
        delivered_on=date(2023, 5, 1), due_on=date(2023, 5, 31) + timedelta(days=number),
        applied_on=date(2023, 5, 2), applied_by=city.clerk,
    )  # fmt: skip
    Contribution.objects.create(
        project=project, community=project.communities.get(), basis="household",
        rate=Decimal(500), counted_on=date(2023, 7, 1),
    )  # fmt: skip


def test_fifteen_rows_stand_on_an_offices_screen_and_none_runs_out_of_it(
    browser: Browser, full_city: FixtureCity
) -> None:
    seen: dict[str, Any] = {}
    with opened(browser, viewport=DESK) as (page, door):
        door.client = as_user(full_city.office)
        for path in LISTS:
            page.goto(HOST + path)
            found = page.evaluate(SHOWN)
            assert found["all"] == ROWS, path
            assert page.evaluate(CUT) == 0, f"{path}: cut words without a title"
            seen[path] = (found["rows"], found["across"])
    assert {path: rows for path, (rows, _) in seen.items() if rows < SEEN} == {}
    assert {path: across for path, (_, across) in seen.items() if across > 0} == {}
    assert door.said == []


def test_on_a_phone_nothing_is_cut(browser: Browser, full_city: FixtureCity) -> None:
    with opened(browser, viewport={"width": 390, "height": 844}) as (page, door):
        door.client = as_user(full_city.office)
        page.goto(f"{HOST}/orders/")
        cut = page.locator("#list .cut").first
        assert cut.evaluate("(one) => getComputedStyle(one).whiteSpace") == "normal"
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_the_name_of_a_table_runs_across_it(
    browser: Browser, full_city: FixtureCity
) -> None:
    with opened(browser, viewport={"width": 390, "height": 844}) as (page, door):
        door.client = as_user(full_city.leader)
        page.goto(f"{HOST}/projects/{Project.objects.get(number='JS2023-00000').pk}/")
        for name in ("#contracts-list", "#payments-list", "#residents-list"):
            page.locator(f"{name} caption").wait_for()
            high = page.locator(f"{name} caption").evaluate("(one) => one.offsetHeight")
            assert high < 40, f"{name}: its name is broken into several lines"
