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
    ("projects:silent", "GET", "",                             "200 200 200 200 403 403 403 302"),
)
# fmt: on
