"""Every endpoint by owner, reader, stranger, administrator and nobody; no endpoint is left out."""

from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from tests.api.conftest import Rows, api
from tests.city import FixtureCity, user_with
from tests.factories import ProjectFactory

SCOPED = (
    "regions", "communities", "plans", "projects", "milestones", "quantities", "problems",
    "suspensions", "weekly-entries", "submissions", "funding-sources", "receipts", "payments",
    "complaints", "disputes", "reports", "imports", "orders", "key-tasks",
)  # fmt: skip
OTHERS = ("work-items", "weeks", "indicators", "figures", "me")
# what leaders only read, and what only those see who import
IMPORTERS_ONLY = {"imports"}
# every action: its address and who may do it, so that a new one fails the test below
ACTIONS = {
    "community-list": "communities/",
    "plan-list": "plans/",
    "plan-approve": "plans/{plans}/approve/",
    "plan-revise": "plans/{plans}/revise/",
    "project-list": "projects/",
    "project-milestones": "projects/{projects}/milestones/",
    "project-quantities": "projects/{projects}/quantities/",
    "suspension-list": "suspensions/",
    "work-item-list": "work-items/",
    "suspension-review": "suspensions/{suspensions}/review/",
    "suspension-end": "suspensions/{suspensions}/end/",
    "problem-list": "problems/",
    "problem-close": "problems/{problems}/close/",
    "weekly-entry-cell": "weekly-entries/cell/",
    "weekly-entry-save": "weekly-entries/save/",
    "weekly-entry-no-change": "weekly-entries/no-change/",
    "weekly-entry-accept": "weekly-entries/{weekly-entries}/accept/",
    "weekly-entry-send-back": "weekly-entries/{weekly-entries}/return/",
    "weekly-entry-accept-district": "weekly-entries/accept-district/",
    "submission-list": "submissions/",
    "week-close": "weeks/2023-07-24/close/",
    "week-unlock": "weeks/2023-07-24/unlock/",
    "report-dispatches": "reports/dispatches/",
    "report-bulletins": "reports/bulletins/",
    "report-words": "reports/{reports}/text/",
    "report-explain": "reports/{reports}/explain/",
    "report-refreeze": "reports/{reports}/refreeze/",
    "report-review": "reports/{reports}/review/",
    "report-send-back": "reports/{reports}/return/",
    "report-issue": "reports/{reports}/issue/",
    "report-correct": "reports/{reports}/correct/",
    "import-list": "imports/",
    "import-start": "imports/{imports}/start/",
    "import-retry": "imports/{imports}/retry/",
}
# who does these depends on whose order it is: tests/api/test_orders_api.py
BY_SIDE = {
    "order-instruct", "order-change", "order-issue", "order-receive", "order-reply",
    "order-ask-extension", "order-decide-extension", "order-review", "order-record-talk",
    "order-check-commitment", "order-remind", "order-withdraw",
}  # fmt: skip
READ_ACTIONS = {"report-files", "import-marked", "week-missing", "order-paper", "order-minutes"}


def address(name: str, rows: Rows) -> str:
    pks = {endpoint: row.pk for endpoint, row in rows.by_endpoint.items()}
    return f"/api/v1/{ACTIONS[name].format(**pks)}"


def send(client: Any, name: str, rows: Rows) -> Any:
    method = client.put if name in PUTS else client.post
    return method(address(name, rows), {}, format="json")


PUTS = {"project-milestones", "project-quantities", "report-words"}


def reader(endpoint: str, user: User) -> User:
    """Return who of the user's region reads an endpoint: the office alone sees imports."""
    if endpoint not in IMPORTERS_ONLY:
        return user
    assert user.region
    return user_with(Role.OFFICE, user.region, f"office_{user.username}")


@pytest.mark.parametrize("endpoint", SCOPED)
def test_a_list_holds_ones_own_rows_and_never_a_strangers(
    city: FixtureCity, ours: Rows, theirs: Rows, endpoint: str
) -> None:
    key = "code" if endpoint == "regions" else "id"
    for user, mine, other in (
        (reader(endpoint, city.clerk), ours, theirs),
        (reader(endpoint, city.stranger), theirs, ours),
    ):
        query = "page_size=200&lasting=all" if endpoint == "suspensions" else "page_size=200"
        found = api(user).get(f"/api/v1/{endpoint}/?{query}")
        assert found.status_code == 200, found.content
        keys = {str(row[key]) for row in found.json()["results"]}
        assert str(mine[endpoint].pk) in keys
        assert str(other[endpoint].pk) not in keys


