"""Lock files, front-end files and the refusal to start on a weak secret."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from core.field_keys import INSECURE_FIELD_KEY
from scripts import frontend, setup
from tests.house.variables import ROOT

LOCKS = [setup.RUNTIME, setup.DEVELOPMENT, setup.NODE]
# Joined here, so that this file does not hold what it forbids.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("registry", "npmjs"),
        ("registry", "npmmirror"),
        ("pypi", "org"),
        ("files", "pythonhosted"),
        ("mirrors", "aliyun"),
        ("tuna", "tsinghua"),
    )
]
THIRD_PARTY = re.compile(r"\.(min\.js|min\.css|map|ttf|otf|ttc|woff2?|eot|whl|jar)$")


def committed() -> list[Path]:
    """The files that git keeps, and those new ones that it would."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def names(lines: str) -> set[str]:
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)", lines, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_all_that_is_asked_for(lock: str) -> None:
    asked = (ROOT / lock).with_suffix(".in").read_text()
    assert names(asked) <= names((ROOT / lock).read_text())


def test_development_and_runtime_agree_on_versions() -> None:
    pins: dict[str, str] = {}
    for lock in (setup.RUNTIME, setup.DEVELOPMENT):
        for name, version in re.findall(r"^(\S+)==(\S+) \\$", (ROOT / lock).read_text(), re.M):
            assert pins.setdefault(name, version) == version


def test_package_lock_pins_what_package_json_asks() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == asked
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for place, package in packages.items():
        if place:
            assert package["integrity"].startswith("sha512-"), place
            for needed in package.get("dependencies", {}):
                assert f"node_modules/{needed}" in packages, f"{place} needs {needed}"


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in committed()
        if path.stat().st_size < 2_000_000
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert found == []


def test_nothing_third_party_is_committed() -> None:
    assert [path for path in committed() if THIRD_PARTY.search(path.name)] == []
    own = [path for path in committed() if path.suffix in {".js", ".css"}]
    minified = [
        path for path in own if max(map(len, path.read_text().splitlines()), default=0) > 2000
    ]
    assert minified == []


def test_vendor_holds_what_is_listed_and_names_no_source_map() -> None:
    assert frontend.complete()
    for path in frontend.VENDOR.rglob("*"):
        if path.suffix in {".js", ".css"}:
            assert b"sourceMappingURL=" not in path.read_bytes(), path


def test_only_the_comment_that_names_a_source_map_is_dropped() -> None:
    script = b"let a = 1;\n//# sourceMappingURL=a.js.map\nlet b;\n"
    style = b"a{color:red}\n/*# sourceMappingURL=a.css.map */"
    assert frontend.without_source_map(script, ".js") == b"let a = 1;\n\nlet b;\n"
    assert frontend.without_source_map(style, ".css") == b"a{color:red}\n"
    assert frontend.without_source_map(script, ".txt") == script


def test_production_static_files_can_be_collected(tmp_path: Path) -> None:
    done = manage("collectstatic", "--noinput", "--verbosity=0", STATIC_ROOT=str(tmp_path))
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert "vendor/tom-select/tom-select.min.css" in manifest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-key-that-production-refuses"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "a" * 50}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "short"}, "FIELD_KEYS"),
        ({"FIELD_KEYS": INSECURE_FIELD_KEY}, "FIELD_KEYS"),
    ],
)
def test_production_refuses_to_start(change: dict[str, str], said: str) -> None:
    done = manage("check", **change)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {said}" in done.stderr


def manage(*arguments: str, **change: str) -> subprocess.CompletedProcess[str]:
    """A management command with the settings of production."""
    environment = {
        **os.environ,
        "DEBUG": "0",
        "HTTPS": "1",
        "SECRET_KEY": "Zr8-uQ4_xT1kPz7vLm3nBw9sYd2fHc6jGa5eRq0oVi-tXuKyN7bWe3c",
        "ALLOWED_HOSTS": "portal.example.gov.cn",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        **change,
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_a_python_too_old_is_told_plainly(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find-python")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_second_set_up_does_nothing() -> None:
    for _ in range(2):
        command = ["make", "--no-print-directory", "setup"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\[setup\] ready in [0-2]\.\d s", done.stdout.strip())


def test_help_names_every_target() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True)
    for target in ("setup", "run", "test", "lint", "bench", "shots"):
        assert re.search(rf"^  make {target} +\S", done.stdout, re.MULTILINE)
