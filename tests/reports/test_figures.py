"""Figures of small made-up cities: each rule of contracts.md on its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from complaints.models import Dispute
from projects.choices import EntryState
from projects.models import AnnualPlan, Community, Project, Suspension, WorkQuantity
from reports.figures import Check, Figures, figures, figures_by_child
from reports.figures.plans import Plan, plan_of
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, STREET
from tests.factories import (
    CommunityFactory,
    ComplaintFactory,
    DisputeFactory,
    EntryFactory,
    MilestoneFactory,
    PaymentFactory,
    PlanFactory,
    ProjectFactory,
    ReceiptFactory,
    SourceFactory,
)

AS_OF = date(2023, 7, 30)
STARTED = date(2023, 4, 10)
FINISHED = date(2023, 6, 30)
pytestmark = pytest.mark.usefixtures("city")


def project(region: int = DISTRICT, **values: Any) -> Project:
    return ProjectFactory(region_id=region, **values)


def plan(region: int = DISTRICT, **values: Any) -> AnnualPlan:
    return PlanFactory(region_id=region, **values)


def district(day: date = AS_OF) -> Figures:
    return figures(DISTRICT, 2023, day)


def keys(found: Figures) -> dict[str, Check]:
    return {check["key"]: check for check in found.checks}


def test_started_on_the_very_day_counts() -> None:
    plan(communities=1)
    project(started_on=AS_OF)
    assert district()["started_communities"] == 1
    assert district(date(2023, 7, 29))["started_communities"] == 0


def test_a_suspended_project_is_not_unstarted() -> None:
    plan(communities=2)
    project(started_on=STARTED)
    Suspension.objects.create(project=project())
    shown = district()
    assert shown["unstarted_communities"] == 0
    assert shown["suspended_communities"] == 1
    assert "partition.communities" not in keys(shown)


def test_a_project_suspended_after_its_start_stays_started() -> None:
    plan(communities=1)
    Suspension.objects.create(project=project(started_on=STARTED), started_on=FINISHED)
    shown = district()
    assert shown["started_communities"] == 1
    assert shown["in_construction_communities"] == 0
    assert shown["suspended_communities"] == 1


def test_a_suspension_that_ended_no_longer_counts() -> None:
    Suspension.objects.create(
        project=project(), started_on=date(2023, 5, 1), ended_on=date(2023, 6, 1)
    )
    assert district(date(2023, 5, 31))["suspended_communities"] == 1
    assert district(date(2023, 6, 1))["unstarted_communities"] == 1


def test_completed_includes_accepted() -> None:
    plan(communities=2)
    project(started_on=STARTED, finished_on=FINISHED)
    project(started_on=STARTED, finished_on=FINISHED, accepted_on=date(2023, 7, 20))
    shown = district()
    assert shown["completed_communities"] == 2
    assert shown["accepted_communities"] == 1
    assert shown["completion_rate"] == "100.0"


def test_a_community_in_two_projects_counts_once() -> None:
    plan(communities=1)
    shared = CommunityFactory(region_id=DISTRICT)
    project(communities=[shared], started_on=STARTED, finished_on=FINISHED)
    second = project(communities=[shared])
    shown = district()
    assert shown["programme_communities"] == shown["started_communities"] == 1
    assert shown["in_construction_communities"] == 1
    assert shown["completed_communities"] == 0
    Suspension.objects.create(project=second)
    assert district()["completed_communities"] == 1


def test_a_project_of_another_year_does_not_count_but_cumulates() -> None:
    carried = CommunityFactory(region_id=DISTRICT)
    EntryFactory(
        project=project(year=2022, communities=[carried], started_on=date(2022, 5, 1)),
        invested=Decimal(10_000_000),
    )
    project(communities=[carried])
    shown = figures(DISTRICT, 2023, AS_OF, since=2022)
    assert shown["started_communities"] == 0
    assert shown["cumulative"] == {
        "communities": 1,
        "households": 120,
        "floor_area_m2": 9000,
        "invested_wan": 1000,
    }


def test_out_of_plan_projects_push_a_rate_over_one_hundred() -> None:
    plan(communities=1)
    project(started_on=STARTED)
    project(started_on=STARTED, out_of_plan=True)
    shown = district()
    assert shown["start_rate"] == "200.0"
    assert shown["out_of_plan_communities"] == 1
    check = keys(shown)["partition.communities"]
    assert (check["stated"], check["counted"], check["difference"]) == (1, 2, 1)
    assert check["note"] == "含计划外小区1个"


def test_an_out_of_plan_project_not_started_is_not_unstarted() -> None:
    plan(communities=1)
    project(started_on=STARTED)
    project(out_of_plan=True)
    shown = district()
    assert shown["unstarted_communities"] == 0
    assert "partition.communities" not in keys(shown)


def test_an_unfinished_set_never_prints_one_hundred() -> None:
    plan(communities=2001, investment=Decimal(1))
    CommunityFactory.create_batch(2000, region_id=DISTRICT)
    project(communities=list(Community.objects.all()), started_on=STARTED)
    assert district()["start_rate"] == "99.9"


def test_rates_are_null_without_a_plan() -> None:
    project(started_on=STARTED)
    shown = district()
    assert shown["plan_communities"] == 0
    for rate in ("start_rate", "unstarted_rate", "completion_rate", "investment_rate"):
        assert shown[rate] is None


def test_the_own_plan_row_is_the_denominator_and_the_difference_a_check() -> None:
    plan(CITY, communities=5, households=None, investment=Decimal(90_000_000))
    plan(DISTRICT, communities=2)
    plan(OTHER_DISTRICT, communities=1)
    own, children = figures_by_child(CITY, 2023, AS_OF)
    assert own["plan_communities"] == 5
    check = keys(own)["plan.communities"]
    assert (check["stated"], check["counted"], check["difference"]) == (5, 3, -2)
    assert keys(own)["plan.investment"]["unit"] == "万元"
    assert keys(own)["plan.investment"]["difference"] == -2600
    assert "plan.households" not in keys(own)
    assert [child["plan_communities"] for child in children] == [2, 1]


def test_without_an_own_row_the_nearest_rows_below_are_summed() -> None:
    rows = [
        Plan(DISTRICT, 2, 10, None),
        Plan(STREET, 1, 10, Decimal(5)),
        Plan(999921001000, 4, None, Decimal(7)),
    ]
    found = plan_of(CITY, rows)
    assert found.own is None
    assert found.in_force == Plan(CITY, 6, 10, Decimal(7))
    assert plan_of(DISTRICT, rows).below == Plan(DISTRICT, 1, 10, Decimal(5))
    assert plan_of(999903000000, rows).in_force is None


def test_a_plan_version_counts_from_its_effective_date() -> None:
    plan(communities=2)
    plan(communities=3, version=2, reason="增补一个小区", effective_on=date(2023, 6, 1))
    assert district(date(2023, 5, 31))["plan_communities"] == 2
    assert district(date(2023, 6, 1))["plan_communities"] == 3


def test_the_latest_accepted_week_with_a_value_is_the_investment() -> None:
    plan(communities=1, investment=Decimal(16_000_000))
    found = project(started_on=STARTED)
    EntryFactory(project=found, week=date(2023, 7, 10), invested=Decimal(4_000_000))
    EntryFactory(project=found, week=date(2023, 7, 17), invested=None)
    EntryFactory(project=found, week=date(2023, 7, 24), state=EntryState.SUBMITTED)
    assert district()["invested_wan"] == 400
    assert district()["investment_rate"] == "25.0"


def test_a_week_counts_from_its_monday() -> None:
    EntryFactory(project=project(started_on=STARTED), week=date(2023, 7, 24))
    assert district(date(2023, 7, 23))["invested_wan"] == 0
    assert district(date(2023, 7, 24))["invested_wan"] == 800


def test_lagging_leaves_out_suspended_projects_and_nodes_met_in_time() -> None:
    MilestoneFactory(project=project())
    MilestoneFactory(project=project(started_on=STARTED), actual_on=STARTED)
    late = project(started_on=STARTED)
    MilestoneFactory(project=late, name="完工", planned_on=AS_OF)
    stopped = project()
    MilestoneFactory(project=stopped)
    Suspension.objects.create(project=stopped)
    shown = district()
    assert shown["lagging_projects"] == 2
    assert shown["lagging_unstarted"] == 1
    assert district(date(2023, 4, 5))["lagging_projects"] == 2


def test_money_is_counted_by_its_own_dates() -> None:
    found = project(total_investment=Decimal(20_000_000))
    source = SourceFactory(project=found, secured=Decimal(5_000_000))
    ReceiptFactory(source=source, received_on=date(2023, 6, 30))
    ReceiptFactory(source=source, received_on=date(2023, 8, 1))
    PaymentFactory(project=found, paid_on=date(2023, 7, 1))
    PaymentFactory(project=found, paid_on=None)
    shown = district()
    assert shown["secured_wan"] == 500
    assert shown["received_wan"] == 300
    assert shown["paid_wan"] == 100
    assert shown["funding_gap_wan"] == 1500


def test_money_keeps_its_fen() -> None:
    project(total_investment=Decimal("12345678.90"))
    assert district()["funding_gap_wan"] == 1234.56789


def test_complaints_and_disputes_count_from_the_first_of_january() -> None:
    for day in (date(2022, 12, 31), date(2023, 1, 1), AS_OF, date(2023, 7, 31)):
        ComplaintFactory(region_id=DISTRICT, received_on=day)
        DisputeFactory(region_id=STREET, occurred_on=day, mass_incident=day == AS_OF)
    shown = district()
    assert shown["quality_complaints"] == shown["disputes"] == 2
    assert shown["mass_incidents"] == 1


def test_quantities_keep_their_units_apart() -> None:
    for unit, done in (("m", 300), ("m", None), ("km", 2)):
        WorkQuantity.objects.create(
            project=project(), item="雨污水管网改造", unit=unit, planned=Decimal("500.5"), done=done
        )
    assert district()["quantities"] == [
        {"item": "雨污水管网改造", "unit": "km", "planned": 500.5, "done": 2},
        {"item": "雨污水管网改造", "unit": "m", "planned": 1001, "done": 300},
    ]


def test_what_lies_in_no_child_is_a_check_of_the_region() -> None:
    project(DISTRICT)
    spanning = project(
        CITY,
        communities=[
            CommunityFactory(region_id=DISTRICT),
            CommunityFactory(region_id=OTHER_DISTRICT),
        ],
    )
    MilestoneFactory(project=spanning)
    Dispute.objects.all().delete()
    own, children = figures_by_child(CITY, 2023, AS_OF)
    assert own["lagging_projects"] == 1
    assert [child["lagging_projects"] for child in children] == [0, 0]
    check = keys(own)["children.lagging_projects"]
    assert (check["stated"], check["counted"], check["difference"]) == (1, 0, -1)
    assert "children.communities" not in keys(own)


def test_a_district_without_streets_in_use_has_no_breakdown_to_check() -> None:
    project(DISTRICT)
    found = figures_by_child(DISTRICT, 2023, AS_OF)[0].checks
    assert not [check for check in found if check["key"].startswith("children.")]


def test_a_street_counts_its_own_projects_and_communities() -> None:
    community = CommunityFactory(region_id=STREET)
    found = project(DISTRICT, communities=[community], started_on=STARTED)
    found.place([community.region_id])
    found.save()
    _, streets = figures_by_child(DISTRICT, 2023, AS_OF)
    assert streets[0]["started_communities"] == streets[0]["projects"] == 1


def test_the_ledger_against_the_plan_is_checked() -> None:
    plan(communities=1, households=100, investment=Decimal(1_000_000))
    project(annual_investment=Decimal(3_000_000))
    found = keys(district())
    assert found["programme.households"]["difference"] == 20
    assert found["programme.investment"]["difference"] == 200


def test_figures_come_back_from_their_json() -> None:
    project()
    shown = district()
    assert Figures.from_json(shown.as_json()) == shown


def test_lists_of_communities_hold_what_the_figures_count() -> None:
    project(started_on=STARTED)
    project(started_on=STARTED, finished_on=FINISHED)
    project(started_on=STARTED, finished_on=FINISHED, accepted_on=FINISHED)
    project()
    project(out_of_plan=True)
    Suspension.objects.create(project=project(started_on=STARTED))
    shown = district()
    rows = Community.objects.in_region(DISTRICT).classified(2023, AS_OF)
    for status, key in (
        ("unstarted", "unstarted_communities"),
        ("started", "started_communities"),
        ("building", "in_construction_communities"),
        ("finished", "completed_communities"),
        ("accepted", "accepted_communities"),
        ("suspended", "suspended_communities"),
    ):
        assert rows.with_status(status).count() == shown[key] > 0
