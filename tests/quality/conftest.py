"""A project of 甲区 under construction, photos and papers to upload."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from projects.models import Project
from quality.choices import Verdict
from quality.models import Material, ProcessCheck, TestReport
from quality.services.records import add_record
from tests.city import FixtureCity
from tests.factories import ProjectFactory
from tests.house.quality_world import paper

make_project: Any = ProjectFactory
DAY = date(2023, 7, 20)


@pytest.fixture
def project(city: FixtureCity) -> Project:
    found: Project = make_project(
        region=city.district,
        started_on=date(2023, 4, 10),
        lead_unit="甲区住建局",
        contractor="云江一建",
        supervisor="云江监理",
        project_manager="孙经理",
        chief_supervisor="钱总监",
    )
    return found


@pytest.fixture
def material(city: FixtureCity) -> Callable[..., Material]:
    """Return a maker of deliveries; what is 合格 comes with its certificate."""

    def make(project: Project, **values: Any) -> Material:
        facts = {
            "kind": "防水卷材", "batch": "B7", "supplier": "云江建材", "brand": "江源",
            "arrived_on": DAY, "verdict": Verdict.PASSED, "checker": "钱总监", "checked_on": DAY,
        }  # fmt: skip
        return add_record(Material, project, facts | values, by=city.office, files=[paper()])

    return make


@pytest.fixture
def failed_test(city: FixtureCity) -> Callable[..., TestReport]:
    def make(project: Project, **values: Any) -> TestReport:
        facts = {
            "number": "JC-001", "agency": "云江检测", "phase": "during", "item": "不透水性",
            "sample": "3号楼屋面卷材", "standard": "GB 18242", "tested_on": DAY,
            "result": "0.3MPa渗水", "verdict": Verdict.FAILED,
        }  # fmt: skip
        return add_record(
            TestReport, project, facts | values, by=city.office, files=[paper("报告.pdf")]
        )

    return make


@pytest.fixture
def process(city: FixtureCity) -> Callable[..., ProcessCheck]:
    def make(project: Project, files: Any = (), **values: Any) -> ProcessCheck:
        facts = {
            "place": "3号楼北侧管沟", "procedure": "管道敷设", "hidden": True, "checked_on": DAY,
            "inspector": "钱总监", "verdict": Verdict.PASSED,
        }  # fmt: skip
        return add_record(ProcessCheck, project, facts | values, by=city.clerk, files=files)

    return make
