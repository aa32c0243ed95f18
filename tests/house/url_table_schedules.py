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
    ("projects:templates", "GET", "",                          "200 200 200 200 403 403 403 302"),
    ("projects:template", "GET", "template",                   "200 200 200 200 403 403 403 302", "same"),
    ("projects:template_new", "GET", "",                       "403 403 200 403 403 403 403 302"),
    ("projects:template_new", "POST", "",                      "403 403 422 403 403 403 403 302"),
    ("projects:template_edit", "GET", "template",              "403 403 200 403 403 403 403 302", "same"),
    ("projects:template_edit", "POST", "template",             "403 403 422 403 403 403 403 302", "same"),
    ("projects:backplans", "GET", "",                          "403 200 200 403 403 403 403 302"),
    ("projects:backplans", "POST", "",                         "403 422 422 403 403 403 403 302"),
    ("projects:backplan", "GET", "project",                    "403 200 200 403 403 403 403 302", "404"),
    ("projects:backplan", "POST", "project",                   "403 422 422 403 403 403 403 302", "404"),
    ("projects:schedule", "GET", "project",                    "200 200 200 200 403 403 403 302"),
    ("projects:schedule_approve", "POST", "project",           "403 302 302 403 403 403 403 302"),
    ("projects:reschedules", "GET", "?region",                 "200 200 200 200 403 403 403 302", "same"),
    ("projects:evidence_missing", "GET", "?region",            "200 200 200 200 403 403 403 302", "same"),
    ("projects:evidence", "GET", "project",                    "200 200 200 200 403 403 403 302"),
    ("projects:evidence", "POST", "project",                   "422 403 422 403 403 403 403 302", "404 404 404 404 403 403 403 302"),
    ("projects:evidence_file", "GET", "evidence_file",         "200 200 200 200 403 403 403 302"),
    ("projects:evidence_void", "POST", "evidence_file",        "302 403 302 403 403 403 403 302"),
    ("projects:wall", "GET", "?region",                        "200 200 200 200 403 403 403 302", "same"),
    ("projects:wall_print", "GET", "?region",                  "200 200 200 200 403 403 403 302", "same"),
    ("projects:project_code", "GET", "project",                "200 200 200 200 403 403 403 302"),
    ("api:schedule-template-list", "GET", "",                  "200 200 200 200 403 403 403 401"),
    ("api:schedule-template-detail", "GET", "template",        "200 200 200 200 403 403 403 401", "same"),
    ("api:evidence-list", "GET", "?region",                    "200 200 200 200 403 403 403 401", "same"),
    ("api:evidence-detail", "GET", "evidence",                 "200 200 200 200 403 403 403 401"),
)
# fmt: on
