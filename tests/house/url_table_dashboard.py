"""Panels of the leaders' page and the screen × every role, as in `url_table`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    ("reports:panel_deadlines", "GET", "?region",              "200 200 200 200 403 403 403 302"),
    ("reports:panel_lights", "GET", "?region",                 "200 200 200 200 403 403 403 302"),
    ("reports:panel_voices", "GET", "?region",                 "200 200 200 200 403 403 403 302"),
    ("reports:panel_money", "GET", "?region",                  "200 200 200 200 403 403 403 302"),
    ("reports:panel_trend", "GET", "?region",                  "200 200 200 200 403 403 403 302"),
    ("reports:panel_pace", "GET", "?region",                   "200 200 200 200 403 403 403 302"),
    ("reports:panel_children", "GET", "?region",               "200 200 200 200 403 403 403 302"),
    ("reports:panel_map", "GET", "?region",                    "200 200 200 200 403 403 403 302"),
    ("reports:screen", "GET", "?region",                       "200 200 200 200 403 403 403 302"),
)
# fmt: on
