"""Every page × every role of the URL table, each as it is for an object of one's own region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from lxml import html

from tests.house.url_table import tables
from tests.house.url_world import PEOPLE, World, address
from tests.reach.door import content

# what tells two pages apart for an eye or a screen reader; texts and addresses do not
TOLD: Final = ("class", "type", "role", "scope", "open", "disabled", "aria-current", "hx-get")
WORDS = re.compile(r"\S")


@dataclass(frozen=True)
class Visit:
    """A page as one person gets it."""

    name: str
    person: str
    url: str
    parts: frozenset[str]  # each kind of element inside of what holds it


def visits(world: World) -> Iterator[Visit]:
    """Ask for every page that a person may read; leave out files and parts of pages."""
    for name, method, target, statuses, *_ in tables():
        if method != "GET" or name.startswith("api:"):
            continue
        url, _ = address(world.own, name, target)
        for person, status in zip(PEOPLE, statuses.split(), strict=True):
            main = main_part(world, person, url) if status == "200" else None
            if main is not None:
                yield Visit(name, person, url, parts(main))


def main_part(world: World, person: str, url: str) -> Any:
    """Return what a person gets of a page beside its frame; nothing of a file or a part of a page."""
    client = world.clients[person]
    session = client.cookies.copy()
    with transaction.atomic():
        answer: Any = client.get(url)
        transaction.set_rollback(True)
    client.cookies = session
    assert answer.status_code == 200, (person, url)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return None
    page = content(answer)
    return html.document_fromstring(page.decode()).find(".//main") if b"<main" in page else None


def parts(main: Any) -> frozenset[str]:
    """Return each kind of element of a page's main part inside of what holds it, wordless."""
    kinds = {tag: kind(tag) for tag in (main.getparent(), *main.iter("*"))}
    return frozenset(kinds[tag.getparent()] + kinds[tag] for tag in main.iterdescendants("*"))


def kind(tag: Any) -> str:
    """Return what an eye or a screen reader can tell of an element without its words."""
    told = [tag.get(name) for name in TOLD if name in tag.attrib]
    texts = (tag.text, *(one.tail for one in tag))
    return f"<{tag.tag} {told}{any(WORDS.search(text or '') for text in texts)}>"
