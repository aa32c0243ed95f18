"""`make run`: the demo city on this machine, with its queue, web server, worker and beat.

Starts every program in its own process group, writes their output to var/log/, and stops all
of them on Ctrl-C, SIGTERM, or when one of them ends by itself.
"""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from scripts import processes, valkey

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PORTAL_VAR_DIR") or ROOT / "var").resolve()
LOGS = VAR / "log"
RUN_STATE = VAR / "run"
LOG_LIMIT = 5 * 1024 * 1024
READY_SECONDS = 90


class CannotRun(Exception):
    """The portal cannot start or go on; the text says why and what to do."""


class Stopped(Exception):
    """Somebody asked the supervisor to end."""


def say(text: str) -> None:
    print(f"[run] {text}", flush=True)


# --- Before anything is started -------------------------------------------------------------
def read_port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise CannotRun(f"PORT={value} is not a port number; for example: make run PORT=8001")
    return int(value)


def take_lock() -> TextIO:
    """One `make run` per checkout: both would write the same database and logs."""
    RUN_STATE.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    lock = (RUN_STATE / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotRun(
            f"已在运行 · already running from this folder: {lock.read().strip() or 'starting'}.\n"
            "Stop it with Ctrl-C where it was started."
        ) from None
    return lock


def end_leftovers() -> None:
    """Children of a run that was killed: ended if their pid still is the same process."""
    for note in RUN_STATE.glob("*.pid"):
        pid, _, born = note.read_text().partition(" ")
        if pid.isdigit() and born and processes.birth(int(pid)) == born:
            say(f"ending {note.stem} (pid {pid}), left over from a run that was killed")
            processes.signal_group(int(pid), signal.SIGTERM)
            limit = time.monotonic() + 10
            while processes.birth(int(pid)) == born and time.monotonic() < limit:
                time.sleep(0.1)
            processes.signal_group(int(pid), signal.SIGKILL)
        note.unlink()


def need_port(port: int) -> None:
    if not processes.port_is_free(port):
        raise CannotRun(
            f"端口 {port} 已被占用 · port {port} is taken by another program.\n"
            f"Choose another one: make run PORT={port + 1}"
        )


def secret_key() -> str:
    """Made once and kept, so that sessions outlive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def environment() -> dict[str, str]:
    """What is set already stays; the rest makes the demo city."""
    defaults = {
        "DEBUG": "1",
        "PORTAL_DATE": "2023-07-31",
        "DATABASE_URL": f"sqlite:///{VAR / 'db.sqlite3'}",
        "SECRET_KEY": secret_key(),
        "DJANGO_SETTINGS_MODULE": "renovation.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **{name: value for name, value in os.environ.items() if value}}


# --- The programs ---------------------------------------------------------------------------
class Supervisor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.environment = environment()
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def log(self, name: str) -> Path:
        path = LOGS / f"{name}.log"
        if name not in self.children and path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def watch(self, name: str, child: subprocess.Popen[bytes]) -> None:
        self.children[name] = child
        (RUN_STATE / f"{name}.pid").write_text(f"{child.pid} {processes.birth(child.pid)}")

    def start(self, name: str, *command: str) -> None:
        log = self.log(name)
        child = processes.start(
            [sys.executable, *command], log=log, environment=self.environment, cwd=ROOT
        )
        self.watch(name, child)

    def start_queue(self) -> None:
        if self.environment.get("REDIS_URL"):
            say("queue: the server that REDIS_URL names")
            return
        child, url = valkey.start(VAR / "valkey", self.log("valkey"), durable=True)
        self.watch("valkey", child)
        self.environment["REDIS_URL"] = url

    def manage(self, *arguments: str, capture: bool = False) -> str:
        """A management command to its end; its standard output when captured."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            text=True,
            start_new_session=True,
            preexec_fn=processes.die_with_parent(),
        )
        if done.returncode:
            print(done.stdout or "", end="")
            raise CannotRun(f"manage.py {' '.join(arguments)} failed; its message is above.")
        return done.stdout or ""

    def start_portal(self) -> None:
        address = f"{processes.LOCALHOST}:{self.port}"
        self.start("web", "manage.py", "runserver", "--noreload", address)
        celery = ("-m", "celery", "-A", "renovation")
        self.start("worker", *celery, "worker", "--concurrency=2", "--loglevel=INFO")
        self.start("beat", *celery, "beat", "--pidfile=", "--loglevel=INFO")

    def fail_if_ended(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                log = LOGS / f"{name}.log"
                raise CannotRun(
                    f"{name} ended with {child.returncode}; the end of {log}:\n"
                    f"{processes.tail(log)}"
                )

    def wait_for_answer(self) -> None:
        """Until /healthz says 200. A portal that answers with a fault is shown, not hidden."""
        limit = time.monotonic() + READY_SECONDS
        status, body = 0, ""
        while status != 200:
            self.fail_if_ended()
            if time.monotonic() > limit:
                if status:
                    say(f"/healthz answers {status}: {body}")
                    return
                raise CannotRun(
                    f"no answer on port {self.port} in {READY_SECONDS} s: {LOGS}/web.log"
                )
            time.sleep(0.2)
            status, body = self.health()

    def health(self) -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = f"http://{processes.LOCALHOST}:{self.port}/healthz"
        try:
            with opener.open(url, timeout=5) as answer:
                return answer.status, json.dumps(json.load(answer), ensure_ascii=False)
        except urllib.error.HTTPError as error:
            return error.code, error.read(2000).decode(errors="replace")
        except (OSError, ValueError):
            return 0, ""

    def stop(self) -> None:
        """Those who use the queue first, the queue last; each with its whole group."""
        names = list(reversed(self.children))
        for name in names:
            child = self.children[name]
            if child.poll() is None:
                child.terminate()
        for name in names:
            processes.stop(self.children[name])
            (RUN_STATE / f"{name}.pid").unlink(missing_ok=True)


def on_signal(number: int, frame: FrameType | None) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


def supervise(supervisor: Supervisor, lock: TextIO) -> NoReturn:
    lock.truncate(0)
    lock.write(f"http://{processes.LOCALHOST}:{supervisor.port} (pid {os.getpid()})")
    lock.flush()
    supervisor.start_queue()
    say("database")
    supervisor.manage("migrate", "--verbosity=0")
    say("demo city (the first time takes a while)")
    shown = supervisor.manage("demo", capture=True)
    supervisor.start_portal()
    supervisor.wait_for_answer()
    print(f"\n{shown.strip()}\n")
    print(f"门户已启动 · the portal runs on  http://{processes.LOCALHOST}:{supervisor.port}")
    print(f"日志 · logs  {LOGS}    Ctrl-C 停止 · stops everything", flush=True)
    while True:
        time.sleep(0.5)
        supervisor.fail_if_ended()


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    die_with_parent = processes.die_with_parent()
    if "MAKELEVEL" in os.environ and die_with_parent:
        die_with_parent()
    supervisor: Supervisor | None = None
    try:
        port = read_port()
        with contextlib.closing(take_lock()) as lock:
            end_leftovers()
            need_port(port)
            supervisor = Supervisor(port)
            try:
                supervise(supervisor, lock)
            finally:
                supervisor.stop()
    except Stopped:
        say("stopped")
        return 0
    except (CannotRun, RuntimeError) as error:
        print(f"\n[run] {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
