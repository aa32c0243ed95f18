"""Writing registers: the page's services, the page's words, nothing overwritten in silence."""

from datetime import date
from typing import Any

import pytest

from core.exceptions import Refusal
from projects.models import AnnualPlan, Community, Problem, Project
from projects.services.problems import close_problem
from projects.services.projects import update_project
from projects.services.quantities import check_unit
from tests.api.conftest import FORMULA, Rows, api
from tests.city import FixtureCity
from tests.factories import ProjectFactory

V1 = "/api/v1"


def post(user: Any, path: str, **body: Any) -> Any:
    return api(user).post(f"{V1}/{path}", body, format="json")


def patch(user: Any, path: str, **body: Any) -> Any:
    return api(user).patch(f"{V1}/{path}", body, format="json")


def put(user: Any, path: str, **body: Any) -> Any:
    return api(user).put(f"{V1}/{path}", body, format="json")


def words_of(change: Any) -> str:
    with pytest.raises(Refusal) as refused:
        change()
    return refused.value.message


def test_a_project_is_opened_with_its_nodes(city: FixtureCity, ours: Rows) -> None:
    community = ours["communities"]
    found = post(
        city.clerk,
        "projects/",
        number="新-1",
        name=FORMULA,
        year=2023,
        region=str(city.district.pk),
        communities=[community.pk],
        total_investment="12345678.90",
        classes="基础类、提升类",
    )
    assert found.status_code == 201, found.content
    project = Project.objects.get(number="新-1")
    assert found.json()["total_investment"] == "12345678.90"
    assert found.json()["communities"] == [community.pk]
    assert project.name == FORMULA
    assert project.milestones.count() == 9
    assert {row.history_user for row in project.history.all()} == {city.clerk}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "999921000000"),
        ("region", "abc"),
        ("number", ""),
        ("year", 1999),
        ("classes", "豪华类"),
        ("communities", [999999]),
        ("total_investment", "1.234"),
        ("finished_on", "2023-08-01"),
        ("planned_finish", "9999-12-31"),
        ("planned_start", "0203-07-31"),
    ],
)
def test_a_refused_project_says_which_field(city: FixtureCity, field: str, value: Any) -> None:
    body = {"number": "P", "name": "n", "year": 2023, "region": str(city.district.pk)}
    found = post(city.clerk, "projects/", **(body | {field: value}))
    assert found.status_code == 400
    assert field in found.json()
    assert not Project.objects.exists()


def test_a_strangers_community_cannot_be_taken(city: FixtureCity, ours: Rows, theirs: Rows) -> None:
    version = api(city.clerk).get(f"{V1}/projects/{ours.project.pk}/").json()["version"]
    found = patch(
        city.clerk,
        f"projects/{ours.project.pk}/",
        communities=[theirs["communities"].pk],
        seen=version,
    )
    assert found.status_code == 400
    assert "communities" in found.json()


def test_a_changed_project_keeps_what_was_not_named(city: FixtureCity, ours: Rows) -> None:
    url = f"projects/{ours.project.pk}/"
    before = api(city.clerk).get(f"{V1}/{url}").json()
    found = patch(city.clerk, url, contractor="云江建工", seen=before["version"])
    assert found.status_code == 200, found.content
    after = found.json()
    assert after["contractor"] == "云江建工"
    assert after["version"] > before["version"]
    changed = {"contractor", "version"}
    assert {k: v for k, v in after.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }


def test_of_two_who_change_a_project_the_second_is_told(city: FixtureCity, ours: Rows) -> None:
    url = f"projects/{ours.project.pk}/"
    seen = api(city.clerk).get(f"{V1}/{url}").json()["version"]
    assert patch(city.office, url, contractor="市建", seen=seen).status_code == 200
    found = patch(city.clerk, url, contractor="区建", seen=seen)
    assert found.status_code == 409
    body = found.json()
    assert "陈起草" in body["detail"]
    assert ["施工单位", "—", "市建"] in [list(c.values()) for c in body["changes"][0]["changes"]]
    assert Project.objects.get(pk=ours.project.pk).contractor == "市建"


def test_a_change_without_a_version_is_refused(city: FixtureCity, ours: Rows) -> None:
    found = patch(city.clerk, f"projects/{ours.project.pk}/", contractor="区建")
    assert found.status_code == 400
    assert "seen" in found.json()


