"""信访: 复查 and 复核 within their terms, by others than who answered, then at an end."""

from datetime import date, timedelta
from typing import Any

import pytest

from complaints.models import Complaint, PetitionReview
from complaints.services import handling
from complaints.services.petitions import ask_review, decide_review
from core.exceptions import Refusal
from tests.api.conftest import api
from tests.city import TODAY, FixtureCity, as_user
from tests.complaints.conftest import States
from tests.pages import text_of

pytestmark = pytest.mark.django_db
UNIT, WHY = "甲区信访局", "屋面仍然漏水，请复查。"


@pytest.fixture
def petition(bring: States) -> Complaint:
    """A petition that was answered today and closed."""
    return bring("closed", channel="信访")


def ask(row: Complaint, by: Any, on: date = TODAY) -> Complaint:
    return ask_review(row, asked_on=on, unit=UNIT, reason=WHY, by=by)


def test_the_stages_follow_each_other_and_end(
    city: FixtureCity, petition: Complaint, settings: Any
) -> None:
    ask(petition, city.reviewer)
    first = PetitionReview.objects.get()
    assert (first.stage, first.due_on) == ("review", TODAY + timedelta(days=30))
    with pytest.raises(Refusal, match="已有复查"):
        ask(petition, city.reviewer)
    decide_review(petition, conclusion="upheld", opinion="答复属实", by=city.office)
    petition.refresh_from_db()
    assert petition.state == "closed"
    settings.PORTAL_DATE = TODAY + timedelta(days=31)
    with pytest.raises(Refusal, match="复核须在2023-07-31至2023-08-30之间提出"):
        ask(petition, city.reviewer, TODAY + timedelta(days=31))
    ask(petition, city.reviewer, TODAY + timedelta(days=30))
    decide_review(petition, conclusion="upheld", opinion="维持复查意见", by=city.office)
    with pytest.raises(Refusal, match="终结意见"):
        ask(petition, city.reviewer, TODAY + timedelta(days=31))
    page = text_of(as_user(city.office).get(f"/complaints/{petition.pk}/"))
    for words in ("复查 信访", "复核 信访", "办理机关 甲区信访局", "复核意见：维持。维持复查意见"):
        assert words in page
    assert "申请复查复核" not in page.split("办理过程")[0]


def test_what_is_changed_is_taken_up_again(city: FixtureCity, petition: Complaint) -> None:
    ask(petition, city.reviewer)
    decide_review(petition, conclusion="changed", opinion="应当返工", by=city.office)
    petition.refresh_from_db()
    assert (petition.state, petition.reopened, petition.closed_on) == ("rework", 1, None)
    handling.reply(petition, outcome="rectified", result="已返工", by=city.clerk)


def test_only_petitions_go_this_way_and_only_in_time(
    city: FixtureCity, bring: States, settings: Any
) -> None:
    with pytest.raises(Refusal, match="只有信访件"):
        ask(bring("closed"), city.reviewer)
    row = bring("replied", channel="来信来访")
    settings.PORTAL_DATE = TODAY + timedelta(days=40)
    with pytest.raises(Refusal, match="逾期的不予受理"):
        ask(row, city.reviewer, TODAY + timedelta(days=31))
    settings.PETITION_ASK_DAYS = 60
    ask(row, city.reviewer, TODAY + timedelta(days=31))


def test_a_late_answer_is_listed(city: FixtureCity, petition: Complaint, settings: Any) -> None:
    ask(petition, city.reviewer)
    last, late = TODAY + timedelta(days=30), TODAY + timedelta(days=31)

    def listed(day: date) -> str:
        return text_of(as_user(city.office).get(f"/complaints/?review_late=1&as_of={day}"))

    settings.PORTAL_DATE = last
    assert petition.number not in listed(last)
    settings.PORTAL_DATE = late
    assert petition.number in listed(late)
    assert petition.number not in listed(last)
    assert "逾期1天" in text_of(as_user(city.office).get(f"/complaints/{petition.pk}/"))
    settings.PORTAL_DATE = late + timedelta(days=1)
    decide_review(petition, conclusion="upheld", opinion="答复属实", by=city.office)
    assert petition.number not in listed(late + timedelta(days=1))
    assert petition.number in listed(late), "as it stood on that day"


def test_the_pages_and_the_api_do_the_same(city: FixtureCity, petition: Complaint) -> None:
    reviewer = as_user(city.reviewer)
    assert "登记复查申请" in text_of(reviewer.get(f"/complaints/{petition.pk}/review/"))
    told = {"asked_on": TODAY.isoformat(), "unit": UNIT, "reason": WHY}
    refused = reviewer.post(f"/complaints/{petition.pk}/review/", told | {"unit": ""})
    assert (refused.status_code, WHY in refused.content.decode()) == (422, True)
    assert reviewer.post(f"/complaints/{petition.pk}/review/", told).status_code == 302
    steps = f"/api/v1/complaints/{petition.pk}/steps/"
    opinion = {"conclusion": "revoked", "opinion": "撤销原答复"}
    assert api(city.clerk).post(f"{steps}decide_review/", opinion, format="json").status_code == 403
    answer = api(city.office).post(f"{steps}decide_review/", opinion, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "rework")
    assert PetitionReview.objects.get().decided_by == city.office
