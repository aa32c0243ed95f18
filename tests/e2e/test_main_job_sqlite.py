"""The main job without a browser and without servers: commands and services on SQLite."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests import main_job, migrated
from tests.main_job import AFTER_CUT_OFF, CITY, IN_TIME, PLANNED, START_RATE, STARTED

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs a module of Python on its own database, on a given day."""

    def run(today: date, *command: str) -> str:
        variables = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PORTAL_VAR_DIR": str(tmp_path),
            "MEDIA_ROOT": str(tmp_path / "media"),
            "PORTAL_DATE": today.isoformat(),
        }
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=variables, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_from_ledger_to_issued_bulletin_on_sqlite(run: Run, tmp_path: Path) -> None:
    region = ("--region", str(CITY))
    ledger = str(main_job.write_ledger(tmp_path / "ledger.xlsx"))
    steps = ("-m", "tests.main_job_steps")
    migrated.sqlite(tmp_path / "db.sqlite3")
    run(IN_TIME, "manage.py", "sync_roles")
    assert "项目 415 行" in run(IN_TIME, "manage.py", "import_ledger", ledger, "--dry-run")
    assert "周进度 2132 行：新增 2132" in run(IN_TIME, "manage.py", "import_ledger", ledger)
    run(IN_TIME, *steps, "people")
    run(IN_TIME, *steps, "weekly")

    close = ("manage.py", "close_week", *region, "--week", main_job.WEEK.isoformat())
    first = run(AFTER_CUT_OFF, *close)
    assert run(AFTER_CUT_OFF, *close) == first
    draft = ("manage.py", "build_bulletin", *region, "--month", "2023-07")
    assert run(AFTER_CUT_OFF, *draft) == run(AFTER_CUT_OFF, *draft)
    stopped = run(AFTER_CUT_OFF, *steps, "issue")
    assert "还不能签发：" in stopped
    assert "相差2个，请写明原因" in stopped

    main_job.check_dispatch(main_job.text_of(rendered(run, tmp_path, 1)))
    bulletin = rendered(run, tmp_path, 2)
    main_job.check_bulletin(main_job.text_of(bulletin))
    assert rendered(run, tmp_path, 2) == bulletin

    when = ("--year", "2023", "--as-of", AFTER_CUT_OFF.isoformat())
    figures = json.loads(run(AFTER_CUT_OFF, "manage.py", "figures", *region, *when))["figures"]
    assert figures["plan_communities"] == PLANNED
    assert figures["started_communities"] == STARTED
    assert figures["start_rate"] == START_RATE
    assert figures["invested_wan"] == main_job.invested_wan()
    assert {check["difference"] for check in figures["checks"]} == {-2}


def rendered(run: Run, folder: Path, pk: int) -> bytes:
    target = folder / f"report{pk}.pdf"
    run(AFTER_CUT_OFF, "manage.py", "render", str(pk), "--to", str(target))
    return target.read_bytes()
