"""Whatever is put into a query, no GET endpoint breaks: seeded schemathesis, bounded."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User
from tests.api.conftest import Rows, api
from tests.city import FixtureCity
from tests.factories import ProjectFactory

EXAMPLES = 12
SEED = 20230731
# a rendered file costs half a second, and its form alone decides
SLOW = ("/files/", "/paper/", "/minutes/")


@pytest.mark.parametrize("who", ["office", "clerk"])
def test_no_get_endpoint_breaks(
    city: FixtureCity,
    ours: Rows,
    theirs: Rows,
    who: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.rest.UserThrottle.rate", "100000/min", raising=False)
    user: User = getattr(city, who)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    document = client.get("/api/schema/?format=json").json()
    schema: Any = schemathesis.openapi.from_dict(document)
    statuses: dict[int, int] = {}
    begun, operations = time.monotonic(), 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method.upper() != "GET" or any(slow in operation.path for slow in SLOW):
            continue
        operations += 1
        _attack(operation, client, ours, statuses)
    spent = time.monotonic() - begun
    told = f"{who}: {operations} operations, answers by status {statuses}, {spent:.0f} s"
    print(f"\n{told}")  # noqa: T201 - read with -s
    assert operations >= 40
    assert statuses[200] > operations
    assert set(statuses) <= {200, 400, 403, 404}  # 403: the clerk imports no ledger


def _attack(operation: Any, client: APIClient, ours: Rows, statuses: dict[int, int]) -> None:
    """Send generated queries, to rows that exist about half of the time."""
    row = ours.by_endpoint.get(operation.path.split("/")[3])

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), exists=st.booleans())
    def attack(case: Any, exists: bool) -> None:
        if exists and row is not None:
            case.path_parameters = dict.fromkeys(case.path_parameters or {}, row.pk)
        if exists and "week" in (case.path_parameters or {}):
            case.path_parameters = {"week": "2023-07-24"}
        url = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
        answer = client.get(url)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, url

    attack()


NASTY = (
    "region=%00", "q=%00", "q=%E4%BD", "kind=%00", "category=%00", "year=99999999999999999999",
    "year=0", "year=-1", "year=10000", "region=" + "9" * 400, "as_of=0001-01-01",
    "as_of=9999-12-31", "week=9999-12-31", "week=0001-01-01", "page=0", "page=-1",
    "page=" + "9" * 30, "page_size=-1", "ordering=__class__", "ordering=pk__x,-number",
    "project=1e400", "project=NaN", "weeks=0", "since=1", "year=NaN", "year=1e9",
    "lasting=x", "q=" + "%25" * 300, "format=xml", "year=2023.5", "region=1e12", "region=NaN",
)  # fmt: skip
ENDPOINTS = (
    "regions", "communities", "plans", "projects", "milestones", "quantities", "work-items",
    "problems", "suspensions", "weekly-entries", "submissions", "weeks", "funding-sources",
    "receipts", "payments", "complaints", "disputes", "reports", "indicators", "figures",
    "imports", "orders", "key-tasks", "me", "weeks/2023-07-24", "weeks/2023-07-24/missing",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_known_nasty_queries_are_answered(
    city: FixtureCity, ours: Rows, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.rest.UserThrottle.rate", "100000/min", raising=False)
    client = api(city.office)
    client.raise_request_exception = False
    broken = [q for q in NASTY if client.get(f"/api/v1/{endpoint}/?{q}").status_code >= 500]
    assert broken == []


@pytest.mark.parametrize("begins", ["[", '{"week":'])
def test_json_nested_beyond_reading_is_refused(city: FixtureCity, begins: str) -> None:
    client = api(city.clerk)
    client.raise_request_exception = False
    body = begins * 100_000
    found = client.generic("POST", "/api/v1/submissions/", body, content_type="application/json")
    assert (found.status_code, found.json()) == (400, {"detail": "JSON 嵌套过深。"})


@pytest.mark.parametrize("field", ["value", "field"])
def test_half_a_character_is_refused(city: FixtureCity, field: str) -> None:
    """As a choice it would be quoted in the refusal, which could then not be sent."""
    client, project = api(city.clerk), ProjectFactory(region=city.district)
    client.raise_request_exception = False
    cell = {"project": project.pk, "week": "2023-07-31", "field": "next_plan", "seen": ""}
    body = json.dumps(cell | {field: "\ud800"})
    url = "/api/v1/weekly-entries/cell/"
    found = client.generic("POST", url, body, content_type="application/json")
    assert found.status_code == 400
    assert "残缺的字符" in found.json()["detail"]
    whole = json.dumps(cell | {"value": "\U0001f3d7"})
    assert client.generic("POST", url, whole, content_type="application/json").status_code == 200
