"""Show a complainant's name and phone: by role, for a reason, and logged every time."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.choices import AccessKind
from accounts.services.access import actor, record
from complaints.models import Complainant
from core.masking import without_people
from core.reasons import checked_reason


def reveal(request: HttpRequest, voice: Complainant, *, reason: str) -> Complainant:
    """Log who looks and why, then hand out the voice; the log names the complaint alone."""
    if not actor(request).has_perm("complaints.reveal_complainant"):
        raise PermissionDenied
    words = checked_reason(reason, "请写明查看理由，如“电话回访”。")
    record(
        AccessKind.REVEAL,
        request=request,
        subject=f"投诉{voice.complaint.number}投诉人",
        complaint=voice.complaint_id,
        reason=without_people(words, voice.name),
    )
    return voice
