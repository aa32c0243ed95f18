"""Stop windows, templates, schedules, evidence and the wall chart; read as the lines of url_table.py."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- clerk reviewer office leader, system security auditor, nobody
    ("projects:stop_windows", "GET", "?region",                "200 200 200 200 403 403 403 302", "same"),
    ("projects:stop_window", "GET", "stop_window",             "200 200 200 200 403 403 403 302"),
    ("projects:stop_window_new", "GET", "",                    "403 403 200 403 403 403 403 302"),
    ("projects:stop_window_new", "POST", "",                   "403 403 422 403 403 403 403 302"),
    ("projects:stop_window_edit", "GET", "stop_window",        "403 403 200 403 403 403 403 302", "404"),
    ("projects:stop_window_edit", "POST", "stop_window",       "403 403 422 403 403 403 403 302", "404"),
    ("projects:stop_window_withdraw", "POST", "stop_window",   "403 403 422 403 403 403 403 302"),
    ("api:stop-window-list", "GET", "?region",                 "200 200 200 200 403 403 403 401", "same"),
    ("api:stop-window-list", "POST", "",                       "403 403 400 403 403 403 403 401"),
    ("api:stop-window-detail", "GET", "stop_window",           "200 200 200 200 403 403 403 401"),
    ("api:stop-window-detail", "PATCH", "stop_window",         "403 403 400 403 403 403 403 401"),
    ("api:stop-window-detail", "DELETE", "stop_window",        "403 403 400 403 403 403 403 401"),
)
# fmt: on
