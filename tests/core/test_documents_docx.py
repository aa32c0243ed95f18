"""Official documents as DOCX, read back with python-docx and as the parts a word processor reads."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from core.documents.docx import render_docx
from core.documents.schema import paragraph
from tests.core.sample_documents import bulletin, dispatch


@pytest.fixture(scope="module")
def blob() -> bytes:
    return render_docx(bulletin())


@pytest.fixture(scope="module")
def opened(blob: bytes) -> DocxDocument:
    return docx.Document(io.BytesIO(blob))


def part(blob: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return archive.read(name).decode()


def faces(opened: DocxDocument, text: str) -> set[str]:
    """East Asian faces of the runs holding ``text``, the style's where the run names none."""
    found: set[str] = set()
    for item in opened.paragraphs:
        for run in item.runs:
            if text in run.text:
                names = run._r.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
                if names is None:
                    names = item.style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
                found.add(names.get(qn("w:eastAsia")))
    return found


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("云江市城镇老旧小区改造工作领导小组办公室文件", "方正小标宋简体"),
        ("改造工作进展情况的通报", "方正小标宋简体"),
        ("一、总体情况", "黑体"),
        ("（一）开工情况", "楷体_GB2312"),
        ("1. 未开工项目", "仿宋_GB2312"),
        ("为深入贯彻落实", "仿宋_GB2312"),
        ("一是配套资金到位慢", "楷体_GB2312"),
        ("附件1", "黑体"),
    ],
)
def test_faces_are_named(opened: DocxDocument, text: str, face: str) -> None:
    assert face in faces(opened, text)


def test_page_numbers_are_in_song_and_change_sides(opened: DocxDocument, blob: bytes) -> None:
    section = opened.sections[0]
    assert opened.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    for footer in (odd, even):
        assert " PAGE " in footer._p.xml
        assert 'w:eastAsia="宋体"' in footer._p.xml


def test_page_has_the_margins_and_grid_of_the_standard(opened: DocxDocument) -> None:
    first = opened.sections[0]
    sides = (first.top_margin, first.left_margin, first.right_margin, first.bottom_margin)
    assert [round(side.mm) for side in sides if side is not None] == [37, 28, 26, 35]
    grid = first._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert 22 * int(grid.get(qn("w:linePitch"))) <= 225 / 25.4 * 1440 < 23 * 579


def test_landscape_attachment_has_its_own_section(opened: DocxDocument) -> None:
    assert [section.orientation for section in opened.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]


def test_headings_of_tables_are_repeated_and_rows_stay_whole(opened: DocxDocument) -> None:
    lagging = next(t for t in opened.tables if t.rows[0].cells[1].text == "项目编号")
    assert len(lagging.rows) == 36
    assert "<w:tblHeader" in lagging.rows[0]._tr.xml
    assert "<w:tblHeader" not in lagging.rows[1]._tr.xml
    assert "<w:cantSplit" in lagging.rows[20]._tr.xml
    progress = opened.tables[0]
    assert [row._tr.xml.count("<w:tblHeader") for row in progress.rows[:3]] == [1, 1, 0]
    assert progress.rows[0].cells[2].text == progress.rows[0].cells[3].text == "开工"
    assert [cell.text for cell in progress.rows[-1].cells][:4] == ["全市", "186", "162", "87.1%"]


def test_footnotes_are_real(blob: bytes) -> None:
    assert "各县（区）上报数合计为21.52亿元" in part(blob, "word/footnotes.xml")
    body = part(blob, "word/document.xml")
    assert re.search(r'<w:footnoteReference w:id="1"/>', body)
    assert "decimalEnclosedCircleChinese" in body
    assert "footnotes+xml" in part(blob, "[Content_Types].xml")


def test_banner_and_rule_are_red_and_nothing_is_sealed(blob: bytes) -> None:
    body = part(blob, "word/document.xml")
    assert re.search(r'<w:pBdr><w:bottom [^>]*w:color="E60012"', body)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert len([n for n in archive.namelist() if n.startswith("word/media/")]) == 1


def test_chart_has_a_description(blob: bytes) -> None:
    assert 'descr="图1　各县（区）投资完成率：高新区83.2%；' in part(blob, "word/document.xml")


def test_same_document_gives_the_same_bytes(blob: bytes) -> None:
    assert hashlib.sha256(render_docx(bulletin())).digest() == hashlib.sha256(blob).digest()
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 8, 3, 0, 0, 0)}


def test_properties_name_title_and_issuer(opened: DocxDocument) -> None:
    assert opened.core_properties.title == bulletin()["title"]
    assert opened.core_properties.author == bulletin()["issuer"]
    assert opened.core_properties.created is not None
    assert opened.core_properties.created.date().isoformat() == "2023-08-03"


def test_markup_and_control_characters_do_no_harm() -> None:
    document = dispatch()
    document["blocks"] = [
        paragraph("<w:p>&amp;\x00\x0b", {"text": "注", "footnote": "<b>&"}),
        {
            "type": "form",
            "rows": [[{"label": "编号", "text": "1"}, {"label": "事项", "text": "甲\n乙"}]],
        },
        {"type": "pagebreak"},
    ]
    blob = render_docx(document)
    opened = docx.Document(io.BytesIO(blob))
    assert any("<w:p>&amp;" in item.text for item in opened.paragraphs)
    assert "&lt;b&gt;&amp;" in part(blob, "word/footnotes.xml")
    assert opened.tables[0].rows[0].cells[3].text == "甲\n乙"


def test_dispatch_is_one_landscape_section_with_its_mark() -> None:
    opened = docx.Document(io.BytesIO(render_docx(dispatch())))
    assert [section.orientation for section in opened.sections] == [WD_ORIENT.LANDSCAPE]
    assert opened.sections[0].header.paragraphs[0].text == "草稿"
    assert opened.tables[-1].rows[1].cells[0].text == "无"
