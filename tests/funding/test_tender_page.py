"""The page of a tender: a form for who may change it, facts for everybody else."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.models import Tender
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(city: FixtureCity, project: Project) -> Tender:
    row = Tender.objects.create(
        region=city.district, number="ZB-1", name="第二批次打捆招标", method="open"
    )
    lot = row.lots.create(
        number="一标段", winner="云江建工", control_price=Decimal(900_000), price=Decimal(855_000)
    )
    lot.projects.add(project)
    return row


def test_a_reader_sees_facts_and_nothing_to_type_into(
    city: FixtureCity, tender: Tender, project: Project
) -> None:
    page = as_user(city.leader).get(reverse("funding:tender", args=[tender.pk]))
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    assert "<input" not in main
    assert "<select" not in main
    assert "保存" not in main
    words = text_of(page)
    for shown in ("ZB-1", "公开招标", "一标段", project.name, "云江建工", "90.00", "85.50", "5.0"):
        assert shown in words


def test_who_may_change_it_finds_the_form_with_its_button(
    city: FixtureCity, tender: Tender
) -> None:
    words = as_user(city.clerk).get(reverse("funding:tender", args=[tender.pk])).content.decode()
    assert 'value="ZB-1"' in words
    assert "保存" in words
