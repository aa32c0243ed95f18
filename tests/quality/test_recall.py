"""One failed batch: every project that took it, one notice each, once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.exceptions import Refusal
from orders.models import Order
from orders.services.issuing import issue_order
from projects.models import Project
from quality.choices import Verdict
from quality.models import Material, Recall
from quality.services.recalls import recall_batch
from tests.city import FixtureCity, as_user
from tests.quality.conftest import make_project

Make = Callable[..., Any]


@pytest.fixture
def batch(city: FixtureCity, project: Project, material: Make) -> Material:
    """Take batch B7 to three projects of two districts, twice to the first; B8 elsewhere."""
    other = make_project(region=city.district)
    beyond = make_project(region=city.other_district)
    first: Material = material(project)
    material(project)
    material(other)
    material(beyond)
    material(make_project(region=city.district), batch="B8")
    return first


def test_one_click_drafts_a_notice_for_each_project(city: FixtureCity, batch: Material) -> None:
    url = reverse("quality:recall", args=[batch.pk])
    office = as_user(city.office)
    assert "3<" in office.get(url).content.decode()
    assert office.post(url, {"reason": ""}).status_code == 422
    assert office.post(url, {"reason": "检测不合格"}).status_code == 302
    assert Order.objects.count() == 3
    assert Material.objects.filter(verdict=Verdict.FAILED).count() == 4
    assert office.post(url, {"reason": "检测不合格"}).status_code == 302
    assert (Order.objects.count(), Recall.objects.count()) == (3, 1)
    numbers = [issue_order(order, by=city.office).number for order in Order.objects.order_by("pk")]
    assert numbers == [f"云老旧整〔2023〕{n}号" for n in (1, 2, 3)]


def test_what_comes_later_is_not_used_and_gets_its_notice(
    city: FixtureCity, batch: Material, material: Make
) -> None:
    recall_batch(batch, reason="检测不合格", by=city.office)
    late = make_project(region=city.district)
    row = material(late)
    with pytest.raises(Refusal, match="召回"):
        material(late, used_where="屋面", used_on=row.arrived_on)
    _, orders = recall_batch(batch, reason="检测不合格", by=city.office)
    assert len(orders) == 4
    assert Order.objects.count() == 4


def test_the_office_alone_recalls(city: FixtureCity, batch: Material) -> None:
    with pytest.raises(PermissionDenied):
        recall_batch(batch, reason="检测不合格", by=city.clerk)
