"""A closing and an import at the same moment: the one waits for the other, nothing slips in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction

from core.ledger import ImportOutcome
from core.periods import Week
from projects.models import WeekClosing, WeeklyEntry
from projects.services.weeks import close_week
from tests.city import FixtureCity
from tests.projects.ledger_books import Book, load, put, small
from tests.workers import somebody_waits_for_a_lock, until

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = Week(date(2023, 7, 17))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def correction() -> Book:
    """The small ledger with other figures in the week."""
    book = small()
    put(book, "周进度", 3, "现场人数", 99)
    return book


def workers() -> int | None:
    return WeeklyEntry.objects.get(week=WEEK.monday).workers


def test_a_closing_waits_until_an_import_that_was_checked_is_written(
    city: FixtureCity, threads: ThreadPoolExecutor
) -> None:
    load(small())
    checked, go_on = Event(), Event()

    def pause(percent: int, text: str) -> None:
        if text.startswith("写入") and not checked.is_set():
            checked.set()
            assert go_on.wait(30)

    def importing() -> ImportOutcome:
        try:
            return load(correction(), progress=pause)
        finally:
            connection.close()

    def closing() -> int | None:
        try:
            close_week(city.region, WEEK)
            return workers()
        finally:
            connection.close()

    imported = threads.submit(importing)
    assert checked.wait(30)
    closed = threads.submit(closing)
    try:
        until(lambda: closed.done() or somebody_waits_for_a_lock(), "the closing")
        assert not closed.done()
    finally:
        go_on.set()
    assert imported.result(30).ok
    assert closed.result(30) == 99


def test_an_import_waits_for_a_closing_and_is_then_refused(
    city: FixtureCity, threads: ThreadPoolExecutor
) -> None:
    load(small())

    def importing() -> ImportOutcome:
        try:
            return load(correction())
        finally:
            connection.close()

    with transaction.atomic():
        close_week(city.region, WEEK)
        imported = threads.submit(importing)
        until(lambda: imported.done() or somebody_waits_for_a_lock(), "the import")
    (error,) = imported.result(30).lines()
    assert "已冻结，不能再改" in error
    assert workers() == 14
    assert WeekClosing.objects.count() == 1
