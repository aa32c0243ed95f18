"""Which fonts official documents are set in, where they lie, and how the free ones are fetched.

GB/T 9704-2012 names faces (小标宋, 仿宋, 楷体, 黑体, 宋体) that need a licence or come with an office suite. In order of
preference: the operator's own folder (``PORTAL_FONTS_DIR``, else ``fonts/``), the folder that the set-up fills
(``var/fonts/``: Fandol out of Debian's ``texlive-lang-chinese``), and Noto Serif SC / Noto Sans SC out of the wheel
``pylopdf-fonts-zh-cn``, which are always there. Nothing is read from the system, so that two machines with the same
folders print the same bytes.

``python -m core.fonts`` fills ``var/fonts/``.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pylopdf_fonts_zh_cn
import typst

BASE_DIR: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "texlive-lang-chinese"
FETCHED: Final = (
    "FandolFang-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolSong-Regular.otf",
)
NOTO_SERIF: Final = "Noto Serif SC"
NOTO_SANS: Final = "Noto Sans SC"


class Role(NamedTuple):
    """A face that the standard asks for: its families by preference, then what stands in for it."""

    name: str
    families: tuple[str, ...]
    stand_in: str
    stand_in_label: str


ROLES: Final[dict[str, Role]] = {
    "title": Role(
        "小标宋",
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
        NOTO_SERIF,
        "思源宋体（加粗）",
    ),
    "fang": Role(
        "仿宋",
        ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "FandolFang R", "FandolFang"),
        NOTO_SERIF,
        "思源宋体",
    ),
    "kai": Role(
        "楷体",
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "FandolKai"),
        NOTO_SERIF,
        "思源宋体",
    ),
    "hei": Role("黑体", ("黑体", "SimHei", NOTO_SANS), NOTO_SANS, "思源黑体"),
    "song": Role("宋体", ("宋体", "SimSun", "FandolSong", NOTO_SERIF), NOTO_SERIF, "思源宋体"),
    "latin": Role(
        "Times New Roman", ("Times New Roman", "Libertinus Serif"), "Libertinus Serif", ""
    ),
}


def operator_directory() -> Path:
    """The folder of the operator's own licensed fonts; it need not exist."""
    return Path(os.environ.get("PORTAL_FONTS_DIR") or BASE_DIR / "fonts")


def fetched_directory() -> Path:
    """The folder that ``fetch`` fills; it need not exist."""
    return Path(os.environ.get("PORTAL_VAR_DIR") or BASE_DIR / "var") / "fonts"


def directories() -> list[Path]:
    """The font folders that exist, the preferred one first."""
    packaged = pylopdf_fonts_zh_cn.serif_path().parent
    return [d for d in (operator_directory(), fetched_directory(), packaged) if d.is_dir()]


@functools.lru_cache(maxsize=4)
def _load(stamped: tuple[tuple[str, int], ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[name for name, _ in stamped],
    )


def book() -> typst.Fonts:
    """The index of all fonts, built once and again when a folder changes (glyphs are read on demand)."""
    return _load(tuple((str(d), d.stat().st_mtime_ns) for d in directories()))


def families() -> dict[str, list[str]]:
    """Role → families that are here, in order; the stand-in is always last, so that no list is empty."""
    present = set(book().families())
    chosen: dict[str, list[str]] = {}
    for key, role in ROLES.items():
        found = [name for name in role.families if name in present]
        chosen[key] = found if role.stand_in in found else [*found, role.stand_in]
    return chosen


def is_stand_in(role: str) -> bool:
    """Whether none of the role's own families is here."""
    return not set(ROLES[role].families) & set(book().families())


def stand_ins() -> list[str]:
    """The faces that something else stands in for, in words for a page: ``["仿宋（以思源宋体代替）"]``."""
    return [
        f"{role.name}（以{role.stand_in_label}代替）"
        for key, role in ROLES.items()
        if is_stand_in(key)
    ]


class FetchError(Exception):
    """The free fonts could not be fetched; the message says why, in Chinese."""


def missing(target: Path | None = None) -> list[str]:
    """The files that ``fetch`` would still bring."""
    folder = target or fetched_directory()
    return [name for name in FETCHED if not (folder / name).is_file()]


def fetch(target: Path | None = None) -> list[Path]:
    """Put the Fandol fonts into ``target`` (default ``var/fonts/``) without installing anything.

    Returns the files brought, none on a second call. Raises :class:`FetchError` where apt is absent or has no
    such package; nothing is left half-written.
    """
    folder = target or fetched_directory()
    wanted = missing(folder)
    if not wanted:
        return []
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FetchError("本机没有 apt，无法取得仿宋、楷体，将以思源宋体代替")
    with tempfile.TemporaryDirectory() as scratch:
        return _unpack(_download(Path(scratch)), wanted, folder)


def _download(scratch: Path) -> Path:
    command = ["apt-get", "download", PACKAGE]
    if not _run(command, scratch):
        _run(["apt-get", "update"], scratch)
        if not _run(command, scratch):
            raise FetchError(f"apt 未能下载 {PACKAGE}，将以思源宋体代替仿宋、楷体")
    return next(scratch.glob(f"{PACKAGE}_*.deb"))


def _run(command: Sequence[str], folder: Path) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 — our own words, no shell
            command, cwd=folder, capture_output=True, timeout=300, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _unpack(package: Path, wanted: Sequence[str], folder: Path) -> list[Path]:
    """Each file appears whole or not at all, even with two set-ups at once."""
    unpacked = package.parent / "unpacked"
    _run(["dpkg-deb", "-x", str(package), str(unpacked)], package.parent)
    found = {path.name: path for path in unpacked.rglob("*.otf") if path.name in wanted}
    if len(found) < len(wanted):
        raise FetchError(f"{PACKAGE} 中缺少字体：{'、'.join(sorted(set(wanted) - set(found)))}")
    folder.mkdir(parents=True, exist_ok=True)
    brought: list[Path] = []
    for name, path in found.items():
        partial = folder / f".{name}.{os.getpid()}"
        shutil.copyfile(path, partial)
        brought.append(partial.replace(folder / name))
    return brought


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    """Fetch, and say in one line what is there. Absent fonts are no failure: documents print without them."""
    try:
        brought = fetch()
    except FetchError as error:
        _say(f"字体：{error}")
        return 0
    verb = "已取得" if brought else "已就绪"
    _say(f"字体：{verb} {'、'.join(Path(name).stem for name in FETCHED)}（{fetched_directory()}）")
    if others := stand_ins():
        _say(f"字体：{'；'.join(others)}。自有授权字体可放入 {operator_directory()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
