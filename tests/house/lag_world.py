"""Cases, whose clock, a task force, a campaign and rules of lights for the table of URLs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Region, User
from core.uploads import check_uploads
from projects.models import ClockEvent, LagCase, LagReason, Project, TaskForce
from projects.pace.presets import Line
from projects.pace_choices import CampaignTarget, ForceLevel, LightFormula, LightSubject, NoteKind
from projects.services.campaigns import save_campaign
from projects.services.cases import Plan, close_case, open_case, report_fixed
from projects.services.light_rules import save_rules
from projects.services.task_forces import write_note
from tests.factories import ProjectFactory


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of what deals with lag in one district; texts carry `mark`."""
    reason, _made = LagReason.objects.get_or_create(name="征地拆迁", defaults={"party": "用地"})
    plan = Plan([reason], mark, mark, mark, date(2023, 8, 20))

    def case(name: str) -> LagCase:
        other = ProjectFactory(region=region, name=f"{mark}{name}")
        return open_case(other, plan, by=office)

    def fixed(name: str) -> LagCase:
        files = check_uploads([SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.7\n")])
        # fixed by a person of the district whom no client of the table is
        return report_fixed(case(name), result=mark, files=files, by=fixer)

    fixer = _fixer(region, user)
    closed = close_case(fixed("已销号"), opinion=mark, by=office)
    waiting = fixed("待核验")
    event = ClockEvent.objects.create(
        project=project, started_on=date(2023, 5, 1), ended_on=date(2023, 5, 9), party="用地",
        reason=mark, evidence=mark, recorded_by=office,
    )  # fmt: skip
    force = TaskForce.objects.create(
        name=f"{mark}专班", level=ForceLevel.DISTRICT, region=region, lead=mark, members=mark,
        on_site_from=date(2023, 7, 1),
    )  # fmt: skip
    force.projects.add(project)
    write_note(
        force, kind=NoteKind.WEEKLY, on=date(2023, 7, 28), text=mark, project=None, by=office
    )
    campaign = save_campaign(
        None, name=f"{mark}攻坚", region=region, year=2023, target=CampaignTarget.START,
        due_on=date(2023, 8, 31), source=mark, by=office,
    )  # fmt: skip
    return {
        "lag_reason": (reason.pk,),
        "case": (open_case(project, plan, by=office).pk,),
        "case_fixed": (waiting.pk,),
        "case_closed": (closed.pk,),
        "case_file": (waiting.pk, waiting.files.get().pk),
        "clock_event": (event.pk,),
        "task_force": (force.pk,),
        "campaign": (campaign.pk,),
        "light_rule_set": (_rules(region, office, mark),),
    }


def _fixer(region: Region, user: User) -> User:
    fixer = User.objects.get(pk=user.pk)
    fixer.pk = None
    fixer.username = f"fixer{region.pk}"
    fixer.save()
    return fixer


def _rules(region: Region, office: User, mark: str) -> int:
    """Set rules of the office's region; 乙县's are the city's office's own."""
    line = Line(LightSubject.START, LightFormula.DAYS_LATE, Decimal(30), Decimal(1))
    made = save_rules(
        name=mark, effective_on=date(2023, 7, 31), source=mark, lines=[line], by=office
    )
    if made.region_id != region.pk:
        made.region = region
        made.save()
    return made.pk
