"""An agenda as the meeting's page shows it: numbered lines, what was taken off, what may be done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.columns import Column, Row
from core.links import page, row_page
from projects.models import Project
from reports.meeting_actions import MeetingAction
from reports.models import AgendaItem, Meeting

SHOWN: Final = 12  # lines of a section before the rest is folded away
HAND: Final = "hand"


@dataclass(frozen=True)
class Line:
    """One line; `number` (2.1) stays its own whatever is taken off."""

    meeting: int
    number: str
    key: str
    text: str
    detail: str
    region: str
    unit: str
    person: str
    project: int | None
    href: str | None
    dismissed: str = ""


@dataclass(frozen=True)
class AgendaSection:
    """One panel: the lines that are up, those folded away, those taken off."""

    id: str
    title: str
    note: str
    columns: tuple[Column, ...]
    lines: list[Line]
    off: list[Line] = field(default_factory=list)

    @property
    def first(self) -> list[Row]:
        return [Row(self.columns, line) for line in self.lines[:SHOWN]]

    @property
    def rest(self) -> list[Row]:
        return [Row(self.columns, line) for line in self.lines[SHOWN:]]


def lines_of(meeting: Meeting) -> Iterator[tuple[Mapping[str, Any], list[Line]]]:
    """Yield each section of the agenda with its numbered lines, those added by hand last."""
    items = {item.key: item for item in meeting.items.select_related("project")}
    place = 0
    for place, section in enumerate(meeting.agenda.get("sections", []), 1):
        yield (
            section,
            [
                _computed(meeting, f"{place}.{number}", line, items.get(line["key"]))
                for number, line in enumerate(section["items"], 1)
            ],
        )
    own = [item for item in items.values() if item.key.startswith(f"{HAND}:")]
    if own:
        section = {"key": HAND, "title": "其他议题", "note": "人工增加"}
        yield (
            section,
            [
                _by_hand(meeting, f"{place + 1}.{number}", item)
                for number, item in enumerate(own, 1)
            ],
        )


def all_lines(meeting: Meeting) -> list[Line]:
    return [line for _, lines in lines_of(meeting) for line in lines]


def sections_of(meeting: Meeting, allowed: list[MeetingAction], user: User) -> list[AgendaSection]:
    """Return the panels of the agenda with what this user may do with each line.

    Districts read the whole agenda, but open the rows of their own alone.
    """
    columns, found = _columns(allowed), list(lines_of(meeting))
    if not user.oversees(meeting.region_id):
        found = [(section, _own_alone(lines, user)) for section, lines in found]
    return [
        AgendaSection(
            section["key"].replace("_", "-"),
            section["title"],
            section["note"],
            columns,
            [line for line in lines if not line.dismissed],
            [line for line in lines if line.dismissed],
        )
        for section, lines in found
    ]


def _own_alone(lines: list[Line], user: User) -> list[Line]:
    """Take the address off the lines whose project or region is not the user's."""
    named = {line.project for line in lines if line.project}
    mine = set(Project.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))

    def opens(line: Line) -> bool:
        return line.project in mine if line.project else line.region == str(user.region)

    return [line if opens(line) else replace(line, href=None) for line in lines]


def _computed(
    meeting: Meeting, number: str, line: Mapping[str, Any], item: AgendaItem | None
) -> Line:
    return Line(
        meeting=meeting.pk,
        number=number,
        key=line["key"],
        text=line["text"],
        detail=line["detail"],
        region=line["region"],
        unit=line["unit"],
        person=line["person"],
        project=line["project"],
        href=_href(line),
        dismissed=item.dismissed if item else "",
    )


def _by_hand(meeting: Meeting, number: str, item: AgendaItem) -> Line:
    project = item.project
    return Line(
        meeting=meeting.pk,
        number=number,
        key=item.key,
        text=item.text,
        detail=project.name if project else "",
        region="",
        unit=item.unit,
        person="",
        project=project.pk if project else None,
        href=row_page("projects:project", project.pk) if project else None,
        dismissed=item.dismissed,
    )


def _href(line: Mapping[str, Any]) -> str | None:
    """Return the address of the row; None where the page has another name by now."""
    if not line["page"]:
        return None
    try:
        if line["pk"] is not None:
            return row_page(line["page"], line["pk"])
        return f"{page(line['page'])}?{urlencode(line['query'])}"
    except NoReverseMatch:
        return None


def _columns(allowed: list[MeetingAction]) -> tuple[Column, ...]:
    found = [
        Column("序号", "number"),
        Column("议题", "text", link=lambda line: line.href, primary=True),
        Column("情况", "detail"),
        Column("地区", "region"),
        Column("责任单位", "unit", on_phone=False),
        Column("责任人", "person", on_phone=False),
    ]
    if MeetingAction.DECIDE in allowed:
        found.append(Column("决定", lambda line: "记决定", link=_decide_url))
    if MeetingAction.AGENDA in allowed:
        found.append(Column("上会", lambda line: "不上会", link=_dismiss_url))
    return tuple(found)


def _decide_url(line: Line) -> str:
    return f"{reverse('reports:decision_new', args=[line.meeting])}?{urlencode({'item': line.key})}"


def _dismiss_url(line: Line) -> str:
    return (
        f"{reverse('reports:agenda_dismiss', args=[line.meeting])}?{urlencode({'key': line.key})}"
    )
