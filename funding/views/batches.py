"""Batches of money: what was applied for and granted, for what, to whom it went."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Region, User
from accounts.services.access import actor
from core import clock, money
from core.columns import Column, Row
from core.links import row_page
from core.views import PAGE_SIZE, ListPage, PermittedView
from funding.eligibility import ineligible
from funding.filters import BatchFilter
from funding.forms import AllocationForm, BatchForm
from funding.models import Allocation, FundingBatch
from funding.scope import MixedScope, Scoped, contained, total
from funding.services.batches import allocate, save_batch
from funding.source_choices import BATCH_BADGES
from funding.views.tabs import money_tabs
from projects.models import Project
from projects.views.editing import EditPage


def batch_url(row: FundingBatch) -> str:
    return row_page("funding:batch", row.pk)


def state_label(row: FundingBatch) -> str:
    return str(row.state_on(clock.today()).label)


class BatchList(ListPage):
    """Batches of the user's region, above it and below; sums only where scopes allow it."""

    permission = "funding.view_fundingbatch"
    title = "资金批次"
    template_name = "funding/batches.html"
    filterset_class = BatchFilter
    empty = "还没有登记资金批次。"
    empty_how = "收到指标文件或可以申报时在这里登记。"
    columns = (
        Column("批次", "name", order="name", link=batch_url, primary=True),
        Column("资金类别", "kind.name", order="kind__order"),
        Column("适用区划", "region.name", order="region_id"),
        Column("文号", "document_number", on_phone=False),
        Column(
            "状态",
            state_label,
            "badge",
            badge=lambda row: BATCH_BADGES[row.state_on(clock.today())],
        ),
        Column("申报截止", "closes_on", "date", order="closes_on"),
        Column("申报", "applied", "money", order="applied", on_phone=False),
        Column("下达", "amount", "money", order="amount"),
        Column("已分配", "allocated", "money", order="allocated"),
        Column("余额", lambda row: row.amount - row.allocated, "money"),
    )

    def get_queryset(self) -> QuerySet[FundingBatch]:
        rows = FundingBatch.objects.visible_to(self.request.user).select_related("kind", "region")
        return rows.order_by("-issued_on", "kind__order", "name")

    def get_context(self) -> dict[str, Any]:
        adds = self.request.user.has_perm("funding.add_fundingbatch")
        asked = BatchFilter(self.request.GET, queryset=self.get_queryset(), request=self.request)
        return {
            "tabs": money_tabs("batches"),
            "new_url": reverse("funding:batch_new") if adds else "",
            "new_label": "登记批次",
            "sums": sums_of(list(asked.qs.prefetch_related("projects")), actor(self.request)),
        }


def sums_of(batches: Sequence[FundingBatch], user: User) -> dict[str, Any]:
    """Return the sum of the granted batches, or in words why there is none; and what holds what."""
    granted = [Scoped(row.amount, row.scope) for row in batches if row.amount]
    names = region_names(batches, user)
    held = contained(granted, names)
    try:
        whole = total(granted, names, ("kind", "batch", "years", "region"))
    except MixedScope as refusal:
        others = [line for line in held if not refusal.message.startswith(line)]
        return {"count": len(granted), "refusal": refusal.message, "contained": others}
    return {"count": len(granted), "total": money.to_wan(whole), "contained": held}


def region_names(batches: Sequence[FundingBatch], user: User) -> dict[int, str]:
    """Return the names of regions as scopes tell them: one's own city is 全市."""
    return {row.region_id: scope_name(row.region, user) for row in batches}


def scope_name(region: Region, user: User) -> str:
    """Return 全市 to the people of a city; a province, which has several, reads its name."""
    if user.region_id is None or user.region_id not in region.range:
        return region.name
    return {"省": "全省", "市": "全市"}.get(region.level, region.name)


def batch_or_404(request: HttpRequest, pk: int, *, own: bool = False) -> FundingBatch:
    """Return a batch that the user sees; `own`: one of the user's region or below."""
    rows = FundingBatch.objects.visible_to(request.user).select_related("kind", "region")
    region = getattr(request.user, "region_id", None)
    if own and region is not None:
        rows = rows.in_region(region)
    row = rows.prefetch_related("projects").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class BatchDetail(PermittedView):
    permission = "funding.view_fundingbatch"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch, user = batch_or_404(request, pk), actor(request)
        mine = user.oversees(batch.region_id)
        given = batch.allocations.visible_to(request.user).select_related("project__region")
        columns = (*ALLOCATED,)
        page = Paginator(given.order_by("project__region_id", "project__number"), PAGE_SIZE)
        shown = page.get_page(request.GET.get("page"))
        barred = self.barred(request, batch)
        context = {
            "title": str(batch),
            "batch": batch,
            "facts": facts(batch, user),
            "state": state_label(batch),
            "badge": BATCH_BADGES[batch.state_on(clock.today())],
            "may_allocate": mine and bool(batch.amount) and user.has_perm("funding.add_allocation"),
            "may_change": mine and user.has_perm("funding.change_fundingbatch"),
            "columns": columns,
            "rows": [Row(columns, row) for row in shown],
            "page": shown,
            "barred_columns": BARRED,
            "barred": [Row(BARRED, row) for row in barred],
        }
        return render(request, "funding/batch.html", context)

    def barred(self, request: HttpRequest, batch: FundingBatch) -> list[tuple[Project, str]]:
        """Return the projects of the batch's region and years that may not have it, and why."""
        rows = Project.objects.visible_to(request.user).in_region(batch.region_id)
        years = rows.filter(
            year__gte=batch.first_year or 0, year__lte=batch.last_year or 9999
        ).select_related("region")
        found = []
        if not any((batch.built_before, batch.self_built_most, batch.work_classes)):
            return []
        for project in years.prefetch_related("communities").order_by("region_id", "number"):
            reasons = ineligible(batch, project)
            if reasons:
                found.append((project, "；".join(reasons)))
        return found


