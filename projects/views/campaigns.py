"""Campaigns (攻坚时限): how a region stands to each, the projects behind each number, the forms."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Region
from accounts.views.base import caller
from core import clock
from core.asked import asked_day, asked_year
from core.columns import Column, Row
from core.exceptions import Refusal
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.forecast_filters import ForecastFilter
from projects.models import Campaign, Project
from projects.pace.campaigns import CampaignProgress, campaign_progress, standings
from projects.pace_choices import CHANCE_BADGES, FORECAST_BADGES
from projects.pace_forms import CampaignForm, UsualForm
from projects.project_filters import LIT
from projects.services.campaigns import save_campaign, set_usual
from projects.views.columns import own_url
from projects.views.editing import EditPage
from projects.views.lag_list import pace_tabs
from projects.views.projects import lag_days


def campaign_url(row: Campaign, **query: Any) -> str:
    """Return the list of a campaign's projects; `query` narrows it."""
    address = row_page("projects:campaign", row.pk)
    return f"{address}?{urlencode(query)}" if query else address


class CampaignPage(PermittedView):
    """All campaigns of the user's region and a programme year."""

    permission = "projects.view_campaign"

    def get(self, request: HttpRequest) -> HttpResponse:
        user, day = caller(request), asked_day(request)
        year = asked_year(request) or day.year
        region = user.region or Region.objects.filter(parent=None).first()
        found = campaign_progress(region, year, day) if region is not None else []
        edits = user.has_perm("projects.change_campaign")
        context = {
            "title": "攻坚时限",
            "tabs": pace_tabs("campaigns"),
            "day": day,
            "year": year,
            "years": [day.year - 1, day.year, day.year + 1],
            "region": region,
            "rows": [Row(self.columns(edits), one) for one in found],
            "columns": self.columns(edits),
            "new_url": reverse("projects:campaign_new") if edits else "",
            "new_label": "新增时限",
            "usual": UsualForm(initial={"year": year}) if edits and len(found) < 3 else None,
        }
        return render(request, "projects/campaigns.html", context)

    def columns(self, edits: bool) -> tuple[Column, ...]:
        if not edits:
            return CAMPAIGNS
        link = lambda one: row_page("projects:campaign_edit", one.campaign.pk)  # noqa: E731
        return (*CAMPAIGNS, Column("处理", lambda one: "修改", link=link))


def as_seen(one: CampaignProgress) -> dict[str, str]:
    """Return what a link adds to a list, so that it is seen on the day of the number."""
    return {} if one.day == clock.today() else {"as_of": one.day.isoformat()}


def counted(label: str, name: str) -> Column:
    """Return a column of a forecast whose number opens exactly its rows."""
    return Column(
        label, name, "number", unit="项",
        link=lambda one: campaign_url(one.campaign, forecast=name, **as_seen(one)),
    )  # fmt: skip


def left(one: CampaignProgress) -> str:
    days = one.days_left
    return f"还有{days}天" if days >= 0 else f"已过{-days}天"


CAMPAIGNS = (
    Column("时限", "campaign.name", link=lambda one: campaign_url(one.campaign, **as_seen(one)), primary=True),
    Column("截止日期", "campaign.due_on", "date"),
    Column("倒计时", left),
    Column("项目", "total", "number", unit="项", link=lambda one: campaign_url(one.campaign, **as_seen(one))),
    counted("已完成", "done"),
    counted("预计能完成", "makes"),
    counted("预计完不成", "misses"),
    counted("停止计时", "stopped"),
    Column(
        "其中按实绩不可能", "impossible", "number", unit="项",
        link=lambda one: campaign_url(one.campaign, chance="impossible", **as_seen(one)),
    ),
    Column("来源", "campaign.source", on_phone=False),
)  # fmt: skip


