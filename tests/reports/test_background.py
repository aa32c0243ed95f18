"""Reports are built in the background, each once, whatever dies in between."""

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.periods import Month, Week
from projects.models import WeeklyEntry
from renovation.celery import app
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.services.building import request_bulletin, start
from reports.tasks import build_due_reports, build_report
from scripts import processes, valkey
from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, ProjectFactory
from tests.workers import (
    Worker,
    backend_lives,
    broker_at,
    empty_queue,
    give_back_unacknowledged,
    held,
    unfinished_messages,
    until,
    waiting_messages,
    worker,
)

pytestmark = pytest.mark.django_db(transaction=True)
JULY = Month(2023, 7)
HELD = "complaints_complaint"


@pytest.fixture(autouse=True)
def clean_queue() -> Iterator[None]:
    empty_queue()
    yield
    empty_queue()


@pytest.fixture
def project(city: FixtureCity) -> Any:
    found = ProjectFactory(region=city.district, started_on=date(2023, 4, 10))
    EntryFactory(project=found)
    return found


def is_built(report: Report) -> bool:
    report.refresh_from_db()
    return report.state not in (ReportState.BUILDING, ReportState.FAILED)


def kill_in_the_middle(one: Worker, send: Any) -> None:
    """Kill a worker while it counts, and wait until the database has forgotten it."""
    with held(HELD) as waiting:
        send()
        backend = until(waiting, "the build", one.log)
        one.kill()
    until(lambda: not backend_lives(backend), "the end of the dead worker's transaction")


def test_a_worker_killed_twice_in_the_middle_leaves_one_bulletin(
    city: FixtureCity, project: Any, tmp_path: Path
) -> None:
    report = request_bulletin(city.region, JULY)
    with worker(tmp_path) as first:
        kill_in_the_middle(first, lambda: start(report))
    assert not is_built(report)
    assert report.state == ReportState.BUILDING
    with worker(tmp_path) as second:
        kill_in_the_middle(second, lambda: build_report.delay(report.pk))
    assert not is_built(report)
    with worker(tmp_path) as third:
        build_due_reports.delay()
        until(lambda: Report.objects.built().count() == 2, "both reports", third.log)
        assert is_built(report)
        built_at = report.built_at
        assert give_back_unacknowledged() >= 2
        until(lambda: not unfinished_messages(), "the late messages", third.log)
    found = Report.objects.get(kind=ReportKind.MONTHLY)
    assert found.state == ReportState.DRAFTED
    assert found.built_at == built_at
    assert found.history.filter(state=ReportState.DRAFTED).count() == 1


def test_two_workers_given_the_same_period_build_it_once(
    city: FixtureCity, project: Any, tmp_path: Path
) -> None:
    report = request_bulletin(city.region, JULY)
    with worker(tmp_path) as one, worker(tmp_path) as other:
        with held(HELD) as waiting:
            start(report)
            until(waiting, "the build", one.log, other.log)
            start(report)
            until(lambda: not waiting_messages(), "the second message", one.log, other.log)
            logs = (one.log, other.log)
            until(
                lambda: any("succeeded in" in log.read_text() for log in logs),
                "the worker that finds the report taken",
                *logs,
            )
            assert not is_built(report)
        until(lambda: is_built(report), "the bulletin", one.log, other.log)
    assert report.history.filter(state=ReportState.DRAFTED).count() == 1
    assert Report.objects.count() == 1


def test_two_workers_sweeping_at_once_open_each_report_once(
    city: FixtureCity, project: Any, tmp_path: Path
) -> None:
    with worker(tmp_path) as one, worker(tmp_path) as other:
        for _ in range(4):
            build_due_reports.delay()
        until(lambda: Report.objects.built().count() == 2, "both reports", one.log, other.log)
        until(lambda: not unfinished_messages(), "the other sweeps", one.log, other.log)
    assert sorted(Report.objects.values_list("kind", "period")) == [
        ("monthly", date(2023, 6, 1)),
        ("weekly", date(2023, 7, 24)),
    ]


def test_missed_weeks_are_built_when_the_worker_is_back_each_once(
    city: FixtureCity, project: Any, tmp_path: Path
) -> None:
    with worker(tmp_path, today="2023-07-31") as first:
        build_due_reports.delay()
        until(lambda: Report.objects.built().count() == 2, "the first week", first.log)
    for _ in range(2):
        with worker(tmp_path, today="2023-08-22") as later:
            build_due_reports.delay()
            until(lambda: Report.objects.built().count() == 6, "the missed weeks", later.log)
            until(lambda: not unfinished_messages(), "the sweep", later.log)
    weeks = Report.objects.filter(kind=ReportKind.WEEKLY).order_by("period")
    assert [row.period for row in weeks] == [
        date(2023, 7, 24), date(2023, 7, 31), date(2023, 8, 7), date(2023, 8, 14),
    ]  # fmt: skip
    assert [Week(row.period).sunday for row in weeks] == [row.as_of for row in weeks]
    months = Report.objects.filter(kind=ReportKind.MONTHLY).order_by("period")
    assert [row.period for row in months] == [date(2023, 6, 1), date(2023, 7, 1)]


def test_a_lost_broker_is_told_and_loses_nothing(
    city: FixtureCity, project: Any, tmp_path: Path, settings: Any
) -> None:
    server, url = valkey.start(tmp_path / "queue", tmp_path / "queue.log", durable=False)
    try:
        settings.REDIS_URL = url
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": url},
        }
        with broker_at(url):
            client = as_user(city.office)
            assert client.get("/healthz").json()["queue"] == "ok"
            processes.stop(server, with_signal=signal.SIGKILL)
            health = client.get("/healthz")
            assert health.status_code == 503
            assert health.json()["queue"] != "ok"
            assert health.json()["database"] == "ok"
            assert typed(city, project, "percent", "60") == 200
            page = client.post("/reports/bulletins/new/", {"month": "2023-07"}, follow=True)
            assert "队列暂时连不上" in page.content.decode()
            report = Report.objects.get()
            assert report.state == ReportState.BUILDING
    finally:
        processes.stop(server)
    entry = WeeklyEntry.objects.get(project=project, week=date(2023, 7, 31))
    assert entry.percent == 60
    settings.REDIS_URL = os.environ["REDIS_URL"]
    assert app.conf.broker_url == os.environ["REDIS_URL"]
    with worker(tmp_path) as one:
        build_due_reports.delay()
        until(lambda: is_built(report), "the bulletin", one.log)
    assert report.drafted_by == city.office


def typed(city: FixtureCity, project: Any, field: str, value: str) -> int:
    """Type into a cell of this week's grid as the clerk; return the status."""
    cell = {"project": project.pk, "week": "2023-07-31", "field": field, "value": value, "seen": ""}
    return as_user(city.clerk).post("/projects/weekly/cell/", cell).status_code
