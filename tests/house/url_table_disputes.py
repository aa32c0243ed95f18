"""Rows of disputes: see `url_table.py`."""

from typing import Final

from tests.house.url_table import Row

# what the city alone has, with tests of its own in tests/complaints/test_disputes.py
OF_THE_CITY: Final = frozenset({"complaints:mass_note"})
# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- disputes: clerk reviewer office leader, system security auditor, nobody
    ("complaints:dispute_new", "GET", "",                      "200 403 200 403 403 403 403 302"),
    ("complaints:dispute_new", "POST", "",                     "422 403 422 403 403 403 403 302"),
    ("complaints:dispute", "GET", "dispute_row",               "200 200 200 200 403 403 403 302"),
    ("complaints:dispute_edit", "GET", "dispute_row",          "200 403 200 403 403 403 403 302", "404"),
    ("complaints:dispute_edit", "POST", "dispute_row",         "422 403 422 403 403 403 403 302", "404"),
    ("complaints:dispute_step", "GET", "dispute_row",          "200 403 200 403 403 403 403 302", "404"),
    ("complaints:dispute_step", "POST", "dispute_row",         "422 403 422 403 403 403 403 302", "404"),
    ("complaints:dispute_withdraw", "GET", "dispute_row",      "200 403 200 403 403 403 403 302", "404"),
    ("complaints:dispute_withdraw", "POST", "dispute_row",     "422 403 422 403 403 403 403 302", "404"),
    ("complaints:mass_notices", "GET", "",                     "403 403 200 200 403 403 403 302"),
    # the office of a district is no city's: it is told of no mass incident
    ("complaints:mass_note", "GET", "mass_notice",             "404 404 404 404 404 404 404 302", "404"),
    ("complaints:mass_note", "POST", "mass_notice",            "404 404 404 404 404 404 404 302", "404"),
    ("complaints:dispute_contractors", "GET", "",              "200 200 200 200 403 403 403 302"),
    ("complaints:dispute_levels", "GET", "",                   "200 200 200 200 403 403 403 302"),
    ("complaints:level_new", "GET", "",                        "403 403 200 403 403 403 403 302"),
    ("complaints:level_new", "POST", "",                       "403 403 422 403 403 403 403 302"),
    ("complaints:level", "GET", "dispute_level",               "403 403 200 403 403 403 403 302", "same"),
    ("complaints:level", "POST", "dispute_level",              "403 403 422 403 403 403 403 302", "same"),
)
# fmt: on
