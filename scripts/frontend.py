"""Front-end files: fetched by npm from package-lock.json, copied to static/vendor/.

Only the files that pages use are copied. The comment that names a source map is dropped on
the way, because manifest storage refuses a file that names one that is not there.
Standard library only: runs before anything is installed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
OLDEST_NODE = 20
SOURCE_MAP = re.compile(
    rb"(?m)^\s*(?://[#@]\s*sourceMappingURL=\S*|/\*[#@]\s*sourceMappingURL=.*?\*/)[ \t]*$"
)

# static/vendor/<key>: path under node_modules/; a folder is copied whole.
FILES = {
    "tom-select/tom-select.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/tom-select.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "echarts/echarts.min.js": "echarts/dist/echarts.common.min.js",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images": "leaflet/dist/images",
}


def venv_bin() -> Path:
    return ROOT / ".venv" / "bin"


def node_bin() -> Path | None:
    """Folder of a Node new enough with its npm: the system's, else that of the wheel, else None."""
    for path in (os.environ.get("PATH", ""), str(venv_bin())):
        node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
        if node and npm and _major(node) >= OLDEST_NODE:
            return Path(node).parent
    return None


def _major(node: str) -> int:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", done.stdout)
    return int(found[1]) if found and done.returncode == 0 else 0


def fetch(node: Path, *, runtime_only: bool) -> None:
    """node_modules/ exactly as package-lock.json says; integrity is checked by npm."""
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if runtime_only:
        command.append("--omit=dev")
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, source in FILES.items():
        origin = ROOT / "node_modules" / source
        for file in sorted(origin.rglob("*")) if origin.is_dir() else [origin]:
            if file.is_file():
                place = VENDOR / target / file.relative_to(origin)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(without_source_map(file.read_bytes(), file.suffix))


def without_source_map(content: bytes, suffix: str) -> bytes:
    return SOURCE_MAP.sub(b"", content) if suffix in {".js", ".css"} else content


def complete() -> bool:
    return all((VENDOR / target).exists() for target in FILES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node-bin", action="store_true", help="print the folder of Node and npm")
    if parser.parse_args().node_bin:
        print(node_bin() or sys.exit("no Node found: run make setup"))
        return 0
    node = node_bin()
    if node is None:
        sys.exit("no Node found: run make setup")
    fetch(node, runtime_only=False)
    copy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
