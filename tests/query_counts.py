"""Query counts have baselines: one query more on a page fails its test.

`tests/query_counts.json` holds them by page. After a change that is meant, run the tests once with
UPDATE_QUERY_COUNTS=1 and read the difference before committing it.
"""

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BASELINES = Path(__file__).with_name("query_counts.json")


def assert_query_count(page: str, client: Client, url: str) -> None:
    """Fetch `url` warm and compare its queries with the baseline of `page`."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    baselines = json.loads(BASELINES.read_text()) if BASELINES.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        baselines[page] = len(queries)
        BASELINES.write_text(json.dumps(baselines, indent=2, sort_keys=True) + "\n")
        return
    statements = "\n".join(query["sql"][:200] for query in queries.captured_queries)
    assert len(queries) <= baselines[page], f"{page}: {len(queries)} queries\n{statements}"
