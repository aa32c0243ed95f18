"""What every step of a complaint does: lock and check first, save and record last."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from accounts.models import User
from complaints.actions import Action, require
from complaints.choices import EventKind
from complaints.models import Complainant, Complaint, ComplaintEvent, ComplaintPhoto
from core import clock
from core.exceptions import Refusal
from core.masking import without_people
from core.photos import Photo
from core.reasons import checked_words
from core.uploads import sha256_of

LONGEST = 2000


def take(complaint: Complaint, action: Action, by: User) -> Complaint:
    """Lock the complaint and check that `by` may do this now; return the locked row."""
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise PermissionDenied
    locked = lock(complaint)
    require(locked, action, by)
    return locked


def lock(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update().get(pk=complaint.pk)


def keep(
    complaint: Complaint, kind: EventKind, by: User | None, text: str = "",
    photos: Sequence[Photo] = (),
) -> Complaint:  # fmt: skip
    """Save the complaint and append the event with its photos; return the complaint."""
    complaint._history_user = by  # type: ignore[attr-defined]
    complaint._change_reason = kind.label  # type: ignore[attr-defined]
    complaint.save()
    append(complaint, kind, by, text, photos)
    return complaint


def append(
    complaint: Complaint, kind: EventKind, by: User | None, text: str = "",
    photos: Sequence[Photo] = (),
) -> ComplaintEvent:  # fmt: skip
    """Append one event with its photos."""
    event = ComplaintEvent(complaint=complaint, kind=kind, by=by, at=clock.now(), text=text.strip())
    event.save()
    for photo in photos:
        row = ComplaintPhoto(
            complaint=complaint,
            event=event,
            width=photo.width,
            height=photo.height,
            sha256=sha256_of(photo.content),
            size=len(photo.content),
        )
        row.file.save("photo.jpg", ContentFile(photo.content), save=False)
        row.save()
    return event


def said(
    complaint: Complaint,
    text: str,
    label: str,
    field: str,
    *,
    ask: str = "",
    longest: int = LONGEST,
) -> str:
    """Return words as many may read them: checked, without the complainants' names and phones.

    Refusal `ask` where nothing was written and something must be.
    """
    words = checked_words(text, label, longest, field)
    if ask and not words:
        raise Refusal(ask, field)
    return without_people(words, *(one.name for one in voices_of(complaint)))


def voices_of(complaint: Complaint) -> QuerySet[Complainant]:
    """Return everybody who told of a matter: of the complaint and of those merged into it."""
    own = Complainant.objects.filter(complaint=complaint)
    merged = Complainant.objects.filter(complaint__duplicate_of=complaint)
    return (own | merged).select_related("complaint").order_by("came_at", "pk")
