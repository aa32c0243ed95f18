"""What must not stand in a bulletin's words: placeholders, loose numbers, unknown fields."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reports.wording.fields import TOKEN
from reports.words import REQUIREMENTS

# S3-13: masked numbers left in an official report
PLACEHOLDER: Final = re.compile(
    r"[*＊]+|[_＿]{2,}|×+|[Xx]{2,}|(?<![A-Za-z0-9])[Xx](?![A-Za-z0-9])|[？?]{2,}|某某|待填|待补"
)
# a measured value typed by hand; dates, ordinals and 文号 carry none of these units
UNITS: Final = (
    r"(?:个百分点|％|%|‰|万|亿|元|个|户|栋|幢|起|件|项|处|平方米|㎡|公里|千米|米|人次|人|名|家|条|次|"
    r"套|部|台|天|倍|成|亩|吨|小区|项目|社区|街道|县区)"
)
LOOSE: Final = re.compile(
    rf"[0-9０-９][0-9０-９.,，．]*\s*(?:多|余)?\s*{UNITS}"
    r"|(?<![0-9.])[0-9０-９]+[.．][0-9０-９]+(?![0-9.．])"
    rf"|百分之[零〇一二两三四五六七八九十百点]+|[零〇一二两三四五六七八九十百千]{{2,}}\s*{UNITS}"
    r"|[一二两三四五六七八九十](?:个百分点|亿元|万元|成)"
)
# a digit right beside a field would print another number: 1{开工率} reads 187.1%
BESIDE: Final = re.compile(r"[0-9０-９.．\-－−]\{[^{}]*\}|\{[^{}]*\}[0-9０-９.．]")
GAP: Final = "\u3000"
HEAD: Final = {
    "office": "发文机关",
    "banner": "发文机关标志",
    "code": "机关代字",
    "addressee": "主送机关",
    "cc": "抄送机关",
    "printer": "印发机关",
    "opening": "开头语",
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the words: where, what stands there, what to do."""

    place: str
    found: str
    advice: str

    def __str__(self) -> str:
        return f"{self.place}：“{self.found}”{self.advice}"


def passages(title: str, text: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield (place, words, whether numbers of requirements may stand there)."""
    yield "标题", title, True
    for key, label in HEAD.items():
        yield label, text.get(key, ""), False
    for section in text.get("sections", []):
        free = section["key"] == REQUIREMENTS
        yield f"“{section['title']}”标题", section["title"], False
        for number, words in enumerate(section["paragraphs"], 1):
            yield f"“{section['title']}”第{number}段", words, free


def placeholders(title: str, text: Mapping[str, Any]) -> list[Finding]:
    """Return the placeholders left; a bulletin with one cannot be issued."""
    return [
        Finding(place, match.group(), "是占位符，请改为实际内容")
        for place, words, _ in passages(title, text)
        for match in PLACEHOLDER.finditer(TOKEN.sub(GAP, words))
    ]


def loose_numbers(title: str, text: Mapping[str, Any]) -> list[Finding]:
    """Return numbers typed by hand where a field belongs."""
    return [
        Finding(place, match.group(), "是手写的数字，请改用数据字段，如 {开工率}")
        for place, words, free in passages(title, text)
        if not free
        for match in LOOSE.finditer(TOKEN.sub(GAP, words))
    ] + [
        Finding(place, match.group(), "数字紧贴数据字段，会印成另一个数，请删去")
        for place, words, _ in passages(title, text)
        for match in BESIDE.finditer(words)
    ]


def unknown_fields(title: str, text: Mapping[str, Any], known: Iterable[str]) -> list[Finding]:
    """Return names in braces that stand for nothing, and braces left open."""
    names = set(known)
    found = []
    for place, words, _ in passages(title, text):
        for match in TOKEN.finditer(words):
            if match.group(1) not in names:
                found.append(Finding(place, match.group(), "不是数据字段，请从字段清单中选择"))
        for brace in re.findall(r"[{}]", TOKEN.sub("", words)):
            found.append(Finding(place, brace, "是多余的花括号，请删去"))
    return found
