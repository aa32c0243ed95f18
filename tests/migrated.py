"""Databases with every migration, kept between runs: a PostgreSQL data folder and an SQLite file.

The state of the models is rendered anew for every operation, so that all migrations together take
most of a minute. They are run once for each set of migrations; a run copies the folder that is
kept, and its databases are cloned from TEMPLATE. A test that wants SQLite copies the file.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATE: Final = "migrated"
FEW: Final = 8


def kept_folder(binaries: Path) -> Path:
    """Return where the data folder of these migrations and this server is kept, there or not."""
    return _home() / f"postgres-{_digest(str(binaries.resolve()))}"


def sqlite(target: Path) -> None:
    """Make an SQLite database with every migration."""
    shutil.copyfile(kept_sqlite(), target)


def kept_sqlite() -> Path:
    """Return the SQLite file of these migrations; of two that want it made, one waits."""
    kept = _home() / f"sqlite-{_digest(sqlite3.sqlite_version)}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with open(kept.with_name("sqlite.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
            migrate(f"sqlite:///{unfinished}")
            unfinished.rename(kept)
            for old in _by_age("sqlite-*")[:-FEW]:
                old.unlink()
    return kept


def migrate(database_url: str) -> None:
    """Bring an empty database to the newest migrations; RuntimeError with what was printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"migrate failed:\n{done.stdout}{done.stderr}")


def keep(data: Path, kept: Path) -> None:
    """Keep the folder of a stopped server; of older ones stay a few."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copytree(data, unfinished)
    try:
        unfinished.rename(kept)
    except OSError:  # another run was faster
        shutil.rmtree(unfinished)
    for old in _by_age("postgres-*")[:-FEW]:
        shutil.rmtree(old, ignore_errors=True)


def _digest(machine: str) -> str:
    """Hash what decides how a migrated database looks, so that a change of it is migrated anew."""
    digest = hashlib.sha256(machine.encode())
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _sources() -> list[Path]:
    """Return our own migrations, the modules of core that they name, and the list of packages."""
    own = sorted(ROOT.glob("*/migrations/*.py"))
    named = {name for path in own for name in re.findall(r"\bcore\.(\w+)", path.read_text())}
    helpers = [ROOT / "core" / f"{name}.py" for name in sorted(named)]
    return [*own, *filter(Path.is_file, helpers), ROOT / "requirements.txt"]


def _by_age(pattern: str) -> list[Path]:
    return sorted(_home().glob(pattern), key=lambda path: path.stat().st_mtime)


def _home() -> Path:
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "renovation-portal-tests"
