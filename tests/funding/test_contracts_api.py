"""Contracts, tenders and payment requests over the API: what the pages do, in their words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from funding.models import Contract, PaymentRequest, Tender
from projects.models import Project
from tests.api.conftest import api as client_of
from tests.city import FixtureCity
from tests.factories import ProjectFactory
from tests.funding.conftest import MakeContract, MakeRequest

pytestmark = pytest.mark.django_db
CONTRACTS, TENDERS, REQUESTS = "/api/v1/contracts/", "/api/v1/tenders/", "/api/v1/payment-requests/"


def api(user: Any) -> Any:
    client = client_of(user)
    client.default_format = "json"
    return client


def contract_body(*projects: Project, **changes: Any) -> dict[str, Any]:
    return {
        "number": "HT-009", "name": "打捆施工合同", "kind": "works", "contractor": "云江建工",
        "value": "100.00", "signed_on": "2023-03-01", "projects": [one.pk for one in projects],
        "split_by": "equal", **changes,
    }  # fmt: skip


@pytest.fixture
def three(city: FixtureCity, project: Project) -> list[Project]:
    return [project, *(ProjectFactory(region=city.district, number=f"B{n}") for n in range(2))]


def test_a_bundle_is_entered_changed_and_split(city: FixtureCity, three: list[Project]) -> None:
    clerk = api(city.clerk)
    made = clerk.post(CONTRACTS, contract_body(*three))
    assert made.status_code == 201
    body = made.json()
    assert sorted(share["amount"] for share in body["shares"]) == ["33.33", "33.33", "33.34"]
    one = f"{CONTRACTS}{body['id']}/"
    changed = clerk.patch(one, {"value": "300.00", "seen": body["version"]}).json()
    assert [share["amount"] for share in changed["shares"]] == ["100.00"] * 3
    stale = clerk.patch(one, {"value": "9.00", "seen": body["version"]})
    assert stale.status_code == 409
    assert "已修改过这条记录" in stale.json()["detail"]
    typed = [{"project": row.pk, "amount": f"{n}00.00"} for n, row in enumerate(three)]
    split = {"shares": typed, "seen": changed["version"]}
    assert clerk.post(f"{one}split/", split).json()["split_by"] == "typed"
    typed[0]["amount"] = "1.00"
    short = clerk.post(f"{one}split/", split)
    assert short.status_code == 409
    split["seen"] = clerk.get(one).json()["version"]
    short = clerk.post(f"{one}split/", split)
    assert (short.status_code, "多1.00元" in short.json()["detail"]) == (400, True)


def test_a_contract_is_refused_in_the_words_of_the_page(
    city: FixtureCity, project: Project
) -> None:
    clerk = api(city.clerk)
    stranger = ProjectFactory(region=city.other_district, number="B9")
    for body, field in (
        (contract_body(stranger), "projects"),
        (contract_body(), "projects"),
        (contract_body(project, value="0.00"), "value"),
        (contract_body(project, signed_on="2024-01-01"), "signed_on"),
        (contract_body(project, retention="5.00", defects_months=12), "retention"),
        (contract_body(project, kind="其他"), "kind"),
    ):
        answer = clerk.post(CONTRACTS, body)
        assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not Contract.objects.exists()
    assert api(city.leader).post(CONTRACTS, contract_body(project)).status_code == 403


def test_a_change_of_contract_is_decided_by_another(
    city: FixtureCity, project: Project, contract_of: MakeContract
) -> None:
    one = f"{CONTRACTS}{contract_of().pk}/variations/"
    body = {
        "project": project.pk, "reason": "改透水铺装", "asked_by": "居民", "delta": "5000.00",
        "asked_on": "2023-06-01",
    }  # fmt: skip
    row = api(city.clerk).post(one, body).json()["variations"][0]
    decision = {"variation": row["id"], "approved": True}
    assert api(city.clerk).post(f"{one}decide/", decision).status_code == 403
    decided = api(city.office).post(f"{one}decide/", decision).json()
    assert decided["worth"] == "10005000.00"
    again = api(city.office).post(f"{one}decide/", decision)
    assert (again.status_code, again.json()["detail"]) == (400, "该变更已批复，请刷新页面查看。")


def test_a_tender_is_written_with_its_lots(city: FixtureCity, three: list[Project]) -> None:
    clerk = api(city.clerk)
    keys = [row.pk for row in three]
    body = {
        "number": "ZB-1", "name": "第二批次打捆招标", "method": "open",
        "lots": [{"number": "一标段", "projects": keys[:2], "control_price": "90.00"}],
    }  # fmt: skip
    made = clerk.post(TENDERS, body)
    assert made.status_code == 201
    one, held = f"{TENDERS}{made.json()['id']}/", made.json()["lots"][0]
    price = {**held, "winner": "云江建工", "price": "95.00"}
    refused = clerk.patch(one, {"lots": [price], "seen": made.json()["version"]})
    assert (refused.status_code, refused.json()["line"]) == (400, 0)
    free = {**price, "control_price": "0.00"}
    refused = clerk.patch(one, {"lots": [free], "seen": made.json()["version"]})
    assert (refused.status_code, refused.json()["line"]) == (400, 0)
    price["price"] = "85.00"
    more = {"number": "二标段", "projects": keys[2:]}
    lots = {"lots": [price, more], "seen": made.json()["version"]}
    assert len(clerk.patch(one, lots).json()["lots"]) == 2
    broken = {"lots": [{"number": "三标段"}], "seen": clerk.get(one).json()["version"]}
    assert clerk.patch(one, broken).status_code == 400
    named = {"name": "改名", "seen": clerk.get(one).json()["version"]}
    assert clerk.patch(one, named).json()["name"] == "改名"
    assert Tender.objects.get().lots.count() == 2
    assert api(city.stranger).get(one).status_code == 404


def test_a_request_walks_from_application_to_payment(
    city: FixtureCity, project: Project, contract_of: MakeContract
) -> None:
    contract = contract_of(retention=Decimal(3), defects_months=12)
    body = {
        "contract": contract.pk, "project": project.pk, "kind": "progress", "wage": "200000.00",
        "amount": "1000000.00", "delivered_on": "2023-07-01",
    }  # fmt: skip
    clerk, reviewer, office = (api(one) for one in (city.clerk, city.reviewer, city.office))
    assert reviewer.post(REQUESTS, body).status_code == 403
    made = clerk.post(REQUESTS, body)
    assert made.status_code == 201
    assert (made.json()["amount"], made.json()["withheld"]) == ("970000.00", "30000.00")
    one = f"{REQUESTS}{made.json()['id']}/"
    assert clerk.post(f"{one}check/").status_code == 403
    assert reviewer.post(f"{one}return/", {"reason": ""}).json() == {
        "reason": ["请写明退回理由，对方据此修改。"]
    }
    assert reviewer.post(f"{one}return/", {"reason": "缺计量单"}).json()["state"] == "returned"
    again = {name: body[name] for name in ("kind", "amount", "wage", "delivered_on")}
    assert clerk.post(f"{one}revise/", again).json()["state"] == "applied"
    assert reviewer.post(f"{one}check/", {"opinion": "属实"}).json()["state"] == "checked"
    assert "不能审核" in reviewer.post(f"{one}check/").json()["detail"]
    assert office.post(f"{one}approve/").json()["state"] == "approved"
    early = office.post(f"{one}pay/", {"paid_on": "2023-07-30"})
    assert (early.status_code, list(early.json())) == (400, ["paid_on"])
    paid = office.post(f"{one}pay/", {"paid_on": "2023-07-31"}).json()
    assert (paid["state"], paid["paid_on"]) == ("paid", "2023-07-31")
    assert [step["kind"] for step in paid["steps"]] == [
        "applied", "returned", "revised", "checked", "approved", "paid",
    ]  # fmt: skip
    assert api(city.stranger).post(f"{one}withdraw/").status_code == 404


def test_a_request_beyond_contract_or_money_is_refused(
    city: FixtureCity, project: Project, request_in: MakeRequest
) -> None:
    row = request_in("approved", amount=4_000_000, wage=Decimal(0))  # 300 万元 have arrived
    poor = api(city.office_head).post(f"{REQUESTS}{row.pk}/pay/", {"paid_on": "2023-07-31"})
    assert (poor.status_code, "不足支付400万元" in poor.json()["detail"]) == (400, True)
    body = {
        "contract": row.contract_id, "project": project.pk, "kind": "progress",
        "amount": "6000000.01", "delivered_on": date(2023, 7, 1).isoformat(),
    }  # fmt: skip
    much = api(city.clerk).post(REQUESTS, body)
    assert (much.status_code, list(much.json())) == (400, ["amount"])
    assert PaymentRequest.objects.count() == 1
    assert api(city.stranger).post(REQUESTS, body).status_code == 404


def test_a_bundle_beyond_the_callers_scope_is_changed_from_above_alone(
    city: FixtureCity, three: list[Project]
) -> None:
    theirs = ProjectFactory(region=city.other_district, number="B9")
    bundle = contract_body(three[0], theirs)
    one = f"{CONTRACTS}{api(city.office).post(CONTRACTS, bundle).json()['id']}/"
    clerk = api(city.clerk)
    held = clerk.get(one).json()
    typed = [{"project": three[0].pk, "amount": "99.00"}, {"project": theirs.pk, "amount": "1.00"}]
    for answer in (
        clerk.patch(one, {"projects": [three[0].pk], "seen": held["version"]}),
        clerk.patch(one, {"name": "改名", "seen": held["version"]}),
        clerk.post(f"{one}split/", {"shares": typed, "seen": held["version"]}),
    ):
        assert (answer.status_code, "打捆合同请由上级登记" in str(answer.json())) == (400, True)
    assert clerk.get(one).json() == held


def test_of_a_bundle_everybody_reads_the_own_projects(
    city: FixtureCity, three: list[Project]
) -> None:
    theirs = ProjectFactory(region=city.other_district, number="B9")
    office = api(city.office)
    one = f"{CONTRACTS}{office.post(CONTRACTS, contract_body(three[0], theirs)).json()['id']}/"
    changed = {
        "project": theirs.pk, "reason": "改线", "asked_by": "居民", "asked_on": "2023-07-01",
        "delta": "9.00",
    }  # fmt: skip
    assert office.post(f"{one}variations/", changed).status_code == 201
    for caller, seen, changes in (
        (city.office, [three[0].pk, theirs.pk], 1),
        (city.clerk, [three[0].pk], 0),
        (city.stranger, [theirs.pk], 1),
    ):
        for held in (api(caller).get(one).json(), api(caller).get(CONTRACTS).json()["results"][0]):
            assert sorted(share["project"]["id"] for share in held["shares"]) == sorted(seen)
            assert len(held["variations"]) == changes


def test_a_lot_of_another_district_is_not_dropped(city: FixtureCity, three: list[Project]) -> None:
    theirs = ProjectFactory(region=city.other_district, number="B9")
    lots = [
        {"number": "一标段", "projects": [three[0].pk]},
        {"number": "二标段", "projects": [theirs.pk]},
    ]
    body = {"number": "ZB-2", "name": "跨区打捆招标", "method": "open", "lots": lots}
    one = f"{TENDERS}{api(city.office).post(TENDERS, body).json()['id']}/"
    clerk = api(city.clerk)
    held = clerk.get(one).json()
    mine = {"lots": held["lots"][:1], "seen": held["version"]}
    assert clerk.patch(one, mine).status_code == 400
    assert clerk.get(one).json() == held


def test_a_project_named_twice_has_one_share(city: FixtureCity, three: list[Project]) -> None:
    made = api(city.clerk).post(CONTRACTS, contract_body(three[0], three[0], three[1]))
    assert [share["amount"] for share in made.json()["shares"]] == ["50.00", "50.00"]
