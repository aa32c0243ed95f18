"""补助与分担测算: what a project may claim and what residents pay, with the formula printed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock, money
from core.columns import Column, Row
from core.views import ListPage, PermittedView
from funding import unfunded
from funding.eligibility import Place
from funding.entitlement import Claim, Rules, claim, claim_of, rules_for, shares_of
from funding.forms import CalculatorForm, RuleForm
from funding.models import SubsidyRule
from funding.services.rules import save_rule
from funding.views.tabs import money_tabs
from projects.choices import CLASSES
from projects.models import Project
from projects.views.editing import EditPage

SHARES: Final = (
    Column("改造类别", "work_class", primary=True),
    Column("造价", "cost", "money"),
    Column("居民出资比例", "ratio", "number", unit="%"),
    Column("居民出资", "residents", "money"),
    Column("政府和其他", "government", "money"),
    Column("算式", "formula"),
)
RULE_COLUMNS: Final = (
    Column("规则", lambda row: row.get_measure_display(), order="measure", primary=True),
    Column("改造类别", "work_class"),
    Column("数值", lambda row: f"{money.plain(row.value)}"),
    Column("区划", lambda row: row.region.name if row.region else "通用"),
    Column("起用日期", "effective_on", "date", order="effective_on"),
    Column("启用", "active"),
    Column("来源", "source"),
)


class Calculator(PermittedView):
    permission = "funding.view_subsidyrule"
    title = "补助与分担测算"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CalculatorForm(request.GET or None)
        context: dict[str, Any] = {
            "title": self.title,
            "tabs": money_tabs("calculator"),
            "form": form,
            "rules_url": reverse("funding:rules"),
        }
        if form.is_valid():
            context |= self.result(form)
        return render(request, "funding/calculator.html", context)

    def result(self, form: CalculatorForm) -> dict[str, Any]:
        given, user, day = form.cleaned_data, self.request.user, clock.today()
        number = given["project"].strip()
        if number:
            rows = Project.objects.visible_to(user).filter(number=number)
            project = rows.select_related("region").prefetch_related("communities").first()
            if project is None:
                form.add_error("project", "没有这个编号的项目，请核对项目编号。")
                return {}
            rules = rules_for(project.site_id, day)
            return {
                "project": project,
                **printed(of_project(project, rules), costs_of(project), rules),
            }
        rules = rules_for(getattr(user, "region_id", None) or 0, day)
        fields = ("basic", "improving", "upgrading")
        costs = {
            name: given[field] for name, field in zip(CLASSES, fields, strict=True) if given[field]
        }
        area = given["area"] or Decimal(0)
        if not area and not costs:
            form.add_error(None, "请填写项目编号，或填写建筑面积、各类投资。")
            return {}
        investment = sum(costs.values(), Decimal(0)) or None
        return printed(claim(area, investment, rules), costs, rules)


def of_project(project: Project, rules: Rules) -> Claim:
    places = [
        (Place(one.name, one.built_year, one.self_built_share), one.floor_area)
        for one in project.communities.all()
    ]
    return claim_of(places, project.total_investment, rules)


def costs_of(project: Project) -> dict[str, Decimal]:
    """Return a project's cost by class, from its works."""
    rows = unfunded.of_projects(Project.objects.filter(pk=project.pk), clock.today())
    return {name: cost for row in rows for name, cost in row.cover.costs().items() if cost}


def printed(found: Claim, costs: Mapping[str, Decimal], rules: Rules) -> dict[str, Any]:
    used = sorted(rules.found.values(), key=lambda rule: (rule.measure, rule.work_class))
    return {
        "claim": found,
        "share_columns": SHARES,
        "shares": [Row(SHARES, share) for share in shares_of(costs, rules)],
        "used_columns": RULE_COLUMNS,
        "used": [Row(RULE_COLUMNS, rule) for rule in used],
    }


class RuleList(ListPage):
    permission = "funding.view_subsidyrule"
    title = "补助规则"
    template_name = "funding/rules.html"
    empty = "没有补助规则，不能测算。"
    columns = RULE_COLUMNS

    def get_queryset(self) -> QuerySet[SubsidyRule]:
        rows = SubsidyRule.objects.visible_to(self.request.user).select_related("region")
        return rows.order_by("measure", "work_class", "region_id", "effective_on")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("funding.add_subsidyrule")
        return {"new_url": reverse("funding:rule_new") if adds else "", "new_label": "新增规则"}


class RuleNew(EditPage):
    permission = "funding.add_subsidyrule"
    title = "新增补助规则"
    form_class = RuleForm
    success = "规则已保存，自起用日期起代替本区划原有的同类规则。"

    def get_form(self, data: Any = None) -> RuleForm:
        return RuleForm(data, initial={"effective_on": clock.today(), "active": True})

    def save(self, form: Any) -> SubsidyRule:
        return save_rule(**form.cleaned_data, by=self.user)

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("补助与分担测算", reverse("funding:calculator")),
            ("补助规则", reverse("funding:rules")),
        )

    def back(self) -> str:
        return reverse("funding:rules")
