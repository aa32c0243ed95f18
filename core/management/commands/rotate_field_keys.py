"""`manage.py rotate_field_keys`: write every encrypted column anew under the first of FIELD_KEYS."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models

from core.crypto import EncryptedTextField

CHUNK = 500


class Command(BaseCommand):
    help = "Encrypt personal data under the newest key; older keys may be removed afterwards"

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            fields = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
            if fields:
                count = _rotate(model, fields)
                self.stdout.write(f"{model._meta.label}: {count}")


def _rotate(model: type[models.Model], fields: list[EncryptedTextField]) -> int:
    """Write the rows back in chunks; neither history nor business dates are touched."""
    names = [field.name for field in fields]
    hashes = [field.hash_field for field in fields if field.hash_field]
    rows = model._default_manager.order_by("pk")
    count, last = 0, 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        for row in chunk:
            for field in fields:
                field.pre_save(row, False)
        model._default_manager.bulk_update(chunk, [*names, *hashes])
        count, last = count + len(chunk), chunk[-1].pk
    return count
