"""What a briefing for a meeting is written from: a frozen report, or the ledger as of a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.models import Region
from core.exceptions import Refusal
from projects.models import Project
from reports.choices import ReportKind
from reports.figures import Figures, figures_by_child
from reports.models import Report
from reports.snapshot import Json, data_as_of
from reports.wording.fields import children, own

FROM: Final = (ReportKind.WEEKLY, ReportKind.MONTHLY)
LISTS: Final = ("unstarted", "lagging", "suspended", "problems", "help")


@dataclass(frozen=True)
class Peers:
    """The regions side by side with one, itself among them, and the region above them."""

    parent: Region
    whole: Figures
    regions: list[Figures]


@dataclass(frozen=True)
class Facts:
    """A region's frozen or counted data in the shape of a snapshot, its peers, where it is from."""

    region: Region
    data: Json
    peers: Peers | None
    source: str

    @property
    def own(self) -> Figures:
        return own(self.data)

    @property
    def as_of(self) -> date:
        return self.own.as_of


def facts_as_of(region: Region, year: int, day: date) -> Facts:
    """Count the facts of a region as of a day."""
    peers = None
    if region.parent is not None:
        whole, regions = figures_by_child(region.parent.code, year, day)
        peers = Peers(region.parent, whole, regions)
    return Facts(region, data_as_of(region, year, day), peers, "按台账和已审核周报统计")


def facts_of_report(report: Report, region: Region) -> Facts:
    """Read the facts of a report's region, or of one right below it, out of its frozen row.

    Refusal when the report does not hold the region's figures.
    """
    source = (
        f"取自《{report.title}》（{report.data['label']}，{report.get_state_display()}）冻结数据"
    )
    if region.code == report.region_id:
        return Facts(region, report.data, None, source)
    if str(region.code) not in {child["region"] for child in report.data["children"]}:
        raise Refusal(f"所选报告没有{region.name}的数据，请另选报告或按截至日期取数。", "report")
    peers = Peers(report.region, own(report.data), children(report.data))
    return Facts(region, _of_child(report.data, region), peers, source)


def _of_child(data: Mapping[str, Any], region: Region) -> Json:
    """Return the part of a snapshot that concerns one child; categories are not kept by child."""
    before = data["before"]
    found = {
        "region": {"code": region.code, "name": region.name, "level": region.level},
        "year": data["year"],
        "as_of": data["as_of"],
        "elapsed": data["elapsed"],
        "own": _child(data["children"], region),
        "children": [],
        "before": {
            "as_of": before["as_of"],
            "own": _child(before["children"], region),
            "children": [],
        },
        "ranking": {**data["ranking"], "rows": []},
    }
    return found | _lists(data, region)


def _child(rows: list[Json], region: Region) -> Json:
    return next(row for row in rows if row["region"] == str(region.code))


def _lists(data: Mapping[str, Any], region: Region) -> Json:
    """Return the rows of the lists whose project lies in the region."""
    there = {name: data[name] for name in LISTS if name in data}
    told = {row["project"] for rows in there.values() for row in rows}
    inside = Project.objects.in_region(region.code).filter(pk__in=told)
    known = set(inside.values_list("pk", flat=True))
    return {name: [row for row in rows if row["project"] in known] for name, rows in there.items()}
