"""The style guide: every component with its states, on sample data (debug only)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.charts import Chart, Series
from core.columns import Column, Row

PER_PAGE: Final = 6
DAY: Final = date(2023, 7, 31)


@dataclass(frozen=True)
class Sample:
    """A made-up project, enough for a table."""

    number: str
    name: str
    district: str
    status: str
    light: str
    percent: Decimal | None
    invested: Decimal | None
    households: int | None
    due: date | None


SAMPLES: Final = [
    Sample("YJ-2023-001", "朝阳街道红星小区改造", "甲区", "在建", "red", Decimal("31.5"), Decimal("8265000"), 1284, date(2023, 10, 31)),
    Sample("YJ-2023-002", "朝阳街道纺织厂宿舍等5个小区综合改造工程", "甲区", "在建", "yellow", Decimal("62.0"), Decimal("23518000.50"), 3120, date(2023, 11, 30)),
    Sample("YJ-2023-003", "滨江街道供销社家属院改造", "甲区", "完工", "green", Decimal("100"), Decimal("4120000"), 216, date(2023, 6, 30)),
    Sample("YJ-2023-004", "城关镇粮食局宿舍改造", "乙县", "前期", "", None, None, 88, None),
    Sample("YJ-2023-005", "城关镇东大街片区改造", "乙县", "暂缓", "", Decimal("12.4"), Decimal("965000"), None, date(2023, 12, 31)),
    Sample("YJ-2023-006", "滨江街道机械厂一村改造", "甲区", "已验收", "green", Decimal("100"), Decimal("11840000"), 902, date(2023, 5, 31)),
    Sample("YJ-2023-007", "城关镇西门里小区改造", "乙县", "在建", "green", Decimal("71.3"), Decimal("5310000"), 344, date(2023, 9, 30)),
]  # fmt: skip
STATUS_BADGES: Final = {
    "前期": "neutral",
    "在建": "info",
    "完工": "good",
    "已验收": "good",
    "暂缓": "muted",
}

COLUMNS: Final = (
    Column("项目编号", "number", on_phone=False, order="number"),
    Column("项目名称", "name", link=lambda row: f"#{row.number}", primary=True),
    Column("区县", "district", order="district"),
    Column("状态", "status", kind="badge", badge=lambda row: STATUS_BADGES[row.status]),
    Column("亮灯", lambda row: {"red": "红灯", "yellow": "黄灯", "green": "绿灯"}.get(row.light), kind="badge", badge=lambda row: row.light),
    Column("形象进度", "percent", kind="percent", order="percent"),
    Column("累计完成投资", "invested", kind="money", places=1, order="invested"),
    Column("户数", "households", kind="number", unit="户"),
    Column("计划完工", "due", kind="date"),
)  # fmt: skip


class SampleFilter(forms.Form):
    q = forms.CharField(
        label="名称或编号", required=False, widget=forms.TextInput({"type": "search"})
    )
    district = forms.ChoiceField(
        label="区县", required=False, choices=[("", "全部"), ("1", "甲区"), ("2", "乙县")]
    )
    due = forms.DateField(label="计划完工不晚于", required=False)
    late = forms.BooleanField(label="只看滞后", required=False)


@dataclass(frozen=True)
class SampleFilterSet:
    """What the filter bar needs of a FilterSet: its form."""

    form: forms.Form


class SampleForm(forms.Form):
    name = forms.CharField(label="小区名称", help_text="与不动产登记一致，不写简称。")
    area = forms.DecimalField(label="建筑面积", widget=forms.NumberInput({"data-unit": "㎡"}))
    started = forms.DateField(label="实际开工", required=False)
    category = forms.ChoiceField(
        label="类别",
        choices=[("1", "基础类"), ("2", "完善类"), ("3", "提升类")],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label="附件", required=False, help_text="不超过 20 MB。")
    lifted = forms.BooleanField(label="已加装电梯", required=False)
    problem = forms.CharField(label="存在问题", required=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("实际开工早于施工许可日期（2023-03-15），请核对其中一个日期。")


EVENTS: Final = [
    {"when": datetime(2023, 7, 28, 16, 5), "what": "审核通过", "who": "王审核（甲区）", "note": ""},
    {"when": datetime(2023, 7, 28, 15, 40), "what": "修改", "who": "李填报（甲区）", "note": "按监理周报更正。", "changes": [("形象进度（%）", "30", "31.5"), ("存在问题", "", "雨污管网标高冲突")]},
    {"when": datetime(2023, 7, 28, 9, 12), "what": "退回", "who": "王审核（甲区）", "note": "累计投资低于上周，请写明原因。"},
]  # fmt: skip
FACTS: Final = [("项目编号", "YJ-2023-001"), ("所属区划", "甲区", "#facts"), ("施工单位", "示例建设集团有限公司"), ("计划工期", "2023-03-15 至 2023-10-31"), ("竣工验收", None)]  # fmt: skip
KEYS: Final = [(["Enter"], "下一行"), (["Tab"], "下一栏"), (["Ctrl", "V"], "从 Excel 粘贴"), (["?"], "列出快捷键")]  # fmt: skip
STEPS: Final = [
    {"name": "起草", "reached": True, "current": False, "who": "李起草", "when": datetime(2023, 8, 1, 9, 0)},
    {"name": "审核", "reached": False, "current": True},
    {"name": "签发", "reached": False, "current": False},
]  # fmt: skip
FILE: Final = SimpleNamespace(name="竣工验收备案表.pdf", size=482_133, sha256="9f86d081884c7d65")
USAGE: Final = [
    ("页面", '{% extends "base.html" %}，块：title、breadcrumbs、heading、actions、content、scripts；crumbs 块整个换掉所在位置'),
    ("列表页", "core.views.ListPage 的子类；要加内容时继承 components/list_page.html，块：actions、before_list、after_list"),
    ("所在位置", '{% block breadcrumbs %}{% crumbs "项目" list_url "红星小区改造" %}{% endblock %}'),
    ("表格", '{% include "components/table.html" with columns=columns rows=rows empty="…" empty_how="…" caption="…" table_id="…" no_export=True %}'),
    ("筛选", '{% include "components/filter_bar.html" %}，上下文 filter；超过六项的收进“更多条件”'),
    ("整张表单", '{% include "components/form.html" %} 或 {{ form }}；单位写在 attrs={"data-unit": "㎡"}'),
    ("单个字段", '{% include "components/field.html" with field=form.area unit="㎡" help="…" label="…" wide=True %}'),
    ("指标", '<div class="figures">{% include "components/figure.html" with label= value= unit= places= href= sub= change="+9.2" since="比上周" better="up" change_unit="个" asof= note= %}</div>'),
    ("数字与增减", '{% number value "万元" 1 href %}　{% change "+9.2" "个百分点" "比上月" "up" %}　{{ day|moment }}'),
    ("状态与灯", '{% badge "在建" "info" %}：neutral info good warn bad muted　{% light "red" "红灯" %}：green yellow red'),
    ("分块", '{% panel title="…" note="…" id="…" href="…" width="half" %}…{% endpanel %}；width 用在 <div class="grid"> 里：half third two-thirds quarter'),
    ("对话框", '{% dialog id="keys" title="快捷键" %}…{% enddialog %}，<button type="button" data-dialog-open="keys">；关闭 data-dialog-close'),
    ("确认", '{% include "components/confirm.html" with id="r1" button="退回" kind="danger" text="后果" reason="退回原因" reason_name="comment" hidden=mapping label="退回" action=url small=True %}'),
    ("截至日期", '{% include "components/asof.html" with as_of=as_of name="as_of" %}；同排的其他选择放进 <div class="controls">'),
    ("图表", '{% include "components/chart.html" with chart=chart %}，chart 是 core.charts.Chart；页面 scripts 块加 js/chart.js'),
    ("进度", '{% include "components/progress.html" with id= label= value= max= text= note= poll=url every="2s" %}；不给 poll 即停止轮询'),
    ("空白", '{% include "components/empty.html" with text= how= href= label= %}'),
    ("分栏与页码", '{% include "components/tabs.html" with tabs=tabs name="…" %}（label、href、active、count）　{% include "components/pager.html" %}'),
    ("详情、记录、按键", 'components/facts.html with facts=[(名, 值, 链接)]　components/timeline.html with events=[{when, what, who, note, changes}]　components/keys.html with hints=[([键], 作用)]'),
    ("步骤、文件、照片", 'components/steps.html with steps=[{name, reached, current, who, when}]　<ul class="files"> 里 components/file.html with file= href= note=　<ul class="photos"> 里 components/photo.html with src= alt= label= caption='),
    ("快捷键", 'components/keys.html with hints= page="周填报"：按 ? 打开的对话框先列这些键；自写的列表加 data-shortcuts="标题"'),
    ("只在导出", "Column(…, on_page=False)：不占页面的宽，导出的表格里有；on_phone=False：手机上不列"),
    ("横版打印", "{% block body_class %}wide-paper{% endblock %}；列表页已是；每页有表头、页码、截至日期和打印人"),
    ("提示", "messages.success(request, …)，或 HX-Trigger: {\"toast\": {\"text\": \"…\", \"kind\": \"success\"}}；页内 <p class=\"note note-warning\">：info success warning error"),
    ("录入表格", 'table table-edit sticky；td 的 saved saving unsaved refused；<span class="last"> 上周值，<span class="error"> 错误'),
    ("区县与周", "table matrix sticky；td 的 good warn bad muted；合计行 tr.total，要留意的行 tr.marked"),
    ("手机", "table cards 把行变成卡片，td 写 data-label；不加 cards 的表左右滑动，加 sticky 固定首列"),
    ("按钮", "button button-primary button-danger button-quiet button-small，一排放进 button-row 或 form-actions；打印 data-print"),
    ("文字", "small soft num nowrap unit prose unseen narrow no-print print-only"),
]  # fmt: skip
TREND: Final = Chart(
    "sample-trend", "开工和完工小区", "line", "截至", ("07-02", "07-09", "07-16", "07-23", "07-30"),
    (Series("计划小区", (402, 402, 402, 402, 402), tone="plan"),
     Series("已开工", (288, 301, 322, 341, 350), ("#trend",) * 5),
     Series("完工", (31, 36, 40, 47, None), tone="good")),
    "五周内已开工小区由 288 个增至 350 个，计划 402 个。", "个", note="截至 2023-07-30，甲区样张",
)  # fmt: skip
RANKED: Final = Chart(
    "sample-ranked", "各区县开工率", "bars", "区县", ("甲区", "乙县", "丙县（基数小）", "丁县"),
    (Series("开工率", ("96.4", "87.1", "66.7", None), ("#a", "#b", "#c", None)),),
    "开工率最高的是甲区 96.4%，最低的是丙县 66.7%；丁县没有计划。", "%", 1, ("全市", "87.1"), "#workbook",
    "截至 2023-07-30，按开工率从高到低",
)  # fmt: skip
TABS: Final = [
    {"label": "概况", "href": "#", "active": True},
    {"label": "节点", "href": "#", "active": False, "count": 9},
    {"label": "资金", "href": "#", "active": False},
]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; an HTMX request gets the table alone, as on a list page."""
    number = request.GET.get("sort", "").lstrip("-")
    listed = list(SAMPLES)
    if number.isdecimal() and int(number) < len(COLUMNS):
        path = str(COLUMNS[int(number)].order or "number")
        listed.sort(key=lambda row: (getattr(row, path) is None, getattr(row, path)), reverse=request.GET["sort"][0] == "-")  # fmt: skip
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    table = {
        "title": "组件样张",
        "filter": SampleFilterSet(SampleFilter(request.GET)),
        "columns": COLUMNS,
        "rows": [Row(COLUMNS, row) for row in page],
        "page": page,
        "sort": request.GET.get("sort", ""),
        "unit_note": "投资为自开工起累计。",
    }
    if getattr(request, "htmx", False):
        return render(request, "components/table.html", table)
    if "message" in request.GET:
        messages.success(request, "已提交第30周 12 个项目，回执号 20230728-0031。")
    return render(request, "styleguide.html", table | _samples())


def _samples() -> dict[str, Any]:
    refused = SampleForm({"name": "", "area": "三千", "started": "2023-02-30", "category": "1"})
    return {
        "as_of": clock.today(),
        "figure_day": DAY,
        "form": refused,
        "blank_form": SampleForm(prefix="blank"),
        "events": EVENTS,
        "facts": FACTS,
        "steps": STEPS,
        "file": FILE,
        "hints": KEYS,
        "tabs": TABS,
        "usage": USAGE,
        "charts": [TREND, RANKED],
        "no_rows": [],
        "badges": ["neutral", "info", "good", "warn", "bad", "muted"],
        "colours": ["green", "yellow", "red"],
        "levels": [("info", "周五18:00截止填报，还有 3 个项目未填。"), ("success", "已保存。"), ("warning", "有 2 个项目形象进度比上周少，须写明原因。"), ("error", "文件第 12 行“总投资”不是数字。")],
    }  # fmt: skip
