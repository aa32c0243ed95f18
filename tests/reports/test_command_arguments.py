"""Commands tell what they want in the user's words, and leave nothing half done."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.models import Report
from tests.city import CITY, FixtureCity


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["close_week", "--region", str(CITY), "--week", "2023-07-25"],
            "这一周的周一是 2023-07-24",
        ),
        (["close_week", "--region", str(CITY), "--week", "1900-01-01"], "2000至2099"),
        (["close_week", "--region", str(CITY), "--week", "0001-01-01"], "2000至2099"),
        (["close_week", "--region", "甲区", "--week", "2023-07-24"], "应为12位区划代码"),
        (["build_bulletin", "--region", str(CITY), "--month", "1990-01"], "2000至2099"),
        (["build_bulletin", "--region", str(CITY), "--month", "七月"], "应为月份，如 2023-07"),
        (
            ["figures", "--region", str(CITY), "--year", "99999", "--as-of", "2023-07-30"],
            "应为2000",
        ),
        (["figures", "--region", "12", "--year", "2023", "--as-of", "2023-07-30"], "应为12位"),
        (["figures", "--region", str(CITY), "--year", "2023", "--as-of", "昨天"], "应为日期"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_form_asked_for(
    city: FixtureCity, arguments: list[str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        call_command(*arguments)
    assert not Report.objects.exists()


def test_since_comes_before_the_year(city: FixtureCity) -> None:
    arguments = ["--region", str(CITY), "--year", "2023", "--as-of", "2023-07-30"]
    with pytest.raises(CommandError, match="--since"):
        call_command("figures", *arguments, "--since", "2025")


def test_a_file_that_cannot_be_written_is_named(city: FixtureCity, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "ledger.xlsx"
    with pytest.raises(CommandError, match="写不进"):
        call_command("export_ledger", str(target), "--region", str(CITY))
