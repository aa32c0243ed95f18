"""What the registers of quality cost, however many rows they hold."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from quality.services import findings
from tests.city import FixtureCity, as_user
from tests.house.quality_world import objects
from tests.quality.conftest import make_project
from tests.quality.test_findings import FACTS
from tests.query_counts import assert_query_count

REGISTERS = (
    "inspections", "checks", "findings", "materials", "tests", "processes", "logs", "methods",
    "verdicts", "recalls", "rounds", "contractors",
)  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_register_takes_a_fixed_number_of_queries(city: FixtureCity) -> None:
    for number in range(5):
        mark = f"甲{number}"
        project = make_project(
            region=city.district, started_on=date(2023, 4, 10), contractor=f"{mark}公司"
        )
        findings.enter_finding(project, FACTS, by=city.office)
        objects(city.district, project, city.clerk, city.office, mark)
    client = as_user(city.office)
    for name in REGISTERS:
        url = reverse(f"quality:{name}")
        assert_query_count(url, client, url)
