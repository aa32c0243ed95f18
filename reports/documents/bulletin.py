"""The monthly and the inspection bulletin as documents, from their row alone."""

from datetime import date
from typing import Any

from django.utils import timezone

from core.documents.schema import Attachment, Bars, Block, Document, paragraph
from reports.choices import ReportState
from reports.documents import inspection_tables, tables
from reports.models import Report
from reports.wording.checks import footnotes
from reports.wording.draft import attachments_of
from reports.wording.fields import children, fields
from reports.wording.inspections import is_inspection
from reports.wording.preview import NUMERALS
from reports.wording.resolve import Footnotes, plain, runs


def bulletin_document(report: Report) -> Document:
    """Return the bulletin in GB/T 9704-2012 order; a draft is marked as one and has no number."""
    data, text = report.data, report.text
    known = fields(data, text)
    notes = Footnotes(footnotes(report))
    blocks: list[Block] = [{"type": "p", "runs": runs(text["opening"], known, notes)}]
    if report.supersedes is not None:
        blocks.insert(0, paragraph(correction_note(report)))
    for numeral, section in zip(NUMERALS, text["sections"], strict=False):
        blocks.append({"type": "h1", "text": f"{numeral}、{plain(section['title'], known)}"})
        blocks += [
            {"type": "p", "runs": runs(words, known, notes)} for words in section["paragraphs"]
        ]
        if section["key"] == "regions" and data["children"]:
            blocks.append(rate_chart(data))
    blocks += [paragraph(f"注：{words}") for words in notes.left]
    day = date_of(report)
    document: Document = {
        "kind": "gongwen",
        "title": f"{text['office']}{report.title}",
        "issuer": text["office"],
        "date": day.isoformat(),
        "head": {"banner": text["banner"], "number": number_of(report)},
        "addressee": text["addressee"],
        "blocks": blocks,
        "attachments": attachments(data, text, known),
        "signature": {"units": [text["office"]]},
        "colophon": {
            "cc": text["cc"],
            "printer": text["printer"],
            "print_date": day.isoformat(),
        },
    }
    if report.state != ReportState.ISSUED:
        document["mark"] = "草稿"
    return document


def number_of(report: Report) -> str:
    """Return 云老旧改办〔2023〕4号; the sequence is blank until the bulletin is issued."""
    code = report.text.get("code", "")
    if report.number_seq is None:
        return f"{code}〔{report.period.year}〕　号"
    return f"{code}〔{report.number_year}〕{report.number_seq}号"


def date_of(report: Report) -> date:
    """Return the 成文日期: when it was issued, for a draft when it was built."""
    moment = report.issued_at or report.built_at
    return timezone.localtime(moment).date() if moment else report.as_of


def correction_note(report: Report) -> str:
    """Return the sentence with which a new edition replaces the old one."""
    old = report.supersedes
    if old is None:
        return ""
    return f"本通报更正并替代《{old.title}》（{number_of(old)}）。更正原因：{report.correction_reason}。"


def rate_chart(data: dict[str, Any]) -> Bars:
    """Return the regions' investment rates as bars against the elapsed share of the year."""
    items: list[Any] = [
        {
            "label": one.name,
            "value": float(one["investment_rate"]),
            "text": f"{one['investment_rate']}%",
        }
        for one in children(data)
        if one["investment_rate"] is not None
    ]
    items.sort(key=lambda bar: -bar["value"])
    return {
        "type": "bars",
        "title": "图1　年度投资完成率",
        "items": items,
        "max": max([100.0, *(bar["value"] for bar in items)]),
        "target": float(data["elapsed"]),
        "target_label": "时间进度",
        "notes": [f"虚线为时间进度（{data['elapsed']}%，按年内已过天数计）。"],
    }


def _suspended(rows: list[dict[str, Any]]) -> list[Block]:
    """Return the deferred projects by name below the unstarted ones, nothing where there are none."""
    return [tables.suspended_table(rows)] if rows else []


def attachments(data: dict[str, Any], text: dict[str, Any], known: Any) -> list[Attachment]:
    whole = text["whole"]
    inspected = is_inspection(data)
    contents = _inspected(data, whole) if inspected else _progress(data, whole)
    wide = {1, 2} if inspected else {0, 1, 2}
    return [
        {
            "title": plain(title, known),
            "blocks": blocks,
            "orientation": "landscape" if index in wide else "portrait",
        }
        for index, (title, blocks) in enumerate(zip(attachments_of(data), contents, strict=True))
    ]


def _inspected(data: dict[str, Any], whole: str) -> list[list[Block]]:
    return [
        [inspection_tables.regions_table(data, whole)],
        [inspection_tables.found_table(data["found"])],
        [inspection_tables.carried_table(data["carried"])],
    ]


def _progress(data: dict[str, Any], whole: str) -> list[list[Block]]:
    return [
        [tables.progress_table(data, whole)],
        [tables.unstarted_table(data["unstarted"]), *_suspended(data["suspended"])],
        [tables.lagging_table(data["lagging"])],
        [tables.funding_table(data, whole)],
        [tables.complaints_table(data, whole), tables.categories_table(data)],
    ]
