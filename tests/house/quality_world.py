"""One record of each kind of quality supervision for the table of URLs, made by the services."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Region, User
from projects.models import Project
from quality.choices import Verdict
from quality.models import (
    AcceptanceParty,
    ChecklistItem,
    EffectivenessCheck,
    Material,
    MethodNote,
    ProcessCheck,
    Recall,
    RoleAssignment,
    SiteLog,
    TestReport,
)
from quality.services.acceptance import open_round
from quality.services.evidence import add_evidence
from quality.services.inspections import Plan, open_inspection, record_visit
from quality.services.records import add_record

DAY = date(2023, 7, 20)


def picture(name: str = "现场.jpg", colour: str = "steelblue") -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue())


def paper(name: str = "合格证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n")


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of one district's records; every text carries `mark`."""
    project.finished_on = project.finished_on or date(2023, 7, 10)
    Project.objects.filter(pk=project.pk).update(finished_on=project.finished_on)
    batch = {
        "kind": f"{mark}卷材", "batch": mark, "supplier": mark, "arrived_on": DAY,
        "verdict": Verdict.FAILED, "checker": mark, "checked_on": DAY,
    }  # fmt: skip
    material = add_record(Material, project, batch, by=user)
    test = add_record(
        TestReport, project,
        {"number": mark, "agency": mark, "phase": "during", "item": mark, "sample": mark,
         "standard": mark, "tested_on": DAY, "result": mark, "verdict": Verdict.FAILED},
        by=user, files=[paper()],
    )  # fmt: skip
    process = add_record(
        ProcessCheck, project,
        {"place": mark, "procedure": mark, "checked_on": DAY, "inspector": mark,
         "verdict": Verdict.FAILED},
        by=user,
    )  # fmt: skip
    log = add_record(
        SiteLog,
        project,
        {"kind": "patrol", "logged_on": DAY, "people": mark, "text": mark},
        by=user,
    )
    method = add_record(
        MethodNote, project,
        {"method": "非开挖", "section": mark, "from_on": DAY, "impact": mark}, by=user,
    )  # fmt: skip
    verdict = add_record(
        EffectivenessCheck, project,
        {"checked_on": DAY, "checker": mark, "quality_met": True, "schedule_met": True,
         "progress_met": False}, by=office,
    )  # fmt: skip
    plan = Plan("scheduled", f"{mark}检查", DAY, mark, mark, projects=[project])
    inspection = open_inspection(plan, by=office)
    check = inspection.checks.get()
    found = {"visited_on": DAY, "inspectors": mark, "verdict": Verdict.FAILED, "note": mark}
    record_visit(check, found, answers={}, by=office)
    standing = open_round(project, {"kind": "initial", "held_on": DAY, "chair": mark}, by=user)
    photo = add_evidence(log, [picture(f"{mark}.jpg")], by=user)[0]
    item, _ = ChecklistItem.objects.get_or_create(text="共用检查内容", source="规定")
    party, _ = AcceptanceParty.objects.get_or_create(name="共用参加方", source="规定")
    recall = Recall.objects.create(
        region=region, kind=f"{mark}卷材", batch=mark, supplier=mark, reason=mark, opened_by=office,
    )  # fmt: skip
    assignment = RoleAssignment.objects.create(
        project=project, role="项目经理", name=mark, since=DAY, basis=mark, entered_by=user
    )
    return {
        "recall_row": (recall.pk,), "role_assignment": (assignment.pk,),
        "material": (material.pk,), "test": (test.pk,), "process": (process.pk,),
        "log": (log.pk,), "method": (method.pk,), "verdict": (verdict.pk,),
        "inspection": (inspection.pk,), "check": (check.pk,), "round": (standing.pk,),
        "quality_evidence": (photo.pk,), "checklist_line": (item.pk,), "party_line": (party.pk,),
    }  # fmt: skip
