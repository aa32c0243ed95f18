"""One's own notices × every role, as in `url_table`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    ("accounts:notices", "GET", "",                            "200 200 200 200 200 200 200 302"),
    ("accounts:notices_read", "POST", "",                      "302 302 302 302 302 302 302 302"),
    ("accounts:notice_open", "GET", "own_notice",              "302 404 404 404 404 404 404 302", "404"),
    ("accounts:notice_settings", "GET", "",                    "200 200 200 200 200 200 200 302"),
    ("accounts:notice_settings", "POST", "",                   "302 302 302 302 302 302 302 302"),
    ("accounts:channel_add", "POST", "",                       "422 422 422 422 422 422 422 302"),
    ("accounts:channel_remove", "POST", "channel",             "302 404 404 404 404 404 404 302", "404"),
)
# fmt: on