def test_dates_are_refused_in_the_words_of_the_page(city: FixtureCity, ours: Rows) -> None:
    url, project = f"projects/{ours.project.pk}/", ours.project
    seen = api(city.clerk).get(f"{V1}/{url}").json()["version"]
    found = patch(city.clerk, url, finished_on="2023-04-01", seen=seen)
    values = {f: getattr(project, f) for f in ("region", "number", "started_on")}
    values["finished_on"] = date(2023, 4, 1)
    said = words_of(lambda: update_project(project, values, by=city.clerk))
    assert found.status_code == 400
    assert found.json() == {"finished_on": [said]}


def test_a_community_is_added_and_changed(city: FixtureCity) -> None:
    found = post(
        city.clerk, "communities/", number="C-9", name="和平里", region=str(city.district.pk),
        households=88, floor_area="6500.5",
    )  # fmt: skip
    assert found.status_code == 201, found.content
    row = found.json()
    assert row["floor_area"] == "6500.50"
    url = f"communities/{row['id']}/"
    assert patch(city.clerk, url, households=90, seen=row["version"]).json()["households"] == 90
    assert patch(city.clerk, url, households=91, seen=row["version"]).status_code == 409
    taken = post(city.clerk, "communities/", number="C-9", name="x", region=str(city.district.pk))
    assert taken.json() == {"number": ["编号 C-9 在本市已用于“和平里”，请换一个编号。"]}
    assert Community.objects.count() == 1


def test_nodes_are_saved_as_a_table_or_not_at_all(city: FixtureCity, ours: Rows) -> None:
    url = f"projects/{ours.project.pk}/milestones/"
    table = api(city.clerk).get(f"{V1}/{url}").json()
    lines = [*table["lines"], {"name": "完工", "planned_on": "2023-10-31"}]
    saved = put(city.clerk, url, seen=table["seen"], lines=lines)
    assert saved.status_code == 200, saved.content
    assert [line["name"] for line in saved.json()["lines"]] == ["开工", "完工"]
    stale = put(city.clerk, url, seen=table["seen"], lines=lines)
    assert stale.status_code == 409
    future = [{"name": "验收", "actual_on": "2023-08-01"}]
    refused = put(city.clerk, url, seen=saved.json()["seen"], lines=future)
    assert refused.status_code == 400
    assert (refused.json()["line"], refused.json()["field"]) == (0, "actual_on")
    distant = [{"name": "验收", "planned_on": "9999-12-31"}]
    assert put(city.clerk, url, seen=saved.json()["seen"], lines=distant).status_code == 400


@pytest.mark.parametrize("name", ["milestones", "quantities"])
def test_a_second_line_of_what_is_there_is_refused(
    city: FixtureCity, ours: Rows, name: str
) -> None:
    url = f"projects/{ours.project.pk}/{name}/"
    table = api(city.clerk).get(f"{V1}/{url}").json()
    line = table["lines"][0] | {"id": None}
    again = put(city.clerk, url, seen=table["seen"], lines=[line])
    assert again.status_code == 400, again.content
    assert "重复" in again.json()["detail"]
    assert again.json()["line"] == 0


@pytest.mark.parametrize(("name", "key"), [("milestones", "name"), ("quantities", "item")])
def test_two_lines_may_swap_their_names(city: FixtureCity, ours: Rows, name: str, key: str) -> None:
    url = f"projects/{ours.project.pk}/{name}/"
    table = api(city.clerk).get(f"{V1}/{url}").json()
    first = table["lines"][0]
    table = put(
        city.clerk, url, seen=table["seen"], lines=[first, first | {"id": None, key: "屋面防水"}]
    ).json()
    first, second = table["lines"]
    swapped = [first | {key: second[key]}, second | {key: first[key]}]
    found = put(city.clerk, url, seen=table["seen"], lines=swapped)
    assert found.status_code == 200, found.content
    now = {line["id"]: line[key] for line in found.json()["lines"]}
    assert now == {first["id"]: second[key], second["id"]: first[key]}


def test_a_unit_of_the_wrong_dimension_is_refused(city: FixtureCity, ours: Rows) -> None:
    url = f"projects/{ours.project.pk}/quantities/"
    table = api(city.clerk).get(f"{V1}/{url}").json()
    wrong = [{"item": "外墙修缮", "unit": "m³", "planned": "1"}]
    refused = put(city.clerk, url, seen=table["seen"], lines=wrong)
    assert refused.status_code == 400
    assert refused.json()["detail"] == words_of(lambda: check_unit("外墙修缮", "m³"))
    over = [{**table["lines"][0], "done": "901"}]
    saved = put(city.clerk, url, seen=table["seen"], lines=over)
    assert saved.status_code == 200
    assert "大于计划量" in saved.json()["warnings"][0]
    gone = put(
        city.clerk, url, seen=saved.json()["seen"], lines=[], removed=[table["lines"][0]["id"]]
    )
    assert gone.json()["lines"] == []


