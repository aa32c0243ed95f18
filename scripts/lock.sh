#!/usr/bin/env bash
# Compiles the lock files. --universal keeps them true for every Python from 3.11 and every platform.
set -euo pipefail
cd "$(dirname "$0")/.."
py=.venv/bin/python
"$py" -c 'import uv' 2>/dev/null || "$py" -m pip install --quiet --disable-pip-version-check uv
for name in requirements requirements-dev requirements-node; do
    "$py" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --custom-compile-command "make lock" "$@" "$name.in" -o "$name.txt"
done
node=$("$py" -m scripts.frontend --node-bin)
PATH="$node:$PATH" npm install --package-lock-only --ignore-scripts
