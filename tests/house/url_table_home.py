"""Home, its lists, downloads and what is open to the public × every role, as in `url_table`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    ("reports:home_rest", "GET", "",                           "403 403 200 403 403 403 403 302"),
    ("projects:weekly_entries", "GET", "",                     "200 200 200 200 403 403 403 302"),
    ("projects:silent", "GET", "",                             "200 200 200 200 403 403 403 302"),
)
# fmt: on
