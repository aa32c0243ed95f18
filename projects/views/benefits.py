"""Who benefits (受惠群众): households, areas and communities, each opening its rows."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.views.base import caller
from core import clock
from core.asked import asked_day, asked_year
from core.columns import Column, Row
from core.exports import workbook_response
from core.views import PermittedView
from projects.benefits import RegionBenefit, benefits
from projects.choices import CommunityStatus
from projects.views.highlights import result_tabs
from projects.views.weekly_common import region_of


class Benefits(PermittedView):
    """Households, areas and communities that a year's works reach; each opens its rows."""

    permission = "projects.view_project"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        user, day = caller(request), asked_day(request)
        region = region_of(request, user)
        year = asked_year(request) or day.year
        rows = benefits(region, year, day)
        columns = benefit_columns(year, day.isoformat())
        if request.GET.get("export") == "xlsx":
            return workbook_response(request, "受惠群众", columns, rows)
        context = {
            "title": "受惠群众",
            "tabs": result_tabs("benefits"),
            "region": region,
            "day": day,
            "year": year,
            "years": range(clock.today().year, clock.today().year - 5, -1),
            "total": rows[0],
            "columns": columns,
            "rows": [Row(columns, one) for one in rows],
            "cards": [
                (one.heading, one.unit, one.of(rows[0]), one.link and one.link(rows[0]))
                for one in columns[1:]
            ],
        }
        return render(request, "projects/benefits.html", context)


def benefit_columns(year: int, day: str) -> tuple[Column, ...]:
    """Return the columns of the table; a region's own rows are part of its list, so unlinked."""

    def rows(page: str, **asked: Any) -> Any:
        def link(one: RegionBenefit) -> str | None:
            if one.own:
                return None
            query = {"region": one.region.pk, "year": year, "as_of": day, **asked}
            return f"{reverse(page)}?{urlencode(query)}"

        return link

    begun = rows("projects:communities", status=CommunityStatus.STARTED.value)
    done = rows("projects:communities", status=CommunityStatus.FINISHED.value)
    return (
        Column("区划", "name", primary=True),
        Column("已开工户数", "begun.households", "number", unit="户", link=begun),
        Column("已开工片区", "begun.areas", "number", unit="个",
               link=rows("projects:projects", area=1, started=1)),
        Column("已开工小区", "begun.communities", "number", unit="个", link=begun),
        Column("已完工户数", "finished.households", "number", unit="户", link=done),
        Column("已完工片区", "finished.areas", "number", unit="个",
               link=rows("projects:projects", area=1, finished=1)),
        Column("已完工小区", "finished.communities", "number", unit="个", link=done),
    )  # fmt: skip