class CampaignProjects(ListPage):
    """The projects of one campaign with their forecast and the arithmetic behind it."""

    permission = "projects.view_campaign"
    template_name = "projects/campaign.html"
    filterset_class = ForecastFilter
    noun = "项目"
    empty_how = "这一时限下的项目，按预计能否完成列在这里。"
    unit_note = "每周须完成＝还差的百分点÷扣除停工后的周数；最好四周取已审核周报。"
    columns = (
        Column("项目名称", "name", link=own_url, order="name", primary=True),
        Column("区划", "region.name", order="region_id"),
        Column("计划开工", "planned_start", "date", order="planned_start", on_phone=False),
        Column("计划完工", "planned_finish", "date", order="planned_finish", on_phone=False),
        Column("形象进度", "percent", "percent", order="percent"),
        Column("目标", lambda row: row.standing.sum and row.standing.sum.goal, "percent"),
        Column("每周须完成", lambda row: row.standing.sum and row.standing.sum.needed, "number", unit="%", places=2),
        Column("最好四周平均", lambda row: row.standing.sum and row.standing.sum.best, "number", unit="%", places=2),
        Column(
            "倒算", lambda row: row.standing.sum.chance.label if row.standing.sum else "", "badge",
            badge=lambda row: CHANCE_BADGES[row.standing.sum.chance],
        ),
        Column("滞后", lag_days, "number", unit="天", order="lag"),
        Column(
            "预测", lambda row: row.standing.forecast.label, "badge",
            badge=lambda row: FORECAST_BADGES[row.standing.forecast],
        ),
        Column("依据", lambda row: row.standing.why),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Project]:
        campaign = self.campaign
        rows = Project.objects.visible_to(self.request.user).in_region(campaign.region_id)
        listed = ("number", "name", "region__name", *LIT)
        found = rows.of_year(campaign.year).select_related("region").only(*listed)
        return found.order_by("region_id", "number")

    @property
    def campaign(self) -> Campaign:
        found: Campaign = self.request.campaign  # type: ignore[attr-defined]
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.campaign.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = Campaign.objects.visible_to(request.user).select_related("region")
        request.campaign = get_object_or_404(rows, pk=kwargs["pk"])  # type: ignore[attr-defined]
        return super().get(request, *args, **kwargs)

    def complete(self, rows: Sequence[Any]) -> None:
        if rows:
            chosen = Project.objects.filter(pk__in=[row.pk for row in rows])
            found = standings([self.campaign], chosen, rows[0].seen_on)[0]
            for row in rows:
                row.standing = found.standings[row.pk]

    def get_context(self) -> dict[str, Any]:
        campaign = self.campaign
        return {
            "title": campaign.name,
            "tabs": pace_tabs("campaigns"),
            "campaign": campaign,
            "left": left(CampaignProgress(campaign, self.seen_on)),
        }


class CampaignForms(EditPage):
    def get_form(self, data: Any = None) -> CampaignForm:
        initial = {"region": self.user.region_id, "year": clock.today().year}
        return CampaignForm(data, instance=self.row, user=self.user, initial=initial)

    def save(self, form: Any) -> Campaign:
        return save_campaign(self.row, **form.cleaned_data, by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("攻坚时限", reverse("projects:campaigns")),)

    def back(self) -> str:
        return f"{reverse('projects:campaigns')}?year={self.row.year}"


class CampaignNew(CampaignForms):
    permission = "projects.add_campaign"
    title = "新增攻坚时限"


class CampaignEdit(CampaignForms):
    permission = "projects.change_campaign"
    title = "修改攻坚时限"
    versioned = Campaign

    def get_row(self) -> Campaign:
        return get_object_or_404(
            Campaign.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )

    def get_form(self, data: Any = None) -> CampaignForm:
        return CampaignForm(data, instance=self.row, user=self.user)


class CampaignUsual(PermittedView):
    """Set the usual three deadlines of a year at one go."""

    permission = "projects.add_campaign"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user, form = caller(request), UsualForm(request.POST)
        if user.region is None:
            raise PermissionDenied
        if not form.is_valid():
            return render(
                request, "projects/edit.html",
                {"title": "按惯例设置", "form": form, "submit_label": "设置", "row": None,
                 "trail": [("攻坚时限", reverse("projects:campaigns")), ("按惯例设置", "")]},
                status=422,
            )  # fmt: skip
        year: int = form.cleaned_data["year"]
        try:
            made = set_usual(user.region, year, source=form.cleaned_data["source"], by=user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已设置{made}项时限。")
        return redirect(f"{reverse('projects:campaigns')}?year={year}")
