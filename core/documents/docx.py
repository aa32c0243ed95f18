"""Official documents as DOCX: drafts that the office goes on writing in WPS or Word.

The same content as the PDF on the same grid. Faces are named, not embedded (仿宋_GB2312, 楷体_GB2312, 黑体,
方正小标宋简体, 宋体), because every office has its own. Page numbers stand at the foot of landscape pages too: a word
processor cannot turn them.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.enum.text import WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from core.documents import docx_parts as parts
from core.documents.docx_parts import FANG, HEI, KAI, RED, SONG, TITLE, element, set_font
from core.documents.docx_tables import add_colophon, add_form, add_table
from core.documents.pdf import LAYOUT
from core.documents.prepare import GONGWEN_MARGINS, SHEET_MARGINS, Prepared, line_width, prepare
from core.documents.schema import Document
from core.documents.titles import width
from core.typst import compile_png

LINE: Final = 28.95
SIZE: Final = {"gongwen": 16.0, "sheet": 14.0}
PITCH: Final = {"gongwen": LINE, "sheet": 25.0}
BANNER: Final = 46.0
SIDES_RIGHT: Final = WD_TAB_ALIGNMENT.RIGHT
SIDES: Final = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT}
RUN_FACES: Final = {"kai": KAI, "hei": HEI}


def render_docx(document: Document) -> bytes:
    """The document as an Office Open XML file; the same bytes each time."""
    return _Writer(prepare(document)).write()


class _Writer:
    """Writes one prepared document from top to bottom."""

    def __init__(self, prepared: Prepared) -> None:
        self.data = prepared
        self.kind: str = prepared["kind"]
        self.size = SIZE[self.kind]
        self.line = PITCH[self.kind]
        self.file = docx.Document()
        self.notes = parts.Footnotes(self.file)
        self.orientation = "portrait"

    @property
    def room(self) -> float:
        """Width of a line in pt."""
        return line_width(self.kind, self.orientation)

    def write(self) -> bytes:
        self._styles()
        self._page(self.file.sections[0], self.data["orientation"])
        self._running()
        if head := self.data.get("head"):
            self._red_head(head)
        self._title(self.data["title_lines"], "Title")
        self._below_title()
        self._blocks(self.data["blocks"])
        self._closing()
        for attachment in self.data["attachments"]:
            self._attachment(attachment)
        if colophon := self.data.get("colophon"):
            self._colophon(colophon)
        return self._save()

    def _save(self) -> bytes:
        self.notes.write()
        properties = self.file.core_properties
        properties.title = self.data["title"][:255]
        properties.author = self.data["issuer"][:255]
        properties.language = "zh-CN"
        properties.comments = ""
        section = self.file.sections[0]
        roots = [self.file.element, self.file.styles.element, section.header._element]
        roots += [section.footer._element, section.even_page_footer._element]
        for root in roots:
            parts.put_in_order(root)
        return parts.save(self.file, date.fromisoformat(self.data["date"]))

    # styles and pages

    def _styles(self) -> None:
        styles = self.file.styles
        normal = styles["Normal"]
        assert isinstance(normal, ParagraphStyle)
        set_font(normal, FANG, self.size)
        self._exact(normal.paragraph_format, self.line)
        normal.paragraph_format.widow_control = False
        properties = normal.element.get_or_add_pPr()
        for name in ("autoSpaceDE", "autoSpaceDN"):
            properties.append(element(f"w:{name}", val=0))
        if self.kind == "gongwen":
            normal.element.get_or_add_rPr().append(element("w:spacing", val=-4))
        normal.element.get_or_add_rPr().append(element("w:lang", val="en-US", eastAsia="zh-CN"))
        for name, face in (("Heading 1", HEI), ("Heading 2", KAI), ("Heading 3", FANG)):
            self._style(name, face, self.size, self.line).keep_with_next = True
        self._style("Title", TITLE, 22, self.line).alignment = Align.CENTER

    def _style(self, name: str, face: str, size: float, line: float) -> Any:
        style = self.file.styles[name]
        assert isinstance(style, ParagraphStyle)
        set_font(style, face, size, RGBColor(0, 0, 0))
        style.font.bold = False
        borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is not None:
            style.element.get_or_add_pPr().remove(borders)
        for spacing in style.element.get_or_add_rPr().findall(qn("w:spacing")):
            style.element.get_or_add_rPr().remove(spacing)
        self._exact(style.paragraph_format, line)
        return style.paragraph_format

    @staticmethod
    def _exact(layout: Any, line: float) -> None:
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Pt(line)
        layout.space_before = layout.space_after = Pt(0)

    def _page(self, section: Section, orientation: str) -> None:
        self.orientation = orientation
        margins = GONGWEN_MARGINS if self.kind == "gongwen" else SHEET_MARGINS
        top, right, bottom, left = (margins[side] for side in ("top", "right", "bottom", "left"))
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        if orientation == "landscape":
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            if self.kind == "gongwen":
                top, right, bottom, left = left, top, right, bottom
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        section.footer_distance = Mm(max(8, bottom - 12))
        section.header_distance = Mm(15)
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)
        pitch = int(self.line * 20)
        section._sectPr.append(element("w:docGrid", type="lines", linePitch=pitch))

    def _running(self) -> None:
        """Page numbers: odd right and even left, one character in (§7.5); sheets in the middle."""
        section = self.file.sections[0]
        self.file.settings.odd_and_even_pages_header_footer = self.kind == "gongwen"
        sides = ((section.footer, Align.RIGHT), (section.even_page_footer, Align.LEFT))
        for footer, side in sides:
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side if self.kind == "gongwen" else Align.CENTER
            paragraph.paragraph_format.left_indent = Pt(14)
            paragraph.paragraph_format.right_indent = Pt(14)
            parts.page_field(paragraph, SONG, 14 if self.kind == "gongwen" else 10.5)
        if mark := self.data.get("mark"):
            for header in (section.header, section.even_page_header):
                header.is_linked_to_previous = False
                header.paragraphs[0].alignment = Align.RIGHT
                set_font(header.paragraphs[0].add_run(mark), HEI, 14)

    # the document from top to bottom

    def _paragraph(
        self,
        text: str = "",
        face: str | None = None,
        size: float | None = None,
        align: Align | None = None,
        style: str | None = None,
        color: RGBColor | None = None,
    ) -> Paragraph:
        paragraph = self.file.add_paragraph(style=style)
        run = paragraph.add_run(text)
        if face:
            set_font(run, face, size, color)
        if align is not None:
            paragraph.alignment = align
        return paragraph

    def _indented(self, paragraph: Paragraph, characters: int = 2) -> Paragraph:
        """Word measures a first-line indent in characters, others in points."""
        paragraph.paragraph_format.first_line_indent = Pt(self.size * characters)
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(100 * characters))
        return paragraph

    def _red_head(self, head: Prepared) -> None:
        corner = [
            (head.get("serial"), FANG),
            (head.get("secrecy"), HEI),
            (head.get("urgency"), HEI),
        ]
        shown = [(text, face) for text, face in corner if text]
        for text, face in shown:
            self._paragraph(text, face)
        banner = self._paragraph(head["banner"], TITLE, BANNER, Align.CENTER, color=RED)
        self._exact(banner.paragraph_format, 60)
        banner.paragraph_format.space_before = Pt(max(0.0, 35 * 72 / 25.4 - self.line * len(shown)))
        scale = min(100, int(100 * self.room / (width(head["banner"]) * BANNER)))
        banner.runs[0]._r.get_or_add_rPr().append(element("w:w", val=scale))
        self._paragraph()
        number = self._paragraph(head["number"], align=Align.CENTER)
        if signer := head.get("signed_by"):
            number.alignment = Align.LEFT
            number.runs[0].text = "　" + head["number"]
            number.paragraph_format.tab_stops.add_tab_stop(Pt(self.room - self.size), SIDES_RIGHT)
            number.add_run("\t签发人：")
            set_font(number.add_run(signer), KAI)
        last = self._organ(organ) if (organ := head.get("organ")) else number
        parts.border(last, "bottom", 12, "E60012", 11)
        self._paragraph()
        self._paragraph()

    def _organ(self, organ: str) -> Paragraph:
        """The line of minutes (纪要): who keeps them at the left, their date at the right."""
        paragraph = self._paragraph("　" + organ)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(self.room - self.size), SIDES_RIGHT)
        paragraph.add_run("\t" + self.data["date_text"])
        return paragraph

    def _title(self, lines: list[str], style: str | None) -> None:
        paragraph = self.file.add_paragraph(style=style)
        for index, line in enumerate(lines):
            run = paragraph.add_run(line)
            if style is None:
                set_font(run, TITLE, 22)
            if index + 1 < len(lines):
                run.add_break()
        paragraph.alignment = Align.CENTER
        self._exact(paragraph.paragraph_format, max(self.line, 30))
        parts.off_grid(paragraph)

    def _below_title(self) -> None:
        if subtitle := self.data.get("subtitle"):
            self._paragraph(subtitle, KAI, 14, Align.CENTER)
        if meta := self.data.get("meta"):
            paragraph = self._paragraph(meta[0], FANG, 12)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(self.room), SIDES_RIGHT)
            for words in meta[1:]:
                set_font(paragraph.add_run("\t" + words), FANG, 12)
            parts.border(paragraph, "bottom", 8, "000000", 4)
        if self.kind == "gongwen":
            self._paragraph()
        if addressee := self.data.get("addressee"):
            self._paragraph(addressee)

    def _blocks(self, blocks: list[Prepared]) -> None:
        for block in blocks:
            kind = block["type"]
            if kind in ("h1", "h2", "h3"):
                self._indented(self._paragraph(block["text"], style=f"Heading {kind[1]}"))
            elif kind == "p":
                self._text(block)
            elif kind == "table":
                self._table(block)
            elif kind == "bars" and block["items"]:
                self._bars(block)
            elif kind == "form":
                add_form(self.file, block, self.room)
            elif kind == "pagebreak":
                self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _text(self, block: Prepared) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = SIDES.get(block.get("align", ""), Align.JUSTIFY)
        if block.get("indent", True) and block.get("align", "left") == "left":
            self._indented(paragraph)
        if block.get("hang"):
            room = self.size * (2 + len(block["runs"][0]["text"]))
            paragraph.paragraph_format.left_indent = Pt(room)
            self._indented(paragraph, 2 - round(room / self.size))
        for item in block["runs"]:
            run = paragraph.add_run(item["text"])
            if face := RUN_FACES.get(item.get("style", "")):
                set_font(run, face)
            if footnote := item.get("footnote"):
                self.notes.add(paragraph.add_run(), footnote)

    def _table(self, block: Prepared) -> None:
        if title := block.get("title"):
            self._paragraph(title, HEI, 14, Align.CENTER).paragraph_format.keep_with_next = True
        if unit := block.get("unit"):
            above = self._paragraph(f"单位：{unit}", FANG, 10.5, Align.RIGHT)
            above.paragraph_format.keep_with_next = True
            self._exact(above.paragraph_format, 16)
            parts.off_grid(above)
        add_table(self.file, block, self.room)
        self._small(block["notes"], Align.LEFT)

    def _small(self, notes: list[str], align: Align) -> None:
        for note in notes:
            paragraph = self._paragraph(note, FANG, 10.5, align)
            self._exact(paragraph.paragraph_format, 16)
            parts.off_grid(paragraph)

    def _bars(self, block: Prepared) -> None:
        """A picture: word processors draw charts each in their own way."""
        paragraph = self.file.add_paragraph()
        paragraph.alignment = Align.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        picture = io.BytesIO(compile_png(LAYOUT, block, "chart.typ"))
        inline = paragraph.add_run().add_picture(picture, width=Mm(156))._inline
        words = "；".join(f"{item['label']}{item['text']}" for item in block["items"])
        inline.docPr.set("descr", f"{block.get('title', '')}：{words}")

    def _closing(self) -> None:
        attachments = self.data["attachments"]
        start = len(self.file.paragraphs) - 1
        if attachments and self.kind == "gongwen":
            self._paragraph()
        for index, attachment in enumerate(attachments):
            words = (
                ("附件：" if not index else "　　　") + attachment["number"] + attachment["title"]
            )
            self._indented(self._paragraph(words))
        if signature := self.data.get("signature"):
            for paragraph in self.file.paragraphs[max(0, start) :]:
                paragraph.paragraph_format.keep_with_next = True
            self._signature(signature)
        if note := self.data.get("note"):
            self._indented(self._paragraph(note))
        for number, one in enumerate(self.data.get("roll", [])):
            self._roll(one, first=not number)

    def _roll(self, one: Prepared, *, first: bool) -> None:
        """§10.3: two characters in, wrapped lines below the first one behind the colon."""
        if first:
            self._paragraph()
        paragraph = self._paragraph(f"{one['label']}：", HEI)
        set_font(paragraph.add_run(one["text"].replace("\n", "，")), FANG)
        paragraph.paragraph_format.left_indent = Pt(5 * self.size)
        paragraph.paragraph_format.first_line_indent = Pt(-3 * self.size)

    def _signature(self, signature: Prepared) -> None:
        sealed = signature.get("sealed", True)
        for _ in range(2 if sealed else 1):
            self._paragraph().paragraph_format.keep_with_next = True
        right = 4 if sealed else 2
        day = self.data["date_text"]
        longest = max(width(unit) for unit in signature["units"])
        if sealed:
            date_right = max(float(right), (longest - width(day)) / 2)
        else:
            date_right = max(2.0, longest - width(day))
        for unit in signature["units"]:
            paragraph = self._paragraph(unit, align=Align.RIGHT)
            ahead = date_right + width(day) / 2 - width(unit) / 2 if sealed else float(right)
            paragraph.paragraph_format.right_indent = Pt(max(0.0, ahead) * self.size)
            paragraph.paragraph_format.keep_with_next = True
        paragraph = self._paragraph(day, align=Align.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(date_right * self.size)

    def _attachment(self, attachment: Prepared) -> None:
        self._page(self.file.add_section(WD_SECTION.NEW_PAGE), attachment["orientation"])
        label = self._paragraph(attachment["label"], HEI, style="Heading 1")
        label.alignment = Align.LEFT
        if self.kind == "gongwen":
            self._paragraph()
        self._title(attachment["title_lines"], None)
        self._blocks(attachment["blocks"])

    def _colophon(self, colophon: Prepared) -> None:
        """§7.4: floats at the foot of the last page's text area."""
        attachments = self.data["attachments"]
        if attachments and attachments[-1]["orientation"] == "landscape":
            self._page(self.file.add_section(WD_SECTION.NEW_PAGE), "portrait")
        add_colophon(self.file, colophon, self.room)
        self._exact(self._paragraph().paragraph_format, 1)
