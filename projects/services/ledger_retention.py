"""How long uploaded ledgers are kept: the workbooks go, the rows that tell of them stay."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from projects.models import LedgerImport
from projects.services.ledger_jobs import WORKING, marked_name

log = logging.getLogger(__name__)


def prune_files() -> int:
    """Remove the workbooks, marked copies too, of finished jobs older than LEDGER_RETENTION_DAYS.

    Return how many uploads lost theirs. File name, size, checksum, counts and errors stay.
    """
    days: int = settings.LEDGER_RETENTION_DAYS
    if days <= 0:
        return 0
    before = timezone.now() - timedelta(days=days)
    old = LedgerImport.objects.filter(uploaded_at__lt=before).exclude(state__in=WORKING)
    removed = 0
    for row in old.exclude(file="").only("file"):
        for name in (str(row.file.name), marked_name(row)):
            default_storage.delete(name)
        removed += LedgerImport.objects.filter(pk=row.pk, file=row.file.name).update(file="")
    log.info("removed the files of %s uploads older than %s days", removed, days)
    return removed
