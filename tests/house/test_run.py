"""`make run` as a person meets it: it starts, answers, stops, and starts again on the same data."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts import processes
from tests.house.test_processes import ended, eventually
from tests.house.variables import ROOT

FOR_TESTS = {
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_ROOT",
    "SECRET_KEY",
    "FIELD_KEYS",
    "DEBUG",
    "PORTAL_DATE",
}
PROGRAMS = {"valkey", "web", "worker", "beat"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of somebody who has set nothing, with its own folder for everything that changes."""
    kept = {name: value for name, value in os.environ.items() if name not in FOR_TESTS}
    return {**kept, "PORTAL_VAR_DIR": str(tmp_path), "PORT": str(processes.free_port())}


def command() -> list[str]:
    return [sys.executable, "-m", "scripts.run"]


@contextmanager
def running(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The supervisor and all it printed until it says that the portal runs."""
    supervisor = subprocess.Popen(
        command(),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert supervisor.stdout
    try:
        printed = ""
        while "Ctrl-C" not in printed:
            line = supervisor.stdout.readline()
            assert line, printed
            printed += line
        yield supervisor, printed
    finally:
        supervisor.terminate()
        supervisor.wait(60)
        supervisor.stdout.close()


def pids(environment: dict[str, str]) -> dict[str, int]:
    notes = Path(environment["PORTAL_VAR_DIR"], "run").glob("*.pid")
    return {note.stem: int(note.read_text().split()[0]) for note in notes}


def test_the_portal_runs_stops_and_loses_nothing(environment: dict[str, str]) -> None:
    with running(environment) as (supervisor, printed):
        address = f"http://127.0.0.1:{environment['PORT']}"
        assert address in printed
        documents = re.findall(r"\S+\.pdf", printed)
        assert len(documents) >= 2
        assert all((ROOT / path).read_bytes().startswith(b"%PDF") for path in documents)
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        first = pids(environment)
        assert set(first) == PROGRAMS
        second = subprocess.run(
            command(), cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert second.returncode == 1
        assert f"already running from this folder: {address}" in second.stderr
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(60) == 0
    assert eventually(lambda: all(ended(pid) for pid in first.values()))
    assert pids(environment) == {}

    key = Path(environment["PORTAL_VAR_DIR"], "secret_key")
    before = key.read_text()
    with running(environment) as (supervisor, again):
        assert re.findall(r"\S+\.pdf", again) == documents
        os.kill(pids(environment)["beat"], signal.SIGKILL)
        assert supervisor.wait(60) == 1
    assert key.read_text() == before
    assert key.stat().st_mode & 0o077 == 0


def test_a_port_in_use_is_told_with_the_way_out(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            command(),
            cwd=ROOT,
            env={**environment, "PORT": str(port)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr


def test_what_a_killed_run_left_behind_is_cleared(environment: dict[str, str]) -> None:
    notes = Path(environment["PORTAL_VAR_DIR"], "run")
    notes.mkdir()
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    (notes / "worker.pid").write_text(f"{left.pid} {processes.birth(left.pid)}")
    (notes / "web.pid").write_text(f"{os.getpid()} 1")
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        done = subprocess.run(command(), cwd=ROOT, env=environment, capture_output=True, text=True)
    assert "left over from a run that was killed" in done.stdout
    assert left.wait(10) == -signal.SIGTERM
    assert list(notes.glob("*.pid")) == []


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_refused(environment: dict[str, str], port: str) -> None:
    done = subprocess.run(
        command(), cwd=ROOT, env={**environment, "PORT": port}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "make run PORT=8001" in done.stderr
