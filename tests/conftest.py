"""What every test has at hand. The servers are started earlier, by tests/servers_plugin.py."""

import os
import shutil
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import caches
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from accounts.services.roles import sync_roles
from tests.servers_plugin import commits

pytest_plugins = ["tests.city", "tests.demo_city"]

# Argon2 with the least work: a hash of its usual cost takes a fifth of a second of CPU, a log-in as much.
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 8
Argon2PasswordHasher.parallelism = 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that really commit last: emptying the tables takes the migrations' rows along."""
    items.sort(key=commits)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Clone the test database from the one that has every migration, where there is one."""
    template = os.environ.get("TEST_DATABASE_TEMPLATE")
    if template:
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Write the roles once, as a portal has them from its first day; see `roles` in city.py."""
    with django_db_blocker.unblock():
        sync_roles()


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


@pytest.fixture(autouse=True)
def fresh_process_cache() -> None:
    """Forget what the process kept for a minute: the next test's regions have the same codes."""
    caches["process"].clear()
