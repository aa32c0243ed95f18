"""One order in each state for the table of URLs, made by the services themselves."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Region, User
from core.uploads import check_uploads
from orders.choices import OrderKind
from orders.models import KeyTask, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.drafting import TalkPlan, Words, draft_order
from orders.services.issuing import issue_order
from orders.services.talks import Promise, record_talk
from orders.services.tasks import Line, Source, list_tasks, report_task
from projects.models import Project


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of the orders of one district; every text carries `mark`."""

    def draft(kind: OrderKind = OrderKind.SUPERVISION) -> Order:
        at = timezone.make_aware(datetime(2023, 8, 3, 15))
        talk = TalkPlan(at, f"{mark}会议室", mark, mark) if kind == OrderKind.TALK else None
        words = Words(
            region=region, project=project, basis_kind="other", basis=mark, subject=f"{mark}事项",
            requirement=mark, unit=mark, person=mark, due_on=date(2023, 8, 10), talk=talk,
        )  # fmt: skip
        files = check_uploads([SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.7\n")])
        return draft_order(kind, words, by=office, files=files)

    def received() -> Order:
        return receive(issue_order(draft(), by=office), by=user)

    def listed() -> KeyTask:
        source = Source("speech", f"{mark}讲话{KeyTask.objects.count()}", date(2023, 7, 28))
        line = Line(region, f"{mark}任务", mark, date(2023, 8, 10))
        return list_tasks(source, [line], by=office)[0]

    asked, held = received(), issue_order(draft(OrderKind.TALK), by=office)
    until = date(2023, 8, 20)
    ask_extension(asked, until=until, reason=mark, progress=mark, by=user)
    promise = Promise(mark, mark, until)
    talk = record_talk(
        held, held_on=date(2023, 7, 31), attendees=mark, minutes=mark, promises=[promise],
        by=office,
    )  # fmt: skip
    issued = issue_order(draft(), by=office)
    return {
        "order_kind": ("supervision",),
        "order_draft": (draft().pk,),
        "order_issued": (issued.pk,),
        "order_file": (issued.pk, issued.attachments.get().pk),
        "order_received": (received().pk,),
        "order_asked": (asked.pk,),
        "order_replied": (reply(received(), text=mark, by=user).pk,),
        "talk": (issue_order(draft(OrderKind.TALK), by=office).pk,),
        "key_task": (listed().pk,),
        "key_task_reported": (report_task(listed(), text=mark, finished=True, by=user).pk,),
        "talk_held": (held.pk,),
        "commitment": (held.pk, talk.commitments.get().pk),
    }
