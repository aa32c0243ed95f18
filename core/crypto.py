"""Personal data at rest: encrypted columns, and a keyed hash that finds the same value again.

Keys come from the setting FIELD_KEYS, newest first: the first one encrypts, every one decrypts, so
that a key is replaced by putting a new one in front and running `manage.py rotate_field_keys`
(个人信息保护法 §51).
"""

import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField

PURPOSE: Final = b"renovation.keyed-hash:"


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Return `text` under the newest key; nothing stays nothing."""
    return _box(settings.FIELD_KEYS).encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """Return what was encrypted under any of the keys.

    ImproperlyConfigured when none fits: the key is missing, the row must not be taken for empty.
    """
    if not stored:
        return ""
    try:
        return _box(settings.FIELD_KEYS).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured("FIELD_KEYS lacks the key of a stored value") from error


def keyed_hashes(text: str) -> list[str]:
    """Return the hash of a value under every key, newest first; nothing has none."""
    if not text:
        return []
    return [
        hmac.new(key.encode(), PURPOSE + text.encode(), hashlib.sha256).hexdigest()
        for key in settings.FIELD_KEYS
    ]


class EncryptedTextField(TextField):
    """Text that the database holds as ciphertext alone. It cannot be searched or sorted by.

    `hash_field` names a column that takes the keyed hash of the value at every save.
    """

    def __init__(self, *args: Any, hash_field: str = "", **kwargs: Any) -> None:
        self.hash_field = hash_field
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.hash_field:
            kwargs["hash_field"] = self.hash_field
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value or "")

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: look it up by its hash")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.hash_field:
            hashes = keyed_hashes(getattr(model_instance, self.attname) or "")
            setattr(model_instance, self.hash_field, hashes[0] if hashes else "")
        return super().pre_save(model_instance, add)
