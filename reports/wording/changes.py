"""What changed between two versions of a bulletin's words, passage by passage."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reports.wording.lint import HEAD


class Reworded(NamedTuple):
    """One passage before and after; empty on the side where it is absent."""

    place: str
    before: str
    after: str


def reworded(
    title: str, text: Mapping[str, Any], new_title: str, new_text: Mapping[str, Any]
) -> list[Reworded]:
    """Return the passages that differ, in the order of the document."""
    old, new = dict(_passages(title, text)), dict(_passages(new_title, new_text))
    places = list(dict.fromkeys([*new, *old]))
    return [
        Reworded(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    ]


def _passages(title: str, text: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "标题", title
    for key, label in HEAD.items():
        yield label, text.get(key, "")
    for section in text.get("sections", []):
        for number, words in enumerate(section["paragraphs"], 1):
            yield f"{section['title']}第{number}段", words
    for name, codes in text.get("named", {}).items():
        yield f"{name}列名地区", "、".join(str(code) for code in codes)
