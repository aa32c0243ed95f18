"""What settings make of the environment in production, read by a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from tests.house.variables import ROOT

SHOW = """
import json
from renovation import settings as s
names = ("SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
print(json.dumps({name: getattr(s, name) for name in names}))
"""
KEY = "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz"


def production(**environment: str) -> dict[str, object]:
    """Return the settings of a production process with these variables and no others of ours."""
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": KEY,
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "portal.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={**given, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("proxies", "believed"), [("0", False), ("1", True)])
def test_forwarded_proto_is_believed_only_from_a_proxy_of_ours(
    proxies: str, believed: bool
) -> None:
    found = production(PROXY_COUNT=proxies)["SECURE_PROXY_SSL_HEADER"]
    assert found == (["HTTP_X_FORWARDED_PROTO", "https"] if believed else None)


def test_hsts_reaches_beyond_the_host_only_when_asked_each_by_itself() -> None:
    found = production()
    assert found["SECURE_HSTS_SECONDS"] == 31536000
    assert not found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert not found["SECURE_HSTS_PRELOAD"]
    found = production(SECURE_HSTS_INCLUDE_SUBDOMAINS="1")
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert not found["SECURE_HSTS_PRELOAD"]
    assert production(SECURE_HSTS_PRELOAD="1")["SECURE_HSTS_PRELOAD"]
