"""A resident with a phone, 390×844: scan, report with a photo, follow, answer. No script needed."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from complaints.models import Complaint, ComplaintCategory, PublicPage
from complaints.services import closing, handling
from projects.models import Project
from tests.browser import violations
from tests.city import FixtureCity
from tests.complaints.conftest import assign
from tests.factories import ProjectFactory


@pytest.fixture
def phone(browser: Browser, settings: Any, tmp_path: Any) -> Any:
    settings.PUBLIC_LEAST_SECONDS, settings.MEDIA_ROOT = 0, tmp_path
    cache.clear()
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def no_faults(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.django_db(transaction=True)
def test_the_residents_way(live_server: Any, phone: Page, city: FixtureCity) -> None:
    project: Project = ProjectFactory(
        region=city.district, name="东风一村改造", started_on=date(2023, 4, 10)
    )
    for name in ("其他质量问题", "屋面防水"):  # tests that commit empty what migrations wrote
        ComplaintCategory.objects.get_or_create(name=name)
    token = PublicPage.objects.create(project=project).token
    phone.goto(f"{live_server.url}/public/p/{token}/")
    expect(phone.get_by_role("heading", name="东风一村改造")).to_be_visible()
    no_faults(phone)
    phone.get_by_role("link", name="反映问题").first.click()
    no_faults(phone)
    stream = io.BytesIO()
    Image.new("RGB", (1200, 1600), "#8a8").save(stream, "JPEG")
    phone.get_by_label("什么问题").select_option("其他质量问题")
    phone.get_by_label("在哪里").fill("3栋2单元楼顶")
    phone.get_by_label("照片（选填）").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
    )
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("alert")).to_contain_text("需要修改")
    expect(phone.get_by_label("在哪里")).to_have_value("3栋2单元楼顶")
    no_faults(phone)
    phone.get_by_label("情况").fill("下雨时楼道漏水")
    phone.get_by_label("照片（选填）").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
    )
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("status")).to_contain_text("已收到")
    number = phone.locator(".ticket b").inner_text()
    no_faults(phone)
    row = Complaint.objects.get()
    assert (row.place, row.photos.count(), row.content) == ("3栋2单元楼顶", 1, "下雨时楼道漏水")
    row = handling.accept(row, category="屋面防水", level="normal", by=city.office)
    row = handling.start(assign(city, row), by=city.clerk)
    handling.reply(row, outcome="rectified", result="已疏通落水口并补做防水。", by=city.clerk)
    phone.goto(f"{live_server.url}/public/r/")
    no_faults(phone)
    phone.get_by_label("查询号").fill(number)
    phone.get_by_role("button", name="查询").click()
    expect(phone.get_by_text("已疏通落水口")).to_be_visible()
    no_faults(phone)
    phone.get_by_label("没有解决", exact=True).check()
    phone.get_by_role("button", name="提交答复").click()
    expect(phone.get_by_text("请写明还有什么没有解决")).to_be_visible()
    phone.get_by_label("还有什么没有解决").fill("还在滴水")
    phone.get_by_role("button", name="提交答复").click()
    expect(phone.get_by_text("您的答复已记下")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "rework"
    assert not closing.may_answer(row)
    phone.goto(f"{live_server.url}/public/p/{token}/?big=1")
    no_faults(phone)
