"""Photos of a week at the site, sent one by one from a phone. JSON only, as for the grid's cells.

200 {name, url, words} · 400 {message} · 401 {message} · 403 {message} · 404 {message}
"""

from datetime import date
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from core.exceptions import Refusal
from core.periods import Week
from core.uploads import check_upload
from projects.choices import EvidenceKind
from projects.models import Project, ProjectEvidence
from projects.services.evidence import add_site_photo
from projects.views.weekly_cell import ScriptView, refused

REFUSED: Final = 400


class SitePhotoSend(ScriptView):
    """`id` is drawn by the page, so that sending a photo again after a lost answer adds none."""

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        user = request.user
        assert isinstance(user, User)
        project = Project.objects.visible_to(user).filter(pk=pk).first()
        try:
            if not user.has_perm("projects.add_projectevidence"):
                raise PermissionDenied
            if project is None:
                return refused("项目不在您的辖区内，请刷新页面。", 404)
            row = self.keep(request, user, project)
        except PermissionDenied:
            return refused("没有上传照片的权限，请联系系统管理员。", 403)
        except Refusal as refusal:
            return refused(refusal.message, REFUSED, refusal.field)
        return JsonResponse({"name": row.name, "url": photo_url(row), "words": words_of(row)})

    def keep(self, request: HttpRequest, user: User, project: Project) -> ProjectEvidence:
        file = request.FILES.get("photo")
        if file is None:
            raise Refusal("没有收到照片，请重新选择。", "photo")
        try:
            number = UUID(request.POST.get("id", ""))
        except ValueError:
            raise Refusal("没有上传编号，请刷新页面后再传。", "photo") from None
        return add_site_photo(
            project, upload=check_upload(file, "photo"), by=user, client_id=number
        )


def photos_of(project: Project, week: Week) -> list[tuple[ProjectEvidence, str, str]]:
    """Return the week's photos of a project, each with its address and what is told of it."""
    days: tuple[date, date] = (week.monday, week.sunday)
    rows = ProjectEvidence.objects.standing().filter(
        project=project, kind=EvidenceKind.SITE, dated__range=days
    )
    return [(row, photo_url(row), words_of(row)) for row in rows.order_by("taken_at", "pk")]


def photo_url(row: ProjectEvidence) -> str:
    return reverse("projects:evidence_file", args=[row.project_id, row.pk])


def words_of(row: ProjectEvidence) -> str:
    """Return when and where a photo was taken, for internal pages alone."""
    if row.taken_at is None:
        return f"{row.dated:%Y-%m-%d}上传，照片没有拍摄时间"
    place = f"，位置 {row.position}" if row.position else "，照片没有位置"
    return f"拍摄于 {localtime(row.taken_at):%Y-%m-%d %H:%M}{place}"
