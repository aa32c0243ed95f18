"""A complaint comes in: from the staff's form, or from a resident at the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from complaints.choices import ComplaintState, EventKind, Level
from complaints.models import Complainant, Complaint, ComplaintCategory, ComplaintSeries
from complaints.models.page import drawn
from complaints.services.clocks import set_clock
from complaints.services.log import LONGEST, keep
from core import clock, regions
from core.exceptions import Refusal
from core.masking import without_people
from core.photos import Photo
from core.reasons import checked_words
from projects.models import Community, Project
from projects.services.guards import require_region

TICKET = 12


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody tells. Name and phone go to the complainant, the rest is read by many."""

    category: str
    content: str
    channel: str
    community: Community | None = None
    project: Project | None = None
    level: str = Level.NORMAL
    place: str = ""
    contractor: str = ""
    name: str = ""
    phone: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    came_at: datetime | None = None
    stamp: str = ""


@transaction.atomic
def register(report: Report, *, by: User, photos: Sequence[Photo] = ()) -> Complaint:
    """Write down what came by telephone, letter or visit; it counts as accepted."""
    if not by.has_perm("complaints.register_complaint"):
        raise PermissionDenied
    complaint = _filled(report)
    require_region(by, complaint.region_id)
    complaint.state = ComplaintState.ACCEPTED
    return _store(complaint, report, EventKind.REGISTERED, by, photos).complaint


@transaction.atomic
def submit(report: Report, *, photos: Sequence[Photo] = ()) -> Complainant:
    """Take what a resident sends without an account; it waits to be accepted.

    The same form sent twice gives the complaint of the first time.
    """
    known = Complainant.objects.filter(stamp=report.stamp).exclude(stamp="").first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            complaint = _filled(report)
            complaint.state = ComplaintState.SUBMITTED
            return _store(complaint, report, EventKind.SUBMITTED, None, photos)
    except IntegrityError:  # sent twice at the same moment: the stamp is unique
        return Complainant.objects.exclude(stamp="").get(stamp=report.stamp)


def _filled(report: Report) -> Complaint:
    came_at = report.came_at or clock.now()
    if came_at > clock.now():
        raise Refusal("收到时间不能晚于现在。", "came_at")
    region = place_of(report)
    content = checked_words(report.content, "反映内容", LONGEST, "content")
    if not content:
        raise Refusal("请写明反映的问题。", "content")
    category = ComplaintCategory.objects.filter(name=report.category).first()
    complaint = Complaint(
        region_id=region,
        community=report.community,
        project=report.project or _project_of(report.community),
        category=report.category,
        quality=category.quality if category else True,
        channel=report.channel,
        level=report.level,
        place=without_people(report.place.strip(), report.name),
        contractor=report.contractor.strip(),
        latitude=report.latitude,
        longitude=report.longitude,
        content=without_people(content, report.name),
        received_on=came_at.date(),
        received_at=came_at,
    )
    complaint.number = next_number(regions.city_of(region), came_at.year)
    set_clock(complaint, came_at)
    return complaint


def _store(
    complaint: Complaint, report: Report, kind: EventKind, by: User | None, photos: Sequence[Photo]
) -> Complainant:
    keep(complaint, kind, by, "", photos)
    return add_voice(complaint, report, by=by)


def add_voice(complaint: Complaint, report: Report, *, by: User | None) -> Complainant:
    """Keep who told of it, with the words as they were said."""
    voice = Complainant(
        complaint=complaint,
        name=report.name.strip(),
        phone=report.phone.strip(),
        words=report.content.strip(),
        channel=report.channel,
        came_at=report.came_at or clock.now(),
        ticket=drawn(TICKET),
        stamp=report.stamp,
    )
    voice._history_user = by  # type: ignore[attr-defined]
    voice.save()
    return voice


def place_of(report: Report) -> int:
    """Return the region of a complaint: the community's, else the project's site."""
    if report.community is not None:
        return report.community.region_id
    if report.project is not None:
        return report.project.site_id
    raise Refusal("请选择小区或填写项目编号。", "community")


def next_number(city: int, year: int) -> str:
    """Return the next free number of a city; the locked row of the series makes others wait."""
    series, _ = ComplaintSeries.objects.select_for_update().get_or_create(city=city, year=year)
    while True:
        series.last += 1
        number = f"TS{year}-{series.last:05d}"
        if not Complaint.objects.filter(city=city, number=number).exists():
            series.save(update_fields=["last"])
            return number


def _project_of(community: Community | None) -> Project | None:
    """Return the newest project of a community, which is what people complain about."""
    return community.projects.order_by("-year", "-pk").first() if community else None
