"""The contact index: every picture that was taken, and every page that was not."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.shots.browse import SIZES, Person

STYLE = """
body { font: 14px/1.5 sans-serif; margin: 1rem; }
figure { display: inline-block; vertical-align: top; margin: 0 1rem 1.5rem 0; }
img { display: block; border: 1px solid #999; object-fit: cover; object-position: top; }
.desk { width: 460px; height: 320px; } .phone { width: 150px; height: 320px; }
figcaption a + a { display: inline-block; } .pair { display: flex; gap: 6px; }
nav a { margin-right: 1rem; }
"""


def write(folder: Path, people: Sequence[Person]) -> Path:
    """Write index.html beside the pictures; return its path."""
    jump = "".join(f'<a href="#{one.person}">{one.person} {len(one.shots)}</a>' for one in people)
    body = "".join(_person(folder, one) for one in people)
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>截图</title>'
        f"<style>{STYLE}</style><h1>每页 × 每个角色</h1><nav>{jump}</nav>{body}</html>"
    )
    target = folder / "index.html"
    target.write_text(page)
    return target


def _person(folder: Path, one: Person) -> str:
    missed = "".join(f"<li>{name}：{escape(why)}</li>" for name, why in sorted(one.missed.items()))
    shots = "".join(_shot(folder, one, name) for name in sorted(one.shots))
    return f'<h2 id="{one.person}">{one.person}</h2><ul>{missed}</ul>{shots}'


def _shot(folder: Path, one: Person, name: str) -> str:
    shot = one.shots[name]
    links = "".join(
        f'<a href="{path}"><img class="{size}" src="{path}" loading="lazy" alt="{escape(shot.title)}"></a>'
        for size in SIZES
        if size in shot.files
        for path in [shot.files[size].relative_to(folder).as_posix()]
    )
    text = f"{escape(shot.title)}<br>{name} <code>{escape(shot.url)}</code>"
    return f'<figure><div class="pair">{links}</div><figcaption>{text}</figcaption></figure>'
