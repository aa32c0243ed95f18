"""The demo city with servers of its own: `make run` on a free port, in a folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import processes

ROOT = Path(__file__).resolve().parents[2]
STARTED = "门户已启动"
PATIENCE = 900  # seconds: a demo city is imported first, on a busy machine


@contextlib.contextmanager
def demo_city(folder: Path, *, keep: bool) -> Iterator[str]:
    """Run the portal; yield its address. `keep` goes on with the city of the last time."""
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    port, log = processes.free_port(), folder / "run.log"
    log.unlink(missing_ok=True)
    unset = {"DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "MAKELEVEL"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    child = processes.start(
        [sys.executable, "-m", "scripts.run"],
        log=log,
        environment={**kept, "PORTAL_VAR_DIR": str(folder), "PORT": str(port)},
        cwd=ROOT,
    )
    try:
        _wait(child, log)
        yield f"http://{processes.LOCALHOST}:{port}"
    finally:
        processes.stop(child, with_signal=signal.SIGINT, patience=30)


def _wait(child: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while STARTED not in log.read_text(errors="replace"):
        if child.poll() is not None or time.monotonic() > limit:
            raise SystemExit(f"the demo city did not start:\n{processes.tail(log)}")
        time.sleep(0.2)
