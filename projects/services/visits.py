"""Assign people to projects and communities, end that, and keep the log of their visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.photos import Photo, clean_photo
from core.uploads import Incoming, check_uploads
from projects.choices import DutyKind
from projects.models import Community, LeaderAssignment, Project, Visit, VisitPhoto
from projects.services.guards import not_in_future, require, require_region, signed

ASSIGN = "projects.add_leaderassignment"
END = "projects.change_leaderassignment"
VISIT = "projects.add_visit"


@dataclass(frozen=True)
class Duty:
    """Who looks after what; exactly one of project and community."""

    kind: str
    name: str
    duty: str
    since: date
    user: User | None = None
    project: Project | None = None
    community: Community | None = None


@transaction.atomic
def assign(duty: Duty, *, by: User) -> LeaderAssignment:
    """Give a project or community to a person; the same twice at a time is refused."""
    require(by, ASSIGN)
    if duty.kind not in DutyKind.values:
        raise Refusal("请选择类别。", "kind")
    if not duty.name.strip():
        raise Refusal("请填写姓名。", "name")
    if (duty.project is None) == (duty.community is None):
        raise Refusal("项目编号和小区编号请填其中一项。", "project")
    region = duty.project.site if duty.project else duty.community.region  # type: ignore[union-attr]
    require_region(by, region.pk)
    same = LeaderAssignment.objects.current_on(max(duty.since, clock.today())).filter(
        kind=duty.kind, name=duty.name.strip(), project=duty.project, community=duty.community
    )
    if same.exists():
        raise Refusal(f"{duty.name.strip()}已有这项挂包安排。", "name")
    row = LeaderAssignment(
        kind=duty.kind, user=duty.user, name=duty.name.strip(), duty=duty.duty.strip(),
        region=region, project=duty.project, community=duty.community, since=duty.since,
    )  # fmt: skip
    signed(row, by).save()
    return row


@transaction.atomic
def end_assignment(row: LeaderAssignment, *, until: date, by: User) -> LeaderAssignment:
    """Set the last day of an assignment; its visits stay."""
    require(by, END)
    locked = _take(row, by)
    if locked.until is not None:
        raise Refusal(f"该安排已于{locked.until:%Y-%m-%d}结束。", "until")
    if until < locked.since:
        raise Refusal(f"截止日期不能早于起始日期（{locked.since:%Y-%m-%d}）。", "until")
    locked.until = until
    signed(locked, by, "结束").save()
    return locked


@transaction.atomic
def log_visit(
    assignment: LeaderAssignment,
    *,
    visited_on: date,
    note: str,
    by: User,
    photos: Sequence[Incoming] = (),
) -> Visit:
    """Keep a visit with its photos. Leaders log their own, others in scope on their behalf."""
    if not may_log(assignment, by):
        raise PermissionDenied
    locked = _take(assignment, by)
    not_in_future(visited_on, "走访日期", "visited_on")
    if not locked.covers(visited_on):
        raise Refusal("走访日期不在挂包期间。", "visited_on")
    visit = Visit(assignment=locked, visited_on=visited_on, note=note.strip(), entered_by=by)
    signed(visit, by).save()
    for upload in check_uploads(photos, "photos"):
        _keep(visit, clean_photo(upload.content, "photos"))
    return visit


@transaction.atomic
def write_note(visit: Visit, *, note: str, by: User) -> Visit:
    """Write the note of a visit, or correct it; the old words stay in its history."""
    locked = Visit.objects.select_for_update().select_related("assignment").get(pk=visit.pk)
    if not may_log(locked.assignment, by):
        raise PermissionDenied
    if not note.strip():
        raise Refusal("请填写走访情况。", "note")
    locked.note = note.strip()
    signed(locked, by).save()
    return locked


def may_log(assignment: LeaderAssignment, by: User) -> bool:
    """Say whether the user may keep visits of this assignment: its own person, or who assists."""
    if not by.has_perm(VISIT):
        return False
    if assignment.user_id is not None and by.has_perm("orders.instruct_order"):
        return assignment.user_id == by.pk
    return LeaderAssignment.objects.visible_to(by).filter(pk=assignment.pk).exists()


def _take(row: LeaderAssignment, by: User) -> LeaderAssignment:
    if not LeaderAssignment.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return LeaderAssignment.objects.select_for_update().get(pk=row.pk)


def _keep(visit: Visit, photo: Photo) -> None:
    latitude, longitude = [Decimal(str(one)) for one in photo.position or ()] or (None, None)
    row = VisitPhoto(
        visit=visit, width=photo.width, height=photo.height,
        taken_at=timezone.make_aware(photo.taken_at) if photo.taken_at else None,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    row.file.save("photo.jpg", ContentFile(photo.content), save=False)
    row.save()
