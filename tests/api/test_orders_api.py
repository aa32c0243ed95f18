"""Orders by API: the same services, the same people, the same words as the pages."""

from typing import Any

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from orders.models import Order
from projects.models import Project
from tests.api.conftest import api
from tests.city import DISTRICT, FixtureCity
from tests.factories import ProjectFactory
from tests.orders.conftest import PDF, file

PROMISE = {"text": "8月底前开工", "person": "钱局长", "due_on": "2023-08-31"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project(city: FixtureCity) -> Project:
    return ProjectFactory(region=city.district, name="东风一村改造项目")


def body(project: Project, **changes: Any) -> dict[str, Any]:
    given = {
        "kind": "supervision", "region": str(DISTRICT), "project": project.pk,
        "basis_kind": "meeting", "basis": "第30周调度会", "subject": "长期未开工",
        "requirement": "8月10日前进场", "unit": "甲区住建局", "person": "钱局长",
        "due_on": "2023-08-10",
    }  # fmt: skip
    return given | changes


def post(user: Any, path: str, data: Any = None) -> Any:
    return api(user).post(f"/api/v1/orders/{path}", data or {}, format="json")


def done(user: Any, path: str, data: Any = None) -> Any:
    found = post(user, path, data)
    assert found.status_code in {200, 201}, found.content
    return found.json()


def test_an_order_lives_its_whole_life(city: FixtureCity, project: Project) -> None:
    draft = done(city.office, "", body(project))
    pk = draft["id"]
    assert (draft["state"], draft["actions"]) == ("draft", ["change", "issue", "withdraw"])
    assert api(city.clerk).get(f"/api/v1/orders/{pk}/").status_code == 404
    done(city.office, f"{pk}/change/", body(project, subject="改后的事项"))
    assert done(city.office, f"{pk}/issue/")["number"] == "云老旧督〔2023〕1号"
    done(city.clerk, f"{pk}/receive/")
    more = {"until": "2023-08-20", "reason": "雨季", "progress": "已备料"}
    done(city.clerk, f"{pk}/extension/", more)
    assert (
        done(city.office, f"{pk}/extension/decide/", {"granted": True})["deadline"] == "2023-08-20"
    )
    done(city.office, f"{pk}/remind/", {"text": "请尽快"})
    done(city.clerk, f"{pk}/reply/", {"text": "已进场"})
    back = done(city.office, f"{pk}/review/", {"accepted": False, "opinion": "未附照片"})
    assert back["state"] == "returned"
    done(city.clerk, f"{pk}/reply/", {"text": "已进场，附照片"})
    closed = done(city.office, f"{pk}/review/", {"accepted": True, "opinion": "属实"})
    assert (closed["state"], closed["closed_on"], closed["actions"]) == ("closed", "2023-07-31", [])
    assert [event["kind"] for event in closed["events"]] == [
        "drafted", "changed", "issued", "received", "extension_asked", "extension_granted",
        "reminded", "replied", "returned", "replied", "reviewed", "closed",
    ]  # fmt: skip


def test_a_talk_is_not_closed_before_its_promises_are_checked(
    city: FixtureCity, project: Project
) -> None:
    talk = {"at": "2023-08-03T15:00:00+08:00", "place": "3号会议室", "convener": "刘市长", "purpose": "督促"}  # fmt: skip
    pk = done(city.office, "", body(project, kind="talk", talk=talk))["id"]
    assert api(city.office).get(f"/api/v1/orders/{pk}/minutes/").status_code == 400
    done(city.office, f"{pk}/issue/")
    done(city.clerk, f"{pk}/receive/")
    held = {
        "held_on": "2023-07-31",
        "attendees": "钱局长",
        "minutes": "纪要",
        "promises": [PROMISE],
    }
    shown = done(city.office, f"{pk}/talk/", held)
    done(city.clerk, f"{pk}/reply/", {"text": "已整改"})
    end = {"accepted": True, "opinion": "属实"}
    refused = post(city.office, f"{pk}/review/", end)
    assert (refused.status_code, refused.json()["detail"]) == (
        400, "还有1项承诺未核查，核查后才能办结。",
    )  # fmt: skip
    one = shown["talk"]["commitments"][0]["id"]
    wrong = post(city.office, f"{pk}/commitments/", {"commitment": one + 999, "kept": True, "finding": "x"})  # fmt: skip
    assert wrong.json() == {"commitment": ["本件没有这项承诺。"]}
    done(
        city.office, f"{pk}/commitments/", {"commitment": one, "kept": True, "finding": "现场查看"}
    )
    assert done(city.office, f"{pk}/review/", end)["talk"]["commitments"][0]["kept"] is True
    for name in ("paper", "minutes"):
        assert (
            api(city.leader).get(f"/api/v1/orders/{pk}/{name}/")["Content-Type"]
            == "application/pdf"
        )


@pytest.fixture
def issued(city: FixtureCity, project: Project) -> int:
    pk: int = done(city.office, "", body(project))["id"]
    done(city.office, f"{pk}/issue/")
    return pk


OFFICE_ONLY = ("review/", "remind/", "withdraw/", "extension/decide/")


@pytest.mark.parametrize("path", OFFICE_ONLY)
def test_the_addressee_does_not_do_what_is_the_offices(
    city: FixtureCity, issued: int, path: str
) -> None:
    assert post(city.clerk, f"{issued}/{path}").status_code == 403
    assert post(city.stranger, f"{issued}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["receive/", "reply/", "extension/"])
def test_the_office_does_not_do_what_is_the_addressees(
    city: FixtureCity, issued: int, path: str
) -> None:
    assert post(city.office, f"{issued}/{path}").status_code == 403


def test_a_wrong_state_is_refused_in_the_words_of_the_page(city: FixtureCity, issued: int) -> None:
    found = post(city.clerk, f"{issued}/reply/", {"text": "已办"})
    assert (found.status_code, found.json()["detail"]) == (
        400, "本件现为“待签收”，不能回复；请刷新页面查看。",
    )  # fmt: skip


def test_who_may_not_draft_or_instruct_is_told_so(city: FixtureCity, project: Project) -> None:
    assert post(city.clerk, "", body(project)).status_code == 403
    assert post(city.office, "instruct/", body(project)).status_code == 403
    made = done(city.leader, "instruct/", body(project))
    assert (made["kind"], made["state"], made["issued_by"]) == ("instruction", "issued", "刘市长")


def test_refusals_name_their_field(city: FixtureCity, project: Project) -> None:
    for changes, field in (
        ({"due_on": "2023-07-01"}, "due_on"),
        ({"kind": "rectification", "basis_kind": "inspection"}, "inspected_on"),
        ({"kind": "talk"}, "place"),
        ({"kind": "instruction"}, "kind"),
        ({"project": 10**12}, "project"),
        ({"region": "999800000000"}, "region"),
        ({"escalated_from": 10**12}, "escalated_from"),
    ):
        found = post(city.office, "", body(project) | changes)
        assert (found.status_code, list(found.json())) == (400, [field]), changes
    assert not Order.objects.exists()


def test_a_reply_carries_files_which_are_checked_by_content(city: FixtureCity, issued: int) -> None:
    done(city.clerk, f"{issued}/receive/")
    url = f"/api/v1/orders/{issued}/reply/"
    bad = api(city.clerk).post(url, {"text": "已办", "attachments": [file("a.pdf", b"MZ")]})
    assert bad.status_code == 400
    assert "内容不是" in bad.json()["attachments"][0]
    good = api(city.clerk).post(url, {"text": "已办", "attachments": [file("现场.pdf", PDF)]})
    assert good.json()["events"][-1]["attachments"][0]["name"] == "现场.pdf"


def test_a_token_reads_and_acts_in_its_owners_scope(city: FixtureCity, issued: int) -> None:
    for user, status in ((city.clerk, 200), (city.stranger, 404)):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
        assert client.post(f"/api/v1/orders/{issued}/receive/").status_code == status


@pytest.mark.parametrize(
    ("query", "expected"),
    [("state=issued", 1), ("state=draft", 0), ("kind=talk", 0), ("overdue=1", 0), ("mine=1", 1),
     ("q=长期", 1), (f"region={DISTRICT}", 1)],
)  # fmt: skip
def test_the_filters_are_those_of_the_register(
    city: FixtureCity, issued: int, query: str, expected: int
) -> None:
    found = api(city.clerk).get(f"/api/v1/orders/?{query}").json()
    assert found["count"] == expected


def test_an_overdue_order_says_by_how_many_days(
    city: FixtureCity, issued: int, settings: Any
) -> None:
    settings.PORTAL_DATE = Order.objects.get().due_on.replace(day=15)
    row = api(city.clerk).get("/api/v1/orders/?overdue=1").json()["results"][0]
    assert row["days_overdue"] == 5


BODIES: tuple[Any, ...] = (
    [], "x", None, 7, {"text": None}, {"text": "\x00"}, {"text": {"a": 1}}, {"due_on": "9999-99-99"},
    {"promises": "x", "held_on": "2023-07-31", "attendees": "a", "minutes": "b"},
    {"accepted": "?", "opinion": "x"}, {"granted": 3}, {"commitment": 10**30, "kept": 1, "finding": "x"},
    {"until": "0001-01-01", "reason": "x", "progress": "y"}, {"attachments": "x", "text": "y"},
    {"region": 10**40, "project": "x", "talk": 3}, {"project": 10**30}, {"escalated_from": -1},
)  # fmt: skip
PATHS = (
    "", "instruct/", "{}/change/", "{}/issue/", "{}/receive/", "{}/reply/", "{}/extension/",
    "{}/extension/decide/", "{}/review/", "{}/talk/", "{}/commitments/", "{}/remind/", "{}/withdraw/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_body_breaks_an_action(
    city: FixtureCity, project: Project, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.rest.UserThrottle.rate", "100000/min", raising=False)
    pk = done(city.office, "", body(project))["id"]
    for user in (city.office, city.clerk, city.leader):
        client = api(user)
        client.raise_request_exception = False
        for one in BODIES:
            url = f"/api/v1/orders/{path.format(pk)}"
            assert client.post(url, one, format="json").status_code < 500, one
