"""A long list is written out row by row, whatever its length."""

import tracemalloc

from django.http import StreamingHttpResponse

from accounts.models import AccessEvent
from tests.city import FixtureCity, as_user

MEGABYTE = 1 << 20


def test_twenty_thousand_rows_do_not_stay_in_memory(city: FixtureCity) -> None:
    AccessEvent.objects.bulk_create(
        (
            AccessEvent(kind="login", user=city.clerk, username="clerk", subject=f"对象{n}")
            for n in range(20_000)
        ),
        batch_size=2000,
    )
    client = as_user(city.auditor)
    tracemalloc.start()
    response = client.get("/accounts/audit/", {"export": "xlsx", "kind": "login"})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(response, StreamingHttpResponse)
    size = sum(len(piece) for piece in response.streaming_content)
    assert size > MEGABYTE / 4
    assert peak < 24 * MEGABYTE
    assert AccessEvent.objects.get(kind="export").detail["rows"] == 20_000
