"""Schedule templates: the list, one template with its nodes, the form."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.asked import whole
from core.columns import Column
from core.exceptions import Refusal
from core.history import history_of
from core.links import row_page
from core.views import ListPage, PermittedView
from projects.models import ScheduleTemplate, TemplateStep
from projects.models.template import steps_of
from projects.schedule_forms import StepFormSet, TemplateForm
from projects.services.guards import LineRefusal, Stale
from projects.services.templates import STEP, save_template
from projects.views.editing import CONFLICT, UNPROCESSABLE, ChangePage, register_tabs
from projects.views.project_detail import table


def template_url(row: ScheduleTemplate) -> str:
    return row_page("projects:template", row.pk)


def year_words(row: ScheduleTemplate) -> str:
    return f"{row.year}年" if row.year else "各年度"


class TemplateList(ListPage):
    permission = "projects.view_scheduletemplate"
    title = "节点模板"
    template_name = "projects/register.html"
    empty = "没有节点模板。"
    empty_how = "由市级办公室新增后，可套用到项目并倒排工期。"
    unit_note = "总工期为各节点工期之和，停工窗口另计。"
    columns = (
        Column("模板名称", "name", link=template_url, order="name", primary=True),
        Column("适用年度", year_words, order="year"),
        Column("节点数", "count", "number", unit="个", order="count"),
        Column("总工期", "total", "number", unit="天", order="total"),
        Column("说明和来源", "note", on_phone=False),
        Column("可选用", lambda row: "是" if row.active else "否", order="active"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows = ScheduleTemplate.objects.annotate(count=Count("steps"), total=Sum("steps__days"))
        return rows.order_by("pk")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("projects.add_scheduletemplate")
        return {
            "tabs": register_tabs("templates"),
            "new_url": reverse("projects:template_new") if adds else "",
            "new_label": "新增模板",
        }


def fixed_words(row: TemplateStep) -> str:
    """Return the fixed date of a step, e.g. 上年10月20日."""
    if row.fixed_month is None:
        return ""
    year = {-1: "上年", 0: "当年", 1: "次年"}.get(row.fixed_years, f"{row.fixed_years:+d}年")
    return f"{year}{row.fixed_month}月{row.fixed_day}日"


STEPS = (
    Column("节点", "name", primary=True),
    Column("工期", "days", "number", unit="天"),
    Column("权重", "weight", "number", unit="%"),
    Column("停工窗口", lambda row: "扣除" if row.on_site else "不受影响"),
    Column("最迟日期", fixed_words),
)


class TemplateDetail(PermittedView):
    permission = "projects.view_scheduletemplate"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = get_object_or_404(ScheduleTemplate, pk=pk)
        events = history_of(ScheduleTemplate, id=pk) + history_of(TemplateStep, template_id=pk)
        context = {
            "title": template.name,
            "template": template,
            "facts": [
                ("适用年度", year_words(template)),
                ("可选用", "是" if template.active else "否"),
                ("说明和来源", template.note),
            ],
            "part": table("steps", "节点", STEPS, steps_of(template), "还没有节点。"),
            "events": sorted(events, key=lambda line: line.when, reverse=True),
        }
        return render(request, "projects/template.html", context)


class TemplatePage(ChangePage):
    """The template and its whole table of nodes, saved together."""

    template_name = "projects/template_edit.html"
    versioned = ScheduleTemplate

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        above = (("节点模板", reverse("projects:templates")),)
        return (*above, (self.row.name, template_url(self.row))) if self.row else above

    def source(self) -> ScheduleTemplate | None:
        """Return the template that the form starts with."""
        row: ScheduleTemplate | None = self.row
        return row

    def forms(self, data: Any = None) -> tuple[TemplateForm, Any]:
        source = self.source()
        steps = list(steps_of(source).values(*STEP)) if source else []  # type: ignore[attr-defined]
        initial: dict[str, Any] = {}
        if source and not self.row:
            initial = {"year": source.year, "note": source.note}
        form = TemplateForm(data, instance=self.row, user=self.user, initial=initial)
        return form, StepFormSet(data, initial=steps, prefix="steps")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, formset = self.forms()
        return self.show(form=form, formset=formset)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, formset = self.forms(request.POST)
        if not (form.is_valid() & formset.is_valid()):
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        used = [
            one
            for one in formset.forms
            if one.cleaned_data.get("name") and not one.cleaned_data.get("DELETE")
        ]
        steps = [{name: one.cleaned_data[name] for name in STEP} for one in used]
        try:
            saved = save_template(
                self.row, form.cleaned_data, steps, by=self.user, seen=self.seen()
            )
        except Stale as stale:
            self.changes = stale.changes
            return self.show(CONFLICT, form=form, formset=formset, refusal=stale.message)
        except LineRefusal as refusal:
            used[refusal.line].add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.show(UNPROCESSABLE, form=form, formset=formset)
        messages.success(request, "已保存。已套用的项目不变，下次套用或倒排时按新模板。")
        return redirect(template_url(saved))


class TemplateNew(TemplatePage):
    """`?copy=…` starts from another template, e.g. for the next programme year."""

    permission = "projects.add_scheduletemplate"
    title = "新增模板"

    def source(self) -> ScheduleTemplate | None:
        wanted = whole(self.request.GET.get("copy", ""))
        return ScheduleTemplate.objects.filter(pk=wanted).first() if wanted else None


class TemplateEdit(TemplatePage):
    permission = "projects.change_scheduletemplate"
    title = "修改模板"

    def get_row(self) -> ScheduleTemplate:
        return get_object_or_404(ScheduleTemplate, pk=self.kwargs["pk"])
