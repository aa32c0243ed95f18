"""Two people enter the same at the same moment: the slower one is told and keeps what he typed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from core.exceptions import TAKEN
from funding.models import FundingBatch, SourceKind
from projects.models import Campaign
from tests.api.conftest import api
from tests.city import FixtureCity, as_user
from tests.pages import text_of
from tests.workers import somebody_waits_for_a_lock, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def slower(threads: ThreadPoolExecutor, faster: Callable[[], Any], send: Callable[[], Any]) -> Any:
    """Return the answer to who sends while another's row is written but not yet committed."""

    def sending() -> Any:
        try:
            return send()
        finally:
            connection.close()

    with transaction.atomic():
        faster()
        answer = threads.submit(sending)
        until(lambda: answer.done() or somebody_waits_for_a_lock(), "the slower one")
        assert not answer.done()
    return answer.result(30)


def test_a_page_shows_what_was_typed_and_why(
    city: FixtureCity, threads: ThreadPoolExecutor
) -> None:
    same = {"region_id": city.region.pk, "year": 2023, "target": "start"}
    typed = {
        "name": "本人填写的名称", "region": city.region.pk, "year": "2023", "target": "start",
        "due_on": "2023-09-01", "source": "云办〔2023〕8号",
    }  # fmt: skip
    office = as_user(city.office)
    found = slower(
        threads,
        lambda: Campaign.objects.create(name="先到", due_on=date(2023, 8, 31), source="x", **same),
        lambda: office.post("/projects/campaigns/new/", typed),
    )
    assert found.status_code == 422
    assert TAKEN in text_of(found)
    assert 'value="本人填写的名称"' in found.content.decode()
    assert [one.name for one in Campaign.objects.all()] == ["先到"]


def test_the_api_refuses(city: FixtureCity, threads: ThreadPoolExecutor) -> None:
    kind = SourceKind.objects.create(name="中央奖补")
    same = {"name": "第一批", "region_id": city.region.pk, "amount": 100}
    body = {
        "kind": kind.name, "name": "第一批", "region": str(city.region.pk),
        "amount": "1000000.00", "issued_on": "2023-07-01",
    }  # fmt: skip
    office = api(city.office)
    found = slower(
        threads,
        lambda: FundingBatch.objects.create(kind=kind, **same),
        lambda: office.post("/api/v1/funding-batches/", body, format="json"),
    )
    assert (found.status_code, found.json()) == (400, {"detail": TAKEN})
    assert [one.amount for one in FundingBatch.objects.all()] == [100]
