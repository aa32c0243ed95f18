"""A project's page: facts, nodes, weeks, links for those who may write, and its history."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, MilestoneFactory, ProjectFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count


@pytest.fixture
def project(city: FixtureCity) -> Project:
    row: Project = ProjectFactory(
        region=city.district,
        name="东风一村改造",
        contractor="新城建设",
        started_on=date(2023, 4, 3),
    )
    MilestoneFactory(
        project=row, name="开工", order=1, planned_on=date(2023, 4, 1), actual_on=date(2023, 4, 3)
    )
    MilestoneFactory(project=row, name="主体工程过半", order=2, planned_on=date(2023, 7, 1))
    MilestoneFactory(project=row, name="完工", order=3, planned_on=date(2023, 10, 1))
    EntryFactory(
        project=row, week=date(2023, 7, 17), percent=Decimal(45), invested=Decimal(7_000_000)
    )
    EntryFactory(project=row)
    row.quantities.create(item="屋面防水", unit="㎡", planned=Decimal(1200), done=Decimal(600))
    return row


def url(project: Project) -> str:
    return f"/projects/{project.pk}/"


def test_the_page_tells_facts_nodes_weeks_and_quantities(
    city: FixtureCity, project: Project
) -> None:
    page = text_of(as_user(city.clerk).get(url(project)))
    for words in ("新城建设", "2,000万元", "30", "逾期", "未到期", "屋面防水", "㎡", "1,200"):
        assert words in page
    assert "2023-07-24 50.0 5.0 800 100" in page


def test_only_those_who_may_write_get_links_to_forms(city: FixtureCity, project: Project) -> None:
    clerk = as_user(city.clerk).get(url(project)).content.decode()
    leader = as_user(city.leader).get(url(project)).content.decode()
    for path in ("edit/", "milestones/", "quantities/", "suspend/", "problems/new/"):
        assert f'href="{url(project)}{path}"' in clerk
        assert f'href="{url(project)}{path}"' not in leader


def test_money_and_complaints_are_included_by_url(city: FixtureCity, project: Project) -> None:
    page = as_user(city.clerk).get(url(project)).content.decode()
    assert f'hx-get="/funding/projects/{project.pk}/"' in page
    assert f'hx-get="/complaints/projects/{project.pk}/"' in page


def test_strangers_meet_a_404(city: FixtureCity, project: Project) -> None:
    for path in ("", "history/"):
        assert as_user(city.stranger).get(url(project) + path).status_code == 404


def test_the_history_says_who_changed_what_from_what_to_what(
    city: FixtureCity, project: Project
) -> None:
    project._history_user = city.clerk
    project.lead_person = "李工"
    project.save()
    project.lead_person = "王工"
    project._history_user = city.office
    project.save()
    body = as_user(city.leader).get(f"{url(project)}history/").content.decode()
    assert "责任人：<del>李工</del> → <ins>王工</ins>" in body
    assert "陈起草" in body
    assert "新增" in body


def test_the_page_takes_a_fixed_number_of_queries(city: FixtureCity, project: Project) -> None:
    for name in ("立项审批", "招标投标", "竣工验收"):
        MilestoneFactory(project=project, name=name)
    assert_query_count("project", as_user(city.clerk), url(project))
    assert_query_count("project_history", as_user(city.clerk), f"{url(project)}history/")
