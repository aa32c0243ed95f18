"""The catalogue of work items types the units of quantities; the office keeps it."""

import pytest

from projects.models import WorkItem
from projects.services.quantities import check_unit
from tests.city import FixtureCity, as_user
from tests.pages import form_values, text_of

LIST, NEW = "/projects/work-items/", "/projects/work-items/new/"
TYPED = {"name": "雨水花园", "work_class": "完善类", "unit": "㎡", "order": "90"}


def test_an_item_that_the_office_adds_types_its_unit(city: FixtureCity) -> None:
    assert as_user(city.office).post(NEW, TYPED).status_code == 302
    assert check_unit("雨水花园", "平方米") == "㎡"
    assert "雨水花园 完善类 面积 ㎡" in text_of(as_user(city.clerk).get(LIST))


def test_an_item_takes_the_further_units_that_the_office_lists(city: FixtureCity) -> None:
    assert (
        as_user(city.office).post(NEW, TYPED | {"further_units": "平方米，处"}).status_code == 302
    )
    assert WorkItem.objects.get(name="雨水花园").further_units == "处"
    assert check_unit("雨水花园", "处") == "处"


def test_a_further_unit_that_is_none_is_refused(city: FixtureCity) -> None:
    response = as_user(city.office).post(NEW, TYPED | {"further_units": "处、吨"})
    assert response.status_code == 422
    assert "不认识的单位“吨”" in text_of(response)
    assert form_values(response)["further_units"] == "处、吨"


def test_a_name_is_used_once(city: FixtureCity) -> None:
    response = as_user(city.office).post(NEW, TYPED | {"name": "屋面防水"})
    assert response.status_code == 422
    assert "目录中已有“屋面防水”。" in text_of(response)
    assert form_values(response)["unit"] == "㎡"


def test_an_item_is_changed_and_its_history_kept(city: FixtureCity) -> None:
    item = WorkItem.objects.get(name="便利店")
    url = f"{LIST}{item.pk}/"
    assert (
        as_user(city.office).post(url, TYPED | {"name": "便利店", "unit": "处"}).status_code == 302
    )
    item.refresh_from_db()
    assert (item.unit, item.history.latest().history_user) == ("处", city.office)


@pytest.mark.parametrize("name", ["clerk", "reviewer", "leader"])
def test_only_the_office_changes_the_catalogue(city: FixtureCity, name: str) -> None:
    client = as_user(getattr(city, name))
    assert client.post(NEW, TYPED).status_code == 403
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}{WorkItem.objects.first().pk}/").status_code == 403  # type: ignore[union-attr]
