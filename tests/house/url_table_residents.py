"""Rows of complaints, the resident's pages and the working-day table: see `url_table.py`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- the working-day table: clerk reviewer office leader, system security auditor, nobody
    ("accounts:holidays", "GET", "",                           "200 200 200 200 403 403 403 302"),
    ("accounts:holiday_new", "GET", "",                        "403 403 200 403 403 403 403 302"),
    ("accounts:holiday_new", "POST", "",                       "403 403 422 403 403 403 403 302"),
    ("accounts:holiday_remove", "GET", "holiday",              "403 403 200 403 403 403 403 302"),
    ("accounts:holiday_remove", "POST", "holiday",             "403 403 302 403 403 403 403 302"),
)
