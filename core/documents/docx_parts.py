"""What python-docx lacks: East Asian font names, footnotes, page fields, borders, and files with the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.document import Document as DocxDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANG: Final = "仿宋_GB2312"
KAI: Final = "楷体_GB2312"
HEI: Final = "黑体"
TITLE: Final = "方正小标宋简体"
SONG: Final = "宋体"
LATIN: Final = "Times New Roman"
RED: Final = RGBColor(0xE6, 0x00, 0x12)
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

ORDER: Final = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}


def element(tag: str, **attributes: Any) -> Any:
    """``element("w:tab", val="right")`` with every attribute in the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_font(
    target: Run | ParagraphStyle,
    east_asia: str,
    size: float | None = None,
    color: RGBColor | None = None,
) -> None:
    """Name the East Asian face (``w:eastAsia``) and the Latin one; drop the theme's."""
    font = target.font
    font.name = LATIN
    if size is not None:
        font.size = Pt(size)
    if color is not None:
        font.color.rgb = color
    properties = font._element.get_or_add_rPr()
    names = properties.find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        names.set(qn(f"w:{script}"), SONG if east_asia == SONG else LATIN)
    names.set(qn("w:eastAsia"), east_asia)
    names.set(qn("w:hint"), "eastAsia")


def border(paragraph: Paragraph, side: str, eighths: int, color: str, space: int = 1) -> None:
    """A rule above or below a paragraph, ``eighths`` of a point thick."""
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val="single", sz=eighths, space=space, color=color))
    paragraph._p.get_or_add_pPr().append(borders)


def off_grid(paragraph: Paragraph) -> None:
    """Keep small type off the page's line grid, which would double its spacing."""
    paragraph._p.get_or_add_pPr().append(element("w:snapToGrid", val=0))


def page_field(paragraph: Paragraph, face: str, size: float) -> None:
    """— 1 — with the page's own number."""
    set_font(paragraph.add_run("— "), face, size)
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        run = paragraph.add_run()
        set_font(run, face, size)
        if kind == "PAGE":
            code = element("w:instrText")
            code.text = " PAGE "
            run._r.append(code)
        elif kind == "1":
            run.text = kind
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))
    set_font(paragraph.add_run(" —"), face, size)


class Footnotes:
    """Real footnotes: numbered ① ② … by the word processor, written as a part of the package."""

    def __init__(self, document: DocxDocument) -> None:
        self._document = document
        self._texts: list[str] = []

    def add(self, run: Run, text: str) -> None:
        """Hang ``text`` on the end of ``run``."""
        self._texts.append(text)
        mark = element("w:footnoteReference", id=len(self._texts))
        run._r.append(mark)
        run.font.superscript = True

    def write(self) -> None:
        """Add the part, once the text is complete."""
        if not self._texts:
            return
        notes = "".join(self._note(index, text) for index, text in enumerate(self._texts, 1))
        blob = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:footnotes xmlns:w="{W}">'
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            f"</w:footnote>{notes}</w:footnotes>"
        )
        part = Part(
            PackURI("/word/footnotes.xml"),
            CT.WML_FOOTNOTES,
            blob.encode(),
            self._document.part.package,
        )
        self._document.part.relate_to(part, RT.FOOTNOTES)
        self._declare()

    def _declare(self) -> None:
        settings = self._document.settings.element
        properties = element("w:footnotePr")
        properties.append(element("w:footnote", id=-1))
        properties.append(element("w:footnote", id=0))
        anchor = settings.find(qn("w:compat"))
        if anchor is None:
            settings.append(properties)
        else:
            anchor.addprevious(properties)
        for section in self._document.sections:
            numbering = element("w:footnotePr")
            numbering.append(element("w:numFmt", val="decimalEnclosedCircleChinese"))
            section._sectPr.append(numbering)

    @staticmethod
    def _note(number: int, text: str) -> str:
        face = (
            f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FANG}" w:hint="eastAsia"/>'
        )
        size = '<w:sz w:val="21"/><w:szCs w:val="21"/>'
        return (
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:line="280" w:lineRule="exact"/>'
            '<w:ind w:firstLine="0"/></w:pPr>'
            f'<w:r><w:rPr>{face}{size}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:rPr>{face}{size}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
            "</w:p></w:footnote>"
        )


def put_in_order(root: Any) -> None:
    """Sort property children as the schema wants them; Word refuses some files otherwise."""
    for name, children in ORDER.items():
        places = {qn(f"w:{child}"): index for index, child in enumerate(children.split())}
        for holder in root.iter(qn(f"w:{name}")):
            holder[:] = sorted(holder, key=lambda child: places.get(child.tag, 99))


def save(document: DocxDocument, day: date) -> bytes:
    """The file's bytes, dated ``day``: the same document gives the same bytes."""
    stamp = datetime(day.year, day.month, day.day)
    properties = document.core_properties
    properties.created = properties.modified = stamp
    properties.last_modified_by = properties.author
    properties.revision = 1
    buffer = io.BytesIO()
    document.save(buffer)
    fixed = io.BytesIO()
    moment = (max(1980, day.year), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
