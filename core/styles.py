"""One stylesheet out of several files: `css/portal.css` is the files of SHEETS one after another.

A browser waits for every stylesheet before it paints, so pages link a single one; people read the
rules by task, so they stand in files of their own. As a staticfiles finder this needs no step that
somebody could forget: `runserver` joins anew what has changed, `collectstatic` collects the result.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

SHEET: Final = "css/portal.css"
# in the order of the cascade: what adapts to screen, reader and paper comes last
SHEETS: Final = (
    "tokens", "base", "frame", "components", "tables", "forms",
    "weekly", "papers", "areas", "charts", "screen", "phone", "care", "print",
)  # fmt: skip


class StylesFinder(BaseFinder):
    """Finds the joined stylesheet, and nothing else."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(joined())] if path == SHEET else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        joined()
        yield SHEET, FileSystemStorage(location=_folder())


def joined() -> Path:
    """Return the joined file, written anew when a source has changed."""
    target = _folder() / SHEET
    content = "".join(source.read_text(encoding="utf-8") for source in sources())
    if not target.is_file() or target.read_text(encoding="utf-8") != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{uuid4().hex}")  # processes may join at the same time
        draft.write_text(content, encoding="utf-8")
        draft.replace(target)
    return target


def sources() -> Sequence[Path]:
    """Return the files that are joined, in their order."""
    return [settings.BASE_DIR / "static" / "css" / f"{name}.css" for name in SHEETS]


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "styles"