ALLOCATED = (
    Column("项目编号", "project.number", on_phone=False),
    Column(
        "项目名称",
        "project.name",
        link=lambda row: row_page("projects:project", row.project_id),
        primary=True,
    ),
    Column("区划", "project.region.name"),
    Column("分配金额", "amount", "money"),
    Column("分配日期", "allocated_on", "date"),
)
BARRED = (
    Column("项目编号", lambda row: row[0].number, on_phone=False),
    Column(
        "项目名称",
        lambda row: row[0].name,
        link=lambda row: row_page("projects:project", row[0].pk),
        primary=True,
    ),
    Column("区划", lambda row: row[0].region.name),
    Column("不能使用的原因", lambda row: row[1]),
)


def years_of(batch: FundingBatch) -> str:
    first, last = batch.first_year, batch.last_year
    if first and first == last:
        return f"{first}年"
    if first and last:
        return f"{first}至{last}年"
    if first or last:
        return f"{first}年起" if first else f"{last}年止"
    return "不限"


def facts(batch: FundingBatch, user: User) -> list[tuple[str, Any]]:
    scope = batch.scope
    classes = batch.work_classes or "不限"
    named = f"{len(scope.projects)}个项目" if scope.projects else "不限"
    share = batch.self_built_most
    return [
        ("资金类别", batch.kind.name),
        ("文号", batch.document_number),
        ("适用范围", scope.words({batch.region_id: scope_name(batch.region, user)})),
        ("适用年度", years_of(batch)),
        ("改造类别", classes),
        ("限定项目", named),
        ("建成年份不晚于", f"{batch.built_before}年" if batch.built_before else "不限"),
        ("自建房占比不超过", f"{money.plain(share)}%" if share is not None else "不限"),
        ("申报", _span(batch)),
        ("申报金额", _wan(batch.applied)),
        ("下达日期", batch.issued_on),
        ("下达金额", _wan(batch.amount or None)),
        ("已分配", _wan(batch.allocated)),
        ("余额", _wan(batch.amount - batch.allocated)),
        ("说明", batch.note),
    ]


def _span(batch: FundingBatch) -> str:
    if not batch.opens_on and not batch.closes_on:
        return ""
    return f"{batch.opens_on or '—'}至{batch.closes_on or '—'}"


def _wan(value: Any) -> str:
    return "" if value is None else money.in_wan(value)


class BatchPage(EditPage):
    def get_form(self, data: Any = None) -> BatchForm:
        return BatchForm(data, instance=self.row, user=self.user)

    def save(self, form: Any) -> FundingBatch:
        return save_batch(self.row, form.values(), by=self.user, seen=self.seen())

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("资金批次", reverse("funding:batches")),)

    def back(self) -> str:
        return reverse("funding:batch", args=[self.row.pk])


class BatchNew(BatchPage):
    permission = "funding.add_fundingbatch"
    title = "登记资金批次"


class BatchEdit(BatchPage):
    permission = "funding.change_fundingbatch"
    title = "修改资金批次"
    versioned = FundingBatch

    def get_row(self) -> FundingBatch:
        return batch_or_404(self.request, self.kwargs["pk"], own=True)


class Allocate(EditPage):
    permission = "funding.add_allocation"
    title = "分配到项目"
    success = "已分配，项目的落实资金随之更新。"
    submit_label = "分配"

    def get_row(self) -> FundingBatch:
        return batch_or_404(self.request, self.kwargs["pk"], own=True)

    def get_form(self, data: Any = None) -> AllocationForm:
        initial = {"on": clock.today(), "project": self.request.GET.get("project", "")[:40]}
        return AllocationForm(data, initial=initial, user=self.user)

    def save(self, form: Any) -> Allocation:
        given = form.cleaned_data
        return allocate(self.row, given["project"], given["amount"], on=given["on"], by=self.user)

    def get_context(self) -> dict[str, Any]:
        batch = FundingBatch.objects.get(pk=self.kwargs["pk"])
        return {"note": f"{batch}：余额{_wan(batch.amount - batch.allocated)}。"}

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("资金批次", reverse("funding:batches")),
            (str(self.row), reverse("funding:batch", args=[self.kwargs["pk"]])),
        )

    def back(self) -> str:
        return reverse("funding:batch", args=[self.kwargs["pk"]])