def test_a_plan_goes_from_draft_to_approved_to_the_next_version(city: FixtureCity) -> None:
    body = {"region": str(city.district.pk), "year": 2023, "communities": 3}
    draft = post(city.reviewer, "plans/", **body, investment="1000000.00")
    assert draft.status_code == 201, draft.content
    url = f"plans/{draft.json()['id']}/"
    seen = draft.json()["seen_version"]
    assert patch(city.reviewer, url, communities=4, seen=seen).json()["communities"] == 4
    assert patch(city.reviewer, url, communities=5, seen=seen).status_code == 409
    assert post(city.reviewer, f"{url}approve/").status_code == 403
    assert "seen" in post(city.office, f"{url}approve/").json()
    assert post(city.office, f"{url}approve/", seen=seen).status_code == 409
    now = api(city.office).get(f"/api/v1/{url}").json()["seen_version"]
    assert post(city.office, f"{url}approve/", seen=now).json()["state"] == "approved"
    locked = patch(city.office, url, communities=5, seen=seen)
    assert locked.status_code == 400
    assert "已批准锁定" in locked.json()["detail"]
    assert "reason" in post(city.office, f"{url}revise/", reason=" ").json()
    many = post(city.office, f"{url}revise/", reason="省里追加任务", communities=2**31)
    assert (many.status_code, list(many.json())) == (400, ["communities"])
    revised = post(city.office, f"{url}revise/", reason="省里追加任务", communities=6)
    assert revised.status_code == 201
    assert revised.json()["version"] == 2
    assert revised.json()["investment"] == "1000000.00"
    assert AnnualPlan.objects.count() == 2


def test_a_problem_is_filed_and_closed_once(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    found = post(
        city.clerk, "problems/", project=project.pk, text="管线产权不清", help_needed="协调燃气公司"
    )
    assert found.status_code == 201, found.content
    url = f"problems/{found.json()['id']}/close/"
    assert "result" in post(city.clerk, url, result="").json()
    assert post(city.clerk, url, result="已协调").json()["closed_on"] == "2023-07-31"
    again = post(city.clerk, url, result="再次")
    problem = Problem.objects.get()
    said = words_of(lambda: close_problem(problem, result="再次", by=city.clerk))
    assert again.json() == {"detail": said}


def test_a_suspension_begins_and_ends(city: FixtureCity, theirs: Rows) -> None:
    project = ProjectFactory(region=city.district)
    body = {"project": project.pk, "kind": "暂缓", "started_on": "2023-07-01"}
    assert "reason" in post(city.clerk, "suspensions/", **body, reason="").json()
    found = post(city.clerk, "suspensions/", **body, reason="资金未落实")
    assert found.status_code == 201, found.content
    row = found.json()
    review = {"reason": "仍未落实", "review_on": "2023-09-01", "seen": row["version"]}
    reviewed = post(city.clerk, f"suspensions/{row['id']}/review/", **review)
    assert reviewed.json()["review_on"] == "2023-09-01"
    assert post(city.clerk, f"suspensions/{row['id']}/review/", **review).status_code == 409
    url = f"suspensions/{row['id']}/end/"
    assert "ended_on" in post(city.clerk, url, ended_on="2023-06-30").json()
    assert post(city.clerk, url, ended_on="2023-07-20").status_code == 200
    stranger = post(
        city.clerk, "suspensions/", **(body | {"project": theirs.project.pk, "reason": "x"})
    )
    assert stranger.status_code == 404


def test_a_strangers_project_takes_no_problem(city: FixtureCity, theirs: Rows) -> None:
    found = post(city.clerk, "problems/", project=theirs.project.pk, text="x")
    assert found.status_code == 404
    assert Problem.objects.count() == 1


def test_the_office_keeps_the_catalogue(city: FixtureCity, ours: Rows) -> None:
    body = {"name": "楼道粉刷", "work_class": "完善类", "unit": "㎡", "further_units": "处"}
    assert post(city.clerk, "work-items/", **body).status_code == 403
    found = post(city.office, "work-items/", **body)
    assert found.status_code == 201, found.content
    row = found.json()
    assert row["dimension"] == "面积"
    assert post(city.office, "work-items/", **body).json() == {"name": ["目录中已有“楼道粉刷”。"]}
    assert "unit" in post(city.office, "work-items/", **(body | {"unit": "斤"})).json()
    url = f"work-items/{row['id']}/"
    assert patch(city.office, url, unit="处", seen=row["version"]).json()["unit"] == "处"
    assert patch(city.office, url, unit="个", seen=row["version"]).status_code == 409
