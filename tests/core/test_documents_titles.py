"""Breaking long titles into lines that read well and stand well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.titles import LINE_EM, break_title, width


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于对未按期开工项目实施约谈的通知", ["关于对未按期开工项目实施约谈的通知"]),
        (
            "云江市城镇老旧小区改造工作领导小组办公室关于2023年7月全市城镇老旧小区改造工作进展情况的通报",
            [
                "云江市城镇老旧小区改造工作领导小组办公室",
                "关于2023年7月全市城镇老旧小区",
                "改造工作进展情况的通报",
            ],
        ),
        (
            "临江市住房和城乡建设局关于2026年3月全市城镇老旧小区改造工程进展情况的通报",
            ["临江市住房和城乡建设局", "关于2026年3月全市城镇老旧小区", "改造工程进展情况的通报"],
        ),
        (
            "关于2023年7月全市城镇老旧小区改造工作进展情况的通报",
            ["关于2023年7月全市城镇老旧小区", "改造工作进展情况的通报"],
        ),
    ],
)
def test_titles_break_where_they_read_well(title: str, lines: list[str]) -> None:
    assert list(break_title(title)) == lines


@given(
    st.lists(
        st.sampled_from(
            ["老旧小区", "2023年", "（区）", "改造", "市", "的", "关于", "情况", "〔2023〕", "局"]
        ),
        max_size=40,
    )
)
def test_nothing_is_lost_and_no_line_is_too_long(words: list[str]) -> None:
    title = "".join(words)
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(width(line) <= LINE_EM for line in lines)
    if width(title) <= 2 * LINE_EM:
        assert len(lines) <= 3


def test_set_phrases_and_numbers_stay_whole() -> None:
    for length in range(4, 30):
        title = "某" * length + "老旧小区改造2023年第30周调度情况的通报"
        joined = "|".join(break_title(title))
        for whole in ("老旧小区", "2023年", "第30周", "通报"):
            assert whole in joined
