"""Papers: printed from the frozen words alone, the same bytes each time, no seal drawn."""

import subprocess
from typing import Any

import pytest

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from orders.models import Order
from orders.services.issuing import instruct
from tests.city import FixtureCity, as_user
from tests.orders.conftest import MakeOrder, MakeWords


def pdf_of(city: FixtureCity, order: Order) -> bytes:
    response = as_user(city.office).get(f"/orders/{order.pk}/paper/")
    assert response["Content-Type"] == "application/pdf"
    return bytes(response.content)


def text_of_pdf(pdf: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    read = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return "".join(read.stdout.decode().split())


WANTED = {
    "supervision": (
        "督办单", "编号：云老旧督〔2023〕1号", "立项依据会议决定：第30周调度会", "督办事项",
        "主办单位甲区住建局责任人钱局长", "8月10日前完成进场", "办理时限2023年8月10日",
        "签发人陈起草", "签收人", "办理情况", "审核意见", "□办结□退办",
    ),
    "rectification": (
        "整改通知书", "编号：云老旧整〔2023〕1号", "工程名称东风一村改造项目", "施工单位云江建工",
        "监理单位诚信监理", "检查日期2023年7月28日", "检查人市质安站吴工", "整改要求",
        "整改期限2023年8月10日", "整改回复", "复查意见",
    ),
    "talk": (
        "云老旧约〔2023〕1号", "关于约谈甲区住建局的通知", "甲区住建局：", "2023年8月3日（星期四）15:00",
        "市政府3号会议室", "约谈人：刘市长", "督促按期开工", "倒排工期表",
        "2023年8月10日前书面回复", "2023年7月31日", "印发",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(WANTED))
def test_a_paper_holds_the_fields_of_its_kind(
    city: FixtureCity, order_in: MakeOrder, kind: str
) -> None:
    said = text_of_pdf(pdf_of(city, order_in("issued", kind)))
    assert [words for words in WANTED[kind] if words not in said] == []
    assert "草稿" not in said


def test_a_leaders_word_is_printed_with_his_name(city: FixtureCity, words: MakeWords) -> None:
    order = instruct(words(basis_kind="instruction", basis="批示"), by=city.leader)
    said = text_of_pdf(pdf_of(city, order))
    for part in ("云江市领导批示办理单", "批示领导刘市长", "8月10日前完成进场"):
        assert part in said


def test_a_draft_is_marked_and_has_no_number(city: FixtureCity, order_in: MakeOrder) -> None:
    said = text_of_pdf(pdf_of(city, order_in("draft")))
    assert "草稿" in said
    assert "（签发时编号）" in said


def test_an_issued_paper_never_changes_again(
    city: FixtureCity, order_in: MakeOrder, project: Any, settings: Any
) -> None:
    order = order_in("issued", "rectification")
    first = pdf_of(city, order)
    project.name, project.contractor = "改名后的项目", "他方建工"
    project.save()
    Order.objects.filter(pk=order.pk).update(subject="改后的事项", extended_to="2023-09-01")
    settings.PORTAL_DATE = order.due_on
    assert pdf_of(city, order) == first
    assert AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD).count() == 2


def test_a_long_order_runs_over_pages_without_losing_a_word(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    long = "".join(f"第{n}条须按时完成并报告；" for n in range(1, 120))
    said = text_of_pdf(pdf_of(city, order_in("issued", requirement=long)))
    assert "第119条" in said
    assert "审核意见" in said
