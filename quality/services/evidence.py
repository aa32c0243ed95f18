"""Photos and files of a record: checked, cleaned, added; never taken away."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from core.exceptions import Refusal
from core.photos import Photo, clean_photo
from core.uploads import Incoming, Upload, check_uploads
from projects.models import Project
from projects.services.guards import require_change
from quality.choices import Moment
from quality.models import Evidence

PICTURES: Final = frozenset({"jpg", "png"})


@transaction.atomic
def add_evidence(
    record: models.Model, files: Iterable[Incoming], *, by: User, moment: str = Moment.NONE
) -> list[Evidence]:
    """Add photos and files to a record of a project, or to the project itself."""
    project: Project = record if isinstance(record, Project) else record.project  # type: ignore[attr-defined]
    require_change(by, "quality.add_evidence", project.site_id)
    if moment not in Moment.values:
        raise Refusal("请选择拍摄时点。", "moment")
    return [_add(record, project, one, by, moment) for one in check_uploads(files, "evidence")]


def _add(record: models.Model, project: Project, upload: Upload, by: User, moment: str) -> Evidence:
    photo = clean_photo(upload.content, "evidence") if upload.kind in PICTURES else None
    if photo is not None:
        stem = upload.name.rpartition(".")[0] or upload.name
        upload = Upload(f"{stem}.jpg", "jpg", photo.content)
    row = Evidence(
        project=project,
        record=record,
        name=upload.name,
        kind=upload.kind,
        is_photo=photo is not None,
        moment=moment,
        sha256=upload.sha256,
        size=len(upload.content),
        added_by=by,
        **(_camera(photo) if photo else {}),
    )
    row.file.save(upload.name, ContentFile(upload.content), save=False)
    row.save()
    return row


def _camera(photo: Photo) -> dict[str, Any]:
    taken: datetime | None = photo.taken_at
    found: dict[str, Any] = {"taken_at": timezone.make_aware(taken) if taken else None}
    if photo.position is not None:
        latitude, longitude = photo.position
        found |= {"latitude": Decimal(str(latitude)), "longitude": Decimal(str(longitude))}
    return found
