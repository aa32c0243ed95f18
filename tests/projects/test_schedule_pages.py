"""推进计划表, templates, approval of plans, weights."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import AccessEvent
from core.history import latest_version
from projects.models import Milestone, Project, ScheduleTemplate
from projects.nodes import weighted_progress
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, ProjectFactory
from tests.pages import form_values, text_of
from tests.projects.ledger_books import load, put, small
from tests.query_counts import assert_query_count


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row = ProjectFactory(region=city.district, lead_person="王责任")
    for order, (name, planned, actual, weight) in enumerate(
        (
            ("招标投标", date(2023, 3, 1), date(2023, 3, 1), 20),
            ("开工", date(2023, 4, 1), date(2023, 4, 11), 20),
            ("完工", date(2023, 7, 1), None, 60),
        ),
        1,
    ):
        MilestoneFactory(
            project=row, name=name, order=order, planned_on=planned, actual_on=actual,
            weight=weight, baseline_on=planned,
        )  # fmt: skip
    return row


def url(project: Project) -> str:
    return f"/projects/{project.pk}/schedule/"


def test_the_table_tells_plan_baseline_actual_days_and_person(
    city: FixtureCity, project: Project
) -> None:
    node = project.milestones.get(name="完工")
    node.owner = "李专人"
    node.save()
    text = text_of(as_user(city.clerk).get(url(project)))
    assert "开工 20 2023-04-01 2023-04-01 0 2023-04-11 迟完成 10 31 41 0 王责任" in text
    assert "完工 60 2023-07-01 2023-07-01 0 — 逾期 30 91 111 0 李专人" in text
    assert "节点加权进度" in text
    assert "已完成节点的权重之和，未完成的不计" in text


def test_weighted_progress_counts_met_nodes_alone(project: Project) -> None:
    nodes = list(project.milestones.order_by("order"))
    assert weighted_progress(nodes, date(2023, 7, 31)) == 40
    assert weighted_progress(nodes, date(2023, 3, 31)) == 20
    assert weighted_progress([Milestone(name="x")], date(2023, 7, 31)) is None


def test_both_progresses_stand_side_by_side_on_the_project(
    city: FixtureCity, project: Project
) -> None:
    text = text_of(as_user(city.leader).get(f"/projects/{project.pk}/"))
    assert "节点加权进度 40" in text
    assert "形象进度" in text


def test_the_workbook_has_the_same_rows_and_is_logged(city: FixtureCity, project: Project) -> None:
    response = as_user(city.clerk).get(url(project) + "?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows][-3:] == ["招标投标", "开工", "完工"]
    assert AccessEvent.objects.filter(kind="export").exists()


def test_the_table_costs_the_same_however_many_nodes(city: FixtureCity, project: Project) -> None:
    for order in range(4, 12):
        MilestoneFactory(project=project, name=f"节点{order}", order=order)
    assert_query_count("schedule", as_user(city.office), url(project))


def test_a_draft_plan_is_approved_once_and_then_moves_with_a_reason(
    city: FixtureCity, project: Project
) -> None:
    node = MilestoneFactory(project=project, name="移交", order=4, planned_on=date(2023, 9, 1))
    reviewer = as_user(city.reviewer)
    page = reviewer.get(url(project))
    assert "1 个节点的计划还没有核定" in text_of(page)
    seen = {"seen": form_values(page)["seen"]}
    assert as_user(city.clerk).post(url(project) + "approve/", seen).status_code == 403
    reviewer.post(url(project) + "approve/", seen)
    node.refresh_from_db()
    assert node.baseline_on == date(2023, 9, 1)
    assert "还没有核定" not in text_of(reviewer.get(url(project)))


def lines(project: Project, **changes: Any) -> dict[str, Any]:
    """Return the posted table of the nodes page, the changes made to node 完工."""
    rows = list(project.milestones.order_by("order"))
    data: dict[str, Any] = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        values = {
            "pk": row.pk, "name": row.name, "planned_on": row.planned_on or "",
            "actual_on": row.actual_on or "", "weight": row.weight or "", "owner": row.owner,
        }  # fmt: skip
        values |= changes if row.name == "完工" else {}
        data |= {f"lines-{number}-{name}": value for name, value in values.items()}
    return data | {"seen": latest_version(Milestone, project_id=project.pk)}


def test_an_approved_plan_is_moved_by_the_office_with_a_reason_and_not_by_a_clerk(
    city: FixtureCity, project: Project
) -> None:
    nodes = f"/projects/{project.pk}/milestones/"
    sent = lines(project, planned_on="2023-10-31")
    clerk = as_user(city.clerk).post(nodes, sent)
    assert clerk.status_code == 422
    assert "计划已核定（2023-07-01），调整计划日期请由审核员或市级办公室办理。" in text_of(clerk)
    office = as_user(city.office)
    assert "请在表下写明原因" in text_of(office.post(nodes, sent))
    assert office.post(nodes, sent | {"reason": "雨季"}).status_code == 302
    node = project.milestones.get(name="完工")
    assert (node.planned_on, node.baseline_on) == (date(2023, 10, 31), date(2023, 7, 1))
    assert node.reschedules.get().reason == "雨季"


def test_weights_make_a_hundred(city: FixtureCity, project: Project) -> None:
    response = as_user(city.clerk).post(
        f"/projects/{project.pk}/milestones/", lines(project, weight="50")
    )
    assert response.status_code == 422
    assert "各节点权重之和是90，应为100；不用权重的全部留空。" in text_of(response)


def test_a_clerk_names_who_answers_for_a_node(city: FixtureCity, project: Project) -> None:
    nodes = f"/projects/{project.pk}/milestones/"
    assert as_user(city.clerk).post(nodes, lines(project, owner="李专人")).status_code == 302
    assert project.milestones.get(name="完工").owner == "李专人"


def test_the_api_keeps_what_it_is_not_sent(city: FixtureCity, project: Project) -> None:
    client, path = as_user(city.clerk), f"/api/v1/projects/{project.pk}/milestones/"
    table = client.get(path).json()
    assert table["lines"][2]["weight"] == 60
    old = [{k: one[k] for k in ("id", "name", "planned_on", "actual_on")} for one in table["lines"]]
    old[2]["actual_on"] = "2023-07-20"
    sent = {"seen": table["seen"], "lines": old}
    answer = client.put(path, sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert [one["weight"] for one in answer.json()["lines"]] == [20, 20, 60]
    assert answer.json()["lines"][2]["baseline_on"] == "2023-07-01"


TEMPLATES = "/projects/templates/"


def steps(*rows: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        row = {"fixed_years": "0"} | row
        data |= {f"steps-{number}-{name}": value for name, value in row.items()}
    return data


def test_the_next_years_template_has_the_dates_of_the_year_before(city: FixtureCity) -> None:
    template = ScheduleTemplate.objects.get(name="次年项目前期")
    dates = {s.name: s.fixed_on(2024) for s in template.steps.all() if s.fixed_on(2024)}  # type: ignore[attr-defined]
    assert dates["方案设计与公示"] == date(2023, 10, 20)
    assert dates["施工图审查"] == date(2023, 11, 30)
    assert dates["招标投标"] == date(2023, 12, 31)
    text = text_of(as_user(city.clerk).get(f"{TEMPLATES}{template.pk}/"))
    assert "上年10月20日" in text


def test_the_office_adds_a_template_and_another_may_not(city: FixtureCity) -> None:
    sent = {"name": "加装电梯", "active": "on"} | steps(
        {"name": "开工", "days": "10", "weight": "40"},
        {"name": "完工", "days": "90", "weight": "60", "on_site": "on"},
    )
    assert as_user(city.clerk).post(f"{TEMPLATES}new/", sent).status_code == 403
    assert as_user(city.office).post(f"{TEMPLATES}new/", sent).status_code == 302
    assert "加装电梯 各年度 2 100" in text_of(as_user(city.clerk).get(TEMPLATES))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weight": "50"}, "各节点权重之和是90，应为100"),
        ({"name": "开工"}, "节点“开工”重复。"),
        ({"fixed_month": "2"}, "最迟日期的月和日要一起填。"),
        ({"fixed_month": "2", "fixed_day": "30"}, "2月没有30日。"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(
    city: FixtureCity, changes: dict[str, str], message: str
) -> None:
    sent = {"name": "加装电梯"} | steps(
        {"name": "开工", "days": "10", "weight": "40"},
        {"name": "完工", "days": "90", "weight": "60"} | changes,
    )
    response = as_user(city.office).post(f"{TEMPLATES}new/", sent)
    assert response.status_code == 422
    assert message in text_of(response)
    assert form_values(response)["steps-1-days"] == "90"


def test_a_step_is_taken_out_of_a_template_and_its_history_stays(city: FixtureCity) -> None:
    template = ScheduleTemplate.objects.get(name="次年项目前期")
    office, path = as_user(city.office), f"{TEMPLATES}{template.pk}/edit/"
    values = form_values(office.get(path))
    sent = {"name": "次年项目前期", "note": "", "seen": values["seen"]} | steps(
        {"name": "开工", "days": "10"}
    )
    assert office.post(path, sent).status_code == 302
    assert [step.name for step in template.steps.all()] == ["开工"]  # type: ignore[attr-defined]
    assert "删除" in text_of(office.get(f"{TEMPLATES}{template.pk}/"))


def test_a_ledger_imported_again_keeps_weights_and_baselines_and_notes_what_moved(
    city: FixtureCity,
) -> None:
    book = small()
    load(book)
    node = Milestone.objects.exclude(planned_on=None).order_by("pk")[0]
    assert node.baseline_on == node.planned_on
    first = node.planned_on
    Milestone.objects.filter(pk=node.pk).update(weight=100, owner="李专人")
    put(book, "节点", 2, "计划日期", date(2023, 12, 1))
    load(book)
    node.refresh_from_db()
    assert (node.planned_on, node.baseline_on) == (date(2023, 12, 1), first)
    assert (node.weight, node.owner) == (100, "李专人")
    move = node.reschedules.get()
    assert (move.from_on, move.to_on) == (first, date(2023, 12, 1))
    load(book)
    assert node.reschedules.count() == 1
