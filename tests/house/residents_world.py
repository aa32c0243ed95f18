"""One complaint in each state, and what hangs on them, for the table of URLs."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from accounts.models import Holiday, Region, User
from complaints.choices import ComplaintState, EventKind
from complaints.models import (
    Complainant,
    Complaint,
    ComplaintCategory,
    ComplaintExtension,
    PublicPage,
    WorkNotice,
)
from complaints.models.page import drawn
from complaints.services.log import append
from core import clock
from core.photos import Photo
from projects.models import Project
from tests.factories import ComplaintFactory

STATES = ("submitted", "assigned", "handling", "replied", "verified", "closed")


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one object of each kind; every text carries `mark`."""
    community = project.communities.get()
    now = clock.now()

    def complaint(state: str, **extra: Any) -> Complaint:
        row: Complaint = ComplaintFactory(
            region=region, project=project, community=community, content=f"{mark}{state}",
            state=state, handler=region, unit=mark, received_on=date(2023, 7, 28),
            received_at=now - timedelta(days=1), due_at=now + timedelta(days=9),
            result=mark, **extra,
        )  # fmt: skip
        return row

    rows = {state: complaint(state) for state in STATES}
    rows["closed"].closed_on = date(2023, 7, 30)
    rows["closed"].save()
    rows["asked"] = complaint(ComplaintState.HANDLING)
    rows["late"] = complaint(ComplaintState.HANDLING, extended_to=now - timedelta(days=3))
    stranger = User.objects.filter(region=region).exclude(pk=office.pk).exclude(pk=user.pk).first()
    ComplaintExtension.objects.create(
        complaint=rows["asked"], until=now + timedelta(days=12), reason=mark,
        asked_on=date(2023, 7, 30), asked_by=stranger or user,
    )  # fmt: skip
    photo = append(
        rows["handling"], EventKind.NOTED, user, mark, [Photo(_jpeg(), 4, 4, None, None)]
    ).photos.get()
    voice = Complainant.objects.create(
        complaint=rows["handling"], name=f"{mark}人", phone="13800000000", came_at=now,
        ticket=drawn(12),
    )  # fmt: skip
    notice = WorkNotice.objects.create(
        region=region, community=community, project=project, kind="water",
        starts_at=now, ends_at=timezone.make_aware(datetime(2023, 8, 1, 18)), scope=mark,
        reason=mark, told=mark, entered_by=user,
    )  # fmt: skip
    holiday = Holiday.objects.create(region=region, day=date(2041, 9, 30), name=mark, source=mark)
    category = ComplaintCategory.objects.order_by("pk")[0]
    page = PublicPage.objects.create(project=project)
    return {
        "complaint_start": (rows["assigned"].pk, "start"),
        "page_token": (page.token,),
        "page_ticket": (voice.ticket,),
        "holiday": (holiday.pk,),
        "notice": (notice.pk,),
        "complaint_category": (category.pk,),
        "complaint_photo": (rows["handling"].pk, photo.pk),
        "complaint_voice": (rows["handling"].pk, voice.pk),
        **{f"complaint_{state}": (row.pk,) for state, row in rows.items()},
    }


def _jpeg() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "JPEG")
    return stream.getvalue()
