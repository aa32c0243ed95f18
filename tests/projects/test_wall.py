"""挂图作战: what a cell says, what is left out, one sheet of A0, the same bytes again."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from PIL import Image

from accounts.models import AccessEvent
from projects.models import Project, StopWindow, Suspension
from projects.wall import Cell, Line, Wall
from projects.wall_paper import PAPERS, code, render_wall, text_height
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count

URL = "/projects/wall/"
DAY = date(2023, 7, 31)


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row = ProjectFactory(region=city.district, name="红星小区改造", lead_person="王责任")
    for order, (name, planned, actual, owner) in enumerate(
        (
            ("开工", date(2023, 4, 1), date(2023, 4, 11), ""),
            ("主体工程过半", date(2023, 7, 1), None, "李专人"),
            ("完工", date(2023, 8, 20), None, ""),
            ("竣工验收", date(2023, 12, 1), None, ""),
            ("没人用的节点", None, None, ""),
        ),
        1,
    ):
        MilestoneFactory(
            project=row, name=name, order=order, planned_on=planned, actual_on=actual, owner=owner
        )
    return row


def test_each_cell_tells_its_state_by_a_sign_its_date_and_who_answers(
    city: FixtureCity, project: Project
) -> None:
    page = as_user(city.leader).get(URL)
    text = text_of(page)
    assert "✓ 已完成 04-11" in text
    assert "× 逾期 07-01 李专人" in text
    assert "! 即将到期 08-20" in text
    assert "· 未到期 12-01" in text
    assert "剩20天" in text
    assert "没人用的节点" not in text
    assert f'src="/projects/{project.pk}/code/"' in page.content.decode()


def test_a_day_on_which_something_becomes_due_is_a_setting(
    city: FixtureCity, project: Project, settings: Any
) -> None:
    settings.WALL_DUE_DAYS = 5
    assert "· 未到期 08-20" in text_of(as_user(city.leader).get(URL))


def test_what_a_suspended_project_has_not_met_is_not_overdue(
    city: FixtureCity, project: Project
) -> None:
    Suspension.objects.create(project=project, started_on=date(2023, 7, 1), reason="管线")
    text = text_of(as_user(city.leader).get(URL))
    assert "逾期 0" in text
    assert "停 暂缓 07-01" in text


def test_the_chart_is_filtered_by_region_year_status_and_lag(
    city: FixtureCity, project: Project
) -> None:
    ProjectFactory(region=city.other_district, name="乙县项目")
    ProjectFactory(region=city.district, name="去年项目", year=2022)
    office = as_user(city.office)
    assert "2 个项目" in text_of(office.get(URL))
    assert "乙县项目" not in text_of(office.get(f"{URL}?region={city.district.pk}"))
    assert "去年项目" in text_of(office.get(f"{URL}?year=2022"))
    lagging = text_of(office.get(f"{URL}?lagging=1"))
    assert "红星小区改造" in lagging
    assert "乙县项目" not in lagging
    assert "0 个项目" in text_of(office.get(f"{URL}?status=已验收"))
    assert "乙县项目" not in text_of(as_user(city.clerk).get(URL))


def test_the_page_costs_the_same_however_many_projects(city: FixtureCity, project: Project) -> None:
    for number in range(12):
        row = ProjectFactory(region=city.district, name=f"第{number}项目")
        MilestoneFactory(project=row)
    assert_query_count("wall", as_user(city.office), URL)


def test_the_code_of_a_project_is_for_those_who_see_it(city: FixtureCity, project: Project) -> None:
    answer = as_user(city.clerk).get(f"/projects/{project.pk}/code/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert as_user(city.stranger).get(f"/projects/{project.pk}/code/").status_code == 404


@pytest.mark.parametrize("paper", ["a3", "a0"])
def test_the_print_is_logged_and_holds_what_the_page_shows(
    city: FixtureCity, project: Project, paper: str, tmp_path: Path
) -> None:
    answer = as_user(city.leader).get(f"{URL}print/?paper={paper}")
    assert answer["Content-Type"] == "application/pdf"
    text = text_in(answer.content, tmp_path)
    for words in ("云江市2023年老旧小区改造挂图作战", "红星小区改造", "×07-01", "李专人", "剩20天"):
        assert words in text
    event = AccessEvent.objects.get(kind="download", user=city.leader)
    assert paper.upper() in str(event.subject)


def test_a_paper_that_there_is_not_is_not_found(city: FixtureCity) -> None:
    assert as_user(city.leader).get(f"{URL}print/?paper=a9").status_code == 404


def city_wall(count: int) -> Wall:
    """Return a chart of as many projects as a city has, nine nodes each."""
    states = ("good", "good", "good", "good", "warn", "bad", "later", "later", "muted")
    cells = tuple(Cell(state, DAY, "") for state in states)
    names = ("入户调查", "方案", "立项", "图审", "招标", "开工", "过半", "完工", "验收")
    return Wall(
        names,
        tuple(
            Line(n, f"P{n}", f"第{n:03d}号小区改造", "临江区", "在建", "王责任", cells, 30)
            for n in range(count)
        ),
        0,
        DAY,
    )


def printed(count: int, paper: str) -> bytes:
    return render_wall(
        city_wall(count), paper, title="挂图", notes="", address="http://portal.example", year=2023
    ).pdf


def test_186_projects_are_read_off_one_sheet_of_a0(tmp_path: Path) -> None:
    pages = pages_of(printed(186, "a0"), tmp_path)
    assert len(pages) == 1
    assert "第000号小区改造" in pages[0]
    assert "第185号小区改造" in pages[0]
    assert text_height("a0", 186) >= 3.5  # mm: GB/T 9704's 4号 is 4.9, a map's smallest 1.75
    assert PAPERS["a0"].settle(186)[0] == 2


def test_each_sheet_of_a3_repeats_the_headings(tmp_path: Path) -> None:
    pages = pages_of(printed(186, "a3"), tmp_path)
    assert len(pages) == 7
    assert all("入户调查" in page and "距完工" in page and "已完成" in page for page in pages)
    found = re.findall(r"第(\d{3})号小区改造", "".join(pages))
    assert found == [f"{n:03d}" for n in range(186)]


@pytest.mark.parametrize("count", [0, 1, 61, 500])
def test_any_number_of_projects_is_printed(count: int, tmp_path: Path) -> None:
    assert pages_of(printed(count, "a0"), tmp_path)


def test_printing_again_gives_the_same_bytes() -> None:
    code.cache_clear()
    first = printed(40, "a0")
    code.cache_clear()
    assert printed(40, "a0") == first


def test_a_code_leaves_room_around_itself() -> None:
    picture = Image.open(BytesIO(code("https://portal.example/projects/123456/"))).convert("L")
    edge = [picture.getpixel((x, 1)) for x in range(picture.width)]
    assert set(edge) == {255}


@pytest.fixture(autouse=True)
def _fresh_codes() -> None:
    code.cache_clear()


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "wall.pdf"
    path.write_bytes(pdf)
    done = run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [page.replace(" ", "") for page in done.stdout.decode().split("\f")[:-1]]


def text_in(pdf: bytes, folder: Path) -> str:
    return "".join(pages_of(pdf, folder))


def test_what_is_planned_into_a_stop_window_is_hatched_and_the_window_named(
    city: FixtureCity, project: Project, tmp_path: Path
) -> None:
    StopWindow.objects.create(
        region=city.region, kind="考试", name="成人高考", first_on=date(2023, 8, 18),
        last_on=date(2023, 8, 22), source="市教办〔2023〕8号",
    )  # fmt: skip
    page = as_user(city.leader).get(URL)
    text = text_of(page)
    assert "! 即将到期，在停工窗口内（成人高考） 08-20" in text
    assert "计划日期在停工窗口内 1" in text
    assert "停工窗口：成人高考08-18至08-22" in text
    assert page.content.decode().count(' class="warn hatched"') == 1
    answer = as_user(city.leader).get(f"{URL}print/?paper=a3")
    assert "计划日期在停工窗口内（成人高考08-18至08-22）" in text_in(answer.content, tmp_path)
    elsewhere = text_of(as_user(city.stranger).get(URL))
    assert "在停工窗口内" not in elsewhere
