"""What changed between two versions of a bulletin's words, passage by passage."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reports.wording.fields import NAMED
from reports.wording.lint import HEAD


class Reworded(NamedTuple):
    """One passage before and after; empty on the side where it is absent."""

    place: str
    before: str
    after: str


def reworded(
    title: str,
    text: Mapping[str, Any],
    new_title: str,
    new_text: Mapping[str, Any],
    names: Mapping[int, str],
) -> list[Reworded]:
    """Return the passages that differ, in the order of the document; `names` are the regions'."""
    old = dict(_passages(title, text, names))
    new = dict(_passages(new_title, new_text, names))
    places = list(dict.fromkeys([*new, *old]))
    return [
        Reworded(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    ]


def _passages(
    title: str, text: Mapping[str, Any], names: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    yield "标题", title
    for key, label in HEAD.items():
        yield label, text.get(key, "")
    for section in text.get("sections", []):
        for number, words in enumerate(section["paragraphs"], 1):
            yield f"{section['title']}第{number}段", words
    for name in NAMED:
        codes = text.get("named", {}).get(name)
        listed = (
            "全部" if codes is None else "、".join(names.get(code, str(code)) for code in codes)
        )
        yield f"{name}列名地区", listed or "无"
