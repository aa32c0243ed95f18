"""The ledger sheets 投诉 and 纠纷."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from complaints.choices import ComplaintState
from complaints.models import Complaint, ComplaintCategory, Dispute, MassNotice
from core.ledger import LedgerContext
from core.workbook.cells import Date, Identifier, Text, YesNo
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from projects.ledger.base import (
    SheetOfCity,
    check_number,
    inside,
    region_of_community,
    region_of_project,
    renamed,
)
from projects.models import Project
from projects.services.guards import signed


class ComplaintSheet(SheetOfCity[Complaint]):
    """A complaint belongs to its community's region, within its project's where it names one."""

    model = Complaint
    sheet = Sheet(
        "投诉",
        (
            Column("投诉编号", "number", Identifier(40), required=True),
            Column("小区编号", "community", Identifier(40)),
            Column("项目编号", "project", Identifier(40)),
            Column("类别", "category", Text(30), required=True),
            Column("渠道", "channel", Text(30)),
            Column("受理日期", "received_on", Date(), required=True),
            Column("办结日期", "closed_on", Date()),
            Column("内容", "content", Text(2000)),
            Column("满意度", "satisfaction", Text(10)),
        ),
        key=("number",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Complaint]:
        return Complaint.objects.filter(city=context.city)

    def key_of(self, instance: Complaint) -> Key:
        return (instance.number,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        check_number(row, context.get("投诉", row["number"]), context)
        if not row["community"] and not row["project"]:
            row.error("community", "请填写小区编号或项目编号")
            return
        known = context.check_reference(row, "community", "小区")
        if context.check_reference(row, "project", "项目") and known:
            _check_scope(row, place_of(row, context), context)
        _check_order(row, "received_on", "closed_on")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        fields = ("number", "category", "channel", "received_on", "closed_on", "content")
        return {
            **{name: row[name] for name in (*fields, "satisfaction")},
            "community_id": _pk(context, "小区", row["community"]),
            "project_id": _pk(context, "项目", row["project"]),
            "region_id": place_of(row, context),
            "city": context.city,
            "quality": row["category"] not in _beside_quality(context),
            "state": _state(context.get("投诉", row["number"]), row["closed_on"]),
            **self.kept(row, context),
        }

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        fields = ("number", "category", "channel", "received_on", "closed_on", "content")
        rows = Complaint.objects.in_region(region).counted().order_by("number")
        found = rows.values(
            *fields, "satisfaction", "community__number", "project__number", "remarks"
        )
        return renamed(
            found.iterator(chunk_size=2000),
            community__number="community",
            project__number="project",
        )


class DisputeSheet(SheetOfCity[Dispute]):
    model = Dispute
    sheet = Sheet(
        "纠纷",
        (
            Column("纠纷编号", "number", Identifier(40), required=True),
            Column("项目编号", "project", Identifier(40), required=True),
            Column("类别", "category", Text(30), required=True),
            Column("群体性", "mass_incident", YesNo()),
            Column("发生日期", "occurred_on", Date(), required=True),
            Column("化解日期", "resolved_on", Date()),
            Column("是否停工", "stopped_work", YesNo()),
            Column("停工日期", "stopped_on", Date()),
            Column("复工日期", "resumed_on", Date()),
            Column("情况", "content", Text(2000)),
        ),
        key=("number",),
    )

    def rows_in_city(self, context: LedgerContext) -> Iterable[Dispute]:
        return Dispute.objects.filter(city=context.city)

    def key_of(self, instance: Dispute) -> Key:
        return (instance.number,)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        check_number(row, context.get("纠纷", row["number"]), context)
        if context.check_reference(row, "project", "项目"):
            _check_scope(row, region_of_project(row["project"], context), context)
        _check_order(row, "occurred_on", "resolved_on")
        _check_order(row, "stopped_on", "resumed_on")
        if not row["stopped_work"] and (row["stopped_on"] or row["resumed_on"]):
            row.error("stopped_work", "已填停工或复工日期，应为“是”")
        elif row["stopped_work"] and not row["stopped_on"]:
            row.error("stopped_on", "是否停工为“是”，请填写停工日期")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        project: Project = context.get("项目", row["project"])
        plain = {name: value for name, value in row.values.items() if name != "project"}
        return {
            **plain,
            "mass_incident": bool(row["mass_incident"]),
            "stopped_work": bool(row["stopped_work"]),
            "project_id": project.pk,
            "region_id": project.site_id,
            "reported_in_id": project.region_id,
            "city": context.city,
            **self.kept(row, context),
        }

    def after_write(self, saved: Sequence[tuple[Row, Dispute]], context: LedgerContext) -> None:
        """Tell the city of mass incidents, as when one is reported on the page."""
        mass = [dispute for _, dispute in saved if dispute.mass_incident]
        told = MassNotice.objects.filter(dispute__in=mass).values_list("dispute_id", flat=True)
        known = set(told)
        for dispute in mass:
            if dispute.pk not in known:
                notice = MassNotice(dispute=dispute, region_id=dispute.city)
                signed(notice, context.user, context.reason).save()

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        fields = [column.attr for column in self.sheet.columns if column.attr != "project"]
        rows = self.exported(region).order_by("number")
        if context.user is not None:  # mass incidents are not everybody's to read
            rows = rows.filter(pk__in=Dispute.objects.visible_to(context.user).values("pk"))
        found = rows.values(*fields, "project__number", "remarks")
        return renamed(found.iterator(chunk_size=2000), project__number="project")


def place_of(row: Row, context: LedgerContext) -> int | None:
    """Return the region of a complaint: the community's, unless its project lies elsewhere."""
    community = region_of_community(row["community"], context) if row["community"] else None
    project = region_of_project(row["project"], context) if row["project"] else None
    if community and (project is None or inside(community, project)):
        return community
    return project


def _beside_quality(context: LedgerContext) -> set[str]:
    """Return the categories that are no 质量投诉; one that nobody entered counts as quality."""
    if "beside_quality" not in context.noted:
        rows = ComplaintCategory.objects.filter(quality=False)
        context.noted["beside_quality"] = set(rows.values_list("name", flat=True))
    found: set[str] = context.noted["beside_quality"]
    return found


def _state(known: Complaint | None, closed_on: date | None) -> str:
    """Return the state that a row of the file leads to; where both agree the portal's stays."""
    if known is not None and (known.closed_on is None) == (closed_on is None):
        return known.state
    return ComplaintState.CLOSED if closed_on else ComplaintState.ACCEPTED


def _pk(context: LedgerContext, sheet: str, number: str) -> int | None:
    found = context.get(sheet, number) if number else None
    return found.pk if found else None


def _check_scope(row: Row, region: int | None, context: LedgerContext) -> None:
    if context.scope is not None and region is not None and region not in context.scope:
        row.error("number", "不在您的管辖范围内，不能导入")


def _check_order(row: Row, earlier: str, later: str) -> None:
    first, second = row.get(earlier), row.get(later)
    if first and second and second < first:
        row.error(later, f"不能早于{row.sheet.by_attr[earlier].heading}（{first}）")


COMPLAINTS: Final = ComplaintSheet()
DISPUTES: Final = DisputeSheet()
