"""Annual plans: drafted by the district, approved by the office, changed only by versions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from core.exceptions import Refusal
from core.history import version_of
from projects.choices import PlanState
from projects.models import AnnualPlan
from projects.services.plans import approve_plan, edit_draft
from tests.city import FixtureCity, as_user, user_with
from tests.factories import PlanFactory
from tests.pages import form_values, text_of

NEW = "/projects/plans/new/"


def typed(city: FixtureCity, **changes: Any) -> dict[str, Any]:
    region = city.district.pk
    return {"region": region, "year": 2024, "communities": 30, "households": 4000, "investment": "56000"} | changes  # fmt: skip


def page(plan: AnnualPlan, verb: str = "") -> str:
    return f"/projects/plans/{plan.pk}/{verb}"


@pytest.fixture
def approved(city: FixtureCity) -> AnnualPlan:
    return PlanFactory(region=city.district)


@pytest.fixture
def draft(city: FixtureCity) -> AnnualPlan:
    return PlanFactory(
        region=city.district, year=2024, state=PlanState.DRAFT, effective_on=date(2024, 1, 1)
    )


def approve(city: FixtureCity, plan: AnnualPlan) -> Any:
    """Approve what the page shows."""
    sent = {"seen": version_of(plan)}
    return as_user(city.office).post(page(plan, "approve/"), sent)


def test_a_reviewer_drafts_the_districts_plan_and_the_office_approves_it(city: FixtureCity) -> None:
    assert as_user(city.reviewer).post(NEW, typed(city)).status_code == 302
    plan = AnnualPlan.objects.get()
    assert (plan.state, plan.investment) == (PlanState.DRAFT, Decimal(560_000_000))
    assert not AnnualPlan.objects.in_force(date(2024, 6, 1)).exists()
    assert as_user(city.reviewer).post(page(plan, "approve/")).status_code == 403
    assert approve(city, plan).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.effective_on) == (PlanState.APPROVED, date(2024, 1, 1))
    assert plan.approved_by == city.office
    assert AnnualPlan.objects.in_force(date(2024, 6, 1)).get() == plan


def test_a_locked_plan_cannot_be_edited(city: FixtureCity, approved: AnnualPlan) -> None:
    response = as_user(city.office).post(page(approved, "edit/"), {"communities": 99})
    assert response.status_code == 422
    assert "该版本已批准锁定，不能修改。" in text_of(response)
    with pytest.raises(Refusal):
        edit_draft(approved, {"communities": 99}, by=city.office)
    approved.refresh_from_db()
    assert approved.communities == 2


def test_a_change_is_a_new_version_with_a_reason_in_force_from_its_approval(
    city: FixtureCity, approved: AnnualPlan
) -> None:
    sent = {"communities": 3, "households": 300, "investment": "4000"}
    client = as_user(city.reviewer)
    refused = client.post(page(approved, "revise/"), sent)
    assert refused.status_code == 422
    assert form_values(refused)["communities"] == "3"
    many = sent | {"reason": "省里追加任务", "households": str(2**31)}
    assert client.post(page(approved, "revise/"), many).status_code == 422
    assert (
        client.post(page(approved, "revise/"), sent | {"reason": "省里追加任务"}).status_code == 302
    )
    second = AnnualPlan.objects.get(version=2)
    assert AnnualPlan.objects.in_force(date(2023, 7, 31)).get() == approved
    approve(city, second)
    second.refresh_from_db()
    assert second.effective_on == date(2023, 7, 31)
    assert AnnualPlan.objects.in_force(date(2023, 7, 30)).get() == approved
    assert AnnualPlan.objects.in_force(date(2023, 7, 31)).get() == second
    shown = text_of(client.get(page(second)))
    assert "第1版" in shown
    assert "省里追加任务" in shown


def test_there_is_one_draft_at_a_time(city: FixtureCity, approved: AnnualPlan) -> None:
    client = as_user(city.reviewer)
    sent = {"communities": 3, "reason": "追加"}
    client.post(page(approved, "revise/"), sent)
    assert "第2版草稿尚未批准" in text_of(client.post(page(approved, "revise/"), sent))


def test_a_second_plan_of_the_same_year_is_refused(city: FixtureCity, approved: AnnualPlan) -> None:
    response = as_user(city.reviewer).post(NEW, typed(city, year=2023))
    assert response.status_code == 422
    assert "已存在，请打开它调整计划并写明原因" in text_of(response)
    assert form_values(response)["households"] == "4000"


def test_a_reviewer_drafts_for_the_own_district_alone(city: FixtureCity) -> None:
    response = as_user(city.reviewer).post(NEW, typed(city, region=city.other_district.pk))
    assert response.status_code == 422
    assert not AnnualPlan.objects.exists()


def test_approving_twice_changes_nothing(city: FixtureCity, draft: AnnualPlan) -> None:
    client = as_user(city.office)
    approve(city, draft)
    first = AnnualPlan.objects.get().approved_at
    again = client.post(page(draft, "approve/"), {"seen": version_of(draft)}, follow=True)
    assert "该版本已批准，无须再次批准。" in text_of(again)
    assert AnnualPlan.objects.get().approved_at == first


def test_a_draft_that_changed_after_it_was_read_is_not_approved(
    city: FixtureCity, draft: AnnualPlan
) -> None:
    client = as_user(city.office)
    shown = form_values(client.get(page(draft)))["seen"]
    edit_draft(draft, {"communities": 99, "households": 1, "investment": 1}, by=city.reviewer)
    for data in ({"seen": shown}, {}, {"seen": "x" * 9}):
        told = text_of(client.post(page(draft, "approve/"), data, follow=True))
        assert "这份草稿已被修改，没有批准" in told
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT
    assert approve(city, draft).status_code == 302


def test_an_office_approves_no_plan_outside_of_its_region(
    city: FixtureCity, draft: AnnualPlan
) -> None:
    other = user_with(Role.OFFICE, city.other_district, "office_of_another")
    with pytest.raises(Refusal, match="不在您的管辖范围内"):
        approve_plan(draft, by=other)
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT


def test_a_stale_draft_is_not_overwritten(city: FixtureCity, draft: AnnualPlan) -> None:
    seen = form_values(as_user(city.reviewer).get(page(draft, "edit/")))["seen"]
    sent = {"communities": 31, "seen": seen}
    assert as_user(city.office).post(page(draft, "edit/"), sent).status_code == 302
    second = as_user(city.reviewer).post(page(draft, "edit/"), sent | {"communities": 32})
    assert second.status_code == 409
    assert "陈起草" in text_of(second)
    assert form_values(second)["communities"] == "32"


def test_the_page_checks_the_sum_of_the_districts_against_the_city(
    city: FixtureCity, approved: AnnualPlan
) -> None:
    PlanFactory(region=city.other_district, communities=5)
    own = PlanFactory(
        region=city.region, communities=8, households=480, investment=Decimal(64_000_000)
    )
    shown = text_of(as_user(city.office).get(page(own)))
    assert "计划小区数 个 8 7 -1" in shown
    assert "计划户数 户 480 480 相符" in shown


def test_strangers_meet_a_404_and_readers_a_403(city: FixtureCity, draft: AnnualPlan) -> None:
    for verb in ("edit/", "revise/"):
        assert as_user(city.stranger_reviewer).get(page(draft, verb)).status_code == 404
        assert as_user(city.clerk).get(page(draft, verb)).status_code == 403
    assert as_user(city.stranger).get(page(draft)).status_code == 404
    assert as_user(city.clerk).get(page(draft)).status_code == 200
