"""Quality supervision by API: the scope, filters, secrecy and days of the pages, to be read."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Region, User
from complaints.models import DisputeLevel
from complaints.services.disputes import report_dispute
from projects.models import Project
from quality.choices import InspectionKind, Verdict
from quality.models import InspectionFinding, RoleAssignment
from quality.services.assignments import assign_role
from quality.services.inspections import Plan, open_inspection, record_visit
from tests.api.conftest import api
from tests.city import FixtureCity
from tests.factories import ProjectFactory
from tests.house.quality_world import objects

DAY = date(2023, 7, 20)
FOUND = {"visited_on": DAY, "inspectors": "检查组", "verdict": Verdict.PASSED, "note": ""}
# endpoint: the name of its object in the world
ENDPOINTS = {
    "inspections": "inspection", "site-checks": "check", "findings": "finding",
    "materials": "material", "test-reports": "test", "process-checks": "process",
    "acceptance-rounds": "round", "role-assignments": "role_assignment", "responsible": "project",
    "recalls": "recall_row",
}  # fmt: skip
Keys = dict[str, int]
make_project: Any = ProjectFactory


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def rows_of(region: Region, user: User, office: User, mark: str) -> Keys:
    """Write one row of every kind; return their keys by kind."""
    project = make_project(region=region, started_on=date(2023, 4, 10), contractor=mark)
    finding = InspectionFinding.objects.create(
        project=project, found_on=date(2023, 7, 3), inspectors="检查组", category="施工安全",
        text=mark, requirement="整改", due_on=date(2023, 7, 20), unit=mark, entered_by=office,
    )  # fmt: skip
    found = objects(region, project, user, office, mark)
    return {name: key[0] for name, key in found.items()} | {
        "project": project.pk, "finding": finding.pk,
    }  # fmt: skip


@pytest.fixture
def ours(city: FixtureCity) -> Keys:
    return rows_of(city.district, city.clerk, city.office, "甲区物")


@pytest.fixture
def theirs(city: FixtureCity) -> Keys:
    return rows_of(city.other_district, city.stranger, city.office, "乙县物")


def listed(user: User, path: str) -> list[Any]:
    found = api(user).get(f"/api/v1/{path}")
    assert found.status_code == 200, found.content
    rows: list[Any] = found.json()["results"]
    return rows


def status(user: User, path: str) -> int:
    code: int = api(user).get(f"/api/v1/{path}").status_code
    return code


def key_of(row: Any) -> int:
    key: int = row["id"] if "id" in row else row["project"]["id"]
    return key


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_everybody_reads_his_own_and_nobody_writes(
    city: FixtureCity, ours: Keys, theirs: Keys, endpoint: str
) -> None:
    mine, other = ours[ENDPOINTS[endpoint]], theirs[ENDPOINTS[endpoint]]
    assert mine in [key_of(row) for row in listed(city.clerk, f"{endpoint}/")]
    assert other not in [key_of(row) for row in listed(city.clerk, f"{endpoint}/")]
    assert key_of(api(city.clerk).get(f"/api/v1/{endpoint}/{mine}/").json()) == mine
    assert status(city.clerk, f"{endpoint}/{other}/") == 404
    assert {key_of(row) for row in listed(city.leader, f"{endpoint}/")} == {mine, other}
    assert status(city.auditor, f"{endpoint}/") == 403
    assert api(None).get(f"/api/v1/{endpoint}/").status_code == 401
    office, url = api(city.office), f"/api/v1/{endpoint}/"
    assert office.post(url, {}).status_code in {403, 405}
    assert office.delete(f"{url}{mine}/").status_code in {403, 405}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("inspections/?kind=scheduled", 1), ("inspections/?kind=unannounced", 0),
        ("site-checks/?verdict=failed", 1), ("site-checks/?visited=0", 0),
        ("findings/?state=open&overdue=1", 1), ("findings/?state=closed", 0),
        ("findings/?as_of=2023-07-01", 0), ("materials/?batch=甲区物", 1),
        ("materials/?used=1", 0), ("materials/?contractor=甲区", 1),
        ("test-reports/?phase=during", 1), ("test-reports/?phase=before", 0),
        ("process-checks/?hidden=1", 0), ("process-checks/?hidden=0", 1),
        ("acceptance-rounds/?kind=initial&verdict=pending", 1),
        ("acceptance-rounds/?verdict=passed", 0), ("role-assignments/?role=项目经理", 1),
        ("role-assignments/?role=施工单位", 0), ("responsible/?q=没有这个项目", 0),
        ("recalls/?batch=甲区物", 1), ("recalls/?q=乙", 0), ("materials/?region=999921000000", 0),
    ],
)  # fmt: skip
def test_the_filters_are_those_of_the_registers(
    city: FixtureCity, ours: Keys, query: str, expected: int
) -> None:
    assert len(listed(city.office, query)) == expected


@pytest.mark.parametrize(
    "query", ["materials/?verdict=x", "findings/?as_of=x", "responsible/?on=2023-13-01"]
)
def test_what_cannot_be_read_is_refused(city: FixtureCity, ours: Keys, query: str) -> None:
    assert status(city.office, query) == 400


def test_a_secret_visit_is_kept_from_the_district_until_done(city: FixtureCity) -> None:
    first, second = (make_project(region=city.district, started_on=date(2023, 4, 1)) for _ in "ab")
    plan = Plan(
        InspectionKind.UNANNOUNCED, "七月暗访", DAY, "市住建局", "甲", projects=[first, second]
    )
    row = open_inspection(plan, by=city.office)
    done, waiting = row.checks.get(project=first), row.checks.get(project=second)
    for user in (city.clerk, city.reviewer, city.district_leader):
        assert (listed(user, "inspections/"), listed(user, "site-checks/")) == ([], [])
        assert status(user, f"inspections/{row.pk}/") == 404
        assert status(user, f"site-checks/{done.pk}/") == 404
        assert listed(user, f"site-checks/?inspection={row.pk}") == []
    assert len(listed(city.office, "site-checks/")) == 2
    record_visit(done, FOUND, answers={}, by=city.office)
    shown = listed(city.clerk, "inspections/")[0]
    assert (shown["title"], shown["visited"], shown["total"]) == ("七月暗访", 1, 1)
    assert [one["id"] for one in listed(city.clerk, "site-checks/")] == [done.pk]
    assert status(city.clerk, f"site-checks/{waiting.pk}/") == 404
    assert listed(city.office, "inspections/")[0]["total"] == 2
    assert status(city.stranger, f"inspections/{row.pk}/") == 404


def test_a_mass_incident_is_for_the_city_and_who_reported_it(city: FixtureCity) -> None:
    project = make_project(region=city.district)
    Project.objects.filter(pk=project.pk).update(site=city.street)
    project.refresh_from_db()
    facts = {"category": "改造方案", "occurred_on": DAY, "content": "围堵工地", "people": 60}
    row = report_dispute(project, facts, by=city.clerk)
    assert row.level == DisputeLevel.objects.get(mass=True)
    street = User.objects.get(pk=city.reviewer.pk)
    for user in (city.office, city.leader, city.clerk):
        found = listed(user, "disputes/?mass=1")
        assert [(one["content"], one["level"], one["people"]) for one in found] == [
            ("围堵工地", "群体性", 60)
        ]
    street.region = city.street
    street.save()
    for user in (street, city.stranger):
        assert listed(user, "disputes/") == []
        assert status(user, f"disputes/{row.pk}/") == 404


def test_who_was_responsible_on_a_day(city: FixtureCity) -> None:
    project = make_project(region=city.district, contractor="云江一建", project_manager="孙经理")
    other = make_project(region=city.district, project_manager="李经理")
    assign_role(
        project,
        role="项目经理",
        name="周经理",
        since=date(2023, 7, 10),
        basis="任命书",
        by=city.clerk,
    )

    def managers(day: str) -> dict[int, str]:
        rows = listed(city.clerk, f"responsible/?on={day}")
        assert {row["on"] for row in rows} == {day}
        return {
            row["project"]["id"]: one["name"]
            for row in rows
            for one in row["holders"]
            if one["role"] == "项目经理"
        }

    assert managers("2023-07-09") == {project.pk: "孙经理", other.pk: "李经理"}
    assert managers("2023-07-10") == {project.pk: "周经理", other.pk: "李经理"}
    one = api(city.clerk).get(f"/api/v1/responsible/{project.pk}/?on=2023-07-31").json()
    assert {"施工单位": "云江一建", "项目经理": "周经理"}.items() <= {
        holder["role"]: holder["name"] for holder in one["holders"]
    }.items()
    recorded = listed(city.clerk, "role-assignments/")
    assert [(row["name"], row["since"]) for row in recorded] == [("周经理", "2023-07-10")]


def test_details_tell_what_the_page_tells(city: FixtureCity, ours: Keys) -> None:
    round_ = api(city.clerk).get(f"/api/v1/acceptance-rounds/{ours['round']}/").json()
    assert (round_["signatures"], round_["verdict"]) == ([], "pending")
    assert "施工单位" in round_["unsigned"]
    finding = api(city.clerk).get(f"/api/v1/findings/{ours['finding']}/").json()
    assert (finding["state"], finding["overdue"]) == ("open", True)
    report = api(city.clerk).get(f"/api/v1/test-reports/{ours['test']}/").json()
    assert (report["verdict"], report["corrected_by"]) == ("failed", None)


def test_lists_are_paged(city: FixtureCity, ours: Keys) -> None:
    project = Project.objects.get(pk=ours["project"])
    RoleAssignment.objects.bulk_create(
        RoleAssignment(project=project, role="设计单位", name=f"第{n}院", since=DAY, basis="合同",
                       entered_by=city.clerk)
        for n in range(54)
    )  # fmt: skip
    first = api(city.clerk).get("/api/v1/role-assignments/").json()
    assert (first["count"], len(first["results"])) == (55, 50)
    assert first["next"].endswith("?page=2")
    assert len(listed(city.clerk, "role-assignments/?page=2")) == 5
    seen = [
        row["id"]
        for page in range(1, 7)
        for row in listed(city.clerk, f"role-assignments/?ordering=role&page_size=10&page={page}")
    ]
    assert len(set(seen)) == len(seen) == 55


def queries(user: User, endpoint: str) -> int:
    client = api(user)
    client.get(f"/api/v1/{endpoint}/")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/api/v1/{endpoint}/").status_code == 200
    return len(found)


def test_a_list_costs_the_same_however_many_rows(city: FixtureCity, ours: Keys) -> None:
    before = {endpoint: queries(city.office, endpoint) for endpoint in ENDPOINTS}
    for number in range(3):
        rows_of(city.district, city.clerk, city.office, f"又{number}")
    assert {endpoint: queries(city.office, endpoint) for endpoint in ENDPOINTS} == before
