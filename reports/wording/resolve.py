"""Words with fields into text, with the footnotes that explained checks print."""

from collections.abc import Mapping
from typing import Any

from core.documents.schema import Run
from reports.wording.fields import TOKEN, Field


def plain(words: str, fields: Mapping[str, Field]) -> str:
    """Return words with every field replaced; an unknown name stays as it is."""
    return TOKEN.sub(lambda m: fields[m[1]].value if m[1] in fields else m[0], words)


class Footnotes:
    """Notes that still look for the first field they belong to, by indicator."""

    def __init__(self, notes: Mapping[str, list[str]]) -> None:
        self._waiting = {anchor: list(texts) for anchor, texts in notes.items()}

    def take(self, field: Field) -> str | None:
        """Return the notes of a field, joined, and mark them as placed."""
        texts = [t for anchor in field.anchors for t in self._waiting.pop(anchor, [])]
        return "".join(texts) or None

    @property
    def left(self) -> list[str]:
        return [text for texts in self._waiting.values() for text in texts]


def runs(words: str, fields: Mapping[str, Field], notes: Footnotes) -> list[Run]:
    """Return a paragraph's runs: text, and each field as a run of its own if it has a note."""
    found: list[Run] = []
    end = 0
    for match in TOKEN.finditer(words):
        field = fields.get(match[1])
        _append(found, words[end : match.start()])
        end = match.end()
        if field is None:
            _append(found, match[0])
            continue
        note = notes.take(field)
        if note is None:
            _append(found, field.value)
        else:
            found.append({"text": field.value, "footnote": note})
    _append(found, words[end:])
    return found


def _append(found: list[Run], text: str) -> None:
    """Add plain text, to the run before where that has no note."""
    if not text:
        return
    if found and "footnote" not in found[-1]:
        found[-1]["text"] += text
    else:
        found.append({"text": text})


def preview(text: Mapping[str, Any], fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    """Return the sections as a page shows them: titles and plain paragraphs."""
    return [
        {
            "key": section["key"],
            "title": section["title"],
            "paragraphs": [plain(words, fields) for words in section["paragraphs"]],
        }
        for section in text["sections"]
    ]
