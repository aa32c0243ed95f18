"""Campaigns (攻坚时限): who is there, who will make it, who will miss it; one definition for all pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from accounts.models import Region
from core import regions
from core.periods import ONE_DAY
from projects.calendar import Calendar
from projects.choices import ProjectStatus
from projects.models import Campaign, LagCase, Project
from projects.pace.catch_up import CatchUp, best_weeks, catch_up, weekly_percents
from projects.pace.curve import linear
from projects.pace_choices import CampaignTarget, Chance, Forecast
from projects.project_filters import LIT
from projects.stops import calendars

FULL: Final = Decimal(100)


@dataclass(frozen=True)
class Standing:
    """How one project stands to one campaign, and the arithmetic where there is any."""

    forecast: Forecast
    sum: CatchUp | None = None
    why: str = ""


@dataclass(frozen=True)
class CampaignProgress:
    """One campaign of a region on a day: each project of the year in exactly one forecast."""

    campaign: Campaign
    day: date
    standings: Mapping[int, Standing] = field(default_factory=dict)

    @property
    def days_left(self) -> int:
        return self.campaign.days_left(self.day)

    @property
    def total(self) -> int:
        return len(self.standings)

    def pks(self, forecast: str) -> list[int]:
        """Return the keys of the projects with a forecast: the rows of its list."""
        return [pk for pk, one in self.standings.items() if one.forecast == forecast]

    def count(self, forecast: str) -> int:
        return len(self.pks(forecast))

    @property
    def done(self) -> int:
        return self.count(Forecast.DONE)

    @property
    def makes(self) -> int:
        return self.count(Forecast.MAKES)

    @property
    def misses(self) -> int:
        return self.count(Forecast.MISSES)

    @property
    def stopped(self) -> int:
        return self.count(Forecast.STOPPED)

    @property
    def impossible(self) -> int:
        """Return how many cannot make it by the arithmetic, weeks before the deadline."""
        return sum(
            one.sum is not None and one.sum.chance == Chance.IMPOSSIBLE
            for one in self.standings.values()
        )


def campaign_progress(region: Region, year: int, day: date) -> list[CampaignProgress]:
    """Return how the projects of a region and programme year stand to each campaign on a day.

    Of campaigns with the same target the nearest region's holds. The counts of a campaign,
    `done`, `makes`, `misses` and `stopped`, sum to `total`; `pks(forecast)` are the rows behind
    each, and `projects:campaign` with `?forecast=` lists them. Six queries, none without
    campaigns but the first.
    """
    chosen = campaigns_of(region.pk, year)
    if not chosen:
        return []
    rows = Project.objects.in_region(region.pk).of_year(year)
    return standings(chosen, rows, day)


def campaigns_of(code: int, year: int) -> list[Campaign]:
    """Return the campaigns that hold in a region, the nearest of each target, by deadline."""
    nearness = {above: place for place, above in enumerate(regions.ancestors(code))}
    best: dict[str, Campaign] = {}
    for one in Campaign.objects.holding_in(code).filter(year=year).select_related("region"):
        held = best.get(one.target)
        if held is None or nearness[one.region_id] > nearness[held.region_id]:
            best[one.target] = one
    return sorted(best.values(), key=lambda one: (one.due_on, one.pk))


def standings(chosen: Sequence[Campaign], rows: Any, day: date) -> list[CampaignProgress]:
    """Work the forecasts of several campaigns out of one reading of the projects `rows`."""
    found = list(rows.with_standing(day).order_by().only(*LIT))
    reading = _Reading.of(found, max(one.due_on for one in chosen), day)
    return [
        CampaignProgress(one, day, {row.pk: reading.standing(one, row) for row in found})
        for one in chosen
    ]


@dataclass(frozen=True)
class _Reading:
    """What forecasts rest on besides the projects themselves."""

    day: date
    calendars: Mapping[int, Calendar]
    best: Mapping[int, Decimal | None]
    promised: Mapping[int, date]

    @classmethod
    def of(cls, rows: Iterable[Any], last: date, day: date) -> "_Reading":
        unfinished = [row for row in rows if not _by(row.finished_on, day)]
        starts = [row.planned_start for row in unfinished if row.planned_start]
        ends = [row.planned_finish for row in unfinished if row.planned_finish]
        weeks = weekly_percents([row.pk for row in unfinished if _by(row.started_on, day)], day)
        promises = LagCase.objects.open().filter(project__in=[row.pk for row in unfinished])
        kept = promises.exclude(pk__in=LagCase.objects.incomplete().values("pk"))
        return cls(
            day,
            calendars(unfinished, min([day, *starts]), max([last, *ends])),
            {pk: best_weeks(history) for pk, history in weeks.items()},
            dict(kept.filter(due_on__gte=day).order_by().values_list("project_id", "due_on")),
        )

    def standing(self, campaign: Campaign, row: Any) -> Standing:
        if _reached(campaign.target, row, self.day):
            return Standing(Forecast.DONE)
        if row.status == ProjectStatus.SUSPENDED:
            return Standing(Forecast.STOPPED, why="暂缓、停工中")
        if self.day > campaign.due_on:
            return Standing(Forecast.MISSES, why="时限已过")
        if not _by(row.started_on, self.day):
            return self._unstarted(campaign, row)
        return self._building(campaign, row)

    def _unstarted(self, campaign: Campaign, row: Any) -> Standing:
        """Believe the plan until it is overdue, then only a complete case with a date in time."""
        start = row.planned_start
        if start is None or start <= self.day:
            start = self.promised.get(row.pk)
            if start is None:
                return Standing(Forecast.MISSES, why="逾期未开工，没有完整的一项一策")
        if start > campaign.due_on:
            return Standing(Forecast.MISSES, why=f"预计{start:%Y-%m-%d}开工，晚于时限")
        if campaign.target != CampaignTarget.FINISH:
            return Standing(Forecast.MAKES, why=f"预计{start:%Y-%m-%d}开工")
        return self._whole(campaign, row, start)

    def _whole(self, campaign: Campaign, row: Any, start: date) -> Standing:
        """Say whether the planned working days fit between a start and the deadline."""
        calendar = self.calendars[row.pk]
        if row.planned_start is None or row.planned_finish is None:
            return Standing(Forecast.MISSES, why="没有计划工期")
        needed = calendar.working_days(row.planned_start, row.planned_finish)
        left = calendar.working_days(start, campaign.due_on)
        words = f"计划工期{needed}天，到时限还有{left}天"
        return Standing(Forecast.MAKES if left >= needed else Forecast.MISSES, why=words)

    def _building(self, campaign: Campaign, row: Any) -> Standing:
        calendar = self.calendars[row.pk]
        goal = FULL
        if campaign.target == CampaignTarget.CAUGHT_UP:
            if row.planned_start is None or row.planned_finish is None:
                return Standing(Forecast.MISSES, why="没有计划工期")
            goal = linear(row.planned_start, row.planned_finish, campaign.due_on, calendar)
        best = self.best.get(row.pk)
        found = catch_up(row.percent, best, goal, self.day, campaign.due_on, calendar)
        if found.chance == Chance.UNKNOWN:
            return self._whole(campaign, row, self.day + ONE_DAY)
        missed = found.chance == Chance.IMPOSSIBLE
        return Standing(Forecast.MISSES if missed else Forecast.MAKES, found, found.sentence)


def _by(reached: date | None, day: date) -> bool:
    return reached is not None and reached <= day


def _reached(target: str, row: Any, day: date) -> bool:
    if target == CampaignTarget.START:
        return _by(row.started_on, day)
    if target == CampaignTarget.FINISH:
        return _by(row.finished_on, day)
    return row.status != ProjectStatus.SUSPENDED and row.lag is None
