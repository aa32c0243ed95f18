"""Paper weekly forms and photos of the site × every role, as in `url_table`."""

from typing import Final

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # clerk reviewer office leader, system security auditor, nobody
    ("projects:weekly_paper", "GET", "",                       "200 403 403 403 403 403 403 302"),
    ("projects:weekly_paper", "POST", "",                      "422 403 403 403 403 403 403 302"),
    ("projects:paper_answers", "GET", "",                      "200 403 403 403 403 403 403 302"),
    ("projects:paper_print", "POST", "+region",                "200 403 403 403 403 403 403 302"),
    ("projects:paper_take", "POST", "paper_answer",            "302 403 403 403 403 403 403 302"),
    ("projects:paper_dismiss", "POST", "paper_answer",         "302 403 403 403 403 403 403 302"),
    ("projects:site_photo", "POST", "project",                 "400 403 400 403 403 403 403 401"),
    ("projects:weekly_worker", "GET", "",                      "200 200 200 200 200 200 200 200"),
    ("projects:weekly_offline", "GET", "",                     "200 200 200 200 200 200 200 200"),
    ("paper:find", "GET", "",                                  "200 200 200 200 200 200 200 200"),
    ("paper:form", "GET", "paper_code",                        "200 200 200 200 200 200 200 200", "same"),
    ("paper:form", "POST", "paper_code",                       "422 422 422 422 422 422 422 422", "same"),
    ("api:paper-form-list", "GET", "?region",                  "200 403 403 403 403 403 403 401", "same"),
    ("api:paper-form-detail", "GET", "paper_form",             "200 403 403 403 403 403 403 401"),
    ("api:paper-form-find", "GET", "",                         "400 403 403 403 403 403 403 401"),
    ("api:paper-form-entry", "POST", "paper_form",             "200 403 403 403 403 403 403 401"),
    ("api:paper-answer-list", "GET", "?region",                "200 403 403 403 403 403 403 401", "same"),
    ("api:paper-answer-detail", "GET", "paper_answer",         "200 403 403 403 403 403 403 401"),
    ("api:paper-answer-take", "POST", "paper_answer",          "200 403 403 403 403 403 403 401"),
    ("api:paper-answer-dismiss", "POST", "paper_answer",       "200 403 403 403 403 403 403 401"),
)
# fmt: on
