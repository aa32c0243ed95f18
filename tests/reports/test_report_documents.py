"""The files of reports: PDF the same bytes for ever, DOCX and workbook that read back."""

import hashlib
import json
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from docx import Document as read_docx
from openpyxl import load_workbook
from pypdf import PdfReader

from core.exceptions import Refusal
from core.periods import Month
from projects.models import Milestone, Project, Suspension
from reports.documents.bulletin import bulletin_document
from reports.documents.dispatch import dispatch_document
from reports.documents.render import render
from reports.services import bulletins
from reports.services.building import request_bulletin
from tests.factories import ProjectFactory
from tests.reports.bulletins import (
    JULY,
    Office,
    bulletin,
    dispatch,
    explain_all,
    fresh,
    issued,
    pdf_text,
    write,
)
from tests.workers import ROOT

ELSEWHERE = """
import hashlib, json, sys
from pathlib import Path
import django
django.setup()
from core.documents.pdf import render_pdf
document = json.loads(Path(sys.argv[1]).read_text())
print(hashlib.sha256(render_pdf(document).pdf).hexdigest())
"""
TIMED = """
import json, sys, time
from pathlib import Path
import django
django.setup()
from core.documents.pdf import render_pdf
first, second = (json.loads(Path(name).read_text()) for name in sys.argv[1:])
render_pdf(first)
start = time.process_time()
render_pdf(second)
print(time.process_time() - start)
"""


def test_the_issued_bulletin_carries_number_footnote_and_numbers(office: Office) -> None:
    report = bulletin(office.region)
    codes = [int(one["region"]) for one in report.data["children"]][1:]
    report = write(office.drafter, report, named={"滞后分布": codes})
    explain_all(office.drafter, report, "临江区1个项目为跨区项目")
    content = render(issued(office, report, 4), "pdf").content
    text = pdf_text(content)
    assert "〔2023〕4号" in text
    assert "关于2023年7月" in text
    assert "开工率87.1%" in text
    assert "石门县2.3亿元、城西区1.9亿元、青阳县1.6亿元" in text
    assert "相差1个（总数35个，分项合计34个）：临江区1个项目为跨区项目。" in text
    assert "草稿" not in text
    reader = PdfReader(BytesIO(content))
    assert len(reader.outline) >= 1
    assert len(reader.pages) <= 12


def test_a_draft_is_marked_and_has_no_number(office: Office) -> None:
    text = pdf_text(render(bulletin(office.region), "pdf").content)
    assert "草稿" in text
    assert "〔2023〕号" in text


def test_the_same_row_gives_the_same_bytes_after_later_changes(office: Office) -> None:
    report = issued(office, bulletin(office.region))
    before = render(report, "pdf").content
    Project.objects.update(total_investment=1, name="改名")
    Milestone.objects.all().delete()
    office.region.name = "新市"
    office.region.save()
    assert render(fresh(report.pk), "pdf").content == before
    bulletins.correct(office.drafter, fresh(report.pk), "核减")
    assert render(fresh(report.pk), "pdf").content == before


def test_settings_of_later_days_do_not_change_an_issued_bulletin(
    office: Office, settings: Any
) -> None:
    report = issued(office, bulletin(office.region))
    before = render(report, "pdf").content
    settings.FASTER_SLOWER_COUNT = 1
    settings.SMALL_DENOMINATOR = 40
    assert render(fresh(report.pk), "pdf").content == before


def test_another_process_renders_the_same_bytes(office: Office, tmp_path: Path) -> None:
    report = issued(office, bulletin(office.region))
    here = hashlib.sha256(render(report, "pdf").content).hexdigest()
    file = tmp_path / "document.json"
    file.write_text(json.dumps(bulletin_document(report)))
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(file)], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == here, done.stderr


