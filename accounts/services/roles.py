"""Bring the role groups in line with the table in accounts/roles.py."""

from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.db import transaction

from accounts.choices import Role
from accounts.roles import permissions_of


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Create or update each role's group; return how many permissions each has.

    Raises LookupError when the table names a permission that no model defines.
    """
    known = {
        (app, codename): pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    counts: dict[str, int] = {}
    for role in Role:
        wanted = list(permissions_of(role))
        unknown = [f"{app}.{name}" for app, name in wanted if (app, name) not in known]
        if unknown:
            raise LookupError(f"unknown permissions of {role}: {', '.join(unknown)}")
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[pair] for pair in wanted])
        counts[role.label] = len(wanted)
    caches["process"].clear()
    return counts
