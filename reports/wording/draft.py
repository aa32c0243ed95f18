"""The first draft of a bulletin: sections in the customary order, every number a field (domain: §4.1)."""

from typing import Any, Final

from reports.models import Letterhead
from reports.wording import inspections
from reports.wording.fields import NOBODY, RATES, ends_of
from reports.words import REQUIREMENTS, RegionWords, whole_region

SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("overall", "总体情况"),
    ("regions", "{each}进展情况"),
    ("funding", "资金情况"),
    ("quality", "质量安全与投诉情况"),
    ("problems", "存在问题"),
    (REQUIREMENTS, "下步要求"),
)
ATTACHMENTS: Final = (
    "{地区}城镇老旧小区改造进展情况表",
    "未开工项目清单",
    "滞后项目清单",
    "资金情况表",
    "投诉与纠纷情况表",
)
OPENING: Final = "现将{年度}年{月份}{地区}城镇老旧小区改造工作进展情况通报如下。"


def first_draft(data: dict[str, Any], head: Letterhead) -> dict[str, Any]:
    """Return a report's `text`: letterhead, sections of paragraphs, and who is named in lists."""
    region = whole_region(head.region)
    inspected = inspections.is_inspection(data)
    return {
        "whole": region.whole,
        "below": region.below,
        "office": head.office,
        "banner": head.banner,
        "code": f"{head.code}{inspections.SERIES}" if inspected else head.code,
        "addressee": head.addressee,
        "cc": head.cc,
        "printer": head.printer,
        "opening": inspections.OPENING if inspected else OPENING,
        "sections": [
            {
                "key": key,
                "title": title.replace("{each}", region.each),
                "paragraphs": _paragraphs(key, data, region),
            }
            for key, title in (inspections.SECTIONS if inspected else SECTIONS)
        ],
        "named": {},
    }


def title_of(data: dict[str, Any], region: RegionWords) -> str:
    if inspections.is_inspection(data):
        return inspections.title_of(data, region)
    return f"关于{data['label']}{region.whole}城镇老旧小区改造工作进展情况的通报"


def attachments_of(data: dict[str, Any]) -> tuple[str, ...]:
    return inspections.ATTACHMENTS if inspections.is_inspection(data) else ATTACHMENTS


def _paragraphs(key: str, data: dict[str, Any], region: RegionWords) -> list[str]:
    if inspections.is_inspection(data):
        return inspections.paragraphs(key, data, region)
    if key == "overall":
        return overall(data["own"]["figures"], data["before"]["own"]["figures"])
    if key == "regions":
        return _regions(data, region)
    if key == "funding":
        return [*_funding(data["own"]["figures"], region), *_further_gaps(data)]
    return {
        "quality": _quality,
        "problems": _problems,
        REQUIREMENTS: _requirements,
    }[key](data["own"]["figures"], region)


def overall(figures: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Changes are told where last month has a rate: January's plan has none in December."""

    def with_change(name: str) -> str:
        key = RATES[name]
        known = figures[key] is not None and before[key] is not None
        return f"{{{name}}}，{{{name}较上月}}" if known else f"{{{name}}}"

    suspended = "，暂缓实施{暂缓小区数}个" if figures["suspended_communities"] else ""
    return [
        "{年度}年，{地区}计划改造城镇老旧小区{计划小区数}个，涉及居民{计划户数}，"
        "建筑面积{建筑面积}，年度计划投资{年度计划投资}。",
        f"截至{{截至日期}}，已开工{{已开工小区数}}个，开工率{with_change('开工率')}；"
        f"已完工{{完工小区数}}个，完工率{with_change('完工率')}；"
        f"尚未开工{{未开工小区数}}个，占计划的{{未开工率}}{suspended}。",
        f"累计完成投资{{完成投资}}，占年度计划投资的{with_change('投资完成率')}，"
        "{投资较时间进度}。",
    ]


def _regions(data: dict[str, Any], region: RegionWords) -> list[str]:
    """Nobody is named where the regions cannot be told apart, or where streets have no plans."""
    ends = ends_of(data)
    told = [
        f"进展{which}的地区：{{进展{which}地区}}"
        for which, names in (("较快", ends.fast), ("较慢", ends.slow))
        if names != NOBODY
    ]
    ranking = f"按开工率排名，{'；'.join(told)}。" if told else ""
    lines = [f"{ranking}{region.below}进展情况见附件1。"]
    if data["own"]["figures"]["unstarted_communities"]:
        lines.append("尚未开工的{未开工小区数}个小区分布在：{未开工分布}。")
    return lines


def _funding(figures: dict[str, Any], region: RegionWords) -> list[str]:
    gap = "，其中{资金缺口分布}" if figures["funding_gap_wan"] else ""
    return [
        "年度项目总投资{总投资}，已落实资金{落实资金}，到位{到位资金}，拨付{拨付资金}，"
        f"资金支付率{{支付率}}（拨付占到位）。资金总缺口（总投资减已落实资金）{{资金缺口}}{gap}。"
    ]


def _further_gaps(data: dict[str, Any]) -> list[str]:
    """Name the other three gaps, so that none is taken for 总缺口."""
    if "gaps" not in data:
        return []
    return [
        "年度缺口（年度计划投资减本年可用资金）{年度缺口}，到位缺口（落实资金减到位资金）{到位缺口}，"
        "支付缺口（应付工程款减已付资金）{支付缺口}。"
    ]


def _quality(figures: dict[str, Any], region: RegionWords) -> list[str]:
    return [
        "今年以来，共受理质量投诉{质量投诉}件，其中{投诉分类}；"
        "发生矛盾纠纷{矛盾纠纷}起，其中群体性事件{群体性事件}起。"
    ]


def _problems(figures: dict[str, Any], region: RegionWords) -> list[str]:
    lines = []
    if figures["lagging_projects"]:
        lines.append(
            "进度滞后。节点到期未完成的项目{滞后项目数}个（其中未开工{滞后未开工项目数}个），"
            "分布在：{滞后分布}，名单见附件3。"
        )
    if figures["unstarted_communities"]:
        lines.append("开工不足。尚未开工的小区{未开工小区数}个，名单见附件2。")
    if figures["funding_gap_wan"]:
        lines.append("资金缺口较大。资金总缺口{资金缺口}，各地筹资进展不平衡。")
    return lines or ["各项目总体按计划推进，未发现节点到期未完成的项目。"]


def _requirements(figures: dict[str, Any], region: RegionWords) -> list[str]:
    return [
        "压实工作责任。对未开工项目逐一分析原因，制定整改措施，明确责任人和完成时限，一项一策，"
        "逐项销号。",
        "加快项目进度。对滞后项目倒排工期、挂图作战，组织工作专班进驻现场，尽快赶上序时进度。",
        "强化资金保障。多渠道筹措资金，及时拨付工程款，规范资金使用。",
        "严格质量监管。严把材料关、工序关，对投诉问题限期整改，及时化解矛盾纠纷。",
    ]
