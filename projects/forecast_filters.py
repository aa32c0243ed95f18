"""The filter of a campaign's projects: by forecast and by what the arithmetic says."""

from typing import Any

import django_filters as filters

from projects.filters import Rows
from projects.models import Campaign, Project
from projects.pace.campaigns import standings
from projects.pace_choices import Chance, Forecast
from projects.project_filters import ProjectFilter


class ForecastFilter(ProjectFilter):
    """Projects of the campaign that the request carries."""

    forecast = filters.ChoiceFilter(
        label="预测", method="keep", choices=Forecast.choices, empty_label="全部预测"
    )
    chance = filters.ChoiceFilter(
        label="倒算", method="keep", choices=Chance.choices, empty_label="全部"
    )
    year = None  # type: ignore[assignment]

    class Meta:
        model = Project
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters()
        order = ["q", "region", "forecast", "chance"]
        return {name: found[name] for name in [*order, *(n for n in found if n not in order)]}

    def shown(self, queryset: Any) -> Rows:
        rows = super().shown(queryset)
        asked = self.form.cleaned_data if self.is_bound else {}
        forecast, chance = asked.get("forecast"), asked.get("chance")
        if not forecast and not chance:
            return rows
        campaign: Campaign = self.request.campaign
        chosen = Project.objects.filter(pk__in=rows.order_by().values("pk"))
        found = standings([campaign], chosen, self.day)[0].standings
        kept = [
            pk
            for pk, one in found.items()
            if forecast in ("", None, one.forecast)
            and (not chance or (one.sum is not None and one.sum.chance == chance))
        ]
        return rows.filter(pk__in=kept)
