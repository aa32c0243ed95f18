"""Evidence of 开工, 完工 and 验收: kept, set aside, and asked for before a date is recorded."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clock
from core.evidence import Stage, rule_on
from core.exceptions import Refusal
from core.photos import clean_photo
from core.uploads import Upload
from projects.choices import EvidenceKind
from projects.models import Project, ProjectEvidence
from projects.services.guards import not_in_future, require_change, signed

STAGES: Final[dict[str, Stage]] = {
    "started_on": "start",
    "finished_on": "finish",
    "accepted_on": "accept",
}
# what proves a node of the common ones, for tables
STAGE_KINDS: Final[dict[str, frozenset[str]]] = {
    "开工": frozenset({"contract", "start_order", "photo", "board", "permit"}),
    "完工": frozenset({"finish"}),
    "竣工验收": frozenset({"certificate"}),
}
PHOTOS: Final = frozenset({"jpg", "png"})


@transaction.atomic
def add_evidence(
    project: Project,
    *,
    kind: str,
    upload: Upload,
    by: User,
    dated: date | None = None,
    note: str = "",
    client_id: UUID | None = None,
    latest: date | None = None,
) -> ProjectEvidence:
    """Keep a file as evidence. A photo is re-encoded; what it says of time and place is kept apart.

    `dated` may be left out for a photo that knows when it was taken; with `latest` that day stands
    for a photo that does not know, or whose clock runs ahead of it. A `client_id` that is known
    returns the row that was kept under it: the sender lost the answer and asks again.
    """
    require_change(by, "projects.add_projectevidence", project.site_id)
    known = _sent_before(project, client_id, by) if client_id else None
    if known is not None:
        return known
    row = ProjectEvidence(
        project=project, kind=kind, note=note.strip(), name=upload.name, added_by=by,
        client_id=client_id,
    )  # fmt: skip
    content = upload.content
    if upload.kind in PHOTOS:
        photo = clean_photo(content, "photo")
        content, row.file_kind = photo.content, "jpg"
        row.taken_at = _aware(photo.taken_at)
        if photo.position:
            row.latitude, row.longitude = (Decimal(str(one)) for one in photo.position)
    else:
        row.file_kind = upload.kind
    row.dated = _dated(dated, row.taken_at, latest)
    row.sha256, row.size = upload.sha256, len(content)
    signed(row, by)
    row.file.save(upload.name, ContentFile(content), save=False)
    row.save()
    return row


def add_site_photo(
    project: Project, *, upload: Upload, by: User, client_id: UUID
) -> ProjectEvidence:
    """Keep a photo that was taken at the site; without a time of its own, or with one from a clock
    that runs ahead, it is of today.
    """
    if upload.kind not in PHOTOS:
        raise Refusal("请上传 JPG 或 PNG 格式的照片。", "photo")
    return add_evidence(
        project, kind=EvidenceKind.SITE, upload=upload, by=by, client_id=client_id,
        latest=clock.today(),
    )  # fmt: skip


def _sent_before(project: Project, client_id: UUID, by: User) -> ProjectEvidence | None:
    """Return what came under this number before; senders of one project take turns."""
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    row = ProjectEvidence.objects.filter(client_id=client_id).first()
    if row is not None and (row.project_id, row.added_by_id) != (project.pk, by.pk):
        raise Refusal("这张照片的上传编号已用过，请重新选择照片。", "photo")
    return row


def _aware(moment: datetime | None) -> datetime | None:
    """Read the camera's clock as the city's time."""
    return None if moment is None else timezone.make_aware(moment)


def _dated(dated: date | None, taken_at: datetime | None, latest: date | None) -> date:
    found = dated or (timezone.localtime(taken_at).date() if taken_at else None)
    if latest is not None:
        found = min(found or latest, latest)
    if found is None:
        raise Refusal("照片里没有拍摄时间，请填写文件或拍摄日期。", "dated")
    not_in_future(found, "文件或拍摄日期", "dated")
    return found


@transaction.atomic
def void_evidence(evidence: ProjectEvidence, *, reason: str, by: User) -> ProjectEvidence:
    """Set a wrong file aside; it stays readable and counts no more."""
    require_change(by, "projects.change_projectevidence", evidence.project.site_id)
    locked = ProjectEvidence.objects.select_for_update().get(pk=evidence.pk)
    if locked.voided_at is not None:
        raise Refusal("这份佐证已经作废。")
    if not reason.strip():
        raise Refusal("请写明作废的原因。", "reason")
    locked.voided_at, locked.void_reason = clock.now(), reason.strip()
    signed(locked, by, reason.strip()).save()
    return locked


def require_evidence(project: Project, dates: Mapping[str, Any]) -> None:
    """Raise Refusal when a date is about to be recorded without the evidence its rule asks for.

    `dates` holds the dates that are wanted by field; those that the project has already are not
    asked again, so that a correction of something else is never stopped.
    """
    kept: set[str] | None = None
    for name, stage in STAGES.items():
        wanted: date | None = dates.get(name)
        if wanted is None or wanted == getattr(project, name):
            continue
        rule = rule_on(wanted)
        if rule is None or not rule.asks(stage):
            continue
        if kept is None:
            kept = kinds_of(project)
        if not any(kept.issuperset(kinds) for kinds in rule.asks(stage)):
            raise Refusal(_missing(name, rule.asks(stage), rule.source, project), name)


def kinds_of(project: Project) -> set[str]:
    """Return the kinds of evidence that a project has."""
    if project.pk is None:
        return set()
    rows = ProjectEvidence.objects.standing().filter(project=project)
    return set(rows.values_list("kind", flat=True))


def asked_words(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """Return what is asked, e.g. 施工合同和开工令，或开工现场照片."""
    return "，或".join(
        "和".join(str(EvidenceKind(kind).label) for kind in kinds) for kinds in alternatives
    )


def _missing(
    name: str, alternatives: tuple[tuple[str, ...], ...], source: str, project: Project
) -> str:
    field: Any = Project._meta.get_field(name)
    first = "请先在项目页“佐证”中上传" if project.pk else "请先保存项目，在项目页“佐证”中上传"
    return f"{field.verbose_name}须有佐证：{asked_words(alternatives)}（{source}）。{first}，再填日期。"
