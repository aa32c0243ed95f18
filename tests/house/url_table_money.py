"""Sources, receipts, batches and the gap × every role, as in `url_table`."""

from typing import Final

Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]

# fmt: off
ROWS: Final[tuple[Row, ...]] = (
    # --- money: clerk reviewer office leader, system security auditor, nobody
    ("funding:source_new", "GET", "project",                   "200 403 200 403 403 403 403 302", "404"),
    ("funding:source_new", "POST", "project",                  "422 403 422 403 403 403 403 302", "404"),
    ("funding:source_edit", "GET", "source",                   "200 403 200 403 403 403 403 302", "404"),
    ("funding:source_edit", "POST", "source",                  "422 403 422 403 403 403 403 302", "404"),
    ("funding:income_new", "GET", "project",                   "200 403 200 403 403 403 403 302", "404"),
    ("funding:income_new", "POST", "project",                  "422 403 422 403 403 403 403 302", "404"),
    ("funding:income_edit", "GET", "income",                   "200 403 200 403 403 403 403 302", "404"),
    ("funding:income_edit", "POST", "income",                  "422 403 422 403 403 403 403 302", "404"),
    ("funding:receipt_new", "GET", "source",                   "200 403 200 403 403 403 403 302", "404"),
    ("funding:receipt_new", "POST", "source",                  "422 403 422 403 403 403 403 302", "404"),
    ("funding:receipt", "GET", "receipt",                      "200 200 200 200 403 403 403 302"),
    ("funding:receipt_file", "GET", "receipt_file",            "200 200 200 200 403 403 403 302"),
    ("funding:receipt_reverse", "GET", "receipt",              "403 200 200 403 403 403 403 302", "404"),
    ("funding:receipt_reverse", "POST", "receipt",             "403 422 422 403 403 403 403 302", "404"),
    ("funding:payment_reverse", "GET", "payment",              "403 200 200 403 403 403 403 302", "404"),
    ("funding:payment_reverse", "POST", "payment",             "403 422 422 403 403 403 403 302", "404"),
    ("funding:kinds", "GET", "",                               "200 200 200 200 403 403 403 302"),
    ("funding:kind_new", "GET", "",                            "403 403 200 403 403 403 403 302"),
    ("funding:kind_new", "POST", "",                           "403 403 422 403 403 403 403 302"),
    ("funding:kind_edit", "GET", "source_kind",                "403 403 200 403 403 403 403 302", "same"),
    ("funding:kind_edit", "POST", "source_kind",               "403 403 422 403 403 403 403 302", "same"),
    ("funding:gaps", "GET", "?region",                         "200 200 200 200 403 403 403 302", "same"),
    ("funding:cashbook", "GET", "?region",                     "200 200 200 200 403 403 403 302", "same"),
    ("funding:unfunded", "GET", "?region",                     "200 200 200 200 403 403 403 302", "same"),
    ("funding:batches", "GET", "?region",                      "200 200 200 200 403 403 403 302", "same"),
    ("funding:batch_new", "GET", "",                           "403 403 200 403 403 403 403 302"),
    ("funding:batch_new", "POST", "",                          "403 403 422 403 403 403 403 302"),
    ("funding:batch", "GET", "batch",                          "200 200 200 200 403 403 403 302"),
    ("funding:batch_edit", "GET", "batch",                     "403 403 200 403 403 403 403 302", "404"),
    ("funding:batch_edit", "POST", "batch",                    "403 403 422 403 403 403 403 302", "404"),
    ("funding:allocate", "GET", "batch",                       "403 403 200 403 403 403 403 302", "404"),
    ("funding:allocate", "POST", "batch",                      "403 403 422 403 403 403 403 302", "404"),
    ("funding:calculator", "GET", "",                          "200 200 200 200 403 403 403 302"),
    ("funding:rules", "GET", "",                               "200 200 200 200 403 403 403 302"),
    ("funding:rule_new", "GET", "",                            "403 403 200 403 403 403 403 302"),
    ("funding:rule_new", "POST", "",                           "403 403 422 403 403 403 403 302"),
    ("api:funding-source-list", "POST", "",                    "400 403 400 403 403 403 403 401"),
    ("api:funding-source-detail", "PATCH", "source",           "400 403 400 403 403 403 403 401"),
    ("api:receipt-list", "POST", "",                           "400 403 400 403 403 403 403 401"),
    ("api:receipt-reverse", "POST", "receipt",                 "403 400 400 403 403 403 403 401"),
    ("api:payment-reverse", "POST", "payment",                 "403 400 400 403 403 403 403 401"),
)
# fmt: on