def test_a_bulletin_costs_little(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Measured in a process that has rendered another month: Typst remembers what it has set."""
    files = []
    for month in (Month(2023, 6), JULY):
        report = issued(office, bulletin(office.region, month))
        files.append(tmp_path / f"{month}.json")
        files[-1].write_text(json.dumps(bulletin_document(report)))
    start = time.process_time()
    bulletin_document(report)
    described = time.process_time() - start
    done = subprocess.run(
        [sys.executable, "-c", TIMED, *map(str, files)], capture_output=True, text=True, cwd=ROOT
    )
    assert not done.returncode, done.stderr
    spent = described + float(done.stdout)
    with capsys.disabled():
        sys.stdout.write(f"\nbulletin PDF: {spent:.2f} s CPU\n")
    assert spent < 1.2, "the aim is 0.6 s on a quiet machine"


def test_a_correction_says_what_it_replaces(office: Office) -> None:
    old = issued(office, bulletin(office.region), 4)
    new = fresh(bulletins.correct(office.drafter, old, "石门县核减1个").pk)
    text = pdf_text(render(new, "pdf").content)
    assert "本通报更正并替代《关于2023年7月全市城镇老旧小区改造工作进展情况的通报》" in text
    assert "〔2023〕4号）。更正原因：石门县核减1个。" in text
    assert render(new, "pdf").name.endswith("（第2版）.pdf")


def test_the_draft_reads_back_as_docx(office: Office) -> None:
    document = read_docx(BytesIO(render(bulletin(office.region), "docx").content))
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "已开工162个，开工率87.1%" in text
    assert "一、总体情况" in text
    assert "二、各县区进展情况" in text
    assert len(document.tables) >= 6
    fonts = document.element.xml
    assert "仿宋_GB2312" in fonts or "仿宋_GB2312" in document.styles.element.xml


def test_the_workbook_has_typed_attachments(office: Office) -> None:
    book = load_workbook(BytesIO(render(bulletin(office.region), "xlsx").content))
    sheet = book["全市城镇老旧小区改造进展情况表"]
    rows = list(sheet.iter_rows(values_only=True))
    total = next(row for row in rows if row[0] == "全市")
    assert total[1:4] == (186, 162, 87.1)
    assert total[6:9] == (344000, 235000, 68.3)
    assert {"未开工项目清单", "滞后项目清单", "资金情况表"} <= set(book.sheetnames)
    assert len(list(book["滞后项目清单"].iter_rows())) == 36


def test_no_cell_of_the_workbook_starts_a_formula(office: Office) -> None:
    Project.objects.filter(year=2023, started_on=None).update(lead_unit='=HYPERLINK("http://x")')
    book = load_workbook(BytesIO(render(bulletin(office.region), "xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_dispatch_is_three_pages_with_its_figures_first(office: Office) -> None:
    report = dispatch(office.region)
    content = render(report, "pdf").content
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) <= 3
    first = "".join(pages[0].extract_text().split())
    assert "87.1%" in first
    assert "石门县" in first
    assert "各项目均已填报" in pdf_text(content)
    assert render(fresh(report.pk), "pdf").content == content
    for form in ("docx", "xlsx"):
        assert render(report, form).content


def test_an_empty_list_says_so(office: Office) -> None:
    report = dispatch(office.region)
    assert not report.data["new_lags"]
    blocks = dispatch_document(report)["blocks"]
    at = next(n for n, one in enumerate(blocks) if one.get("text") == "四、本周新增滞后项目")
    assert blocks[at + 1] == {"type": "p", "runs": [{"text": "无。"}]}


def test_deferred_projects_are_listed_by_name(office: Office) -> None:
    district = Project.objects.filter(year=2023)[0].region
    held = ProjectFactory(communities=[], region=district, name="高岩路片区改造项目", number="G1")
    Suspension.objects.create(project=held, reason="涉及道路拓宽")
    text = pdf_text(render(bulletin(office.region), "pdf").content)
    assert "高岩路片区改造项目" in text
    assert "涉及道路拓宽" in text


def test_what_is_not_built_cannot_be_rendered(office: Office) -> None:
    with transaction.atomic():
        report = request_bulletin(office.region, JULY)
    with pytest.raises(Refusal, match="尚未生成完成"):
        render(report, "pdf")
    with pytest.raises(Refusal, match="可用 pdf、docx、xlsx"):
        render(report, "exe")
