"""Who was responsible on a day: the ledger, its history, and recorded assignments."""

from datetime import date

import pytest
from django.urls import reverse

from core.exceptions import Refusal
from projects.models import Project
from quality.choices import RoleKind
from quality.models import RoleAssignment
from quality.responsibility import holders_on, terms
from quality.services.assignments import assign_role
from tests.city import FixtureCity, as_user


def held(project: Project, day: date) -> dict[str, str]:
    return {term.role: term.name for term in holders_on(project, day)}


def manager(project: Project, name: str, since: date, city: FixtureCity) -> RoleAssignment:
    return assign_role(
        project, role=RoleKind.MANAGER, name=name, since=since, basis="变更函", by=city.clerk
    )


def test_the_first_holders_come_from_the_ledger(city: FixtureCity, project: Project) -> None:
    assert not RoleAssignment.objects.exists()
    assert held(project, date(2023, 1, 1)) == {
        "建设单位": "甲区住建局", "施工单位": "云江一建", "监理单位": "云江监理",
        "项目经理": "孙经理", "总监理工程师": "钱总监",
    }  # fmt: skip


def test_names_survive_a_change_and_the_ledger_follows(city: FixtureCity, project: Project) -> None:
    manager(project, "李经理", date(2023, 6, 1), city)
    manager(project, "周经理", date(2023, 7, 1), city)
    project.refresh_from_db()
    assert project.project_manager == "周经理"
    days = [date(2023, 5, 31), date(2023, 6, 1), date(2023, 6, 30), date(2023, 7, 1)]
    assert [held(project, day)["项目经理"] for day in days] == [
        "孙经理",
        "李经理",
        "李经理",
        "周经理",
    ]
    spans = [(t.name, t.since, t.until) for t in terms(project) if t.role == RoleKind.MANAGER]
    assert spans == [
        ("孙经理", None, date(2023, 5, 31)),
        ("李经理", date(2023, 6, 1), date(2023, 6, 30)),
        ("周经理", date(2023, 7, 1), None),
    ]


def test_a_correction_of_the_ledger_shows_from_its_day(city: FixtureCity, project: Project) -> None:
    project.contractor = "云江二建"
    project.save()
    assert held(project, date(2023, 7, 30))["施工单位"] == "云江一建"
    assert held(project, date(2023, 7, 31))["施工单位"] == "云江二建"


def test_assignments_are_only_added_and_go_forward(city: FixtureCity, project: Project) -> None:
    row = manager(project, "李经理", date(2023, 6, 1), city)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        RoleAssignment.objects.all().update(name="王经理")
    with pytest.raises(Refusal, match="须晚于该日"):
        manager(project, "王经理", date(2023, 6, 1), city)
    with pytest.raises(Refusal, match="不能晚于今天"):
        manager(project, "王经理", date(2023, 8, 1), city)


def test_the_page_answers_for_the_asked_day(city: FixtureCity, project: Project) -> None:
    url = reverse("quality:assign", args=[project.pk])
    clerk = as_user(city.clerk)
    typed = {"role": "检测单位", "name": "云江检测", "since": "2023-06-10", "basis": "委托合同"}
    assert clerk.post(url, typed).status_code == 302
    page = reverse("quality:people", args=[project.pk])

    def on(day: str) -> str:
        shown = clerk.get(page, {"as_of": day}).content.decode()
        return shown.split('id="all"')[0]

    assert "云江检测" in on("2023-06-10")
    assert "云江检测" not in on("2023-06-09")
    assert clerk.get(page, {"as_of": "昨天"}).status_code == 200
