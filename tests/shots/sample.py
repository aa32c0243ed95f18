"""A district with one row of each kind, for the pages that no link of the demo city reaches.

Run as a program it writes that district into an empty database and prints, as JSON, the session of
each person and where each page stands: what the tests' table of URLs says that the person may read.
"""

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from scripts import processes
from tests import migrated
from tests.servers import redis

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2023-07-31"  # the day of the district's rows


@dataclass(frozen=True)
class Sample:
    """A portal with that district: its address, sessions by person, pages by person and name."""

    base: str
    sessions: dict[str, str]
    pages: dict[str, dict[str, str]]


@contextlib.contextmanager
def sample_district(folder: Path) -> Iterator[Sample]:
    """Build the district in a folder and run a portal on it."""
    folder.mkdir(parents=True, exist_ok=True)
    database, log, port = folder / "db.sqlite3", folder / "web.log", processes.free_port()
    migrated.sqlite(database)
    with redis() as queue:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{database}",
            "REDIS_URL": queue,
            "PORTAL_DATE": TODAY,
            "PORTAL_VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
        }
        told: dict[str, Any] = json.loads(_run(environment, "-m", "tests.shots.sample"))
        address = f"{processes.LOCALHOST}:{port}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", address]
        child = processes.start(command, log=log, environment=environment, cwd=ROOT)
        try:
            processes.wait_until(lambda: _answers(address), child, seconds=120, log=log)
            yield Sample(f"http://{address}", told["sessions"], told["pages"])
        finally:
            processes.stop(child)


def _run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def _answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{address}/accounts/login/"):
        return True
    return False


def main() -> None:
    from tests.house.url_table import tables  # noqa: PLC0415  (models, once Django is set up)
    from tests.house.url_world import PEOPLE, address, two_districts  # noqa: PLC0415

    world = two_districts("示例区")
    pages: dict[str, dict[str, str]] = {person: {} for person in PEOPLE}
    for name, method, target, statuses, *_ in tables():
        for person, status in zip(PEOPLE, statuses.split(), strict=True):
            if method == "GET" and status == "200":
                pages[person].setdefault(name, address(world.own, name, target)[0])
    cookies = {person: client.cookies.get("sessionid") for person, client in world.clients.items()}
    sessions = {person: cookie.value for person, cookie in cookies.items() if cookie}
    print(json.dumps({"sessions": sessions, "pages": pages}))


if __name__ == "__main__":
    django.setup()
    main()
