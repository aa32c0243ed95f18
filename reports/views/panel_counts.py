"""Panels that count: deadlines, lights, gaps, complaints and findings. Each count opens its rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q

from complaints.models import Complaint, Dispute
from complaints.querysets import moment_of
from core import money
from core.links import page, row_page
from funding.gaps import GAPS, of_projects, summed
from projects.models import Project
from projects.pace.campaigns import CampaignProgress, campaign_progress
from projects.pace.lights import lights
from projects.pace_choices import Forecast, Light
from projects.project_filters import LIT
from quality.models import InspectionFinding
from reports.views.panels import Panel
from reports.views.scope import Scope


def listed(url: str, scope: Scope, **query: Any) -> str:
    """Return the address of a list for the panel's region and date."""
    asked = {"region": scope.region.code, "as_of": scope.as_of.isoformat(), **query}
    return f"{url}?{urlencode(asked)}"


# --- Deadlines ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Deadline:
    """One campaign as the panel prints it."""

    progress: CampaignProgress
    hrefs: Mapping[str, str]

    @property
    def done_rate(self) -> str | None:
        return money.rate(self.progress.done, self.progress.total)

    @property
    def left(self) -> str:
        days = self.progress.days_left
        return f"还有 {days} 天" if days >= 0 else f"已过 {-days} 天"

    @property
    def verdict(self) -> tuple[str, str]:
        """Return what is to be expected, and the badge that says how bad it is."""
        misses = self.progress.misses
        if not self.progress.total:
            return "没有项目", "muted"
        if not misses:
            return "预计能完成", "good"
        return f"预计 {misses} 项完不成", "bad"


class DeadlinePanel(Panel):
    """The campaigns with their countdown, progress and forecast."""

    template_name = "reports/panel_deadlines.html"
    permission = ("reports.view_report", "projects.view_campaign")

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"deadlines": deadlines(scope)}


def deadlines(scope: Scope) -> list[Deadline]:
    found = campaign_progress(scope.region, scope.year, scope.as_of)
    return [Deadline(one, _deadline_hrefs(scope, one)) for one in found]


def _deadline_hrefs(scope: Scope, one: CampaignProgress) -> dict[str, str]:
    address = row_page("projects:campaign", one.campaign.pk)
    found = {name: listed(address, scope, forecast=name) for name in Forecast.values}
    return found | {
        "total": listed(address, scope),
        "impossible": listed(address, scope, chance="impossible"),
    }


# --- Lights ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class LightCount:
    light: Light
    count: int
    href: str

    @property
    def colour(self) -> str:
        return self.light.value


LIT_ORDER: Final = (Light.GREEN, Light.YELLOW, Light.RED)


class LightPanel(Panel):
    """How many projects show which light."""

    template_name = "reports/panel_lights.html"
    permission = ("reports.view_report", "projects.view_project")

    def context(self, scope: Scope) -> dict[str, Any]:
        return light_counts(scope)


def light_counts(scope: Scope) -> dict[str, Any]:
    """Count the lights of a region's projects; each opens the register with as many rows."""
    rows = Project.objects.in_region(scope.region.code).of_year(scope.year)
    seen = rows.with_standing(scope.as_of)
    found = lights(seen.order_by().only(*LIT), scope.as_of)
    counts = Counter(one.light for one in found.values())
    register = page("projects:projects")

    def counted(light: Light) -> LightCount:
        href = listed(register, scope, year=scope.year, light=light.value)
        return LightCount(light, counts[light], href)

    return {
        "lit": [counted(light) for light in LIT_ORDER],
        "stopped": counted(Light.GREY),
        "unlit": counts[None],
        "projects": len(found),
        "projects_href": listed(register, scope, year=scope.year),
        "rules_href": page("projects:light_rules"),
    }


# --- Money ----------------------------------------------------------------------------------
class MoneyPanel(Panel):
    """The four gaps, each by its own name and formula."""

    template_name = "reports/panel_money.html"
    permission = ("reports.view_report", "funding.view_fundingsource")

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"gaps": gaps(scope), "gaps_href": _gap_page(scope)}


@dataclass(frozen=True)
class GapShown:
    name: str
    formula: str
    wan: Decimal
    href: str


def gaps(scope: Scope) -> list[GapShown]:
    projects = Project.objects.in_region(scope.region.code).of_year(scope.year)
    held = summed(of_projects(projects, scope.as_of))
    return [
        GapShown(
            gap.name,
            gap.formula.partition("＝")[2],
            money.to_wan(getattr(held, gap.key)),
            f"{_gap_page(scope)}&by=project",
        )
        for gap in GAPS
    ]


def _gap_page(scope: Scope) -> str:
    return listed(page("funding:gaps"), scope, year=scope.year)


# --- Complaints and findings ----------------------------------------------------------------
@dataclass(frozen=True)
class Counted:
    """A number with its rows; `value` is None where it cannot be known for the date."""

    name: str
    value: int | None
    unit: str
    href: str
    note: str = ""


class VoicePanel(Panel):
    """Complaints that are open and overdue, disputes, and what inspections found."""

    template_name = "reports/panel_voices.html"
    permission = (
        "reports.view_report", "complaints.view_complaint", "complaints.view_dispute",
        "quality.view_inspectionfinding",
    )  # fmt: skip

    def context(self, scope: Scope) -> dict[str, Any]:
        return {"counts": [*_complaints(scope), _disputes(scope), *_findings(scope)]}


def _complaints(scope: Scope) -> list[Counted]:
    code, year, day = scope.region.code, scope.year, scope.as_of
    rows = Complaint.objects.in_region(code).received_in(year, day)
    waiting = rows.counted().filter(Q(closed_on=None) | Q(closed_on__gt=day)).count()
    late = rows.stood_on(day).overdue_at(moment_of(day)).count()
    register = page("complaints:complaints")
    return [
        Counted(
            "未办结投诉", waiting, "件",
            listed(register, scope, year=year, counted=1, closed=0), "本年度已受理",
        ),
        Counted(
            "逾期投诉", late, "件", listed(register, scope, year=year, overdue=1),
            "超过办理时限",
        ),
    ]  # fmt: skip


def _disputes(scope: Scope) -> Counted:
    day = scope.as_of
    rows = Dispute.objects.in_region(scope.region.code).occurred_in(scope.year, day)
    count = rows.filter(Q(resolved_on=None) | Q(resolved_on__gt=day)).count()
    href = listed(page("complaints:disputes"), scope, year=scope.year, closed=0)
    return Counted("未化解纠纷", count, "件", href, "本年度发生")


def _findings(scope: Scope) -> list[Counted]:
    rows = InspectionFinding.objects.in_region(scope.region.code).filter(project__year=scope.year)
    found = rows.found_by(scope.as_of).with_state(scope.as_of).order_by()
    counts = found.aggregate(
        waiting=Count("pk", filter=Q(state="open")), late=Count("pk", filter=Q(overdue=True))
    )
    register = page("quality:findings")
    return [
        Counted(
            "检查问题待整改", counts["waiting"], "个",
            listed(register, scope, year=scope.year, state="open"), "尚未反馈整改",
        ),
        Counted(
            "整改逾期", counts["late"], "个",
            listed(register, scope, year=scope.year, overdue=1), "超过整改期限未销号",
        ),
    ]  # fmt: skip
