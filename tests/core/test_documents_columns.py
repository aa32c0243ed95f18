"""Sharing a table's width among its columns."""

from __future__ import annotations

from core.documents.columns import lay_out
from core.documents.schema import Table
from tests.core.sample_documents import PROGRESS, lagging_table

LINE_PT = 442.2
LANDSCAPE_PT = 637.8


def test_numbers_are_right_aligned_names_centred_and_long_text_left() -> None:
    aligns = lay_out(lagging_table(), LANDSCAPE_PT).aligns
    assert aligns == [
        "right", "center", "left", "center", "center", "center", "right", "right", "right", "left",
    ]  # fmt: skip


def test_shares_fill_the_line() -> None:
    for table in (PROGRESS, lagging_table()):
        assert abs(sum(lay_out(table, LINE_PT).shares) - 1) < 1e-9


def test_long_text_gets_the_room_to_spare() -> None:
    shares = lay_out(lagging_table(), LANDSCAPE_PT).shares
    assert max(shares) == shares[2]
    assert shares[2] > 2 * shares[3]


def test_unbreakable_words_shrink_the_type_until_they_fit() -> None:
    code = "530102202300000001"
    table: Table = {
        "type": "table",
        "columns": [{"label": f"列{n}"} for n in range(6)],
        "rows": [[code] * 6],
    }
    layout = lay_out(table, LINE_PT)
    assert layout.size < 12
    assert all(share * LINE_PT > len(code) * 0.5 * layout.size for share in layout.shares)


def test_given_widths_are_kept_in_proportion() -> None:
    table: Table = {
        "type": "table",
        "columns": [{"label": "甲", "width": 1}, {"label": "乙", "width": 3}],
        "rows": [["一", "二"]],
    }
    shares = lay_out(table, LINE_PT).shares
    assert abs(shares[1] / shares[0] - 3) < 1e-9
