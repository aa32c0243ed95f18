"""Starts the servers before Django reads its settings, and stops them when pytest ends.

Loaded by `-p tests.servers_plugin` in pyproject.toml: a conftest.py would come too late.
"""

import contextlib
import os
import tempfile
from collections.abc import Generator

import pytest

from tests.servers import servers

WITHOUT_SERVERS = {"--help", "-h", "--version", "-V", "--collect-only", "--co", "--fixtures"}
COMMITTING = frozenset({"live_server", "transactional_db"})
# DEBUG chooses static files without a manifest; pytest-django turns settings.DEBUG off again.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "renovation.settings",
    "DEBUG": "1",
    "SECRET_KEY": "only-for-tests-" * 5,
    "FIELD_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtISE=",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "PORTAL_DATE": "",
    # Playwright's loop runs in the tests' thread; Django would take fixtures for async code.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, args: list[str]
) -> Generator[None, object, object]:
    os.environ.update(ENVIRONMENT)
    running = contextlib.ExitStack()
    early_config.add_cleanup(running.close)
    os.environ["MEDIA_ROOT"] = running.enter_context(tempfile.TemporaryDirectory())
    if not WITHOUT_SERVERS & set(args):
        if "PYTEST_XDIST_WORKER" in os.environ:
            # the database server is the controller's; jobs of one process are nobody else's
            os.environ.pop("TEST_REDIS_URL", None)
            os.environ.pop("REDIS_URL", None)
        urls = running.enter_context(servers(migrated=True))
        # The second pair is for processes that tests start: they share these servers.
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"] = urls.database
        os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"] = urls.redis
        os.environ.setdefault("TEST_DATABASE_TEMPLATE", urls.template)
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process; those that really commit are a group of their own.

    Groups are handed out in order, so that in each process they still come last (conftest.py).
    """
    for item in items:
        group = item.location[0] + (" commits" if commits(item) else "")
        item.add_marker(pytest.mark.xdist_group(group))


def commits(item: pytest.Item) -> bool:
    """Say whether a test commits, so that the tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & COMMITTING) or bool(marker and marker.kwargs.get("transaction"))
