"""Jobs of the accounts: the retention of the logs."""

from celery import shared_task

from accounts.services.notices import prune_notices
from accounts.services.retention import prune


@shared_task(name="accounts.tasks.prune_audit")
def prune_audit() -> None:
    """Remove what is older than the retention; beat sends this daily, running it twice is harmless."""
    prune()
    prune_notices()
