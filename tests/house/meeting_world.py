"""Meetings and decisions in each state for the table of URLs, made by the services themselves."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Region, User
from core import clock
from core.uploads import check_uploads
from projects.models import Project
from reports.choices import MeetingKind
from reports.models import Decision, Meeting
from reports.services import decisions, meetings


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of the meetings of one district; every text carries `mark`."""

    def called(kind: MeetingKind = MeetingKind.SPECIAL) -> Meeting:
        facts = meetings.MeetingFacts(
            topic=f"{mark}会议", held_at=clock.now(), place=mark, chair=mark, attendees=mark,
        )  # fmt: skip
        return meetings.call_meeting(region, kind, facts, by=office)

    def decided(meeting: Meeting) -> Decision:
        facts = decisions.DecisionFacts(
            region=region, unit=f"{mark}局", person=mark, task=f"{mark}决定",
            due_on=date(2023, 8, 10), leader=f"{mark}领导", project=project,
        )  # fmt: skip
        return decisions.enter_decision(meeting, facts, by=office)

    def answered(decision: Decision) -> Decision:
        files = check_uploads([SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.7\n")])
        decisions.answer_decision(decision, text=mark, files=files, by=user)
        return decision

    held = meetings.start_meeting(called(), by=office)
    open_one, waiting, done = (decided(held) for _ in range(3))
    meetings.finish_meeting(held, by=office)
    answered(waiting)
    decisions.review_decision(answered(done), accepted=True, note="", by=office)
    running, preparing = meetings.start_meeting(called(), by=office), called()
    item = meetings.add_item(preparing, text=f"{mark}议题", unit=mark, project=project, by=office)
    answer = waiting.answers.get()
    return {
        "meeting": (held.pk,),
        "meeting_preparing": (preparing.pk,),
        "meeting_running": (running.pk,),
        "agenda_item": (item.pk,),
        "minutes": (held.pk, "pdf"),
        "decision": (open_one.pk,),
        "decision_running": (decided(running).pk,),
        "decision_waiting": (waiting.pk,),
        "decision_done": (done.pk,),
        "decision_file": (waiting.pk, answer.files.get().pk),
    }
