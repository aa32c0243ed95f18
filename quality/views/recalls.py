"""Recalls: the register, and one batch with every project that took it."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.columns import Column
from core.links import page
from core.views import ListPage
from orders.choices import BADGES as ORDER_BADGES
from quality.filters import RecallFilter
from quality.forms import RecallForm
from quality.kinds import opens, verdict_column
from quality.models import Material, Recall
from quality.services.notices import notices_of
from quality.services.recalls import deliveries, recall_batch
from quality.views.base import FilesPage, drawn, row_or_404, tabs

TAKEN: Final = (
    Column("项目名称", "project.name", link=opens("quality:material"), primary=True),
    Column("项目编号", "project.number", on_phone=False),
    Column("区划", "project.region.name"),
    Column("施工单位", "project.contractor"),
    Column("进场日期", "arrived_on", "date"),
    Column("数量", "quantity"),
    verdict_column(heading="核验结论"),
    Column("使用部位", "used_where"),
    Column(
        "整改通知",
        lambda row: (row.notice.number or row.notice.get_state_display()) if row.notice else None,
        "badge",
        badge=lambda row: ORDER_BADGES[row.notice.state] if row.notice else "neutral",
    ),
)


class RecallList(ListPage):
    permission = "quality.view_recall"
    title = "材料召回"
    template_name = "quality/register.html"
    filterset_class = RecallFilter
    noun = "材料召回"
    empty_how = "在不合格的进场材料或检测报告页点“召回该批次”。"
    columns = (
        Column("材料类型", "kind", order="kind", primary=True,
               link=lambda row: f"{page('quality:materials')}?{urlencode({'batch': row.batch})}"),
        Column("供应商", "supplier", order="supplier"),
        Column("批号", "batch", order="batch"),
        Column("原因", "reason"),
        Column("召回日期", "opened_on", "date", order="opened_on"),
        Column("登记人", "opened_by.name"),
        Column("区划", "region.name", order="region_id"),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Recall]:
        rows = Recall.objects.visible_to(self.request.user)
        return rows.select_related("region", "opened_by").order_by("-opened_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("recalls")}


class RecallPage(FilesPage):
    """One batch: who took it and where it went; one click condemns it and drafts the notices."""

    permission = "quality.add_recall"
    title = "召回批次"
    template_name = "quality/recall.html"
    form_class = RecallForm
    submit_label = "召回并起草整改通知"

    def get_row(self) -> Material:
        rows = Material.objects.select_related("project")
        found: Material = row_or_404(self.request, rows, self.kwargs["pk"])
        return found

    def get_form(self, data: Any = None) -> RecallForm:
        return RecallForm(data)

    def get_title(self) -> str:
        return f"召回：{self.row.supplier}{self.row}"

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (("材料召回", reverse("quality:recalls")),)

    def get_context(self) -> dict[str, Any]:
        found: list[Any] = deliveries(self.row, self.user)
        notices = notices_of(found)
        for one in found:
            one.notice = notices.get(one.pk)
        projects = {one.project_id for one in found}
        return {
            "columns": TAKEN,
            "rows": drawn(TAKEN, found),
            "projects": len(projects),
            "used": sum(bool(one.used_on) for one in found),
            "noticed": len({one.project_id for one in found if one.notice}),
        }

    def save(self, form: Any) -> Material:
        _recall, orders = recall_batch(self.row, reason=form.cleaned_data["reason"], by=self.user)
        messages.info(self.request, f"整改通知共{len(orders)}份，逐份核对后签发编号。")
        return self.row  # type: ignore[no-any-return]

    def back(self) -> str:
        return reverse("quality:recall", args=[self.kwargs["pk"]])
