"""Pages of orders: registers, filters, drafting, detail, scope, and what they cost."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from orders.choices import Measure, OrderKind, Step
from orders.models import EscalationRule, Order, OrderOffice
from tests.city import FixtureCity, as_user
from tests.orders.conftest import DUE, PDF, MakeOrder, file
from tests.pages import form_values, text_of
from tests.query_counts import assert_query_count

LISTS = ("/orders/", "/orders/mine/", "/orders/overdue/")
READERS = ("clerk", "reviewer", "office", "leader", "district_leader")


def numbers(client: Any, url: str) -> set[str]:
    found = client.get(url).context["page"].object_list
    return {row.number for row in found}


def test_the_register_is_filtered_by_what_people_ask_for(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    late = order_in("received")
    talk = order_in("replied", "talk")
    far = order_in("issued", region=city.other_district, project=None, unit="乙县住建局",
                   due_on=date(2023, 12, 1))  # fmt: skip
    settings.PORTAL_DATE = date(2023, 8, 15)
    client = as_user(city.office)
    for query, expected in (
        ("", {late, talk, far}),
        ("?kind=talk", {talk}),
        ("?state=received", {late}),
        ("?overdue=1", {late}),
        ("?overdue=0", {talk, far}),
        (f"?region={city.other_district.pk}", {far}),
        ("?project=P0001", {late, talk}),
        ("?unit=乙县", {far}),
        ("?q=约〔2023〕", {talk}),
        ("?mine=1", {talk}),
        ("?basis_kind=hotline", set()),
        ("?year=2023", {late, talk, far}),
    ):
        assert numbers(client, f"/orders/{query}") == {one.number for one in expected}, query
    assert numbers(client, "/orders/overdue/") == {late.number}
    assert "5" in text_of(client.get("/orders/overdue/"))
    assert numbers(as_user(city.clerk), "/orders/mine/") == {late.number}


def test_the_workbook_holds_the_list(city: FixtureCity, order_in: MakeOrder) -> None:
    order_in("issued")
    response = as_user(city.leader).get("/orders/?export=xlsx")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_a_district_sees_its_own_orders_and_a_stranger_none(
    city: FixtureCity, order_in: MakeOrder
) -> None:
    order, draft = order_in("issued"), order_in("draft")
    for who in READERS:
        client = as_user(getattr(city, who))
        assert client.get(f"/orders/{order.pk}/").status_code == 200, who
        expected = 200 if who in ("office", "leader") else 404
        assert client.get(f"/orders/{draft.pk}/").status_code == expected, who
    for who in ("stranger", "stranger_reviewer"):
        client = as_user(getattr(city, who))
        assert numbers(client, "/orders/") == set()
        for url in (f"/orders/{order.pk}/", f"/orders/{order.pk}/paper/"):
            assert client.get(url).status_code == 404
    for who in ("system_admin", "security_admin", "auditor"):
        for url in (*LISTS, f"/orders/{order.pk}/"):
            assert as_user(getattr(city, who)).get(url).status_code == 403, who


@pytest.mark.parametrize("kind", ["supervision", "talk", "rectification"])
def test_an_office_drafts_changes_and_issues_from_a_project(
    city: FixtureCity, project: Any, kind: str
) -> None:
    client = as_user(city.office)
    url = f"/orders/new/{kind}/?project={project.pk}"
    typed = form_values(client.get(url)) | {
        "basis_kind": "bulletin", "basis": "第7期通报", "subject": "滞后", "requirement": "赶工",
        "due_on": "2023-08-10",
    }  # fmt: skip
    typed.pop("", None)
    typed.pop("attachments", None)
    if kind == "talk":
        typed |= {"talk_on": "2023-08-03", "talk_time": "15:00", "place": "会议室",
                  "convener": "刘市长", "purpose": "督促"}  # fmt: skip
    if kind == "rectification":
        typed |= {"inspected_on": "2023-07-28", "inspector": "吴工"}
    assert typed["unit"] == "甲区住建局"
    refused = client.post(url, typed | {"due_on": "2023-07-30"})
    assert refused.status_code == 422
    assert "办理时限不能早于今天（2023-07-31）" in text_of(refused)
    assert form_values(refused)["requirement"] == "赶工"
    done = client.post(url, typed | {"attachments": [file("依据.pdf", PDF)]}, follow=True)
    assert "拟稿已保存" in text_of(done)
    order = Order.objects.get()
    assert (order.kind, order.region_id, order.project_id) == (
        kind, city.district.pk, project.pk,
    )  # fmt: skip
    edit = f"/orders/{order.pk}/edit/"
    again = form_values(client.get(edit))
    assert (again["subject"], again["project"]) == ("滞后", "P0001")
    again = {k: v for k, v in again.items() if k not in ("", "attachments")}
    assert client.post(edit, again | {"subject": "严重滞后"}).status_code == 302
    assert client.post(f"/orders/{order.pk}/issue/").status_code == 302
    page = text_of(as_user(city.clerk).get(f"/orders/{order.pk}/"))
    for words in ("严重滞后", "依据.pdf", "待签收", "签收", "第7期通报"):
        assert words in page


def test_a_draft_for_another_region_or_with_an_unknown_project_is_refused(
    city: FixtureCity, project: Any
) -> None:
    client = as_user(city.office)
    typed = {
        "region": city.other_district.pk, "project": "P0001", "basis_kind": "other",
        "basis": "来文", "subject": "事", "requirement": "做", "unit": "局", "person": "人",
        "due_on": DUE.isoformat(),
    }  # fmt: skip
    for changes, said in (
        ({}, "该项目属于甲区，承办区划请选甲区"),
        ({"project": "P404"}, "没有这个编号的项目"),
        ({"region": 110100000000}, "选择一个有效的选项"),
        ({"basis": ""}, "该字段是必填项。"),
    ):
        refused = client.post("/orders/new/supervision/", typed | changes)
        assert refused.status_code == 422, said
        assert said in text_of(refused)
    assert not Order.objects.exists()
    assert client.get("/orders/new/instruction/").status_code == 404
    assert client.get("/orders/new/whatever/").status_code == 404


def test_the_page_offers_what_the_user_may_do_and_nothing_else(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    order = order_in("received")

    def offered(who: str) -> list[str]:
        page = as_user(getattr(city, who)).get(f"/orders/{order.pk}/")
        return [one.key for one in page.context["buttons"]]

    assert offered("clerk") == ["reply", "ask_extension"]
    assert offered("office") == ["remind", "withdraw"]
    assert offered("leader") == []
    settings.PORTAL_DATE = date(2023, 8, 11)
    assert offered("clerk") == ["reply"]


def test_the_addressee_answers_on_the_pages(city: FixtureCity, order_in: MakeOrder) -> None:
    order = order_in("issued")
    clerk, office = as_user(city.clerk), as_user(city.office)
    assert clerk.post(f"/orders/{order.pk}/receive/").status_code == 302
    asked = clerk.post(
        f"/orders/{order.pk}/extension/",
        {"until": "2023-08-20", "reason": "汛期", "progress": "已备料"},
    )
    assert asked.status_code == 302
    page = office.get(f"/orders/{order.pk}/extension/decide/")
    assert "申请延期至2023-08-20（原定2023-08-10）。理由：汛期" in text_of(page)
    assert order.number in numbers(office, "/orders/mine/")
    decided = office.post(f"/orders/{order.pk}/extension/decide/", {"granted": "1", "note": ""})
    assert decided.status_code == 302
    assert office.get(f"/orders/{order.pk}/extension/decide/").status_code == 404
    assert order.requirement in text_of(clerk.get(f"/orders/{order.pk}/reply/"))
    clerk.post(f"/orders/{order.pk}/reply/", {"text": "已进场", "attachments": [file()]})
    review = office.get(f"/orders/{order.pk}/review/")
    assert order.requirement in text_of(review)
    assert "已进场" in text_of(review)
    assert f"/orders/{order.pk}/files/" in review.content.decode()
    back = {"accepted": "0", "opinion": "缺照片"}
    returned = office.post(f"/orders/{order.pk}/review/", back, follow=True)
    assert "已退办，承办区划按审核意见办理后再回复。" in text_of(returned)
    assert "缺照片" in text_of(clerk.get(f"/orders/{order.pk}/reply/"))
    clerk.post(f"/orders/{order.pk}/reply/", {"text": "已进场，照片补齐"})
    done = office.post(f"/orders/{order.pk}/review/", {"accepted": "1", "opinion": "属实"})
    assert done.status_code == 302
    assert "已办结" in text_of(clerk.get(f"/orders/{order.pk}/"))


def test_a_projects_orders_are_a_fragment_of_its_page(
    city: FixtureCity, order_in: MakeOrder, project: Any
) -> None:
    order, draft = order_in("issued"), order_in("draft")
    url = f"/orders/projects/{project.pk}/"
    seen = as_user(city.clerk).get(url).content.decode()
    assert order.number in seen
    assert f"/orders/{draft.pk}/" not in seen
    assert (
        f"/orders/instruct/?project={project.pk}" in as_user(city.leader).get(url).content.decode()
    )
    assert as_user(city.stranger).get(url).status_code == 404
    assert as_user(city.auditor).get(url).status_code == 403


def test_an_office_sets_its_name_and_its_rules(city: FixtureCity) -> None:
    client = as_user(city.office)
    given = form_values(client.get("/orders/office/"))
    assert given["code"] == "云老旧"
    typed = {"name": "云江市旧改办", "code": "", "contact": "", "phone": ""}
    refused = client.post("/orders/office/", typed)
    assert refused.status_code == 422
    assert form_values(refused)["name"] == "云江市旧改办"
    assert client.post("/orders/office/", typed | {"code": "云旧改"}).status_code == 302
    assert OrderOffice.objects.get().region_id == city.region.pk
    rule = {
        "measure": "overdue", "step": "talk", "threshold": "10", "effective_on": "2023-08-01",
        "active": "on", "source": "市纪要",
    }  # fmt: skip
    assert client.post("/orders/rules/new/", rule | {"source": ""}).status_code == 422
    assert client.post("/orders/rules/new/", rule).status_code == 302
    assert "市纪要" in text_of(client.get("/orders/rules/"))
    for url in ("/orders/office/", "/orders/rules/new/"):
        for who in ("clerk", "leader", "auditor"):
            assert as_user(getattr(city, who)).get(url).status_code == 403


def test_a_district_reads_the_rules_above_it_and_changes_none(city: FixtureCity) -> None:
    for region, source in (
        (city.region, "市纪要"), (city.district, "甲区通知"), (city.other_district, "乙县通知"),
    ):  # fmt: skip
        EscalationRule.objects.create(
            region=region, step=Step.TALK, measure=Measure.OVERDUE, threshold=10,
            effective_on=date(2023, 8, 1), source=source,
        )  # fmt: skip
    for who in ("clerk", "reviewer", "district_leader"):
        client = as_user(getattr(city, who))
        assert 'href="/orders/rules/"' in client.get("/orders/").content.decode(), who
        page = client.get("/orders/rules/")
        shown = text_of(page)
        assert ("市纪要" in shown, "甲区通知" in shown, "乙县通知" in shown) == (True, True, False)
        assert "/orders/rules/new/" not in page.content.decode()
        assert client.post("/orders/rules/new/", {}).status_code == 403
    exported = as_user(city.stranger).get("/orders/rules/?export=xlsx")
    sheet = load_workbook(BytesIO(exported.getvalue())).active
    cells = {str(cell) for row in sheet.values for cell in row}
    assert cells & {"市纪要", "甲区通知", "乙县通知"} == {"市纪要", "乙县通知"}
    assert as_user(city.auditor).get("/orders/rules/").status_code == 403


def test_pages_cost_the_same_however_many_orders_there_are(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    for kind in ("supervision", "talk", "rectification"):
        for state in ("received", "returned", "replied"):
            order_in(state, kind)
    settings.PORTAL_DATE = date(2023, 8, 20)
    client = as_user(city.office)
    for url in (*LISTS, "/orders/escalations/", "/orders/rules/"):
        assert_query_count(url, client, url)
    talk = Order.objects.filter(kind=OrderKind.TALK).last()
    project = Order.objects.exclude(project=None).values_list("project", flat=True)[0]
    assert talk is not None
    assert_query_count("order", client, f"/orders/{talk.pk}/")
    assert_query_count("order_fragment", client, f"/orders/projects/{project}/")
