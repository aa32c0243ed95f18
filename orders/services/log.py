"""What every step of an order does: lock and check first, save and record last."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from accounts.models import User
from core import clock
from core.uploads import Upload
from orders.actions import Action, require
from orders.choices import EventKind
from orders.models import Attachment, Order, OrderEvent
from projects.services.guards import signed


def take(order: Order, action: Action, by: User) -> Order:
    """Lock the order and check that `by` may do this now; return the locked row."""
    if not Order.objects.visible_to(by).filter(pk=order.pk).exists():
        raise PermissionDenied
    locked = Order.objects.select_for_update().get(pk=order.pk)
    require(locked, action, by)
    return locked


def keep(
    order: Order, kind: EventKind, by: User, text: str = "", files: Sequence[Upload] = ()
) -> Order:
    """Save the order and append the event with its files; return the order."""
    signed(order, by, kind.label).save()
    append(order, kind, by, text, files)
    return order


def append(
    order: Order, kind: EventKind, by: User, text: str = "", files: Sequence[Upload] = ()
) -> OrderEvent:
    """Append one event with its files."""
    event = OrderEvent(order=order, kind=kind, by=by, at=clock.now(), text=text.strip())
    event.save()
    for upload in files:
        row = Attachment(
            order=order,
            event=event,
            name=upload.name,
            kind=upload.kind,
            sha256=upload.sha256,
            size=len(upload.content),
        )
        row.file.save(upload.name, ContentFile(upload.content), save=False)
        row.save()
    return event
