"""The API of quality supervision × every role; read as the lines of url_table.py."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # clerk reviewer office leader, system security auditor, nobody
    ("api:inspection-list", "GET", "?region",                  "200 200 200 200 403 403 403 401", "same"),
    ("api:inspection-detail", "GET", "inspection",             "200 200 200 200 403 403 403 401"),
    ("api:site-check-list", "GET", "?region",                  "200 200 200 200 403 403 403 401", "same"),
    ("api:site-check-detail", "GET", "check",                  "200 200 200 200 403 403 403 401"),
    ("api:finding-list", "GET", "?region",                     "200 200 200 200 403 403 403 401", "same"),
    ("api:finding-detail", "GET", "finding",                   "200 200 200 200 403 403 403 401"),
    ("api:material-list", "GET", "?region",                    "200 200 200 200 403 403 403 401", "same"),
    ("api:material-detail", "GET", "material",                 "200 200 200 200 403 403 403 401"),
    ("api:test-report-list", "GET", "?region",                 "200 200 200 200 403 403 403 401", "same"),
    ("api:test-report-detail", "GET", "test",                  "200 200 200 200 403 403 403 401"),
    ("api:process-check-list", "GET", "?region",               "200 200 200 200 403 403 403 401", "same"),
    ("api:process-check-detail", "GET", "process",             "200 200 200 200 403 403 403 401"),
    ("api:acceptance-round-list", "GET", "?region",            "200 200 200 200 403 403 403 401", "same"),
    ("api:acceptance-round-detail", "GET", "round",            "200 200 200 200 403 403 403 401"),
    ("api:role-assignment-list", "GET", "?region",             "200 200 200 200 403 403 403 401", "same"),
    ("api:role-assignment-detail", "GET", "role_assignment",   "200 200 200 200 403 403 403 401"),
    ("api:responsible-list", "GET", "?region",                 "200 200 200 200 403 403 403 401", "same"),
    ("api:responsible-detail", "GET", "project",               "200 200 200 200 403 403 403 401"),
    ("api:recall-list", "GET", "?region",                      "200 200 200 200 403 403 403 401", "same"),
    ("api:recall-detail", "GET", "recall_row",                 "200 200 200 200 403 403 403 401"),
)
# fmt: on
