"""What the auditor reads: the access log and the change history. Nothing here writes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.choices import AccessKind
from accounts.filters import AccessFilter
from accounts.forms import ChangeFilterForm
from accounts.models import AccessEvent, User
from accounts.services.history import Change, Wanted, changes, one_change, page_of_changes
from core import links
from core.columns import Column, Row
from core.exports import workbook_response
from core.views import ListPage, PermittedView, wants_fragment

PAGE: Final = 50
EXPORT_LIMIT: Final = 50_000
DETAIL_WORDS: Final = {
    "action": "操作", "reason": "原因", "before": "原值", "after": "新值",
    "rows": "行数", "query": "筛选条件", "step": "步骤", "operator": "系统用户",
    "failures": "失败次数", "hours": "时长（小时）", "created": "新增", "updated": "更新",
    "project": "项目序号", "complaint": "投诉序号", "order": "督办序号", "case": "一项一策序号",
    "evidence": "佐证序号", "decision": "决定序号", "meeting": "会议序号", "report": "报告序号",
    "receipt": "到位序号", "payment_request": "付款申请序号", "import_id": "导入序号",
    "file": "附件序号", "region": "区划代码", "edition": "版次", "form": "格式",
    "sha256": "内容摘要",
}  # fmt: skip
ALARMING: Final = (AccessKind.LOGIN_FAILED, AccessKind.LOCKED)


def detail_in_words(event: AccessEvent) -> str:
    return "；".join(
        f"{DETAIL_WORDS.get(key, key)}：{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in event.detail.items()
        if value not in ("", None)
    )


def tabs(current: str) -> list[dict[str, Any]]:
    pages = (("访问日志", "audit"), ("变更历史", "changes"))
    return links.tabs("accounts", pages, current)


class AccessLog(ListPage):
    permission = "accounts.view_audit"
    title = "访问日志"
    template_name = "accounts/audit.html"
    filterset_class = AccessFilter
    noun = "访问记录"
    empty_how = "登录、导出、下载和查看敏感信息都会记在这里。"
    columns = (
        Column("时间", "at", kind="datetime", order="at", primary=True),
        Column(
            "事项",
            lambda e: e.get_kind_display(),
            kind="badge",
            badge=lambda e: "warn" if e.kind in ALARMING else "neutral",
        ),
        Column("用户名", "username", order="username"),
        Column("姓名", "user.name", on_phone=False),
        Column("来源地址", "address"),
        Column("对象", "subject"),
        Column("详情", detail_in_words, on_phone=False),
    )

    def get_queryset(self) -> QuerySet[AccessEvent]:
        reader = self.request.user
        assert isinstance(reader, User)
        return AccessEvent.objects.visible_to(reader).select_related("user")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("audit")}


def change_link(change: Change) -> str:
    return reverse("accounts:change", args=[change.model_label, change.row.history_id])


CHANGE_COLUMNS: Final = (
    Column("时间", "at", kind="datetime", primary=True, link=change_link),
    Column("修改人", "by"),
    Column("表", "model_name"),
    Column("对象", "subject", cut=True),
    Column("事项", "verb"),
    Column("变更内容（原值 → 新值）", "summary"),
    Column("原因", "reason"),
)


PAGE_COLUMNS: Final = tuple(
    replace(column, value="brief") if column.value == "summary" else column
    for column in CHANGE_COLUMNS
)


class ChangeList(PermittedView):
    """The newest changes of all business tables, page by page from a cursor."""

    permission = "accounts.view_audit"
    title = "变更历史"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        reader = request.user
        assert isinstance(reader, User)
        form = ChangeFilterForm(request.GET or None)
        wanted = replace(form.wanted(), before=request.GET.get("page", ""))
        if request.GET.get("export") == "xlsx":
            rows = exported_changes(reader, wanted)
            return workbook_response(request, self.title, CHANGE_COLUMNS, rows)
        found, following = page_of_changes(reader, wanted, PAGE)
        context = {
            "title": self.title,
            "tabs": tabs("changes"),
            "filter": SimpleNamespace(form=form),
            "columns": PAGE_COLUMNS,
            "rows": [Row(PAGE_COLUMNS, change) for change in found],
            "following": following,
            "empty": "没有符合条件的变更。",
        }
        name = "accounts/changes_list.html" if wants_fragment(request) else "accounts/changes.html"
        return render(request, name, context)


def cut_short(limit: int) -> dict[str, Any]:
    """Return the closing row of a workbook that does not hold everything."""
    words = f"只导出了最近的 {limit:,} 条变更，更早的未列出，请缩小日期范围后分次导出。"
    return dict.fromkeys((str(c.value) for c in CHANGE_COLUMNS), None) | {"summary": words}


def exported_changes(reader: User, wanted: Wanted) -> Iterator[Any]:
    """Yield changes for the workbook, at most EXPORT_LIMIT; when there are more, the last says so."""
    found = changes(reader, wanted)
    yield from islice(found, EXPORT_LIMIT)
    if next(found, None) is not None:
        yield cut_short(EXPORT_LIMIT)


class ChangePage(PermittedView):
    """One change with every field from → to, and the other versions of the same row."""

    permission = "accounts.view_audit"

    def get(self, request: HttpRequest, model: str, history_id: int) -> HttpResponse:
        reader = request.user
        assert isinstance(reader, User)
        change = one_change(reader, model, history_id)
        if change is None:
            raise Http404
        same_row = Wanted(model_label=model, row_id=str(change.row_key))
        others, _ = page_of_changes(reader, same_row, PAGE)
        context = {
            "title": f"{change.model_name}{change.verb}：{change.subject}",
            "change": change,
            "facts": [
                ("时间", f"{change.at_local:%Y-%m-%d %H:%M:%S}", None),
                ("修改人", change.by, None),
                ("原因", change.reason, None),
            ],
            "events": [
                {
                    "when": one.at,
                    "what": one.verb,
                    "who": one.by,
                    "note": one.reason,
                    "changes": one.fields,
                }
                for one in others
            ],
        }
        return render(request, "accounts/change.html", context)
