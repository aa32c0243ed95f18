"""What the weekly tests share: projects of the fixture city and short ways to type."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from core.periods import Week
from projects.models import Project, WeeklyEntry
from projects.services.weekly import Saved, save_cell
from tests.city import FixtureCity
from tests.factories import EntryFactory, ProjectFactory

WEEK = Week(date(2023, 7, 31))
LAST = Week(date(2023, 7, 24))


def page(client: Client, url: str, status: int = 200) -> str:
    """Return the text of a page, which answers with this status."""
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def started(region: Any, **extra: Any) -> Project:
    """Create a project under construction since 10 April 2023."""
    extra.setdefault("started_on", date(2023, 4, 10))
    project: Project = ProjectFactory(region=region, **extra)
    return project


def with_last_week(project: Project, percent: int = 50, wan: int = 800) -> WeeklyEntry:
    """Give the project an accepted entry of the week before."""
    entry: WeeklyEntry = EntryFactory(
        project=project, week=LAST.monday, percent=Decimal(percent), invested=Decimal(wan * 10_000)
    )
    return entry


def type_in(city: FixtureCity, project: Project, week: Week = WEEK, **cells: str) -> Saved:
    """Type cells as the clerk, over whatever is there."""
    for name, text in cells.items():
        saved = save_cell(city.clerk, project.pk, week, name, text, "", force=True)
    return saved
