"""What the areas add to the demo city: added once, and no figure changes by it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import Region
from accounts.services.demo import create_demo_accounts, seed_demo
from tests.demo_city import CITY

SEEDED: list[int] = []


@pytest.fixture
def accounts(demo_city: int, settings: Any, tmp_path: Any) -> Region:
    settings.MEDIA_ROOT = tmp_path
    create_demo_accounts(CITY)
    return Region.objects.get(pk=CITY)


def printed_figures() -> Any:
    out = StringIO()
    call_command(
        "figures", "--region", str(CITY), "--year", "2023", "--as-of", "2023-07-30", "--by-child",
        "--since", "2022", stdout=out,
    )  # fmt: skip
    return json.loads(out.getvalue())


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_seeds_change_no_figure_and_add_nothing_the_second_time(accounts: Region) -> None:
    before = printed_figures()
    seed_demo(accounts)
    assert printed_figures() == before
    once = row_counts()
    seed_demo(accounts)
    assert row_counts() == once


def remember(city: Region) -> None:
    SEEDED.append(city.pk)


def test_each_listed_seed_is_called_with_the_city(accounts: Region, settings: Any) -> None:
    SEEDED.clear()
    settings.DEMO_SEEDS = [f"{__name__}.remember"]
    seed_demo(accounts)
    assert SEEDED == [CITY]
