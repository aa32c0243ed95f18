"""The ledger on a page: upload and check, read the errors, import; and download it."""

from collections import Counter
from tempfile import TemporaryFile
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.choices import AccessKind
from accounts.models import Region, User
from accounts.services.access import record, record_export
from accounts.views.base import caller
from core import clock, progress
from core.columns import Column, Row
from core.exceptions import Refusal
from core.exports import XLSX, attachment
from core.ledger import export_ledger
from core.views import PAGE_SIZE, ListPage, PermittedView, wants_fragment
from projects.choices import BADGES, ImportState
from projects.models import LedgerImport
from projects.services.ledger_import import (
    imported_before,
    retry_import,
    start_import,
    upload_ledger,
)
from projects.services.ledger_jobs import BROKEN, STALE, UNCLAIMED, WORKING, job_name, marked_copy
from projects.views.weekly_common import region_of

FOUND: Final = (
    Column("单元格", lambda error: f"{error['column']}{error['row']}", primary=True),
    Column("工作表", "sheet"),
    Column("列名", "heading"),
    Column("填写内容", "value"),
    Column("说明", "message"),
)
COUNTED: Final = (
    Column("工作表", "sheet", primary=True),
    Column("行数", "rows", "number"),
    Column("新增", "created", "number"),
    Column("更新", "updated", "number"),
    Column("未变", "unchanged", "number"),
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="台账工作簿", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = (
            f".xlsx 或 .xls，不超过 {settings.UPLOAD_LIMIT_MB} MB。先检查，不写入；"
            "检查通过后由您确认导入。"
        )
        field.error_messages |= {
            "required": "请选择要上传的工作簿。",
            "empty": "文件是空的，请重新选择。",
        }


class RegionForm(forms.Form):
    """Whose ledger to download: one's own region or one right below it."""

    region = forms.ChoiceField(label="导出范围")

    def __init__(self, user: User) -> None:
        super().__init__()
        own = user.region
        places = [own, *Region.objects.children_of(own.pk)] if own else []
        self.fields["region"].choices = [(place.pk, place.name) for place in places]  # type: ignore[attr-defined]


def import_url(row: LedgerImport) -> str:
    return reverse("projects:import", args=[row.pk])


def interrupted(row: LedgerImport) -> bool:
    """Say whether the job broke, or its worker died and nobody has noticed yet."""
    if row.state == ImportState.FAILED:
        return True
    claimed = row.claimed_at
    return row.state in WORKING and claimed is not None and claimed < timezone.now() - STALE


def shown_state(row: LedgerImport) -> ImportState:
    return ImportState.FAILED if interrupted(row) else ImportState(row.state)


class ImportList(ListPage):
    permission = "projects.import_ledger"
    form: UploadForm | None = None
    title = "台账导入"
    template_name = "projects/imports.html"
    empty = "还没有上传过台账。"
    empty_how = "上传后先检查，错误会逐格列出。"
    columns = (
        Column("文件", "file_name", link=import_url, primary=True),
        Column(
            "状态",
            lambda row: str(shown_state(row).label),
            "badge",
            badge=lambda row: BADGES[shown_state(row)],
        ),
        Column("说明", "message"),
        Column("区划", "region.name"),
        Column("上传人", "uploaded_by.name"),
        Column("上传时间", "uploaded_at", "datetime", order="uploaded_at"),
        Column("完成时间", "finished_at", "datetime", on_phone=False),
    )

    def get_queryset(self) -> QuerySet[LedgerImport]:
        rows = LedgerImport.objects.visible_to(self.request.user)
        return rows.select_related("region", "uploaded_by").defer("errors", "warnings", "counts")

    def get_context(self) -> dict[str, Any]:
        user = caller(self.request)
        exports = user.has_perm("projects.export_ledger")
        return {
            "form": self.form or UploadForm(),
            "regions": RegionForm(user) if exports else None,
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Upload; a refused file is told beside the field."""
        assert isinstance(request.user, User)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return redirect(
                    import_url(upload_ledger(form.cleaned_data["file"], by=request.user))
                )
            except Refusal as refusal:
                form.add_error("file", refusal.message)
        self.form = form
        response = self.page(request, None, self.get_queryset())
        response.status_code = 422
        return response


def import_or_404(request: HttpRequest, pk: int) -> LedgerImport:
    rows = LedgerImport.objects.visible_to(request.user).select_related("region", "uploaded_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class ImportDetail(PermittedView):
    """One upload; the piece that tells how far it is fetches itself again while work goes on."""

    permission = "projects.import_ledger"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = import_or_404(request, pk)
        context = (
            status_context(row)
            | error_context(request, row)
            | {
                "title": row.file_name,
                "row": row,
                "may_act": row.uploaded_by_id == request.user.pk,
                "before": imported_before(row),
            }
        )
        if not wants_fragment(request):
            return render(request, "projects/import.html", context)
        errors_only = request.htmx.target == "errors"  # type: ignore[attr-defined]
        name = "components/table.html" if errors_only else "projects/import_status.html"
        return render(request, name, context)


def status_context(row: LedgerImport) -> dict[str, Any]:
    """Return what the page says about the state of an upload."""
    state = shown_state(row)
    step = progress.ask(job_name(row.pk)) if row.claimed_at else None
    counts = [{"sheet": sheet, **one} for sheet, one in row.counts.items()]
    asked = max(row.uploaded_at, row.finished_at or row.uploaded_at)
    return {
        "state": state,
        "working": state in WORKING,
        "broken": row.message if row.state == state else BROKEN,
        "waiting": row.claimed_at is None and asked < timezone.now() - UNCLAIMED,
        "percent": step.percent if step else None,
        "step": step.text if step else "",
        "counted": {"columns": COUNTED, "rows": [Row(COUNTED, one) for one in counts]},
        "created": sum(one["created"] for one in counts),
        "updated": sum(one["updated"] for one in counts),
        "consequence": consequence(counts),
        "facts": [
            ("状态", state.label),
            ("区划", row.region.name if row.region else None),
            ("上传人", row.uploaded_by.name),
            ("上传时间", timezone.localtime(row.uploaded_at).strftime("%Y-%m-%d %H:%M")),
            ("文件大小", f"{row.size / 1024:,.0f} KB"),
        ],
    }


def consequence(counts: list[dict[str, Any]]) -> str:
    """Return what the import will do, in the words of its confirmation."""
    created = sum(one["created"] for one in counts)
    updated = sum(one["updated"] for one in counts)
    text = f"将新增 {created} 行、更新 {updated} 行。"
    sheets = {one["sheet"] for one in counts if one["created"] or one["updated"]}
    if "周进度" in sheets:
        text += "导入的周进度视为已审核。"
    if "年度计划" in sheets:
        text += "导入的年度计划视为已批准，改动成为新版本。"
    return text + "被更新的旧值保留在修改记录中，可据以改回。"


def error_context(request: HttpRequest, row: LedgerImport) -> dict[str, Any]:
    """Return the table of errors, of one sheet when `?sheet=` names it."""
    per_sheet = Counter(error["sheet"] for error in row.errors)
    chosen = request.GET.get("sheet", "")
    listed = [error for error in row.errors if chosen not in per_sheet or error["sheet"] == chosen]
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [_tab(row, "", len(row.errors), chosen not in per_sheet)]
    tabs += [_tab(row, sheet, count, sheet == chosen) for sheet, count in per_sheet.items()]
    return {
        "tabs": tabs if len(per_sheet) > 1 else [],
        "columns": FOUND,
        "rows": [Row(FOUND, error) for error in page],
        "page": page,
        "table_id": "errors",
        "no_export": True,
    }


def _tab(row: LedgerImport, sheet: str, count: int, active: bool) -> dict[str, Any]:
    query = f"?{urlencode({'sheet': sheet})}" if sheet else ""
    href = f"{import_url(row)}{query}"
    return {"label": sheet or "全部", "href": href, "count": count, "active": active}


class ImportAction(PermittedView):
    """A button of one's own upload; what is refused is told on its page."""

    permission = "projects.import_ledger"
    action: Any

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = import_or_404(request, pk)
        try:
            type(self).action(row, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect(import_url(row))


class ImportStart(ImportAction):
    action = staticmethod(start_import)


class ImportRetry(ImportAction):
    action = staticmethod(retry_import)


class ImportMarked(PermittedView):
    """The uploaded workbook with its bad cells marked."""

    permission = "projects.import_ledger"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = import_or_404(request, pk)
        if not row.errors:
            raise Http404
        try:
            content = marked_copy(row)
        except Refusal:
            messages.error(request, "上传的文件已不在服务器上，请重新上传。")
            return redirect(import_url(row))
        stem = row.file_name.rsplit(".", 1)[0]
        name = f"{stem}_错误标注.xlsx"
        record(AccessKind.DOWNLOAD, request=request, subject=name, import_id=row.pk)
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = attachment(name)
        return response


class LedgerExport(PermittedView):
    """The ledger of one's region, or of `?region=` in it, as the workbook that imports again."""

    permission = "projects.export_ledger"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        region = region_of(request, caller(request))
        title = f"{region.name}台账"
        return ledger_response(request, region, title)


class LedgerTemplate(PermittedView):
    """Every sheet with its headings, 区划 filled in, the rest to be filled by the office."""

    permission = "projects.import_ledger"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        region = region_of(request, caller(request))
        return ledger_response(request, region, f"{region.name}台账模板", only={"区划"})


def ledger_response(
    request: HttpRequest, region: Region, title: str, only: set[str] | None = None
) -> FileResponse:
    """Stream a ledger and log the export."""
    stream = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    counts = export_ledger(stream, region.pk, user=request.user, only=only)
    stream.seek(0)
    record_export(request, title, sum(counts.values()))
    name = f"{title}_{clock.today():%Y%m%d}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
