"""Working days over 国庆 and 春节 with their 调休, and what an office enters itself."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Holiday, User
from accounts.services.holidays import remove_holiday, save_holidays
from core.exceptions import Refusal
from core.working_days import WorkingDays, published, working_days
from tests.city import FixtureCity, as_user
from tests.query_counts import assert_query_count

CASES = [
    # 国庆 2023: 29 September to 6 October off, 7 and 8 October (weekend) worked
    (date(2023, 9, 28), 1, date(2023, 10, 7)),
    (date(2023, 9, 28), 2, date(2023, 10, 8)),
    (date(2023, 9, 28), 5, date(2023, 10, 11)),
    (date(2023, 10, 1), 0, date(2023, 10, 7)),
    # 春节 2024: 10 to 17 February off, 4 and 18 February (Sundays) worked
    (date(2024, 2, 2), 1, date(2024, 2, 4)),
    (date(2024, 2, 9), 1, date(2024, 2, 18)),
    (date(2024, 2, 9), 3, date(2024, 2, 20)),
    # an ordinary week
    (date(2023, 7, 28), 1, date(2023, 7, 31)),
    (date(2023, 7, 31), 15, date(2023, 8, 21)),
]


@pytest.mark.parametrize(("start", "count", "end"), CASES)
def test_the_hand_made_table(start: date, count: int, end: date) -> None:
    days = WorkingDays()
    assert days.after(start, count) == end
    assert days.between(start, end) == (count or 1)
    assert days.between(end, start) == -(count or 1)


def test_years_that_nobody_published_count_weekdays() -> None:
    assert published(date(2041, 10, 1))  # a Tuesday
    assert not published(date(2041, 10, 5))
    assert WorkingDays().after(date(2041, 9, 30), 5) == date(2041, 10, 7)


def test_no_count_below_zero() -> None:
    with pytest.raises(ValueError, match="-1"):
        WorkingDays().after(date(2023, 7, 31), -1)


def _enter(by: User, first: date, last: date | None = None, working: bool = False) -> None:
    save_holidays(
        first=first, last=last, working=working, name="壮族三月三", source="桂政办", by=by
    )


def test_an_office_enters_its_own_days(city: FixtureCity) -> None:
    office = city.office
    _enter(office, date(2041, 9, 30), date(2041, 10, 4))
    _enter(office, date(2041, 10, 5), working=True)
    assert working_days(city.district.pk).after(date(2041, 9, 27), 1) == date(2041, 10, 5)
    assert working_days(None).after(date(2041, 9, 27), 1) == date(2041, 9, 30)
    assert Holiday.objects.visible_to(city.clerk).count() == 6
    _enter(office, date(2041, 10, 5))  # entered again: changed, not doubled
    assert Holiday.objects.count() == 6
    remove_holiday(Holiday.objects.get(day=date(2041, 9, 30)), by=office)
    assert working_days(city.region.pk).holds(date(2041, 9, 30))
    with pytest.raises(Refusal, match="止日"):
        _enter(office, date(2041, 10, 5), date(2041, 10, 4))
    with pytest.raises(PermissionDenied):
        _enter(city.clerk, date(2041, 10, 5))


def test_the_page_enters_and_removes(city: FixtureCity) -> None:
    client = as_user(city.office)
    typed = {"first": "2041-10-01", "last": "2041-10-07", "working": "0", "name": "国庆节"}
    refused = client.post("/accounts/holidays/new/", typed)
    assert refused.status_code == 422
    assert "2041-10-01" in refused.content.decode()
    saved = client.post("/accounts/holidays/new/", {**typed, "source": "国办发明电"}, follow=True)
    assert "已登记7天" in saved.content.decode()
    assert "2041-10-07" in saved.content.decode()
    row = Holiday.objects.get(day=date(2041, 10, 3))
    assert "恢复按" in client.get(f"/accounts/holidays/{row.pk}/remove/").content.decode()
    client.post(f"/accounts/holidays/{row.pk}/remove/")
    assert Holiday.objects.count() == 6
    assert as_user(city.clerk).get("/accounts/holidays/").status_code == 200
    assert_query_count("/accounts/holidays/", client, "/accounts/holidays/")
