"""Home, its lists, downloads and what is open to the public × every role, as in `url_table`."""

from typing import Final

from tests.house.url_table import Row

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    ("reports:home_rest", "GET", "",                           "403 403 200 403 403 403 403 302"),
    ("projects:weekly_entries", "GET", "",                     "200 200 200 200 403 403 403 302"),
    ("reports:downloads", "GET", "",                           "200 200 200 200 403 403 403 302"),
    ("reports:report_files", "GET", "bulletin",                "200 200 200 200 403 403 403 302"),
    ("reports:bulletin_publish", "POST", "bulletin",           "403 403 422 403 403 403 403 302"),
    ("reports:bulletin_unpublish", "POST", "bulletin",         "403 403 422 403 403 403 403 302"),
    ("public_bulletins:list", "GET", "",                       "200 200 200 200 200 200 200 200"),
    # a month that is opened shows nothing before its bulletin is issued
    ("public_bulletins:file", "GET", "publication",            "404 404 404 404 404 404 404 404"),
    ("projects:benefits", "GET", "?region",                    "200 200 200 200 403 403 403 302"),
    ("projects:showcases", "GET", "?region",                   "200 200 200 200 403 403 403 302", "same"),
    ("projects:showcase", "GET", "showcase",                   "200 200 200 200 403 403 403 302"),
    ("projects:showcase_new", "GET", "",                       "403 403 200 403 403 403 403 302"),
    ("projects:showcase_new", "POST", "",                      "403 403 422 403 403 403 403 302"),
    ("projects:showcase_edit", "GET", "showcase",              "403 403 200 403 403 403 403 302", "404"),
    ("projects:showcase_edit", "POST", "showcase",             "403 403 422 403 403 403 403 302", "404"),
    ("projects:showcase_end", "GET", "showcase",               "403 403 200 403 403 403 403 302", "404"),
    ("projects:showcase_end", "POST", "showcase",              "403 403 422 403 403 403 403 302", "404"),
    ("projects:highlights", "GET", "?region",                  "200 200 200 200 403 403 403 302", "same"),
    ("projects:highlight_new", "GET", "project",               "200 403 200 403 403 403 403 302", "404"),
    ("projects:highlight_new", "POST", "project",              "422 403 422 403 403 403 403 302", "404"),
    ("projects:project_results", "GET", "project",             "200 200 200 200 403 403 403 302"),
    ("projects:highlight", "GET", "highlight",                 "200 200 200 200 403 403 403 302"),
    ("projects:highlight_edit", "GET", "highlight",            "200 403 200 403 403 403 403 302", "404"),
    ("projects:highlight_edit", "POST", "highlight",           "422 403 422 403 403 403 403 302", "404"),
    ("projects:highlight_withdraw", "GET", "highlight",        "200 403 200 403 403 403 403 302", "404"),
    ("projects:highlight_withdraw", "POST", "highlight",       "422 403 422 403 403 403 403 302", "404"),
    ("projects:highlight_photo", "GET", "highlight_photo",     "200 200 200 200 403 403 403 302"),
    ("api:showcase-list", "GET", "",                               "200 200 200 200 403 403 403 401"),
    ("api:showcase-detail", "GET", "showcase",                     "200 200 200 200 403 403 403 401"),
    ("api:highlight-list", "GET", "",                              "200 200 200 200 403 403 403 401"),
    ("api:highlight-detail", "GET", "highlight",                   "200 200 200 200 403 403 403 401"),
    ("projects:silent", "GET", "",                             "200 200 200 200 403 403 403 302"),
)
# fmt: on
