"""What every test has at hand. The servers are started earlier, by tests/servers_plugin.py."""

import shutil
from typing import Any

import pytest

pytest_plugins = ["tests.city", "tests.demo_city"]
COMMITTING = frozenset({"live_server", "transactional_db"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that really commit last: emptying the tables takes the migrations' rows along."""
    items.sort(key=_commits)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & COMMITTING) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium where it is installed, else the one that Playwright has downloaded.

    /dev/shm of a container is often too small for a browser, and root has no sandbox.
    """
    found = shutil.which("chromium")
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    chosen = {**browser_type_launch_args, "args": arguments}
    return {**chosen, "executable_path": found} if found else chosen


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
