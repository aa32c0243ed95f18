"""Pinyin initials: 朝阳小区 is found by cyxq."""

import re
import unicodedata
from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

LETTERS: Final = re.compile(r"[a-z0-9]+")
# as places are called, where the dictionary has another word first
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]]})


def initials(text: str, longest: int = 200) -> str:
    """Return the first letter of each character's usual reading, letters and digits kept, in small."""
    plain = unicodedata.normalize("NFKC", text)
    found = "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER, strict=False)).lower()
    return "".join(LETTERS.findall(found))[:longest]


def as_initials(typed: str) -> str | None:
    """Return what was typed if it can stand for initials, else None."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").lower()
    return plain if LETTERS.fullmatch(plain) else None
