"""The dictionary of indicators (指标口径): what each is called, how it is counted, where its rows are.

Every page and report prints names and units from here; `reports.figures` computes the values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode

from core import money
from core.links import page

if TYPE_CHECKING:
    from reports.figures import Figures

Kind = Literal["count", "money", "area", "rate"]
Better = Literal["up", "down", ""]


@dataclass(frozen=True)
class Rows:
    """The list that an indicator counts or sums.

    `counted` lists have exactly as many rows as the indicator says; the others hold what is summed.
    """

    url_name: str
    query: Mapping[str, str] = field(default_factory=dict)
    counted: bool = True

    def href(self, region: int, year: int, as_of: date) -> str:
        """Return the address of the list for one region, programme year and date."""
        more = f"&{urlencode(self.query)}" if self.query else ""
        return f"{page(self.url_name)}?year={year}&region={region}&as_of={as_of}{more}"

    def of(self, figures: "Figures") -> str:
        """Return the address of the list that these figures count."""
        return self.href(figures.region, figures.year, figures.as_of)


@dataclass(frozen=True)
class Indicator:
    """One indicator; `better` says which way is good news, and which end a ranking starts at."""

    key: str
    name: str
    unit: str
    definition: str
    numerator: str
    denominator: str = ""
    rows: Rows | None = None
    kind: Kind = "count"
    better: Better = ""

    @property
    def is_rate(self) -> bool:
        return self.kind == "rate"

    @property
    def places(self) -> int:
        """Decimal places on pages: investments of 万元 and areas are printed whole."""
        return 1 if self.is_rate else 0

    @property
    def difference_unit(self) -> str:
        return "个百分点" if self.is_rate else self.unit

    def href_of(self, figures: "Figures") -> str | None:
        """Return the address of the rows behind the indicator; None where it has none."""
        return self.rows.of(figures) if self.rows else None

    def change(self, before: Any, after: Any) -> Decimal | None:
        """Return after − before as pages print it: printed rates in points, others whole."""
        if before is None or after is None:
            return None
        exact = Decimal(str(after)) - Decimal(str(before))
        return exact if self.is_rate else money.round_half_up(exact, Decimal(1))


def _communities(status: str = "") -> Rows:
    return Rows("projects:communities", {"status": status} if status else {})


def _projects(**query: str) -> Rows:
    return Rows("projects:projects", query)


PLANS: Final = Rows("projects:plans", {"in_force": "1"}, counted=False)
SUMMED_PROJECTS: Final = Rows("projects:projects", counted=False)
SUMMED_COMMUNITIES: Final = Rows("projects:communities", counted=False)
SOURCES: Final = Rows("funding:sources", counted=False)
PLANNED: Final = "计划小区数"

INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator(
        "plan_communities", "计划小区数", "个",
        "截至日期有效的已批准年度计划所列的小区数；本级没有计划的，取下级计划之和。",
        "年度计划的计划小区数", rows=PLANS,
    ),
    Indicator(
        "plan_households", "计划户数", "户",
        "截至日期有效的已批准年度计划所列的户数。",
        "年度计划的计划户数", rows=PLANS,
    ),
    Indicator(
        "annual_plan_wan", "年度计划投资", "万元",
        "截至日期有效的已批准年度计划所列的投资。",
        "年度计划的计划投资", rows=PLANS, kind="money",
    ),
    Indicator(
        "started_communities", "已开工小区", "个",
        "本年度小区中，所在项目实际开工日期不晚于截至日期的；计划外项目计入，开工后暂缓的仍计入。",
        "实际开工≤截至日期的小区，同一小区只计一次",
        rows=_communities("started"), better="up",
    ),
    Indicator(
        "start_rate", "开工率", "%",
        "已开工小区占计划小区的比例；有计划外项目时可超过100%。",
        "已开工小区数", PLANNED, kind="rate", better="up",
    ),
    Indicator(
        "started_households", "已开工户数", "户",
        "已开工小区的户数。", "已开工小区的户数之和",
        rows=Rows("projects:communities", {"status": "started"}, counted=False), better="up",
    ),
    Indicator(
        "household_start_rate", "开工率（按户数）", "%",
        "已开工户数占计划户数的比例。", "已开工户数", "计划户数", kind="rate", better="up",
    ),
    Indicator(
        "unstarted_communities", "未开工小区", "个",
        "列入计划、截至日期尚未开工且未暂缓的小区。",
        "计划内小区，其项目均未开工且不全为暂缓",
        rows=_communities("unstarted"), better="down",
    ),
    Indicator(
        "unstarted_rate", "未开工率", "%",
        "未开工小区占计划小区的比例。", "未开工小区数", PLANNED, kind="rate", better="down",
    ),
    Indicator(
        "in_construction_communities", "在建小区", "个",
        "已开工、截至日期尚未全部完工且未暂缓的小区。",
        "有项目已开工、未全部完工的小区", rows=_communities("building"),
    ),
    Indicator(
        "completed_communities", "完工小区", "个",
        "截至日期未暂缓的项目全部完工的小区，含已验收。",
        "实际完工≤截至日期的小区", rows=_communities("finished"), better="up",
    ),
    Indicator(
        "completion_rate", "完工率", "%",
        "完工小区（含已验收）占计划小区的比例。", "完工小区数", PLANNED, kind="rate", better="up",
    ),
    Indicator(
        "accepted_communities", "已验收小区", "个",
        "截至日期未暂缓的项目全部通过竣工验收的小区。",
        "竣工验收≤截至日期的小区", rows=_communities("accepted"), better="up",
    ),
    Indicator(
        "suspended_communities", "暂缓小区", "个",
        "截至日期所有项目都在暂缓或停工期内的小区。",
        "项目全部暂缓的小区", rows=_communities("suspended"),
    ),
    Indicator(
        "out_of_plan_communities", "计划外小区", "个",
        "本年度只属于计划外项目的小区。", "项目全部为计划外的小区",
        rows=Rows("projects:communities", {"out_of_plan": "1"}),
    ),
    Indicator(
        "programme_communities", "台账小区", "个",
        "台账中属于本年度项目的小区，含计划外。",
        "本年度项目的小区，同一小区只计一次", rows=_communities(),
    ),
    Indicator(
        "projects", "项目", "个", "台账中本年度的项目。", "本年度项目数", rows=_projects(),
    ),
    Indicator(
        "plan_buildings", "楼栋数", "栋", "台账中本年度小区的楼栋数。",
        "本年度小区的楼栋数之和", rows=SUMMED_COMMUNITIES,
    ),
    Indicator(
        "households", "户数", "户", "台账中本年度小区的户数。",
        "本年度小区的户数之和", rows=SUMMED_COMMUNITIES,
    ),
    Indicator(
        "floor_area_m2", "建筑面积", "㎡", "台账中本年度小区的建筑面积。",
        "本年度小区的建筑面积之和", rows=SUMMED_COMMUNITIES, kind="area",
    ),
    Indicator(
        "total_investment_wan", "总投资", "万元", "本年度各项目的总投资。",
        "本年度项目总投资之和", rows=SUMMED_PROJECTS, kind="money",
    ),
    Indicator(
        "invested_wan", "累计完成投资", "万元",
        "各项目最近一期已审核周报的累计完成投资，周报的周一不晚于截至日期。",
        "本年度各项目累计完成投资之和", rows=SUMMED_PROJECTS, kind="money", better="up",
    ),
    Indicator(
        "investment_rate", "投资完成率", "%",
        "累计完成投资占年度计划投资的比例。", "累计完成投资", "年度计划投资",
        kind="rate", better="up",
    ),
    Indicator(
        "lagging_projects", "滞后项目", "个",
        "有节点的计划日期不晚于截至日期而截至日期尚未完成的项目；暂缓、停工期内的不计。",
        "有逾期未完成节点的项目", rows=_projects(lagging="1"), better="down",
    ),
    Indicator(
        "lagging_unstarted", "滞后未开工项目", "个",
        "滞后项目中截至日期尚未开工的，已包含在滞后项目内。",
        "滞后且未开工的项目", rows=_projects(lagging="1", started="0"), better="down",
    ),
    Indicator(
        "secured_wan", "落实资金", "万元", "本年度项目各类资金来源的落实金额。",
        "资金来源的落实金额之和", rows=SOURCES, kind="money", better="up",
    ),
    Indicator(
        "received_wan", "到位资金", "万元", "到位日期不晚于截至日期的资金，冲销为负。",
        "到位记录的金额之和", rows=Rows("funding:receipts", counted=False), kind="money",
        better="up",
    ),
    Indicator(
        "paid_wan", "拨付资金", "万元", "支付日期不晚于截至日期的拨付。",
        "已支付的拨付金额之和", rows=Rows("funding:payments", counted=False), kind="money",
        better="up",
    ),
    Indicator(
        "funding_gap_wan", "资金缺口（总缺口）", "万元",
        "本年度项目总投资减去已落实资金，即总缺口，不是年度缺口或到位缺口。",
        "总投资－落实资金", rows=SOURCES, kind="money", better="down",
    ),
    Indicator(
        "quality_complaints", "质量投诉", "件",
        "当年1月1日至截至日期受理的质量投诉；待受理、不予受理、已并案的和施工扰民等非质量类别不计。",
        "受理日期在期内的质量类投诉", rows=Rows("complaints:complaints", {"quality": "1"}),
        better="down",
    ),
    Indicator(
        "disputes", "矛盾纠纷", "件", "当年1月1日至截至日期发生的矛盾纠纷。",
        "发生日期在期内的纠纷", rows=Rows("complaints:disputes"), better="down",
    ),
    Indicator(
        "mass_incidents", "群体性事件", "件", "矛盾纠纷中的群体性事件，已包含在矛盾纠纷内。",
        "期内标明群体性的纠纷", rows=Rows("complaints:disputes", {"mass": "1"}),
        better="down",
    ),
)  # fmt: skip

INDICATOR: Final[dict[str, Indicator]] = {one.key: one for one in INDICATORS}
# a rate has no rows of its own: its numerator's are opened
NUMERATORS: Final = {
    "start_rate": "started_communities",
    "household_start_rate": "started_households",
    "unstarted_rate": "unstarted_communities",
    "completion_rate": "completed_communities",
    "investment_rate": "invested_wan",
}


def rows_behind(key: str) -> Rows | None:
    """Return the list that an indicator or a rate's numerator counts; None for what has none."""
    indicator = INDICATOR.get(NUMERATORS.get(key, key))
    return indicator.rows if indicator else None
