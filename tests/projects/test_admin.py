"""The admin site: superusers alone, and ledger rows cannot be changed there."""

import pytest
from django.contrib import admin
from django.test import Client

from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory, ReceiptFactory, SourceFactory, UserFactory


@pytest.fixture
def superuser(city: FixtureCity) -> Client:
    return as_user(UserFactory(username="root", is_staff=True, is_superuser=True))


BUSINESS = ("projects", "funding", "complaints", "reports")
MODELS = [model for model in admin.site._registry if model._meta.app_label in BUSINESS]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_each_list_opens_for_a_superuser_and_for_nobody_else(
    city: FixtureCity, superuser: Client, model: type
) -> None:
    url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"  # type: ignore[attr-defined]
    assert superuser.get(url).status_code == 200
    city.office.is_staff = True
    city.office.save()
    assert as_user(city.office).get(url).status_code == 403
    assert as_user(city.clerk).get(url).status_code == 302


def test_a_receipt_is_read_only_and_a_project_shows_its_history(
    city: FixtureCity, superuser: Client
) -> None:
    project = ProjectFactory(region=city.district)
    receipt = ReceiptFactory(source=SourceFactory(project=project))
    url = f"/admin/funding/receipt/{receipt.pk}/change/"
    assert b'name="amount"' not in superuser.get(url).content
    assert superuser.post(url, {"amount": 1}).status_code == 403
    assert superuser.get(f"/admin/projects/project/{project.pk}/history/").status_code == 200
