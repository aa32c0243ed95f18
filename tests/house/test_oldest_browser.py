"""Styles and scripts keep to Chromium 95: `make lint` refuses what came later."""

import os
import subprocess

import pytest

from scripts import frontend

CSS = (
    ".a:has(.b) { color: red; }",
    ".a { & .b { color: red; } }",
    ".a { color: color-mix(in srgb, red, blue); }",
    ".a { height: 100dvh; }",
    "@layer a { .b { color: red; } }",
    "@container (min-width: 1px) { .a { color: red; } }",
    "@media (width >= 500px) { .a { color: red; } }",
    ".a { translate: 3px; }",
)
SCRIPTS = (
    "structuredClone({});",
    "[1].toSorted();",
    "[1].findLast((one) => one);",
    "Object.groupBy([], (one) => one);",
    "AbortSignal.timeout(3);",
    "document.body.showPopover();",
    "const a = /a/v;",
)
KNOWN = "const b = [1].at(-1) ?? Object.hasOwn({}, 'a'); class A { #c = 1; } crypto.randomUUID();"


def refused(tool: str, name: str, text: str) -> str:
    """Return what a checker says of a file of ours that holds this text."""
    node = frontend.node_bin()
    flag = "--stdin" if tool == "eslint" else "--no-color"
    done = subprocess.run(
        [f"node_modules/.bin/{tool}", flag, "--stdin-filename", name],
        cwd=frontend.ROOT,
        env={**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"},
        input=text,
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode in {0, 1, 2}, said
    assert "Error:" not in said
    return said if done.returncode else ""


def test_newer_styles_are_refused() -> None:
    said = refused("stylelint", "static/css/new.css", "\n".join(CSS))
    for line, text in enumerate(CSS, 1):
        assert f"\n  {line}:" in said, text


def test_newer_interfaces_are_refused() -> None:
    said = refused("eslint", "static/js/new.js", "\n".join(SCRIPTS[:-1]))
    for line, text in enumerate(SCRIPTS[:-1], 1):
        assert f"\n  {line}:" in said, text


@pytest.mark.parametrize("folder", ["js", "vendor"])
def test_newer_syntax_is_refused(folder: str) -> None:
    assert "1:" in refused("eslint", f"static/{folder}/new.js", SCRIPTS[-1])


def test_what_chromium_95_knows_is_not_refused() -> None:
    assert refused("eslint", "static/js/new.js", KNOWN) == ""
    assert refused("stylelint", "static/css/new.css", ".a { inset: 0; gap: 1px; }") == ""
