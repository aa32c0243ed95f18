"""Meetings and decisions × every role; read as the lines of url_table.py."""

from typing import Final

from tests.house.url_table import Row

# what only the addressee's own people do
ADDRESSED: Final = frozenset({"reports:decision_answer"})
# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- meetings: clerk reviewer office leader, system security auditor, nobody
    ("reports:meetings", "GET", "?region",                     "200 200 200 200 403 403 403 302", "same"),
    ("reports:meeting_new", "GET", "",                         "403 403 200 403 403 403 403 302"),
    ("reports:meeting_new", "POST", "",                        "403 403 422 403 403 403 403 302"),
    ("reports:meeting", "GET", "meeting",                      "200 200 200 200 403 403 403 302"),
    ("reports:meeting_edit", "GET", "meeting_preparing",       "403 403 200 403 403 403 403 302", "404"),
    ("reports:meeting_edit", "POST", "meeting_preparing",      "403 403 422 403 403 403 403 302", "404"),
    ("reports:meeting_recompute", "POST", "meeting_preparing", "403 403 302 403 403 403 403 302"),
    ("reports:meeting_start", "POST", "meeting_preparing",     "403 403 302 403 403 403 403 302"),
    ("reports:meeting_finish", "POST", "meeting_running",      "403 403 302 403 403 403 403 302"),
    ("reports:agenda_new", "GET", "meeting_running",           "403 403 200 403 403 403 403 302", "404"),
    ("reports:agenda_new", "POST", "meeting_running",          "403 403 422 403 403 403 403 302", "404"),
    ("reports:agenda_dismiss", "GET", "meeting_preparing",     "403 403 404 403 403 403 403 302", "404"),
    ("reports:agenda_dismiss", "POST", "meeting_preparing",    "403 403 422 403 403 403 403 302", "404"),
    ("reports:agenda_restore", "POST", "meeting_preparing",    "403 403 302 403 403 403 403 302"),
    ("reports:minutes", "GET", "minutes",                      "200 200 200 200 403 403 403 302"),
    ("reports:decision_new", "GET", "meeting_running",         "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_new", "POST", "meeting_running",        "403 403 422 403 403 403 403 302", "404"),
    # --- decisions: clerk reviewer office leader, system security auditor, nobody
    ("reports:decisions", "GET", "?region",                    "200 200 200 200 403 403 403 302", "same"),
    ("reports:promises", "GET", "",                            "200 200 200 200 403 403 403 302"),
    ("reports:promises_of_leaders", "GET", "",                 "200 200 200 200 403 403 403 302"),
    ("reports:decision", "GET", "decision",                    "200 200 200 200 403 403 403 302"),
    ("reports:decision_edit", "GET", "decision_running",       "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_edit", "POST", "decision_running",      "403 403 422 403 403 403 403 302", "404"),
    ("reports:decision_answer", "GET", "decision",             "200 200 200 200 403 403 403 302", "404"),
    ("reports:decision_answer", "POST", "decision",            "422 422 422 422 403 403 403 302", "404"),
    ("reports:decision_review", "GET", "decision_waiting",     "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_review", "POST", "decision_waiting",    "403 403 422 403 403 403 403 302", "404"),
    ("reports:decision_reopen", "GET", "decision_done",        "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_reopen", "POST", "decision_done",       "403 403 422 403 403 403 403 302", "404"),
    ("reports:decision_withdraw", "GET", "decision",           "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_withdraw", "POST", "decision",          "403 403 422 403 403 403 403 302", "404"),
    ("reports:decision_order", "GET", "decision",              "403 403 200 403 403 403 403 302", "404"),
    ("reports:decision_order", "POST", "decision",             "403 403 422 403 403 403 403 302", "404"),
    ("reports:decision_file", "GET", "decision_file",          "200 200 200 200 403 403 403 302"),
    # --- api
    ("api:meeting-list", "GET", "?region",                     "200 200 200 200 403 403 403 401", "same"),
    ("api:meeting-detail", "GET", "meeting",                   "200 200 200 200 403 403 403 401"),
    ("api:meeting-recompute", "POST", "meeting_preparing",     "403 403 200 403 403 403 403 401"),
    ("api:meeting-minutes", "GET", "minutes",                  "200 200 200 200 403 403 403 401"),
    ("api:decision-list", "GET", "?region",                    "200 200 200 200 403 403 403 401", "same"),
    ("api:decision-list", "POST", "",                          "403 403 400 403 403 403 403 401"),
    ("api:decision-detail", "GET", "decision",                 "200 200 200 200 403 403 403 401"),
    ("api:decision-answer", "POST", "decision",                "400 400 400 400 403 403 403 401"),
    ("api:decision-confirm", "POST", "decision_waiting",       "403 403 400 403 403 403 403 401"),
    ("api:decision-reopen", "POST", "decision_done",           "403 403 400 403 403 403 403 401"),
)
# fmt: on
