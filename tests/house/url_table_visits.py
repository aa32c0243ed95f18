"""挂包 and visits × every role, as in `url_table`."""

from typing import Final

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # clerk reviewer office leader, system security auditor, nobody
    ("projects:assignments", "GET", "?region",                 "200 200 200 200 403 403 403 302", "same"),
    ("projects:assignment_new", "GET", "",                     "403 403 200 403 403 403 403 302"),
    ("projects:assignment_new", "POST", "",                    "403 403 422 403 403 403 403 302"),
    ("projects:my_duties", "GET", "",                          "200 200 200 200 403 403 403 302"),
    ("projects:assignment_end", "GET", "assignment",           "403 403 200 403 403 403 403 302", "404"),
    ("projects:assignment_end", "POST", "assignment",          "403 403 422 403 403 403 403 302", "404"),
    ("projects:visit_new", "GET", "assignment",                "200 200 200 200 403 403 403 302", "404"),
    ("projects:visit_new", "POST", "assignment",               "422 422 422 422 403 403 403 302", "404"),
    ("projects:visits", "GET", "?region",                      "200 200 200 200 403 403 403 302", "same"),
    ("projects:visit", "GET", "visit",                         "200 200 200 200 403 403 403 302"),
    ("projects:visit_photo", "GET", "visit_photo",             "200 200 200 200 403 403 403 302"),
    ("projects:visit_note", "GET", "visit",                    "200 200 200 200 403 403 403 302", "404"),
    ("projects:visit_note", "POST", "visit",                   "422 422 422 422 403 403 403 302", "404"),
    ("projects:duty_fragment", "GET", "project",               "200 200 200 200 403 403 403 302"),
)
# fmt: on
