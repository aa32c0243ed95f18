"""Orders × every role, as in `url_table`; `ADDRESSED` are what only the addressee's people do."""

from typing import Final

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]

ADDRESSED: Final = frozenset(
    {
        "orders:receive", "orders:reply", "orders:ask_extension",
        "orders:task_report", "api:order-receive", "api:order-reply", "api:order-ask-extension",
    }
)  # fmt: skip
OUTSIDE: Final = "404 404 404 404 403 403 403 401"
# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- orders: clerk reviewer office leader, system security auditor, nobody
    ("orders:orders", "GET", "?region",                        "200 200 200 200 403 403 403 302", "same"),
    ("orders:mine", "GET", "",                                 "200 200 200 200 403 403 403 302"),
    ("orders:overdue", "GET", "",                              "200 200 200 200 403 403 403 302"),
    ("orders:by_region", "GET", "",                            "200 200 200 200 403 403 403 302"),
    ("orders:talks", "GET", "?region",                         "200 200 200 200 403 403 403 302", "same"),
    ("orders:minutes", "GET", "talk_held",                     "200 200 200 200 403 403 403 302"),
    ("orders:talk_effect", "GET", "talk_held",                 "200 200 200 200 403 403 403 302"),
    ("orders:escalations", "GET", "",                          "403 403 200 403 403 403 403 302"),
    ("orders:office", "GET", "",                               "403 403 200 403 403 403 403 302"),
    ("orders:office", "POST", "",                              "403 403 422 403 403 403 403 302"),
    ("orders:rules", "GET", "",                                "200 200 200 200 403 403 403 302"),
    ("orders:rule_new", "GET", "",                             "403 403 200 403 403 403 403 302"),
    ("orders:rule_new", "POST", "",                            "403 403 422 403 403 403 403 302"),
    ("orders:instruct", "GET", "?project",                     "403 403 403 200 403 403 403 302", "404"),
    ("orders:instruct", "POST", "",                            "403 403 403 422 403 403 403 302"),
    ("orders:order_new", "GET", "order_kind?project",          "403 403 200 403 403 403 403 302", "404"),
    ("orders:order_new", "POST", "order_kind",                 "403 403 422 403 403 403 403 302", "same"),
    ("orders:project_fragment", "GET", "project",              "200 200 200 200 403 403 403 302"),
    ("orders:order", "GET", "order_issued",                    "200 200 200 200 403 403 403 302"),
    ("orders:paper", "GET", "order_issued",                    "200 200 200 200 403 403 403 302"),
    ("orders:file", "GET", "order_file",                       "200 200 200 200 403 403 403 302"),
    ("orders:edit", "GET", "order_draft",                      "403 403 200 403 403 403 403 302", "404"),
    ("orders:edit", "POST", "order_draft",                     "403 403 422 403 403 403 403 302", "404"),
    ("orders:issue", "POST", "order_draft",                    "403 403 302 403 403 403 403 302", "404 404 404 404 403 403 403 302"),
    ("orders:receive", "POST", "order_issued",                 "302 302 403 302 403 403 403 302", "404 404 404 404 403 403 403 302"),
    ("orders:reply", "GET", "order_received",                  "200 200 403 200 403 403 403 302", "404"),
    ("orders:reply", "POST", "order_received",                 "422 422 403 422 403 403 403 302", "404"),
    ("orders:ask_extension", "GET", "order_received",          "200 200 403 200 403 403 403 302", "404"),
    ("orders:ask_extension", "POST", "order_received",         "422 422 403 422 403 403 403 302", "404"),
    ("orders:decide_extension", "GET", "order_asked",          "403 403 200 403 403 403 403 302", "404"),
    ("orders:decide_extension", "POST", "order_asked",         "403 403 422 403 403 403 403 302", "404"),
    ("orders:review", "GET", "order_replied",                  "403 403 200 403 403 403 403 302", "404"),
    ("orders:review", "POST", "order_replied",                 "403 403 422 403 403 403 403 302", "404"),
    ("orders:record_talk", "GET", "talk",                      "403 403 200 403 403 403 403 302", "404"),
    ("orders:record_talk", "POST", "talk",                     "403 403 422 403 403 403 403 302", "404"),
    ("orders:check_commitment", "GET", "commitment",           "403 403 200 403 403 403 403 302", "404"),
    ("orders:check_commitment", "POST", "commitment",          "403 403 422 403 403 403 403 302", "404"),
    ("orders:remind", "GET", "order_received",                 "403 403 200 403 403 403 403 302", "404"),
    ("orders:remind", "POST", "order_received",                "403 403 422 403 403 403 403 302", "404"),
    ("orders:withdraw", "GET", "order_received",               "403 403 200 403 403 403 403 302", "404"),
    ("orders:withdraw", "POST", "order_received",              "403 403 422 403 403 403 403 302", "404"),
    # --- key tasks: clerk reviewer office leader, system security auditor, nobody
    ("orders:tasks", "GET", "?region",                         "200 200 200 200 403 403 403 302", "same"),
    ("orders:task_new", "GET", "",                             "403 403 200 403 403 403 403 302"),
    ("orders:task_new", "POST", "",                            "403 403 422 403 403 403 403 302"),
    ("orders:task", "GET", "key_task",                         "200 200 200 200 403 403 403 302"),
    ("orders:task_report", "GET", "key_task",                  "200 200 403 200 403 403 403 302", "404"),
    ("orders:task_report", "POST", "key_task",                 "422 422 403 422 403 403 403 302", "404"),
    ("orders:task_chase", "GET", "key_task",                   "403 403 200 403 403 403 403 302", "404"),
    ("orders:task_chase", "POST", "key_task",                  "403 403 422 403 403 403 403 302", "404"),
    ("orders:task_decide", "GET", "key_task_reported",         "403 403 200 403 403 403 403 302", "404"),
    ("orders:task_decide", "POST", "key_task_reported",        "403 403 422 403 403 403 403 302", "404"),
    ("orders:task_drop", "GET", "key_task",                    "403 403 200 403 403 403 403 302", "404"),
    ("orders:task_drop", "POST", "key_task",                   "403 403 422 403 403 403 403 302", "404"),
    # --- API: clerk reviewer office leader, system security auditor, nobody
    ("api:order-list", "GET", "?region",                       "200 200 200 200 403 403 403 401", "same"),
    ("api:order-list", "POST", "",                             "403 403 400 403 403 403 403 401"),
    ("api:key-task-list", "GET", "?region",                    "200 200 200 200 403 403 403 401", "same"),
    ("api:key-task-detail", "GET", "key_task",                 "200 200 200 200 403 403 403 401"),
    ("api:order-instruct", "POST", "",                         "403 403 403 400 403 403 403 401"),
    ("api:order-detail", "GET", "order_issued",                "200 200 200 200 403 403 403 401"),
    ("api:order-paper", "GET", "order_issued",                 "200 200 200 200 403 403 403 401"),
    ("api:order-minutes", "GET", "talk_held",                  "200 200 200 200 403 403 403 401"),
    ("api:order-change", "POST", "order_draft",                "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-issue", "POST", "order_draft",                 "403 403 200 403 403 403 403 401", OUTSIDE),
    ("api:order-receive", "POST", "order_issued",              "200 200 403 200 403 403 403 401", OUTSIDE),
    ("api:order-reply", "POST", "order_received",              "400 400 403 400 403 403 403 401", OUTSIDE),
    ("api:order-ask-extension", "POST", "order_received",      "400 400 403 400 403 403 403 401", OUTSIDE),
    ("api:order-decide-extension", "POST", "order_asked",      "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-review", "POST", "order_replied",              "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-record-talk", "POST", "talk",                  "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-check-commitment", "POST", "talk_held",        "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-remind", "POST", "order_received",             "403 403 400 403 403 403 403 401", OUTSIDE),
    ("api:order-withdraw", "POST", "order_received",           "403 403 400 403 403 403 403 401", OUTSIDE),
)
# fmt: on
