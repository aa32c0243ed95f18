#!/usr/bin/env bash
# Every static check, side by side; all of them run, and any failure fails the whole.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export DJANGO_SETTINGS_MODULE=renovation.settings PYTHONPATH=.
names=()
running=()
failed=()
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT

check() {
    names+=("$1")
    shift
    "$@" >"$said/${#running[@]}" 2>&1 &
    running+=($!)
}

development() {
    env DEBUG=1 DATABASE_URL=sqlite://:memory: "$@"
}

production() {
    env DEBUG=0 DATABASE_URL=sqlite://:memory: ALLOWED_HOSTS=portal.example.gov.cn \
        SECRET_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        FIELD_KEYS="$("$bin/python" -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')" "$@"
}

# the oldest browser that docs/design.md names, in stylelint.config.mjs and eslint.config.mjs
node() {
    env PATH="$("$bin/python" -m scripts.frontend --node-bin):$PATH" "$@"
}

check "ruff" "$bin/ruff" check --output-format concise .
check "ruff format" "$bin/ruff" format --check --output-format concise .
check "mypy --strict" development "$bin/mypy"
check "import-linter" "$bin/lint-imports" --no-logo
check "migrations complete" development "$bin/python" manage.py makemigrations --check --dry-run
check "deployment" production "$bin/python" manage.py check --deploy --fail-level WARNING
check "templates" "$bin/djlint" --lint --quiet templates
check "styles for Chromium 95" node node_modules/.bin/stylelint "static/css/*.css"
check "scripts for Chromium 95" node node_modules/.bin/eslint static/js static/vendor

for number in "${!running[@]}"; do
    wait "${running[number]}" || failed+=("${names[number]}")
    echo "── ${names[number]}"
    cat "$said/$number"
done
if ((${#failed[@]})); then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "all checks passed"
