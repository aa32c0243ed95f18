"""`make bench ARGS="--cities 720"`: what pages cost when the tables hold a country.

The tables that the demo city's ledger fills are copied by the database itself, with its history,
into cities of other provinces: keys move by a stride, region codes by the distance of the cities.
The pages of the one city are measured before and after, then those of a province.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from accounts.choices import RegionLevel
from accounts.models import Region, User
from core.regions import ancestor
from projects.models import Project
from reports.views.panels import ALL as PANELS
from tests.bench.lines import CITY, cell, client, lagging, ledger_import, page, people
from tests.bench.measure import Line

STRIDE: Final = 1_000_000  # more than any table of one city has rows
CITIES: Final = 24  # of one province
FIRST_PROVINCE: Final = 10
OURS: Final = ("accounts", "projects", "funding", "complaints")
Model = type[models.Model]


def lines(repeat: int, cities: int) -> Iterator[Line | str]:
    """Measure the city alone, among so many more, and a province of CITIES cities."""
    known = _filled()
    yield ledger_import()
    brought = _filled() - known | {Region, Region.history.model}
    people()
    yield f"\n1个城市，{Project.objects.count()}个项目"
    yield from _pages(repeat)
    _multiply(cities, brought)
    yield f"\n{cities + 1}个城市，{Project.objects.count()}个项目：同一城市"
    yield from _pages(repeat)
    province = Region.objects.filter(level=RegionLevel.PROVINCE)[0]
    User.objects.filter(username="leader").update(region=province)
    yield f"\n一个省：{CITIES}个城市，{Project.objects.in_region(province.code).count()}个项目"
    yield from _leaders(max(1, repeat // 10))


def _pages(repeat: int) -> Iterator[Line]:
    office, clerk = client("office"), client("pingshan_clerk")
    yield page("项目列表", office, reverse("projects:projects"), repeat, 20)
    yield page("项目列表（2023年，滞后）", office, lagging(), repeat, 20)
    yield page("API 项目", office, "/api/v1/projects/", repeat, 20)
    yield page("首页（办公室）", office, reverse("home"), repeat, 25)
    yield page("填报日历", office, reverse("projects:calendar"), repeat, 25)
    yield page("周填报（32个项目）", clerk, reverse("projects:weekly_grid"), repeat, 40)
    yield cell(clerk, repeat)
    yield from _leaders(repeat)


def _leaders(repeat: int) -> Iterator[Line]:
    leader = client("leader")
    yield page("驾驶舱", leader, reverse("reports:overview"), repeat, 25)
    for name, title, *_ in PANELS:
        yield page(f"驾驶舱：{title}", leader, reverse(name), repeat, 25)


def _filled() -> set[Model]:
    """Return the models whose tables have rows."""
    found = apps.get_models(include_auto_created=True)
    ours = [model for model in found if model._meta.app_label in OURS and model._meta.managed]
    return {model for model in ours if model._default_manager.exists()}


def _multiply(copies: int, brought: set[Model]) -> None:
    """Copy the tables that the ledger filled into so many further cities."""
    codes = [_city(number) for number in range(copies)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys fit by how they are made
        for model in brought:
            cursor.execute(_copy(model, brought), [codes])
        cursor.execute("SET session_replication_role = origin")
    for code in sorted({ancestor(code, RegionLevel.PROVINCE) for code in codes}):
        province = Region.objects.create(code=code, name=f"省{code}", level=RegionLevel.PROVINCE)
        below = Region.objects.in_region(code).filter(level=RegionLevel.CITY)
        below.update(parent=province)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _city(number: int) -> int:
    """Return the code of the copy of that number: a province full, then the next."""
    province, place = divmod(number, CITIES)
    return int(f"{FIRST_PROVINCE + province:02}{place + 1:02}{0:08}")


def _copy(model: Model, brought: set[Model]) -> str:
    """Return the statement that copies a table's rows into every city of the parameter."""
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_moved(field, brought) for field in fields)
    # the city's own province is no part of it
    inside = f" WHERE one.code >= {CITY}" if model in {Region, Region.history.model} else ""
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names})'
        f' SELECT {values} FROM "{model._meta.db_table}" AS one,'
        f" unnest(%s::bigint[]) WITH ORDINALITY AS place (code, number){inside}"
    )


def _moved(field: Any, brought: set[Model]) -> str:
    """Return a column of the copy as SQL: keys by the stride, region codes by the distance."""
    own = f'one."{field.column}"'
    target = field.remote_field.model if field.remote_field else None
    if target is Region or field.name in {"city", "code"}:
        return f"{own} + place.code - {CITY}"
    if target in brought or field.primary_key or field.name == "id":
        return f"{own} + place.number * {STRIDE}"
    return own
