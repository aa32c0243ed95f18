"""Official documents as PDF, read back as a reader of the file finds them."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from core import fonts
from core.documents.pdf import render_pdf
from core.documents.schema import Document, DocumentError, paragraph
from tests.core.sample_documents import bulletin, dispatch, lagging_table

ROOT = Path(__file__).resolve().parents[2]
MM = 72 / 25.4


def read(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(document).pdf))


def text_of(reader: PdfReader) -> str:
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "")


def baselines(page: PageObject) -> list[float]:
    """Distinct heights of text above the lower edge, in pt, from the top down."""
    heights: set[float] = set()

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            heights.add(round(cm[3] * tm[5] + cm[5], 1))

    page.extract_text(visitor_text=visit)
    return sorted(heights, reverse=True)


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return read(bulletin())


def test_parts_come_in_the_order_of_the_standard(reader: PdfReader) -> None:
    text = text_of(reader)
    parts = [
        "云江市城镇老旧小区改造工作领导小组办公室文件",
        "云旧改办〔2023〕4号",
        "改造工作进展情况的通报",
        "各县（区）人民政府",
        "为深入贯彻落实",
        "一、总体情况",
        "表1",
        "图1",
        "五、下步工作要求",
        "附件：",
        "2023年8月3日",
        "（此件公开发布）",
        "附件1",
        "附件2",
        "抄送：市委办公室",
        "2023年8月3日印发",
    ]
    places = []
    start = 0
    for part in parts:
        start = text.index(part, start)
        places.append(start)
        start += len(part)
    assert places == sorted(places)


def test_pages_are_a4_and_the_landscape_attachment_lies_on_its_side(reader: PdfReader) -> None:
    sizes = [(round(p.mediabox.width / MM), round(p.mediabox.height / MM)) for p in reader.pages]
    assert sizes[0] == (210, 297)
    assert sizes[-1] == (210, 297)
    landscape = [i for i, size in enumerate(sizes) if size == (297, 210)]
    assert landscape == list(range(4, len(sizes) - 1))
    assert set(sizes) == {(210, 297), (297, 210)}


def test_page_numbers_run_through_the_attachments(reader: PdfReader) -> None:
    for number, page in enumerate(reader.pages, 1):
        assert f"— {number} —" in page.extract_text()


def test_headings_of_a_long_table_are_repeated_and_no_row_is_lost(reader: PdfReader) -> None:
    pages = [page.extract_text() for page in reader.pages]
    holding = [text for text in pages if "YJ2023-" in text]
    assert len(holding) > 1
    assert all("项目编号" in text for text in holding)
    assert all(f"YJ2023-{n:04d}" in "".join(pages) for n in range(1, 36))


def test_colophon_stands_at_the_foot_of_the_last_page_only(reader: PdfReader) -> None:
    assert ["抄送：" in page.extract_text() for page in reader.pages].index(True) == len(
        reader.pages
    ) - 1
    last_line = [y for y in baselines(reader.pages[-1]) if y > 35 * MM][-1]
    assert last_line < 35 * MM + 14


def test_colophon_gets_a_portrait_page_after_a_landscape_attachment() -> None:
    document = bulletin(rows=3)
    document["attachments"] = document["attachments"][:1]
    pages = read(document).pages
    assert pages[-1].mediabox.width < pages[-1].mediabox.height
    assert pages[-2].mediabox.width > pages[-2].mediabox.height
    assert pages[-1].extract_text().startswith("抄送：")
    assert "附件：2023年7月" in text_of(read(document))


def test_bookmarks_name_title_chapters_and_attachments(reader: PdfReader) -> None:
    title, below = reader.outline
    assert title["/Title"] == bulletin()["title"]
    chapters = [item["/Title"] for item in below if not isinstance(item, list)]
    assert chapters == [
        "一、总体情况",
        "二、各县（区）进展情况",
        "三、资金情况",
        "四、存在问题",
        "五、下步工作要求",
        "附件1　2023年7月城镇老旧小区改造滞后项目清单",
        "附件2　各县（区）城镇老旧小区改造进展情况汇总表",
    ]


def test_file_declares_pdf_a_and_pdf_ua_and_is_tagged(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == bulletin()["title"]
    assert reader.metadata.author == bulletin()["issuer"]


def test_two_processes_render_the_same_bytes() -> None:
    code = (
        "import sys, hashlib\n"
        "from core.documents.pdf import render_pdf\n"
        "from tests.core.sample_documents import bulletin\n"
        "sys.stdout.write(hashlib.sha256(render_pdf(bulletin()).pdf).hexdigest())"
    )
    digests = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert digests == [hashlib.sha256(render_pdf(bulletin()).pdf).hexdigest()] * 2


def test_body_has_22_lines_of_28_characters() -> None:
    document = bulletin()
    document["blocks"] = [paragraph("甲乙丙丁戊己庚辛壬癸" * 200)]
    page = read(document).pages[1]
    lines = [line for line in page.extract_text().split("\n") if "—" not in line]
    assert [len(line) for line in lines] == [28] * 22
    heights = baselines(page)[:22]
    assert all(abs(a - b - 225 * MM / 22) < 0.2 for a, b in pairwise(heights))
    assert heights[-1] > 35 * MM


def test_lines_after_a_table_are_on_the_grid_again(reader: PdfReader) -> None:
    grid = [297 * MM - 37 * MM - 0.88 * 156 * MM / 28 - n * 225 * MM / 22 for n in range(22)]
    after = [y for y in baselines(reader.pages[2]) if y > 35 * MM][-12:]
    assert all(min(abs(y - line) for line in grid) < 0.3 for y in after)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    document = bulletin()
    document["blocks"] = [paragraph("一二三四“五六”，七八（九十）。" * n) for n in range(3, 40)]
    for page in read(document).pages[1:]:
        for line in page.extract_text().split("\n"):
            assert line[0] not in "，。、；：）》”！？"
            assert line[-1] not in "（《“"


def test_footnote_is_printed_on_the_page_of_its_number(reader: PdfReader) -> None:
    page = reader.pages[1].extract_text().replace("\n", "")
    assert "21.5亿元①" in page
    assert "①各县（区）上报数合计为21.52亿元" in page


@pytest.mark.parametrize(
    "text",
    [
        "# * _ $ @ < ` ~ \\ // /* */",
        '#import "x" #sys.inputs',
        "<script>alert(1)</script>&amp;",
        "=SUM(A1:A9) https://example.com [x]",
        "```code```",
    ],
)
def test_markup_in_text_is_printed_literally(text: str) -> None:
    document = dispatch()
    document["title"] = text
    document["subtitle"] = text
    document["blocks"] = [
        {"type": "h1", "text": text},
        paragraph(text),
        {"type": "table", "columns": [{"label": text}, {"label": "乙"}], "rows": [[text, None]]},
        {"type": "form", "rows": [[{"label": "事项", "text": text}]]},
    ]
    printed = text_of(read(document)).replace(" ", "")
    assert printed.count(text.replace(" ", "")) >= 5


def test_missing_glyph_is_named_and_the_rest_is_printed() -> None:
    document = bulletin()
    document["blocks"] = [paragraph("现场照片😀已上报，联系人𠮷某，𠮷某。")]
    result = render_pdf(document)
    assert result.standards == ()
    assert "“😀”（U+1F600）、“𠮷”（U+20BB7）" in result.warnings[0]
    assert result.warnings[0].count("𠮷") == 1
    assert "已上报" in text_of(PdfReader(io.BytesIO(result.pdf)))


def test_control_characters_are_dropped_and_newlines_kept() -> None:
    document = dispatch()
    document["blocks"] = [paragraph("甲\x00乙\x1b丙\u202e丁\ud800戊\r\n己\t庚")]
    result = render_pdf(document)
    assert result.standards
    assert "甲乙丙丁戊\n己 庚" in PdfReader(io.BytesIO(result.pdf)).pages[0].extract_text()


def test_result_says_which_faces_are_stood_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORTAL_FONTS_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path))
    result = render_pdf(bulletin(rows=3))
    assert result.standards
    assert result.warnings == [f"字体：{words}" for words in fonts.stand_ins()]
    assert any("仿宋" in words for words in result.warnings)


@pytest.mark.parametrize("attachments", [0, 2])
@pytest.mark.parametrize("length", [1, 12])
def test_signature_is_never_alone_on_its_page(attachments: int, length: int) -> None:
    ending = "结尾段落，含（括号）、“引号”和2023年7月31日87.1%等。" * length
    for lines in range(14, 30):
        document = bulletin(rows=1)
        document["attachments"] = document["attachments"][:attachments]
        filler = [paragraph("字" * 20) for _ in range(lines)]
        document["blocks"] = [*filler, paragraph(ending)]
        pages = [page.extract_text() for page in read(document).pages]
        assert ending in "".join(re.sub(r"\n?— \d+ —|\n", "", page) for page in pages)
        signed = next(text for text in pages if "\n2023年8月3日\n" in text)
        assert re.search(r"字\n|7月31日|括号", signed)


def test_parted_last_paragraph_has_full_lines() -> None:
    document = bulletin()
    document["attachments"] = []
    document["blocks"] = [paragraph("甲乙丙丁戊己庚辛壬癸" * 30)]
    text = "\n".join(page.extract_text() for page in read(document).pages)
    lines = [line for line in text.split("\n") if set(line) <= set("甲乙丙丁戊己庚辛壬癸")]
    assert [len(line) for line in lines] == [26, *[28] * 9, 22]


def test_sheet_has_a_black_heading_and_its_mark_on_every_page() -> None:
    document = dispatch()
    document["blocks"].append(lagging_table())
    pages = read(document).pages
    assert len(pages) > 2
    assert all("草稿" in page.extract_text() for page in pages)
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    assert "2023年第30周" in pages[0].extract_text()


def test_table_without_rows_says_so() -> None:
    assert "无" in read(dispatch()).pages[-1].extract_text()


def test_bulletin_of_ten_pages_takes_little_time() -> None:
    render_pdf(bulletin())
    start = time.process_time()
    pdf = render_pdf(bulletin()).pdf
    spent = time.process_time() - start
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 9
    assert spent < 0.6


def test_broken_document_is_refused_with_its_place() -> None:
    document = bulletin()
    document["blocks"] = [{"type": "table", "columns": [{"label": "甲"}], "rows": [["1", "2"]]}]
    with pytest.raises(DocumentError, match=r"blocks\[0\] row 0: 2 cells for 1 columns"):
        render_pdf(document)
