"""Search × every role, as in `url_table`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    ("reports:search", "GET", "",                              "200 200 200 200 403 403 403 302"),
)
# fmt: on
