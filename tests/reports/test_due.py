"""What is due: weeks and months since the first report, without gaps, each once."""

from datetime import date
from typing import Any

import pytest

from core.exceptions import Refusal
from core.periods import Month, Week
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.services.building import build, request_bulletin, request_dispatch, start
from reports.services.due import due_months, due_weeks, open_due_reports
from tests.city import FixtureCity
from tests.factories import ProjectFactory, RegionFactory


def opened(kind: ReportKind) -> list[date]:
    rows = Report.objects.filter(kind=kind).order_by("period")
    return list(rows.values_list("period", flat=True))


@pytest.fixture(autouse=True)
def project(city: FixtureCity) -> Any:
    return ProjectFactory(region=city.district)


def test_a_new_city_gets_the_last_week_and_the_last_month_alone(city: FixtureCity) -> None:
    open_due_reports()
    assert opened(ReportKind.WEEKLY) == [date(2023, 7, 24)]
    assert opened(ReportKind.MONTHLY) == [date(2023, 6, 1)]


def test_opening_twice_opens_nothing_more(city: FixtureCity) -> None:
    first = [row.pk for row in open_due_reports()]
    assert [row.pk for row in open_due_reports()] == first


def test_a_week_made_on_demand_leaves_no_gap_behind_it(city: FixtureCity, settings: Any) -> None:
    request_dispatch(city.region, Week(date(2023, 7, 3)))
    request_dispatch(city.region, Week(date(2023, 7, 24)))
    open_due_reports()
    assert opened(ReportKind.WEEKLY) == [
        date(2023, 7, 3), date(2023, 7, 10), date(2023, 7, 17), date(2023, 7, 24),
    ]  # fmt: skip


def test_a_long_absence_is_caught_up_within_bounds(city: FixtureCity, settings: Any) -> None:
    open_due_reports()
    settings.PORTAL_DATE = date(2023, 12, 4)
    open_due_reports()
    assert len(opened(ReportKind.WEEKLY)) == 1 + settings.REPORT_CATCH_UP_WEEKS
    assert opened(ReportKind.MONTHLY) == [
        date(2023, 6, 1), date(2023, 9, 1), date(2023, 10, 1), date(2023, 11, 1),
    ]  # fmt: skip


def test_the_month_is_due_from_its_day(settings: Any, city: FixtureCity) -> None:
    settings.MONTHLY_BUILD_DAY = 5
    settings.PORTAL_DATE = date(2023, 8, 4)
    assert due_months()[-1] == Month(2023, 6)
    settings.PORTAL_DATE = date(2023, 8, 5)
    assert due_months()[-1] == Month(2023, 7)


def test_weeks_run_over_new_year(settings: Any, city: FixtureCity) -> None:
    settings.PORTAL_DATE = date(2021, 1, 11)
    assert due_weeks()[-2:] == [Week(date(2020, 12, 28)), Week(date(2021, 1, 4))]


def test_one_region_that_fails_does_not_hold_up_the_others(
    city: FixtureCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RegionFactory(code=999800000000, name="东江市", level="市", parent=city.region.parent)
    county = RegionFactory(code=999802000000, name="东区", level="区县", parent=other)
    ProjectFactory(region=county)

    def refuse(region: Any, *args: Any) -> Any:
        if region.pk == other.pk:
            raise Refusal("不能冻结")
        return request_dispatch(region, *args)

    monkeypatch.setattr("reports.services.due.request_dispatch", refuse)
    open_due_reports()
    assert set(Report.objects.values_list("region", flat=True)) == {city.region.pk}


def test_a_person_may_not_freeze_a_week_that_is_still_being_filled_in(city: FixtureCity) -> None:
    with pytest.raises(Refusal, match="8月4日18时后"):
        request_dispatch(city.region, Week(date(2023, 7, 31)), city.office)
    assert not Report.objects.exists()


def test_a_failed_report_that_is_tried_again_waits_for_a_worker(city: FixtureCity) -> None:
    report = request_bulletin(city.region, Month(2023, 6))
    Report.objects.filter(pk=report.pk).update(state=ReportState.FAILED, error="ValueError：坏")
    report.refresh_from_db()
    start(report)
    report.refresh_from_db()
    assert (report.state, report.error) == (ReportState.BUILDING, "")
    assert report in open_due_reports()
    build(report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFTED
