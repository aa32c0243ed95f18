"""Speaking notes as a plain sheet: PDF to print, DOCX to go on writing in."""

from core.documents.schema import Block, Document, paragraph
from reports.briefing import Facts
from reports.models import Letterhead
from reports.wording.briefing import Briefing

NOTE = "本稿按数据自动起草，只列事实，供会议发言参考。"


def briefing_document(facts: Facts, notes: Briefing) -> Document:
    """Return the notes as a document; the same facts give the same bytes."""
    day = facts.as_of
    blocks: list[Block] = []
    for section in notes.sections:
        blocks.append({"type": "h1", "text": section.title})
        blocks += [paragraph("".join(part.text for part in line)) for line in section.paragraphs]
    if notes.checks:
        blocks.append({"type": "h1", "text": "数据对账"})
        blocks += [paragraph(words) for words in notes.checks]
    blocks.append({"type": "h1", "text": "数据口径"})
    blocks += [paragraph(f"{name}：{words}") for name, words in notes.definitions]
    blocks.append(paragraph(f"{NOTE}{facts.own.year}年度计划，{notes.source}。"))
    office = Letterhead.of(facts.region).office
    return {
        "kind": "sheet",
        "title": notes.title,
        "issuer": office,
        "date": day.isoformat(),
        "meta": [office, f"截至{day.year}年{day.month}月{day.day}日"],
        "blocks": blocks,
    }
