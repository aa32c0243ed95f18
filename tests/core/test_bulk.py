"""Many rows written at once: only what differs, and the history of every change."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Region
from core.bulk import upsert
from tests.city import CITY, DISTRICT, FixtureCity

pytestmark = pytest.mark.django_db
STREETS = [DISTRICT + 1000 * number for number in range(2, 7)]


def street(code: int, **changes: Any) -> dict[str, Any]:
    return {"code": code, "name": f"街道{code}", "level": "街道", "parent_id": DISTRICT, **changes}


def test_new_rows_are_created_with_their_history(city: FixtureCity) -> None:
    result = upsert(
        Region, [(None, street(code)) for code in STREETS], user=city.clerk, reason="台账导入"
    )
    assert (result.created, result.updated, result.unchanged) == (5, 0, 0)
    assert [region.code for region in result.objects] == STREETS
    past = Region.history.filter(code__in=STREETS).order_by("code")
    assert [(h.code, h.name, h.parent_id, h.history_type) for h in past] == [
        (code, f"街道{code}", DISTRICT, "+") for code in STREETS
    ]
    assert {(h.history_user_id, h.history_change_reason) for h in past} == {
        (city.clerk.pk, "台账导入")
    }
    assert all(h.history_date for h in past)


def test_rows_that_are_as_wanted_are_not_touched(
    city: FixtureCity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = upsert(Region, [(None, street(code)) for code in STREETS])
    known = {region.code: region for region in Region.objects.filter(code__in=STREETS)}
    with django_assert_num_queries(2):  # the savepoint and its release
        again = upsert(Region, [(known[code], street(code)) for code in STREETS])
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert Region.history.filter(code__in=STREETS).count() == len(first.objects)


def test_only_what_differs_is_updated_and_recorded(city: FixtureCity) -> None:
    upsert(Region, [(None, street(code)) for code in STREETS])
    known = {region.code: region for region in Region.objects.filter(code__in=STREETS)}
    Region.objects.filter(code=STREETS[0]).update(level="社区")
    result = upsert(
        Region,
        [
            (known[code], street(code, name=f"新{code}" if code < STREETS[2] else f"街道{code}"))
            for code in STREETS
        ],
        user=city.office,
        reason="更名",
    )
    assert (result.created, result.updated, result.unchanged) == (0, 2, 3)
    stored = Region.objects.get(code=STREETS[0])
    assert (stored.name, stored.level) == (f"新{STREETS[0]}", "社区"), (
        "a field nobody asked for stays"
    )
    changes = Region.history.filter(code__in=STREETS, history_type="~")
    assert {(h.code, h.name, h.history_change_reason) for h in changes} == {
        (code, f"新{code}", "更名") for code in STREETS[:2]
    }
    assert changes.get(code=STREETS[0]).level == "社区"


def test_one_statement_serves_many_rows(
    city: FixtureCity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [CITY + 10**6 * 50 + 1000 * number for number in range(1, 900)]
    with django_assert_max_num_queries(4):
        upsert(Region, [(None, street(code)) for code in codes])
    assert Region.history.filter(code__in=codes).count() == len(codes)


def test_a_refused_row_leaves_nothing_behind(city: FixtureCity) -> None:
    before = Region.objects.count()
    with pytest.raises(Exception, match="region_code_12_digits"):
        upsert(Region, [(None, street(STREETS[0])), (None, street(7))])
    # The failed statement ended the test's transaction only up to its savepoint.
    assert Region.objects.count() == before
    assert not Region.history.filter(code=STREETS[0]).exists()
