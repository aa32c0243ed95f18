"""The minutes of a meeting (会议纪要, GB/T 9704-2012 §10.3): no seal, no signature, a roll at the end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from core import clock
from core.documents.schema import Block, Cell, Column, Document, Field, paragraph
from orders.words import chinese_day
from reports.choices import DecisionStatus
from reports.documents import tables
from reports.figures import Figures
from reports.models import Decision, Letterhead, Meeting
from reports.snapshot_decisions import carried, carry_over_rate, followed_up, told
from reports.wording.preview import NUMERALS
from reports.words import whole_region

SIZE = 10.5  # pt
ROLL = (("出席", "attendees"), ("请假", "absent"), ("列席", "observers"))


def minutes_document(meeting: Meeting) -> Document:
    """Return the minutes as they read now; a meeting that has not ended gives a draft."""
    letterhead, held = Letterhead.of(meeting.region), timezone.localtime(meeting.held_at).date()
    finished = timezone.localtime(meeting.finished_at or clock.now()).date()
    number = f"〔{meeting.year}〕第{meeting.serial}期" if meeting.serial else "〔　　〕第　期"
    document: Document = {
        "kind": "gongwen",
        "title": f"{meeting.topic}纪要",
        "issuer": letterhead.office,
        "date": finished.isoformat(),
        "head": {
            "banner": f"{meeting.region.name}城镇老旧小区改造会议纪要",
            "number": number,
            "organ": letterhead.office,
        },
        "blocks": _blocks(meeting, held),
        "roll": _roll(meeting),
        "colophon": {"printer": letterhead.printer, "print_date": finished.isoformat()},
    }
    if letterhead.cc:
        document["colophon"]["cc"] = letterhead.cc
    if not meeting.finished:
        document["mark"] = "草稿"
    return document


def followed_by(meeting: Meeting) -> dict[str, Any]:
    """Return how earlier decisions stand at a meeting, against the meeting before."""
    held = timezone.localtime(meeting.held_at).date()
    last = Meeting.objects.before(meeting).first()
    since = timezone.localtime(last.held_at).date() if last else date.min
    return followed_up(meeting.region, since, held, but=meeting.pk)


def _blocks(meeting: Meeting, held: date) -> list[Block]:
    followed = followed_by(meeting)
    parts: list[tuple[str, list[Block]]] = [("会议情况", _situation(meeting))]
    if followed["rows"]:
        parts.append(("上次会议决定事项办理情况", _followed(followed)))
    if meeting.summary.strip():
        parts.append(("会议要点", [paragraph(words) for words in _lines(meeting.summary)]))
    parts.append(("会议决定事项", _decisions(meeting)))
    blocks: list[Block] = [paragraph(_opening(meeting, held))]
    for numeral, (title, content) in zip(NUMERALS, parts, strict=False):
        blocks += [{"type": "h1", "text": f"{numeral}、{title}"}, *content]
    return blocks


def _lines(words: str) -> Iterable[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _opening(meeting: Meeting, held: date) -> str:
    chair = meeting.chair.strip() or "（主持人）"
    place = meeting.place.strip() or "（会议地点）"
    return f"{chinese_day(held)}，{chair}在{place}主持召开{meeting.topic}。现将会议情况纪要如下："


def _situation(meeting: Meeting) -> list[Block]:
    """Return the figures of the week's dispatch in a sentence, and what was on the agenda."""
    found: list[Block] = []
    if meeting.dispatch is not None and meeting.dispatch.data:
        found.append(paragraph(_figures(meeting.dispatch.data, meeting)))
    found.append(paragraph(_agenda(meeting)))
    return found


def _figures(data: Mapping[str, Any], meeting: Meeting) -> str:
    one = Figures.from_json(data["own"])
    day = chinese_day(date.fromisoformat(data["as_of"]))
    rates = "".join(
        f"，{label}{one[key]}%"
        for key, label in (("start_rate", "开工率"), ("investment_rate", "年度投资完成率"))
        if one[key] is not None
    )
    return (
        f"截至{day}，{whole_region(meeting.region).whole}计划改造小区{one['plan_communities']}个，"
        f"已开工{one['started_communities']}个，完工{one['completed_communities']}个{rates}；"
        f"滞后项目{one['lagging_projects']}个。"
    )


def _agenda(meeting: Meeting) -> str:
    off = set(meeting.items.exclude(dismissed="").values_list("key", flat=True))
    parts = []
    for section in meeting.agenda.get("sections", []):
        count = sum(item["key"] not in off for item in section["items"])
        if count:
            parts.append(f"{section['title']}{count}项")
    own = meeting.items.filter(key__startswith="hand:", dismissed="").count()
    parts += [f"其他议题{own}项"] if own else []
    return f"会议议程：{'，'.join(parts)}。" if parts else "会议没有列入议程的事项。"


def _followed(followed: Mapping[str, Any]) -> list[Block]:
    rate = f"结转{carried(followed)}项，结转率{carry_over_rate(followed)}%。"
    return [paragraph(told(followed) + rate), followed_table(followed)]


def followed_table(followed: Mapping[str, Any]) -> Block:
    """Return the decisions of earlier meetings with how they stand; the dispatch prints it too."""
    columns: list[Column] = [
        {"label": "责任单位", "align": "left"},
        {"label": "决定事项", "align": "left"},
        {"label": "责任人"},
        {"label": "完成时限"},
        {"label": "完成日期"},
        {"label": "办理情况"},
    ]
    rows: list[list[Cell]] = [
        [
            row["unit"],
            row["task"],
            row["person"],
            tables.day_text(row["due_on"]),
            tables.day_text(row["done_on"]),
            status_words(row),
        ]
        for row in followed["rows"]
    ]
    return {"type": "table", "columns": columns, "rows": rows, "size": SIZE}


def status_words(row: Mapping[str, Any]) -> str:
    """Return 逾期3天, 逾期2天完成, 按期完成, 未到期."""
    status = DecisionStatus(row["status"])
    if status == DecisionStatus.LATE:
        return f"逾期{row['late']}天完成"
    return f"逾期{row['late']}天" if status == DecisionStatus.BROKEN else str(status.label)


def _decisions(meeting: Meeting) -> list[Block]:
    rows = meeting.decisions.filter(withdrawn_on=None).select_related("project")
    found: list[Block] = [
        paragraph(f"{place}. {_sentence(row)}")
        for place, row in enumerate(rows.order_by("serial"), 1)
    ]
    return found or [paragraph("会议没有作出新的决定。")]


def _sentence(row: Decision) -> str:
    """Return one decision: who, under whose lead, what, by when."""
    leader = f"，责任领导{row.leader}" if row.leader else ""
    about = f"（项目：{row.project.name}）" if row.project else ""
    task = row.task.rstrip("。；")
    return f"{row.unit}（责任人{row.person}{leader}）：{task}{about}，{chinese_day(row.due_on)}前完成。"


def _roll(meeting: Meeting) -> list[Field]:
    found: list[Field] = []
    for label, name in ROLL:
        words = "，".join(_lines(getattr(meeting, name)))
        if words:
            found.append({"label": label, "text": words.rstrip("。") + "。"})
    return found
