"""Lag, cases, task forces, campaigns and lights × every role, as in `url_table`."""

from typing import Final

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- lag: clerk reviewer office leader, system security auditor, nobody
    ("projects:lag_list", "GET", "?region",                    "200 200 200 200 403 403 403 302", "same"),
    ("projects:responsible", "GET", "?region",                 "200 200 200 200 403 403 403 302", "same"),
    ("projects:lag_reasons", "GET", "",                        "200 200 200 200 403 403 403 302"),
    ("projects:lag_reason_new", "GET", "",                     "403 403 200 403 403 403 403 302"),
    ("projects:lag_reason_new", "POST", "",                    "403 403 422 403 403 403 403 302"),
    ("projects:lag_reason_edit", "GET", "lag_reason",          "403 403 200 403 403 403 403 302", "same"),
    ("projects:lag_reason_edit", "POST", "lag_reason",         "403 403 422 403 403 403 403 302", "same"),
    ("projects:project_pace", "GET", "project",                "200 200 200 200 403 403 403 302"),
    ("projects:clock_event_new", "GET", "project",             "200 403 200 403 403 403 403 302", "404"),
    ("projects:clock_event_new", "POST", "project",            "422 403 422 403 403 403 403 302", "404"),
    ("projects:clock_event_edit", "GET", "clock_event",        "200 403 200 403 403 403 403 302", "404"),
    ("projects:clock_event_edit", "POST", "clock_event",       "422 403 422 403 403 403 403 302", "404"),
    ("projects:case_new", "GET", "project",                    "200 403 200 403 403 403 403 302", "404"),
    ("projects:case_new", "POST", "project",                   "422 403 422 403 403 403 403 302", "404"),
    ("projects:cases", "GET", "?region",                       "200 200 200 200 403 403 403 302", "same"),
    ("projects:case", "GET", "case",                           "200 200 200 200 403 403 403 302"),
    ("projects:case_edit", "GET", "case",                      "200 403 200 403 403 403 403 302", "404"),
    ("projects:case_edit", "POST", "case",                     "302 403 302 403 403 403 403 302", "404"),
    ("projects:case_fix", "GET", "case",                       "200 403 200 403 403 403 403 302", "404"),
    ("projects:case_fix", "POST", "case",                      "422 403 422 403 403 403 403 302", "404"),
    ("projects:case_close", "GET", "case_fixed",               "403 200 200 403 403 403 403 302", "404"),
    ("projects:case_close", "POST", "case_fixed",              "403 422 422 403 403 403 403 302", "404"),
    ("projects:case_return", "GET", "case_fixed",              "403 200 200 403 403 403 403 302", "404"),
    ("projects:case_return", "POST", "case_fixed",             "403 422 422 403 403 403 403 302", "404"),
    ("projects:case_reopen", "GET", "case_closed",             "403 200 200 403 403 403 403 302", "404"),
    ("projects:case_reopen", "POST", "case_closed",            "403 422 422 403 403 403 403 302", "404"),
    ("projects:case_file", "GET", "case_file",                 "200 200 200 200 403 403 403 302"),
    ("projects:task_forces", "GET", "?region",                 "200 200 200 200 403 403 403 302", "same"),
    ("projects:task_force_new", "GET", "",                     "200 403 200 403 403 403 403 302"),
    ("projects:task_force_new", "POST", "",                    "422 403 422 403 403 403 403 302"),
    ("projects:task_force", "GET", "task_force",               "200 200 200 200 403 403 403 302"),
    ("projects:task_force_edit", "GET", "task_force",          "200 403 200 403 403 403 403 302", "404"),
    ("projects:task_force_edit", "POST", "task_force",         "422 403 422 403 403 403 403 302", "404"),
    ("projects:task_force_note", "GET", "task_force",          "200 403 200 403 403 403 403 302", "404"),
    ("projects:task_force_note", "POST", "task_force",         "422 403 422 403 403 403 403 302", "404"),
    ("projects:campaigns", "GET", "",                          "200 200 200 200 403 403 403 302"),
    ("projects:campaign_new", "GET", "",                       "403 403 200 403 403 403 403 302"),
    ("projects:campaign_new", "POST", "",                      "403 403 422 403 403 403 403 302"),
    ("projects:campaign_usual", "POST", "",                    "403 403 422 403 403 403 403 302"),
    ("projects:campaign", "GET", "campaign",                   "200 200 200 200 403 403 403 302"),
    ("projects:campaign_edit", "GET", "campaign",              "403 403 200 403 403 403 403 302", "404"),
    ("projects:campaign_edit", "POST", "campaign",             "403 403 422 403 403 403 403 302", "404"),
    ("projects:light_rules", "GET", "",                        "200 200 200 200 403 403 403 302"),
    ("projects:light_rules_new", "GET", "",                    "403 403 200 403 403 403 403 302"),
    ("projects:light_rules_new", "POST", "",                   "403 403 422 403 403 403 403 302"),
    ("projects:light_rule_set", "GET", "light_rule_set",       "200 200 200 200 403 403 403 302"),
)
# fmt: on
