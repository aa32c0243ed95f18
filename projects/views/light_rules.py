"""Rules of lights: the sets by date, one set, and the form that starts from a preset."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.views.base import caller
from core import clock
from core.columns import Column, Row
from core.exceptions import Refusal
from core.history import history_of
from core.links import row_page
from core.money import plain
from core.views import ListPage, PermittedView
from projects.models import LightRule, LightRuleSet
from projects.pace.presets import PRESETS, Line
from projects.pace.rules import RuleBook, in_words
from projects.pace_choices import Light
from projects.pace_forms import RuleLines, RuleSetForm
from projects.services.guards import LineRefusal
from projects.services.light_rules import save_rules
from projects.views.editing import UNPROCESSABLE, ChangePage
from projects.views.lag_list import pace_tabs

PREFIX = "rules"


def set_url(row: LightRuleSet) -> str:
    return row_page("projects:light_rule_set", row.pk)


class RuleSetList(ListPage):
    permission = "projects.view_lightruleset"
    title = "亮灯规则"
    template_name = "projects/light_rules.html"
    empty = "没有亮灯规则，不亮灯。"
    columns = (
        Column("规则名称", "name", link=set_url, order="name", primary=True),
        Column("区划", lambda row: row.region.name if row.region else "通用"),
        Column("起用日期", "effective_on", "date", order="effective_on"),
        Column("规则", lambda row: "、".join(x.get_subject_display() for x in row.rules.all())),
        Column(
            "现行", lambda row: "现行" if row.current else "", "badge", badge=lambda row: "good"
        ),
        Column("来源", "source"),
    )

    def get_queryset(self) -> QuerySet[LightRuleSet]:
        rows = LightRuleSet.objects.visible_to(self.request.user)
        return rows.select_related("region").prefetch_related("rules")

    def complete(self, rows: Sequence[Any]) -> None:
        user = caller(self.request)
        held = RuleBook.load(clock.today()).of(user.region_id) if user.region_id else None
        for row in rows:
            row.current = held is not None and row.pk == held.pk

    def get_context(self) -> dict[str, Any]:
        new = reverse("projects:light_rules_new")
        adds = self.request.user.has_perm("projects.add_lightruleset")
        return {
            "tabs": pace_tabs("light_rules"),
            "new_url": new if adds else "",
            "new_label": "修订规则",
            "presets": [(one.name, f"{new}?preset={key}") for key, one in PRESETS.items()]
            if adds
            else [],
        }


class RuleSetDetail(PermittedView):
    permission = "projects.view_lightruleset"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = LightRuleSet.objects.visible_to(request.user).select_related("region")
        found = get_object_or_404(rows, pk=pk)
        columns = rule_columns(found.name)
        facts = [
            ("区划", found.region.name if found.region else "通用"),
            ("起用日期", str(found.effective_on)),
            ("来源", found.source),
        ]
        events = history_of(LightRuleSet, id=pk) + history_of(LightRule, rule_set_id=pk)
        context = {
            "title": found.name,
            "facts": facts,
            "columns": columns,
            "rows": [Row(columns, rule) for rule in found.rules.all()],
            "events": sorted(events, key=lambda one: one.when, reverse=True),
        }
        return render(request, "projects/light_rule_set.html", context)


def rule_columns(name: str) -> tuple[Column, ...]:
    def words(light: Light) -> Any:
        return lambda rule: in_words(rule, light, name).rpartition("为")[0]

    def yellow(rule: LightRule) -> str:
        return "" if rule.yellow is None else str(words(Light.YELLOW)(rule))

    return (
        Column("对象", "get_subject_display", primary=True),
        Column("算法", "get_formula_display"),
        Column("绿灯", words(Light.GREEN)),
        Column("黄灯", yellow),
        Column("红灯", words(Light.RED)),
        Column("要求比例", "needed", "percent"),
        Column("序时进度", "get_curve_display"),
    )


class RuleSetNew(ChangePage):
    """A set of the user's own region, from today on; it starts from a preset or what holds now."""

    permission = "projects.add_lightruleset"
    title = "修订亮灯规则"
    template_name = "projects/light_rules_edit.html"
    submit_label = "保存规则"

    def get(self, request: HttpRequest) -> HttpResponse:
        name, source, lines = self.start()
        initial = {"name": name, "source": source, "effective_on": clock.today()}
        forms = RuleLines(initial=[typed(line) for line in lines], prefix=PREFIX)
        return self.show(form=RuleSetForm(initial=initial), formset=forms)

    def start(self) -> tuple[str, str, Sequence[Line]]:
        """Return name, source and lines that the form begins with."""
        preset = PRESETS.get(self.request.GET.get("preset", ""))
        if preset is not None:
            return preset.name, preset.source, preset.lines
        code = self.user.region_id
        held = RuleBook.load(clock.today()).of(code) if code else None
        if held is None:
            return "", "", ()
        names = Line.__dataclass_fields__
        kept = [{name: getattr(rule, name) for name in names} for rule in held.rules.all()]
        return held.name, held.source, [Line(**values) for values in kept]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RuleSetForm(request.POST)
        lines = RuleLines(request.POST, prefix=PREFIX)
        if not (form.is_valid() & lines.is_valid()):
            return self.show(UNPROCESSABLE, form=form, formset=lines)
        used = [one for one in lines.forms if one.cleaned_data.get("subject")]
        given = [Line(**read(one.cleaned_data)) for one in used]
        try:
            self.row = save_rules(**form.cleaned_data, lines=given, by=self.user)
        except LineRefusal as refusal:
            used[refusal.line].add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=lines)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=lines)
        messages.success(request, "规则已保存，自起用日期起亮灯；以往的日期按当时的规则。")
        return redirect(set_url(self.row))

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("亮灯规则", reverse("projects:light_rules")),)


def typed(line: Line) -> dict[str, Any]:
    """Return a line as the form shows it, numbers without trailing zeros."""
    values = line.values()
    for name in ("yellow", "red", "needed"):
        values[name] = None if values[name] is None else plain(values[name])
    return values


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "curve" or value}
