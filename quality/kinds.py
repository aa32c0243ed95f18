"""The kinds of records that share a register, a form and a page; one table of what each shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django_filters import FilterSet

from core.columns import Column
from core.links import row_page
from projects.views.columns import project_url
from quality import filters
from quality.choices import BADGES, Verdict
from quality.models import (
    EffectivenessCheck,
    Material,
    MethodNote,
    ProcessCheck,
    SiteLog,
    TestReport,
)


def opens(page: str) -> Callable[[Any], str]:
    """Return the link of a row to its own page."""
    return lambda row: row_page(page, row.pk)


def verdict_column(name: str = "verdict", heading: str = "结论") -> Column:
    return Column(
        heading, lambda row: Verdict(getattr(row, name)).label, "badge",
        badge=lambda row: BADGES[Verdict(getattr(row, name))], order=name,
    )  # fmt: skip


def yes(name: str, heading: str) -> Column:
    return Column(
        heading, lambda row: "达标" if getattr(row, name) else "未达标", "badge",
        badge=lambda row: "good" if getattr(row, name) else "bad", order=name,
    )  # fmt: skip


PLACE = (
    Column("项目名称", "project.name", link=project_url, order="project__name"),
    Column("区划", "project.region.name", order="project__region_id"),
)


@dataclass(frozen=True)
class Kind:
    """One kind: `page` is the URL name of a record's page, `listing` of the register."""

    page: str
    listing: str
    model: type[models.Model]
    title: str
    fields: tuple[str, ...]
    columns: tuple[Column, ...]
    filter: type[FilterSet]
    order: tuple[str, ...]
    noun: str
    empty_how: str
    helps: dict[str, str]

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    def permission(self, verb: str) -> str:
        return f"quality.{verb}_{self.name}"

    def url(self, suffix: str = "") -> str:
        return f"quality:{self.page}{suffix}"

    @property
    def listed(self) -> tuple[Column, ...]:
        """Return the columns of the register: those of a project's table with the project."""
        return (self.columns[0], *PLACE, *self.columns[1:])


