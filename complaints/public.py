"""What complaints add to the resident's page: notices, what was complained about, who answers."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from complaints.models import Complaint, PublicSetting, WorkNotice
from core import clock, regions
from core.masking import PHONE
from core.public import Section
from orders.models import OrderOffice
from projects.models import Project

AHEAD_DAYS = 14
HOTLINE = "12345"


def notices(project: Project, day: date) -> Section | None:
    """Tell which water, power or road is interrupted now or soon."""
    homes = [one.pk for one in project.communities.all()]
    rows = WorkNotice.objects.filter(community__in=homes).told_at(clock.now(), AHEAD_DAYS)
    lines = [
        (row.get_kind_display(), _span(row), row.scope, row.reason)
        for row in rows.order_by("starts_at")
    ]
    if not lines:
        return None
    return Section("notices", "近期影响", (), ("事项", "时间", "影响范围", "原因"), lines)


def answers(project: Project, day: date) -> Section:
    """Tell how many matters were told since a year and how many ended, and who is to be rung."""
    since = day - timedelta(days=365)
    found = (
        Complaint.objects.counted()
        .filter(project=project, received_on__range=(since, day))
        .aggregate(n=Count("pk"), ended=Count("pk", filter=Q(closed_on__lte=day)))
    )
    unit, phone = responder(project)
    counts = f"近一年收到{found['n']}件，已办结{found['ended']}件"
    facts = [("负责答复", unit), ("咨询电话", phone), ("居民反映", counts)]
    return Section("answers", "找谁问", [(k, v) for k, v in facts if v])


def responder(project: Project) -> tuple[str, str]:
    """Return who answers and the number to ring, of the nearest region that names them.

    An office's own number stands in where none is set for residents, unless it is a mobile phone:
    that is somebody's.
    """
    chain = regions.ancestors(project.site_id)
    told = {row.region_id: row for row in PublicSetting.objects.filter(region__in=chain)}
    offices = {row.region_id: row for row in OrderOffice.objects.filter(region__in=chain)}
    unit = phone = ""
    for code in reversed(chain):
        setting, office = told.get(code), offices.get(code)
        unit = unit or (setting.responder if setting else "") or (office.name if office else "")
        phone = phone or (setting.hotline if setting else "") or _shared(office)
    return unit or project.lead_unit, phone or HOTLINE


def _shared(office: OrderOffice | None) -> str:
    number = office.phone if office else ""
    found = PHONE.search(number)
    return "" if found and found[1].startswith("1") else number


def _span(row: WorkNotice) -> str:
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    same = start.date() == end.date()
    return (
        f"{start:%m-%d %H:%M}至{end:%H:%M}" if same else f"{start:%m-%d %H:%M}至{end:%m-%d %H:%M}"
    )
