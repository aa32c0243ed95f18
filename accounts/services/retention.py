"""How long logs are kept. 网络安全法 §21: at least six months."""

import logging
from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import AccessEvent

LEAST_DAYS: Final = 183
ATTEMPT_DAYS: Final = 7
log = logging.getLogger(__name__)


def retention_days() -> int:
    """Return how long access events are kept: AUDIT_RETENTION_DAYS, never under six months."""
    wanted: int = settings.AUDIT_RETENTION_DAYS
    return max(wanted, LEAST_DAYS)


def prune() -> int:
    """Remove access events past the retention, old failure counters and expired sessions.

    Return how many events went. The change history of business rows is kept for good.
    """
    now = timezone.now()
    removed = AccessEvent.objects.prune(now - timedelta(days=retention_days()))
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=ATTEMPT_DAYS)).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    log.info("removed %s access events older than %s days", removed, retention_days())
    return removed
