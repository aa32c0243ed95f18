"""The archive and the board as PDF: what they say, and the same bytes each time."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.urls import reverse
from pypdf import PdfReader

from projects.models import Project
from quality.paper.archive import render_archive
from quality.paper.board import render_board
from tests.city import FixtureCity, as_user
from tests.house.quality_world import picture

Make = Callable[..., Any]
TODAY = date(2023, 7, 31)


def text(pdf: bytes) -> str:
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(words.split())


def test_the_archive_holds_people_materials_tests_and_photos(
    city: FixtureCity, project: Project, material: Make, failed_test: Make, process: Make
) -> None:
    material(project, brand="江源")
    failed_test(project)
    process(project, files=[picture()])
    day = date(2030, 1, 1)  # photos are kept with the day they came, which the clock cannot pin
    made = render_archive(project, day)
    assert made.standards
    found = text(made.pdf)
    for words in (
        "质量档案",
        "卷内目录",
        "孙经理",
        "钱总监",
        "B7",
        "JC-001",
        "0.3MPa渗水",
        "管道敷设",
    ):
        assert words in found, words
    assert render_archive(project, day).pdf == made.pdf
    assert b"/Image" in made.pdf or "/XObject" in str(PdfReader(BytesIO(made.pdf)).pages)


def test_the_archive_of_an_earlier_day_knows_nothing_later(
    city: FixtureCity, project: Project, material: Make
) -> None:
    material(project)
    found = text(render_archive(project, date(2023, 7, 19)).pdf)
    assert "B7" not in found
    assert "孙经理" in found


def test_the_board_names_who_answers_and_no_private_telephone(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.QUALITY_HOTLINE = "12345"
    project.lead_person = "冯科长 13800001234"
    project.save()
    for paper, width in (("a3", 1191), ("a4", 595)):
        made = render_board(project, TODAY, "https://example.test/p/1", paper)  # type: ignore[arg-type]
        pages = PdfReader(BytesIO(made.pdf)).pages
        assert (len(pages), round(float(pages[0].mediabox.width))) == (1, width)
        found = text(made.pdf)
        for words in ("云江一建", "云江监理", "孙经理", "钱总监", "12345", project.number):
            assert words in found, words
        assert "1380000" not in found
        again = render_board(project, TODAY, "https://example.test/p/1", paper)  # type: ignore[arg-type]
        assert again.pdf == made.pdf


def test_both_are_downloads_of_the_scope(city: FixtureCity, project: Project) -> None:
    for name in ("archive", "board", "board_a4"):
        url = reverse(f"quality:{name}", args=[project.pk])
        answer = as_user(city.clerk).get(url)
        assert answer["Content-Type"] == "application/pdf"
        assert "attachment" in answer["Content-Disposition"]
        assert as_user(city.stranger).get(url).status_code == 404