@pytest.mark.parametrize("endpoint", SCOPED)
def test_a_strangers_row_is_not_found(
    city: FixtureCity, ours: Rows, theirs: Rows, endpoint: str
) -> None:
    user = reader(endpoint, city.clerk)
    assert api(user).get(f"/api/v1/{endpoint}/{ours[endpoint].pk}/").status_code == 200
    assert api(user).get(f"/api/v1/{endpoint}/{theirs[endpoint].pk}/").status_code == 404
    assert api(user).get(f"/api/v1/{endpoint}/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("endpoint", [*SCOPED, *OTHERS])
def test_nobody_reads_without_a_log_in(city: FixtureCity, endpoint: str) -> None:
    found = api(None).get(f"/api/v1/{endpoint}/")
    assert found.status_code == 401
    assert found["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_writes_without_a_log_in(city: FixtureCity, ours: Rows, name: str) -> None:
    assert send(api(None), name, ours).status_code == 401


@pytest.mark.parametrize("endpoint", [*SCOPED, *OTHERS])
def test_leaders_read_all_but_imports(city: FixtureCity, ours: Rows, endpoint: str) -> None:
    expected = 403 if endpoint in IMPORTERS_ONLY else 200
    assert api(city.leader).get(f"/api/v1/{endpoint}/").status_code == expected


@pytest.mark.parametrize("name", ACTIONS)
def test_a_reader_may_not_write(city: FixtureCity, ours: Rows, name: str) -> None:
    assert send(api(city.district_leader), name, ours).status_code == 403


@pytest.mark.parametrize("name", ["community", "plan", "project"])
def test_a_reader_may_not_change(city: FixtureCity, ours: Rows, name: str) -> None:
    endpoint = {"community": "communities"}.get(name, f"{name}s")
    url = f"/api/v1/{endpoint}/{ours[endpoint].pk}/"
    assert api(city.leader).patch(url, {"seen": 0}, format="json").status_code == 403


@pytest.mark.parametrize("endpoint", [*SCOPED, *OTHERS])
@pytest.mark.parametrize("who", ["system_admin", "security_admin", "auditor"])
def test_administrators_see_no_business_data(
    city: FixtureCity, ours: Rows, endpoint: str, who: str
) -> None:
    expected = 200 if endpoint in {"regions", "me"} else 403
    assert api(getattr(city, who)).get(f"/api/v1/{endpoint}/").status_code == expected


@pytest.mark.parametrize("name", [name for name in ACTIONS if "{" in ACTIONS[name]])
def test_what_is_a_strangers_cannot_be_written(
    city: FixtureCity, ours: Rows, theirs: Rows, name: str
) -> None:
    """Answered 404 by who may do such things at home, 403 by who may not, never carried out."""
    for user in (city.clerk, city.reviewer):
        assert send(api(user), name, theirs).status_code in {403, 404}


@pytest.mark.parametrize("region", ["999921000000", "990000000000"])
@pytest.mark.parametrize("path", ["figures/", "weeks/", "weeks/2023-07-24/", "weeks/2023-07-24/missing/"])  # fmt: skip
def test_a_strangers_region_is_not_found(city: FixtureCity, path: str, region: str) -> None:
    assert api(city.clerk).get(f"/api/v1/{path}?region={region}").status_code == 404
    assert api(city.clerk).get(f"/api/v1/{path}").status_code == 200


def test_a_filter_by_a_strangers_region_finds_nothing(
    city: FixtureCity, ours: Rows, theirs: Rows
) -> None:
    url = f"/api/v1/projects/?region={city.other_district.pk}"
    assert api(city.clerk).get(url).json()["count"] == 0
    assert api(city.office).get(url).json()["count"] == 1


def test_missing_projects_are_those_of_ones_region(city: FixtureCity) -> None:
    mine, other = ProjectFactory(region=city.district), ProjectFactory(region=city.other_district)
    found = api(city.clerk).get("/api/v1/weeks/2023-07-24/missing/").json()["results"]
    assert [row["project"]["id"] for row in found] == [mine.pk]
    assert other.pk != mine.pk


def test_api_root_and_document_need_a_log_in(city: FixtureCity) -> None:
    for url in ("/api/v1/", "/api/schema/"):
        assert api(None).get(url).status_code == 401
        assert api(city.clerk).get(url).status_code == 200
    anonymous = api(None).get("/api/docs/")
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/")
