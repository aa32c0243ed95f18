"""Fields, sections and first words of the inspection bulletin (检查通报, S2-11)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from core.links import page
from reports.choices import ReportKind
from reports.figures import Figures
from reports.words import REQUIREMENTS, RegionWords

# added to the 机关代字, so that 云老旧改办检〔2023〕1号 is not the monthly bulletin's 1号
SERIES: Final = "检"
SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("inspections", "检查概况"),
    ("findings", "发现的问题"),
    ("followup", "上期问题整改情况"),
    (REQUIREMENTS, "下步要求"),
)
ATTACHMENTS: Final = (
    "{地区}检查问题整改情况表",
    "本期检查发现问题清单",
    "上期结转问题整改清单",
)
OPENING: Final = "现将{年度}年{月份}{地区}城镇老旧小区改造跟踪检查情况通报如下。"
COUNTS: Final[dict[str, str]] = {
    "问题项目数": "concerned_projects",
    "发现问题数": "findings",
    "上期结转问题数": "carried",
    "上期问题已整改数": "carried_closed",
    "应整改问题数": "due_findings",
    "已整改数": "closed_findings",
    "待复查数": "replied_findings",
    "未整改数": "open_findings",
    "逾期未整改数": "overdue_findings",
}
RATES: Final = {"整改率": "rectified_rate"}
NAMED: Final[dict[str, tuple[str, str]]] = {
    "问题分布": ("findings", "个"),
    "未整改分布": ("open_findings", "个"),
    "逾期分布": ("overdue_findings", "个"),
}
# counts that the regions below have to make up
CHECKED: Final[dict[str, str]] = {
    "findings": "发现问题数",
    "carried": "上期结转问题数",
    "closed_findings": "已整改数",
    "overdue_findings": "逾期未整改数",
}
# the filters under which the register lists exactly the rows of a count
ROWS: Final[dict[str, dict[str, str]]] = {
    "replied_findings": {"state": "replied"},
    "overdue_findings": {"overdue": "1"},
}


def is_inspection(data: Mapping[str, Any]) -> bool:
    """Say whether frozen data is an inspection bulletin's; other kinds do not say theirs."""
    return data.get("kind") == ReportKind.INSPECTION


def title_of(data: Mapping[str, Any], region: RegionWords) -> str:
    return f"关于{data['label']}{region.whole}城镇老旧小区改造跟踪检查情况的通报"


def paragraphs(key: str, data: Mapping[str, Any], region: RegionWords) -> list[str]:
    return {
        "inspections": _inspections,
        "findings": _findings,
        "followup": _followup,
        REQUIREMENTS: _requirements,
    }[key](data["own"]["figures"], region)


def categories(data: Mapping[str, Any]) -> str:
    """Return the month's findings by category, the most frequent first."""
    counts = Counter(row["category"] for row in data["found"])
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return "、".join(f"{name}{count}个" for name, count in ordered) or "无"


def rows_href(key: str, figures: Figures) -> str:
    """Return the address of the findings that a count counts, empty where no filter has them."""
    if key not in ROWS:
        return ""
    query = {"region": figures.region, "as_of": figures.as_of.isoformat(), **ROWS[key]}
    return f"{page('quality:findings')}?{urlencode(query)}"


def _inspections(figures: dict[str, Any], region: RegionWords) -> list[str]:
    return [
        "{月份}，对{地区}城镇老旧小区改造项目开展跟踪检查，在{问题项目数}个项目发现问题"
        "{发现问题数}个；上期结转未整改问题{上期结转问题数}个。",
        "截至{截至日期}，应整改问题{应整改问题数}个，已整改{已整改数}个，整改率{整改率}；"
        "未整改{未整改数}个，其中已回复待复查{待复查数}个、逾期未整改{逾期未整改数}个。"
        f"{region.below}情况见附件1。",
    ]


def _findings(figures: dict[str, Any], region: RegionWords) -> list[str]:
    if not figures["findings"]:
        return ["本期检查未发现新的问题。"]
    return [
        "本期发现的问题按类别分：{问题分类}；按地区分：{问题分布}。问题、整改要求和期限见附件2。"
    ]


def _followup(figures: dict[str, Any], region: RegionWords) -> list[str]:
    lines = ["没有上期结转的问题。"]
    if figures["carried"]:
        lines = [
            "上期结转问题{上期结转问题数}个，本期已整改{上期问题已整改数}个，逐项情况见附件3。"
        ]
    if figures["overdue_findings"]:
        lines.append("逾期未整改的问题{逾期未整改数}个，分布在：{逾期分布}。")
    return lines


def _requirements(figures: dict[str, Any], region: RegionWords) -> list[str]:
    lines = [
        "限期整改到位。责任单位对照问题清单逐项整改，按期报送整改回复，经复查确认后销号。",
        "举一反三排查。对同类问题开展自查，完善现场管理，防止问题反复。",
    ]
    if figures["overdue_findings"]:
        lines.insert(1, "督促逾期问题。对逾期未整改的问题挂牌督办，说明原因并明确完成时间。")
    return lines
