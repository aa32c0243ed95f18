"""Name model projects and routes, end that; write highlights with their photos, withdraw them."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.photos import Photo
from core.reasons import checked_reason
from projects.choices import PhotoMoment, ShowcaseKind
from projects.models import Highlight, HighlightPhoto, Project, Showcase
from projects.services.guards import (
    not_in_future,
    require,
    require_change,
    require_fresh,
    signed,
)

FACTS: Final = ("kind", "name", "region", "basis", "text", "since")
WORDS: Final = ("kind", "title", "text", "seen_on")
Photos = Mapping[PhotoMoment, Photo | None]


@transaction.atomic
def save_showcase(
    row: Showcase | None, values: Mapping[str, Any], *, by: User, seen: int | None = None
) -> Showcase:
    """Name a showcase or change one; a model project is one project, a route two or more."""
    region, projects = values["region"], list(values["projects"])
    require_change(by, f"projects.{'add' if row is None else 'change'}_showcase", region.pk)
    if row is None:
        row = Showcase()
    else:
        row = Showcase.objects.select_for_update().get(pk=row.pk)
        require_change(by, "projects.change_showcase", row.region_id)
        require_fresh(Showcase, seen, id=row.pk)
    _check_projects(values["kind"], region.pk, projects)
    not_in_future(values["since"], "确定日期", "since")
    same = Showcase.objects.filter(region=region, kind=values["kind"], name=values["name"])
    if same.exclude(pk=row.pk).exists():
        raise Refusal("本区划已有同名的样板示范。", "name")
    for name in FACTS:
        setattr(row, name, values[name])
    signed(row, by).save()
    row.projects.set(projects)
    return row


def _check_projects(kind: str, region: int, projects: list[Project]) -> None:
    if kind == ShowcaseKind.PROJECT and len(projects) != 1:
        raise Refusal("样板项目请选一个项目；多个项目的请选“精品示范线路”。", "projects")
    if kind == ShowcaseKind.ROUTE and len(projects) < 2:
        raise Refusal("精品示范线路请选两个或以上的项目。", "projects")
    inside = Project.objects.in_region(region).filter(pk__in=[one.pk for one in projects])
    if inside.count() != len(projects):
        raise Refusal("有项目不在所选区划内，请改选区划或项目。", "projects")


@transaction.atomic
def end_showcase(row: Showcase, *, reason: str, by: User) -> Showcase:
    """Take a showcase off from today on; it stays to be seen on earlier dates."""
    require_change(by, "projects.change_showcase", row.region_id)
    locked = Showcase.objects.select_for_update().get(pk=row.pk)
    if locked.until is not None:
        raise Refusal(f"已于{locked.until:%Y-%m-%d}取消。")
    locked.until = max(clock.today(), locked.since)
    reason = checked_reason(reason, "请写明取消原因，如“路面返修，不再作样板”。")
    signed(locked, by, f"取消：{reason}").save()
    return locked


@transaction.atomic
def save_highlight(
    row: Highlight | None,
    project: Project,
    values: Mapping[str, Any],
    photos: Photos,
    *,
    by: User,
    seen: int | None = None,
) -> Highlight:
    """Write what a project achieved, or put it right; a new photo takes the old one's place."""
    require(by, f"projects.{'add' if row is None else 'change'}_highlight")
    require_change(by, "projects.change_highlight", project.site_id)
    not_in_future(values["seen_on"], "日期", "seen_on")
    if row is None:
        row = Highlight(project=project, entered_by=by)
    else:
        row = Highlight.objects.select_for_update().get(pk=row.pk)
        require_fresh(Highlight, seen, id=row.pk)
        if row.withdrawn_on is not None:
            raise Refusal("已撤下，不能修改。")
    for name in WORDS:
        setattr(row, name, values[name])
    signed(row, by).save()
    for moment, photo in photos.items():
        if photo is not None:
            _replace(row, moment, photo)
    return row


@transaction.atomic
def withdraw_highlight(row: Highlight, *, reason: str, by: User) -> Highlight:
    """Take a highlight off the pages; its words and photos stay in the records."""
    require_change(by, "projects.change_highlight", row.project.site_id)
    locked = Highlight.objects.select_for_update().get(pk=row.pk)
    if locked.withdrawn_on is not None:
        raise Refusal(f"已于{locked.withdrawn_on:%Y-%m-%d}撤下。")
    locked.withdrawn_on = max(clock.today(), locked.seen_on)
    reason = checked_reason(reason, "请写明撤下原因，如“照片不是本项目”。")
    signed(locked, by, f"撤下：{reason}").save()
    return locked


def _replace(row: Highlight, moment: PhotoMoment, photo: Photo) -> None:
    row.photos.filter(moment=moment, current=True).update(current=False)
    kept = HighlightPhoto(
        highlight=row, moment=moment, width=photo.width, height=photo.height,
        taken_at=timezone.make_aware(photo.taken_at) if photo.taken_at else None,
    )  # fmt: skip
    kept.file.save("photo.jpg", ContentFile(photo.content), save=False)
    kept.save()
