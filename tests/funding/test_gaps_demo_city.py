"""The demo city's gap in exact figures, the same from every side."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Region
from funding import unfunded
from funding.gap_classes import of_classes
from funding.gaps import GAPS, by_child, of_projects, sentence, summed
from funding.works import BY_COST, BY_PRIORITY
from projects.models import Project
from reports.figures import figures_by_child

DAY = date(2023, 7, 31)
YI = 100_000_000
pytestmark = pytest.mark.django_db


def test_the_demo_citys_total_gap_is_the_sum_of_its_districts_to_the_fen(demo_city: Any) -> None:
    rows = of_projects(Project.objects.of_year(2023), DAY)
    whole = summed(rows).total_gap
    city = Region.objects.get(level="市")
    children = list(Region.objects.children_of(city.pk).values_list("code", "name"))
    parts = sorted((held.total_gap for *_, held in by_child(rows, children)), reverse=True)
    assert parts[:6] == [Decimal(part) * YI for part in ("2.3", "1.9", "1.6", "1.2", "1.0", "0.7")]
    assert set(parts[6:]) <= {Decimal(0)}
    assert whole == Decimal("8.7") * YI == sum(parts)
    own, _ = figures_by_child(city.pk, 2023, DAY)
    assert Decimal(str(own["funding_gap_wan"])) * 10_000 == whole
    assert sentence("总缺口", whole, parts) == "总缺口8.7亿元＝2.3＋1.9＋1.6＋1.2＋1.0＋0.7亿元"
    works = unfunded.of_projects(Project.objects.of_year(2023), DAY)
    lacking = sum(row.cover.gap for row in works)
    assert lacking - sum(row.cover.idle for row in works) == whole


def test_the_demo_city_by_class_comes_to_its_gaps(demo_city: Any, settings: Any) -> None:
    projects = Project.objects.of_year(2023)
    rows = of_projects(projects, DAY)
    whole = summed(rows)
    assert whole.total_gap == Decimal("8.7") * YI
    for way in (BY_PRIORITY, BY_COST):
        settings.MONEY_BY_CLASS = way
        parts = of_classes(projects, rows, DAY)
        assert {"基础类", "完善类"} <= set(parts)
        for gap in GAPS:
            total = sum((getattr(part, gap.key) for part in parts.values()), Decimal(0))
            assert total == getattr(whole, gap.key), gap.name
