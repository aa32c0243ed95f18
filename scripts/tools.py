"""System software that tests need: Chromium, a Chinese font, poppler, PostgreSQL and Redis.

Debian packages where we are root and apt-get is there. Elsewhere servers come from wheels
(tests/servers.py) and Chromium from Playwright; what is still missing then is named.
"""

import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def on_path(*programs: str) -> bool:
    return any(shutil.which(program) for program in programs)


def has_chinese_font() -> bool:
    if not on_path("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True)
    return bool(found.stdout.strip())


def has_chromium() -> bool:
    """Debian's, or the one that Playwright has downloaded."""
    if on_path("chromium"):
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)


def has_postgres() -> bool:
    return bool(glob.glob("/usr/lib/postgresql/*/bin/postgres")) or on_path("postgres")


# Debian package: whether the machine has what it brings.
PACKAGES: dict[str, Callable[[], bool]] = {
    "chromium": has_chromium,
    "fonts-noto-cjk": has_chinese_font,
    "poppler-utils": lambda: on_path("pdftotext"),
    "postgresql": has_postgres,
    "redis-server": lambda: on_path("redis-server", "valkey-server"),
}
FROM_WHEELS = {"postgresql", "redis-server"}


def missing() -> list[str]:
    return [package for package, present in PACKAGES.items() if not present()]


def apt_install(packages: list[str]) -> None:
    """RUNLEVEL=1 keeps the installed servers from starting by themselves."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    for arguments in (["update", "-qq"], command):
        done = subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"[tools] apt-get {arguments[0]} ended with {done.returncode}", file=sys.stderr)


def main() -> int:
    wanted = missing()
    if wanted and os.geteuid() == 0 and on_path("apt-get"):
        print(f"[tools] apt-get install {' '.join(wanted)}", flush=True)
        apt_install(wanted)
        wanted = missing()
    if "chromium" in wanted:
        print("[tools] chromium by Playwright", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
        wanted = missing()
    wanted = [package for package in wanted if package not in FROM_WHEELS]
    if wanted:
        print(
            f"[tools] tests need {', '.join(wanted)}; as root: apt-get install {' '.join(wanted)}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
