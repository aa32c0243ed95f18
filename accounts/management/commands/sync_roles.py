"""`manage.py sync_roles`: roles and their permissions as accounts/roles.py has them."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.roles import sync_roles


class Command(BaseCommand):
    help = "Create or update the role groups"

    def handle(self, *args: Any, **options: Any) -> None:
        for role, count in sync_roles().items():
            self.stdout.write(f"{role}: {count}")
