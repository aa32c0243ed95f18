"""Registering sources and receipts, taking them back, and the table of kinds."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import FundingSource, Payment, Receipt, SourceKind
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory
from tests.pages import form_values, text_of

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "专项债券", "batch": "2023年第一批", "planned": "500", "secured": "400",
    "document_number": "云财债〔2023〕3号", "work_classes": ["完善类", "基础类"],
}  # fmt: skip
PDF = b"%PDF-1.7\n"


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row: Project = ProjectFactory(region=city.district, name="东风一村改造")
    return row


@pytest.fixture
def source(project: Project) -> FundingSource:
    row: FundingSource = SourceFactory(project=project, secured=Decimal(5_000_000))
    return row


def test_a_clerk_registers_a_source_with_document_and_classes(
    city: FixtureCity, project: Project
) -> None:
    client = as_user(city.clerk)
    assert client.post(f"/funding/projects/{project.pk}/sources/new/", TYPED).status_code == 302
    row = FundingSource.objects.get()
    assert (row.secured, row.work_classes) == (Decimal(4_000_000), "基础类、完善类")
    assert "云财债〔2023〕3号" in text_of(client.get("/funding/"))


def test_the_same_kind_and_batch_is_registered_once(
    city: FixtureCity, source: FundingSource
) -> None:
    typed = TYPED | {"kind": source.kind, "batch": source.batch, "secured": "1"}
    url = f"/funding/projects/{source.project_id}/sources/new/"
    response = as_user(city.clerk).post(url, typed)
    assert response.status_code == 422
    assert "该项目已有同一类别、同一批次的资金来源" in text_of(response)
    assert form_values(response)["secured"] == "1"


def test_secured_money_does_not_fall_below_what_arrived(
    city: FixtureCity, source: FundingSource
) -> None:
    ReceiptFactory(source=source, amount=Decimal(3_000_000))
    typed = TYPED | {"kind": source.kind, "batch": source.batch, "secured": "299.99"}
    response = as_user(city.clerk).post(f"/funding/sources/{source.pk}/", typed)
    assert response.status_code == 422
    assert "落实不能少于已到位或已分配的 300 万元" in text_of(response)


def test_money_arrives_with_its_voucher_and_never_more_than_is_secured(
    city: FixtureCity, source: FundingSource
) -> None:
    client = as_user(city.clerk)
    url = f"/funding/sources/{source.pk}/receipts/new/"
    typed: dict[str, Any] = {"amount": "600", "received_on": "2023-07-03", "note": "第一笔"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "超过已落实未到位的 500 万元" in text_of(refused)
    assert form_values(refused)["amount"] == "600"
    typed |= {"amount": "300", "attachments": SimpleUploadedFile("进账单.pdf", PDF)}
    page = client.post(url, typed, follow=True)
    row = Receipt.objects.get()
    assert (row.amount, row.recorded_by) == (Decimal(3_000_000), city.clerk)
    assert "进账单.pdf" in text_of(page)
    file = client.get(f"/funding/receipts/{row.pk}/files/{row.files.get().pk}/")
    assert b"".join(file.streaming_content) == PDF
    stranger = as_user(city.stranger).get(f"/funding/receipts/{row.pk}/files/{row.files.get().pk}/")
    assert stranger.status_code == 404


def test_a_file_of_another_kind_is_refused_and_nothing_is_written(
    city: FixtureCity, source: FundingSource
) -> None:
    typed = {
        "amount": "1", "received_on": "2023-07-03",
        "attachments": SimpleUploadedFile("凭证.pdf", b"MZ"),
    }  # fmt: skip
    response = as_user(city.clerk).post(f"/funding/sources/{source.pk}/receipts/new/", typed)
    assert response.status_code == 422
    assert "凭证.pdf" in text_of(response)
    assert not Receipt.objects.exists()


def test_a_reviewer_takes_a_receipt_back_once_and_says_why(
    city: FixtureCity, source: FundingSource
) -> None:
    receipt = ReceiptFactory(source=source)
    url = f"/funding/receipts/{receipt.pk}/reverse/"
    assert as_user(city.clerk).post(url, {"reason": "错账"}).status_code == 403
    client = as_user(city.reviewer)
    assert client.post(url, {"reason": " "}).status_code == 422
    page = text_of(client.post(url, {"reason": "重复登记"}, follow=True))
    assert "已被冲销 -300万元 重复登记" in page
    assert [row.amount for row in Receipt.objects.order_by("pk")] == [3_000_000, -3_000_000]
    again = client.post(url, {"reason": "再冲"})
    assert again.status_code == 422
    assert "这一笔已经冲销过了" in text_of(again)


def test_money_that_is_paid_out_is_taken_back_after_its_payment(
    city: FixtureCity, source: FundingSource
) -> None:
    first = ReceiptFactory(source=source)
    second = ReceiptFactory(source=source, amount=Decimal(500_000))
    paid = PaymentFactory(project=source.project, paid_on=date(2023, 7, 1))
    client, typed = as_user(city.reviewer), {"reason": "重复登记"}
    page = client.post(f"/funding/receipts/{first.pk}/reverse/", typed)
    assert page.status_code == 422
    words = "项目可用资金250万元（到位减已拨付），冲销300万元后将为负数；请先冲销相应的拨付"
    assert words in text_of(page)
    assert form_values(page)["reason"] == "重复登记"
    api = client.post(
        f"/api/v1/receipts/{first.pk}/reverse/", typed, content_type="application/json"
    )
    assert api.status_code == 400
    assert "请先冲销相应的拨付" in api.content.decode()
    assert Receipt.objects.count() == 2
    assert client.post(f"/funding/receipts/{second.pk}/reverse/", typed).status_code == 302
    assert client.post(f"/funding/payments/{paid.pk}/reverse/", typed).status_code == 302
    assert client.post(f"/funding/receipts/{first.pk}/reverse/", typed).status_code == 302
    assert Receipt.objects.standing().count() == 0


def test_a_payment_is_taken_back_on_its_day(city: FixtureCity, project: Project) -> None:
    paid = PaymentFactory(project=project, paid_on=date(2023, 7, 1))
    waiting = PaymentFactory(project=project)
    client = as_user(city.reviewer)
    early = client.post(f"/funding/payments/{waiting.pk}/reverse/", {"reason": "错"})
    assert "尚未支付" in text_of(early)
    url = f"/api/v1/payments/{paid.pk}/reverse/"
    answer = client.post(url, {"reason": "付错单位"}, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["amount"] == "-1000000.00"
    row = Payment.objects.get(reverses=paid)
    assert (row.paid_on, row.note) == (date(2023, 7, 1), "付错单位")
    assert row.history.get().history_user == city.reviewer


def test_the_api_records_and_refuses_as_the_page_does(
    city: FixtureCity, source: FundingSource
) -> None:
    client = as_user(city.clerk)
    body = {"source": source.pk, "amount": "5000000.01", "received_on": "2023-07-03"}
    refused = client.post("/api/v1/receipts/", body, content_type="application/json")
    assert refused.status_code == 400
    assert "超过已落实未到位的" in refused.json()["amount"][0]
    body["amount"] = "5000000.00"
    made = client.post("/api/v1/receipts/", body, content_type="application/json")
    assert (made.status_code, made.json()["amount"]) == (201, "5000000.00")
    strange = as_user(city.stranger).post(
        "/api/v1/receipts/", body, content_type="application/json"
    )
    assert strange.status_code == 404


def test_kinds_of_a_ledger_that_the_table_lacks_wait_for_assignment(
    city: FixtureCity, project: Project
) -> None:
    SourceFactory(project=project, kind="省财政厅奖补")
    client = as_user(city.office)
    page = client.get("/funding/kinds/")
    assert "省财政厅奖补 1" in text_of(page)
    assert "共 1 条" in text_of(client.get("/funding/?unassigned=1"))
    target = SourceKind.objects.get(name="省级补助资金")
    new = client.get("/funding/kinds/new/?name=省财政厅奖补")
    assert form_values(new)["name"] == "省财政厅奖补"
    typed = {"name": "省财政厅奖补", "group": "上级补助", "stands_for": target.pk, "order": 1}
    assert client.post("/funding/kinds/new/", typed | {"active": "on"}).status_code == 302
    assert "待归入的类别" not in text_of(client.get("/funding/kinds/"))
    assert not FundingSource.objects.unassigned().exists()
