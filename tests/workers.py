"""Real Celery workers on the test database, killed and started as the tests like.

with worker(tmp_path) as one: ...     one.kill() is SIGKILL to it and all it started
"""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from kombu import pools

from renovation.celery import app
from scripts import processes

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40.0
_numbers = itertools.count(1)


@dataclass
class Worker:
    """One worker: its process group, its name among workers, its log."""

    child: "subprocess.Popen[bytes]"
    name: str
    log: Path

    def kill(self) -> None:
        """End it with SIGKILL, together with the processes of its pool."""
        processes.signal_group(self.child.pid, signal.SIGKILL)
        self.child.wait()


def database_url() -> str:
    """Return the URL of the test database of this process."""
    values = connection.settings_dict
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return (
        f"postgres://{values['USER']}{password}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    )


@contextlib.contextmanager
def worker(folder: Path, *, today: str = "2023-07-31", **environment: str) -> Iterator[Worker]:
    """Run a worker with a pool of one until the block ends; it answers a ping before that."""
    name = f"test{next(_numbers)}@localhost"
    log = folder / f"{name}.log"
    command = [
        *(sys.executable, "-m", "celery", "-A", "renovation", "worker", "-n", name),
        *("--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"),
    ]
    variables = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "PORTAL_DATE": today,
        **environment,
    }
    child = processes.start(command, log=log, environment=variables, cwd=ROOT)
    started = Worker(child, name, log)
    try:
        inspect = app.control.inspect(destination=[name], timeout=0.5)
        processes.wait_until(lambda: bool(inspect.ping()), child, seconds=PATIENCE, log=log)
        yield started
    finally:
        processes.stop(child, patience=5)


def until(happened: Callable[[], Any], what: str, *logs: Path) -> Any:
    """Poll until `happened` returns something true and return it; fail with the logs' ends."""
    limit = time.monotonic() + PATIENCE
    while not (found := happened()):
        if time.monotonic() > limit:
            ends = "\n".join(processes.tail(log) for log in logs)
            raise AssertionError(f"{what} did not happen in {PATIENCE:.0f} s\n{ends}")
        time.sleep(0.05)
    return found


def somebody_waits_for_a_lock() -> bool:
    """Tell whether a connection of this database waits for another one's lock.

    Other databases of the server belong to tests that run beside this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks AS wanted JOIN pg_locks AS had USING (pid)"
            " JOIN pg_database ON pg_database.oid = had.database"
            " WHERE NOT wanted.granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@contextlib.contextmanager
def held(table: str) -> Iterator[Callable[[], int | None]]:
    """Lock a table so that whoever reads it waits; yields who waits, as a backend's pid.

    The lock is another connection's, so the test's own goes on.
    """
    with contextlib.closing(psycopg2.connect(database_url())) as holder:
        cursor = holder.cursor()
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        own = holder.get_backend_pid()

        def waiting() -> int | None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [own]
                )
                row = cursor.fetchone()
            return int(row[0]) if row else None

        yield waiting
        holder.rollback()


def backend_lives(pid: int) -> bool:
    """Say whether a database backend of that pid is still there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone() is not None


def waiting_messages() -> int:
    """Return how many messages wait in the queue."""
    with app.connection_for_read() as link:
        return int(link.default_channel.client.llen("celery"))


def unfinished_messages() -> int:
    """Return how many messages wait or are in a worker's hands."""
    with app.connection_for_read() as link:
        return waiting_messages() + int(link.default_channel.client.hlen("unacked"))


def give_back_unacknowledged() -> int:
    """Put every message that a killed worker held back into the queue, as its time-out does."""
    with app.connection_for_read() as link:
        channel = link.default_channel
        tags = channel.client.hkeys("unacked")
        for tag in tags:
            channel.qos.restore_by_tag(tag.decode())
        return len(tags)


def empty_queue() -> None:
    """Forget what other tests sent."""
    with app.connection_for_write() as link:
        link.default_channel.client.delete("celery", "unacked", "unacked_index")


@contextlib.contextmanager
def broker_at(url: str) -> Iterator[None]:
    """Point this process's Celery at another broker for a while."""
    before = app.conf.broker_url
    _connect(url)
    try:
        yield
    finally:
        _connect(before)


def _connect(url: str) -> None:
    pools.reset()
    app.conf.update(broker_url=url, broker_read_url=url, broker_write_url=url)
    app._pool = None
    app.amqp._producer_pool = None
