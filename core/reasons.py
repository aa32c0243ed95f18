"""Words that a person types into a form: kept whole or refused with the limit, never cut."""

import re
from typing import Final

from core.exceptions import Refusal

LONGEST_REASON: Final = 300
# what a database or XML cannot hold, NUL and lone surrogates among it
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def checked_words(text: str, label: str, longest: int, field: str | None = None) -> str:
    """Return words trimmed, with one kind of line end; Refusal when too long or not printable.

    A browser counts a line end as one character and sends two, so length is counted afterwards.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if CONTROL.search(words):
        raise Refusal(f"{label}中有看不见的控制字符，请删去后重新填写。", field)
    if len(words) > longest:
        raise Refusal(f"{label}最多{longest}字，现有{len(words)}字，请精简。", field)
    return words


def checked_reason(
    text: str, ask: str, field: str = "reason", longest: int = LONGEST_REASON
) -> str:
    """Return why something is done, as it will be kept; Refusal `ask` when nothing is given."""
    reason = checked_words(text, "原因", longest, field)
    if not reason:
        raise Refusal(ask, field)
    return reason
