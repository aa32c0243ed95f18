"""Objects of schedules for the URL table."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Region, User
from core.uploads import check_upload
from projects.models import Project, Reschedule, ScheduleTemplate, StopWindow
from projects.services.evidence import add_evidence


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one district's schedules; every text carries `mark`."""
    window = StopWindow.objects.create(
        region=region, kind="考试", name=f"{mark}考试", source=mark,
        first_on=date(2023, 6, 7), last_on=date(2023, 6, 10),
    )  # fmt: skip
    upload = check_upload(SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.7\n"))
    evidence = add_evidence(
        project, kind="contract", upload=upload, by=user, dated=date(2023, 4, 1), note=mark
    )
    node = project.milestones.first()
    Reschedule.objects.create(
        milestone=node, from_on=date(2023, 4, 1), to_on=date(2023, 5, 1), reason=mark,
        changed_on=date(2023, 4, 2), changed_by=user,
    )  # fmt: skip
    template = ScheduleTemplate.objects.order_by("pk")[0]
    return {
        "stop_window": (window.pk,),
        "template": (template.pk,),
        "evidence": (evidence.pk,),
        "evidence_file": (project.pk, evidence.pk),
    }
