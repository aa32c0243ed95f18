"""Keys of personal data, as settings read them; `core.crypto` uses them."""

from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

INSECURE_FIELD_KEY: Final = "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMtISE="


def parse_keys(given: Sequence[str], *, debug: bool) -> tuple[str, ...]:
    """Read FIELD_KEYS; ImproperlyConfigured where production would start without a real key."""
    keys = tuple(key.strip() for key in given if key.strip())
    if debug and not keys:
        return (INSECURE_FIELD_KEY,)
    if not keys or (not debug and INSECURE_FIELD_KEY in keys):
        raise ImproperlyConfigured("FIELD_KEYS must hold a key: docs/operations.md says how")
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured("FIELD_KEYS: each is 32 bytes in url-safe base64") from error
    return keys