MATERIAL = Kind(
    "material", "materials", Material, "进场材料",
    (
        "kind", "brand", "model", "batch", "supplier", "quantity", "arrived_on", "verdict",
        "checker", "checked_on", "used_where", "used_on", "note",
    ),
    (
        Column("材料", "kind", link=opens("quality:material"), order="kind", primary=True),
        Column("品牌", "brand", order="brand", on_phone=False),
        Column("规格型号", "model", on_phone=False),
        Column("批号", "batch", order="batch"),
        Column("供应商", "supplier", order="supplier"),
        Column("进场日期", "arrived_on", "date", order="arrived_on"),
        verdict_column(heading="核验结论"),
        Column("核验人", "checker", on_phone=False),
        Column("使用部位", "used_where"),
        Column("使用日期", "used_on", "date", order="used_on", on_phone=False),
    ),
    filters.MaterialFilter, ("-arrived_on", "-pk"),
    "进场材料",
    "材料进场后在项目的“质量”页登记，合格的须上传质量证明文件。",
    {
        "verdict": "合格的须上传质量证明文件；不合格的不得使用，自动起草整改通知。",
        "used_where": "核验合格后填写，如3号楼屋面。",
    },
)  # fmt: skip
TEST = Kind(
    "test", "tests", TestReport, "检测报告",
    (
        "number", "agency", "phase", "item", "sample", "standard", "tested_on", "result",
        "verdict", "advice", "material", "corrects",
    ),
    (
        Column("报告编号", "number", link=opens("quality:test"), order="number", primary=True),
        Column("检测机构", "agency", order="agency"),
        Column("阶段", lambda row: row.get_phase_display(), order="phase", on_phone=False),
        Column("检测项目", "item", order="item"),
        Column("样品或部位", "sample"),
        Column("检测依据", "standard", on_phone=False),
        Column("检测日期", "tested_on", "date", order="tested_on"),
        Column("检测结果", "result"),
        verdict_column(),
        Column("更正", lambda row: "已更正" if row.corrected else None, "badge",
               badge=lambda row: "muted", on_phone=False),
    ),
    filters.TestFilter, ("-tested_on", "-pk"),
    "检测报告",
    "第三方检测报告在项目的“质量”页登记。",
    {
        "verdict": "不合格的自动起草整改通知，所检材料同时判为不合格。",
        "corrects": "报告只增不改；更正以前登记的报告时选择。",
    },
)  # fmt: skip
PROCESS = Kind(
    "process", "processes", ProcessCheck, "工序检查",
    ("place", "procedure", "hidden", "checked_on", "inspector", "verdict", "note"),
    (
        Column("工序", "procedure", link=opens("quality:process"), order="procedure", primary=True),
        Column("部位", "place", order="place"),
        Column("隐蔽工程", lambda row: "隐蔽" if row.hidden else None, "badge",
               badge=lambda row: "info", order="hidden"),
        Column("检查日期", "checked_on", "date", order="checked_on"),
        Column("检查人", "inspector"),
        verdict_column(),
        Column("检查情况", "note", on_phone=False),
    ),
    filters.ProcessFilter, ("-checked_on", "-pk"),
    "工序检查",
    "工序和隐蔽工程检查在项目的“质量”页登记。",
    {
        "hidden": "隐蔽工程须有照片，否则同一部位不能登记下道工序。",
        "place": "同一部位的写法应一致，如3号楼北侧管沟。",
    },
)  # fmt: skip
LOG = Kind(
    "log", "logs", SiteLog, "现场监督记录",
    ("kind", "logged_on", "people", "text", "reply", "replied_on"),
    (
        Column("情况和意见", "text", link=opens("quality:log"), primary=True),
        Column("种类", lambda row: row.get_kind_display(), order="kind"),
        Column("日期", "logged_on", "date", order="logged_on"),
        Column("人员", "people"),
        Column("处理情况", "reply"),
        Column("处理日期", "replied_on", "date", order="replied_on", on_phone=False),
    ),
    filters.LogFilter, ("-logged_on", "-pk"),
    "现场监督记录",
    "监理巡查、材料监督和居民监督小组的意见在项目的“质量”页登记。",
    {"people": "居民监督小组填成员姓名或“小组”。"},
)  # fmt: skip
METHOD = Kind(
    "method", "methods", MethodNote, "施工组织",
    ("method", "section", "from_on", "to_on", "impact"),
    (
        Column("施工段", "section", link=opens("quality:method"), primary=True),
        Column("施工方式", lambda row: row.get_method_display(), order="method"),
        Column("开始日期", "from_on", "date", order="from_on"),
        Column("结束日期", "to_on", "date", order="to_on"),
        Column("对居民的影响和措施", "impact"),
    ),
    filters.MethodFilter, ("-from_on", "-pk"),
    "施工组织安排",
    "分段施工、非开挖等安排在项目的“质量”页登记。",
    {},
)  # fmt: skip
TRIPLE = Kind(
    "verdict", "verdicts", EffectivenessCheck, "三达标督导",
    ("checked_on", "checker", "quality_met", "schedule_met", "progress_met", "note"),
    (
        Column("督导日期", "checked_on", "date", link=opens("quality:verdict"), order="checked_on",
               primary=True),
        Column("督导人", "checker"),
        yes("quality_met", "质量"),
        yes("schedule_met", "工期"),
        yes("progress_met", "进度"),
        Column("督导意见", "note"),
    ),
    filters.VerdictFilter, ("-checked_on", "-pk"),
    "督导结论",
    "在项目的“质量”页登记质量、工期、进度三项结论。",
    {},
)  # fmt: skip
KINDS = (MATERIAL, TEST, PROCESS, LOG, METHOD, TRIPLE)
