"""What a bulletin says: the numbers of the demo city, and what may not be written."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Region
from core.exceptions import Refusal
from core.periods import Month
from projects.models import Project
from reports.models import Letterhead, Report
from reports.services import bulletins
from reports.services.bulletins import Conflict, NotReady, Rejected
from reports.wording.checks import footnotes, open_checks, unexplained
from reports.wording.draft import first_draft
from reports.wording.fields import fields
from reports.wording.lint import loose_numbers, placeholders, unknown_fields
from reports.wording.resolve import plain
from reports.words import whole_region
from tests.reports.bulletins import JULY, Office, bulletin, explain_all, fresh, write


def words(report: Report) -> str:
    known = fields(report.data, report.text)
    sections = report.text["sections"]
    return "\n".join(plain(words, known) for one in sections for words in one["paragraphs"])


def lagging_but(report: Report, *unnamed: str) -> dict[str, list[int]]:
    """Return the regions that 滞后分布 names, without some."""
    rows = report.data["children"]
    return {"滞后分布": [int(row["region"]) for row in rows if row["name"] not in unnamed]}


def text_with(passage: str, key: str = "overall") -> dict[str, Any]:
    return {"sections": [{"key": key, "title": "总体情况", "paragraphs": [passage]}]}


def test_the_july_bulletin_of_the_demo_city_has_its_numbers(office: Office) -> None:
    text = words(bulletin(office.region))
    for expected in (
        "计划改造城镇老旧小区186个",
        "已开工162个，开工率87.1%",
        "尚未开工24个，占计划的12.9%",
        "累计完成投资23.5亿元，占年度计划投资的68.3%",
        "资金总缺口（总投资减已落实资金）8.7亿元，其中石门县2.3亿元、城西区1.9亿元、"
        "青阳县1.6亿元、江北区1.2亿元、白水县1.0亿元、高新区0.7亿元",
        "年度缺口（年度计划投资减本年可用资金）",
        "到位缺口（落实资金减到位资金）",
        "支付缺口（应付工程款减已付资金）",
        "共受理质量投诉23件",
        "矛盾纠纷15起，其中群体性事件2起",
        "节点到期未完成的项目35个（其中未开工16个）",
        "超时间进度10.2个百分点",
    ):
        assert expected in text


def test_the_section_of_the_children_is_named_after_their_level(office: Office) -> None:
    report = bulletin(office.region)
    assert report.text["sections"][1]["title"] == "各县区进展情况"
    province = Region(pk=990000000000, name="示例省", level="省")
    text = first_draft(report.data, Letterhead.of(province))
    assert text["sections"][1]["title"] == "各市进展情况"


@pytest.mark.parametrize(
    ("name", "level", "whole", "addressee", "cc"),
    [
        ("示例省", "省", "全省", "各市人民政府，省直有关部门：", "省委办公厅，省政府办公厅。"),
        ("示例自治区", "省", "全区", "各市人民政府，区直有关部门：", "区委办公厅，区政府办公厅。"),
        ("云江市", "市", "全市", "各县（区）人民政府，市直有关部门：", "市委办公室，市政府办公室。"),
        ("云江自治州", "市", "全州", "各县（区）人民政府，州直有关部门：", "州委办公室，州政府办公室。"),
        ("云江地区", "市", "全市", "各县（区）人民政府，市直有关部门：", "市委办公室，市政府办公室。"),
        ("甲区", "区县", "全区", "各街道办事处，各乡镇人民政府，区直有关部门：", "区委办公室，区政府办公室。"),
        ("乙县", "区县", "全县", "各街道办事处，各乡镇人民政府，县直有关部门：", "县委办公室，县政府办公室。"),
        ("朝阳街道", "街道", "朝阳街道", "各社区，各有关单位：", ""),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_letterhead_is_written_as_the_level_writes(
    name: str, level: str, whole: str, addressee: str, cc: str
) -> None:
    region = Region(code=999902000000, name=name, level=level)
    head = Letterhead.of(region)
    assert (whole_region(region).whole, head.addressee, head.cc) == (whole, addressee, cc)


def test_a_month_without_a_comparable_one_before_tells_no_change(office: Office) -> None:
    report = bulletin(office.region, Month(2023, 1))
    assert "较上月" not in words(report)


def test_two_districts_left_out_of_a_list_block_issue_until_explained(office: Office) -> None:
    report = write(
        office.drafter, bulletin(office.region),
        named=lagging_but(bulletin(office.region), "临江区", "平山县"),
    )  # fmt: skip
    [check] = [one for one in open_checks(report) if one["key"] == "named.滞后分布"]
    assert (check["stated"], check["counted"], check["difference"]) == (35, 33, -2)
    bulletins.review(office.head, report)
    with pytest.raises(NotReady, match="相差2个，请写明原因"):
        bulletins.issue(office.head, report)
    bulletins.explain_check(office.drafter, report, check["key"], "临江区、平山县各1个，不单列")
    assert not unexplained(report)
    bulletins.review(office.head, report)
    bulletins.issue(office.head, report)
    [note] = footnotes(fresh(report.pk))["滞后分布"]
    assert note.endswith("相差2个（总数35个，分项合计33个）：临江区、平山县各1个，不单列。")


def test_a_reason_falls_away_when_the_difference_becomes_another(office: Office) -> None:
    report = write(
        office.drafter, bulletin(office.region),
        named=lagging_but(bulletin(office.region), "临江区", "平山县"),
    )  # fmt: skip
    explain_all(office.drafter, report)
    report = write(office.drafter, report, named=lagging_but(report, "临江区"))
    assert [one["difference"] for one in unexplained(report)] == [-1]
    assert not report.explanations.exists()


def test_a_reason_needs_words_a_limit_and_a_difference(office: Office) -> None:
    report = bulletin(office.region)
    report = write(office.drafter, report, named=lagging_but(report, "临江区"))
    [check] = unexplained(report)
    for reason, told in (("  ", "请写明差异原因"), ("因" * 301, "最多300字")):
        with pytest.raises(Refusal, match=told):
            bulletins.explain_check(office.drafter, report, check["key"], reason)
    with pytest.raises(Refusal, match="已经对平"):
        bulletins.explain_check(office.drafter, report, "named.未开工分布", "原因")


@pytest.mark.parametrize(
    "mark", ["*", "＊", "X", "XX", "x", "__", "＿＿", "××", "某某", "待填", "??"]
)
def test_a_placeholder_blocks_issue(office: Office, mark: str) -> None:
    report = write(office.drafter, bulletin(office.region), problems=f"其中{mark}情况突出。")
    bulletins.review(office.head, report)
    with pytest.raises(NotReady, match="占位符"):
        bulletins.issue(office.head, report)


def test_a_placeholder_in_the_letterhead_blocks_too(office: Office) -> None:
    report = write(office.drafter, bulletin(office.region), head={"cc": "××局。"})
    assert any("抄送机关" in one for one in bulletins.obstacles(report))


@pytest.mark.parametrize(
    "passage",
    ["已开工163个", "开工率88％", "开工率８８%", "提高3.2", "完成投资23 亿元", "共三十五个项目", "提高五个百分点",
     "百分之八十七", "涉及3万余户", "12小区", "1{已开工小区数}个", "{已开工小区数}0个", "{已开工小区数}.5个", "0.{已开工小区数}"],
)  # fmt: skip
def test_a_number_typed_by_hand_is_refused(office: Office, passage: str) -> None:
    report = bulletin(office.region)
    with pytest.raises(Rejected) as refused:
        write(office.drafter, report, overall=f"截至月末，{passage}。")
    assert all("总体情况" in one.place for one in refused.value.findings)
    assert fresh(report.pk).text == report.text


@pytest.mark.parametrize(
    "passage",
    [
        "截至7月31日，各地加快推进。",
        "依据国办发〔2020〕23号文件，",
        "一项一策，一户一档",
        "十四五规划",
        "见附件1。",
        "二十大精神",
    ],
)
def test_dates_document_numbers_and_set_phrases_may_stand(passage: str) -> None:
    assert not loose_numbers("标题", text_with(passage))
    assert not placeholders("标题", text_with(passage))


def test_requirements_may_name_targets() -> None:
    text = text_with("8月底前剩余项目全部开工，投资完成率达到80%。", "requirements")
    assert not loose_numbers("标题", text)


def test_a_field_that_does_not_exist_is_named(office: Office) -> None:
    found = unknown_fields("标题", text_with("开工率{开工綠}，{{完工率}"), {"开工率", "完工率"})
    assert [one.found for one in found] == ["{开工綠}", "{"]
    with pytest.raises(Rejected, match="不是数据字段"):
        write(office.drafter, bulletin(office.region), overall="{开工綠}")


def test_words_changed_meanwhile_are_not_overwritten(office: Office) -> None:
    report = bulletin(office.region)
    write(office.drafter, report, problems="各地进展不平衡。")
    with pytest.raises(Conflict):
        write(office.head, report, problems="推进缓慢。", seen="0" * 16)
    assert "各地进展不平衡。" in words(fresh(report.pk))


def test_taking_figures_anew_keeps_words_and_needs_a_reason(office: Office) -> None:
    report = write(office.drafter, bulletin(office.region), problems="个别项目推进缓慢。")
    unstarted = Project.objects.filter(year=2023, started_on=None)[0]
    unstarted.started_on = date(2023, 7, 20)
    unstarted.save()
    with pytest.raises(Refusal, match="原因"):
        bulletins.refreeze(office.drafter, report, " ")
    bulletins.refreeze(office.drafter, report, "石门县补录开工日期")
    after = fresh(report.pk)
    assert after.text == report.text
    assert fields(after.data, after.text)["已开工小区数"].value == "163"
    assert "重新取数：石门县补录开工日期" in str(after.history.first().history_change_reason)  # type: ignore[union-attr]


def test_the_month_must_be_over(office: Office) -> None:
    with pytest.raises(Refusal, match="尚未结束"):
        bulletin(office.region, JULY.next())
