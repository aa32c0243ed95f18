"""Where fonts are found, and how the free ones are fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

from core import fonts


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Neither operator's nor fetched fonts."""
    monkeypatch.setenv("PORTAL_FONTS_DIR", str(tmp_path / "own"))
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path / "var"))
    return tmp_path


def test_packaged_fonts_are_always_there(bare: Path) -> None:
    assert [d.name for d in fonts.directories()] == ["pylopdf_fonts_zh_cn"]
    assert all(fonts.families().values())
    assert fonts.families()["fang"] == ["Noto Serif SC"]


def test_what_stands_in_is_said(bare: Path) -> None:
    assert fonts.stand_ins() == [
        "小标宋（以思源宋体（加粗）代替）",
        "仿宋（以思源宋体代替）",
        "楷体（以思源宋体代替）",
    ]


def test_operators_folder_comes_first_and_is_noticed_at_once(bare: Path) -> None:
    assert len(fonts.directories()) == 1
    own = bare / "own"
    own.mkdir()
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), own / "own.otf")
    assert fonts.directories()[0] == own
    assert str(own / "own.otf") in [font.path for font in fonts.book().fonts()]


def test_fetch_does_nothing_when_all_is_there(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fonts.fetched_directory()
    folder.mkdir(parents=True)
    for name in fonts.FETCHED:
        (folder / name).write_bytes(b"")
    monkeypatch.setenv("PATH", "")
    assert fonts.fetch() == []


def test_without_apt_the_set_up_goes_on(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(fonts.FetchError, match="没有 apt"):
        fonts.fetch()
    assert fonts.main() == 0
    assert "没有 apt" in capsys.readouterr().out
