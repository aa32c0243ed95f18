"""The calculator of subsidy and shares against numbers worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Region
from core.exceptions import Refusal
from funding.entitlement import claim, rules_for, shares_of
from funding.models import SubsidyRule
from funding.services.rules import save_rule
from tests.city import FixtureCity, as_user
from tests.factories import CommunityFactory, ProjectFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2023, 7, 31)
WAN = 10_000


def rule(region: Region | None, measure: str, value: Any, **changes: Any) -> SubsidyRule:
    given = {"effective_on": date(2023, 1, 1), "source": "云建〔2023〕1号"}
    row: SubsidyRule = SubsidyRule.objects.create(
        region=region, measure=measure, value=Decimal(value), **given | changes
    )
    return row


def subsidy(city: FixtureCity, area: Any, investment: Any = None, day: date = DAY) -> Any:
    whole = None if investment is None else Decimal(investment)
    return claim(Decimal(area), whole, rules_for(city.district.pk, day))


def test_the_subsidy_is_area_times_standard(city: FixtureCity) -> None:
    made = subsidy(city, 9000)
    assert made.amount == 2_700_000
    assert made.formula == "9,000㎡ × 300元/㎡＝270万元"
    assert subsidy(city, "1234.567").amount == Decimal("370370.10")


def test_the_cap_and_then_the_investment_bound_it(city: FixtureCity) -> None:
    rule(city.region, "project_cap", 250)
    made = subsidy(city, 9000)
    assert made.amount == 2_500_000
    assert made.formula == "9,000㎡ × 300元/㎡＝270万元，超过单个项目上限，按250万元计"
    lower = subsidy(city, 9000, 2_000_000)
    assert lower.amount == 2_000_000
    assert lower.formula.endswith("按250万元计，超过总投资，按200万元计")
    assert subsidy(city, 8000, 2_400_000).formula == "8,000㎡ × 300元/㎡＝240万元"


def test_residents_pay_ten_thirty_and_seventy_in_the_hundred(city: FixtureCity) -> None:
    costs = {
        "提升类": Decimal(100 * WAN), "基础类": Decimal(500 * WAN), "完善类": Decimal("3000000.05"),
    }  # fmt: skip
    shares = shares_of(costs, rules_for(city.district.pk, DAY))
    assert [(one.work_class, one.ratio, one.residents, one.government) for one in shares] == [
        ("基础类", 10, 500_000, 4_500_000),
        ("完善类", 30, Decimal("900000.02"), Decimal("2100000.03")),
        ("提升类", 70, 700_000, 300_000),
    ]
    assert shares[0].formula == "500万元 × 10%＝50万元"
    assert shares_of({"基础类": Decimal(0)}, rules_for(city.district.pk, DAY)) == []


def test_the_nearest_newest_rule_of_the_day_counts(city: FixtureCity) -> None:
    rule(city.region, "per_area", 200)
    rule(city.district, "per_area", 100, effective_on=date(2023, 6, 1))
    rule(city.other_district, "per_area", 999)
    for day, each in ((date(2022, 12, 31), 300), (date(2023, 5, 31), 200), (DAY, 100)):
        assert subsidy(city, 10, day=day).amount == 10 * each
    rule(city.district, "per_area", 100, effective_on=date(2023, 7, 1), active=False)
    lifted = subsidy(city, 10)
    assert (lifted.amount, lifted.formula) == (None, "没有补助标准（元/㎡）")


def test_the_page_tells_a_projects_subsidy_and_who_is_left_out(city: FixtureCity) -> None:
    project = ProjectFactory(
        region=city.district, number="P77",
        communities=[
            CommunityFactory(region=city.district, name="东苑", floor_area=Decimal(5000)),
            CommunityFactory(region=city.district, name="西苑", built_year=2003),
            CommunityFactory(region=city.district, name="南苑", self_built_share=Decimal(60)),
            CommunityFactory(region=city.district, name="北苑", floor_area=None),
        ],
    )  # fmt: skip
    page = text_of(as_user(city.clerk).get(f"/funding/calculator/?project={project.number}"))
    for words in (
        "5,000㎡ × 300元/㎡＝150万元",
        "西苑建成于2003年，晚于2000年，不计入补助面积",
        "南苑自建房占60%，超过50%，不计入补助面积",
        "北苑没有建筑面积，不计入补助面积",
    ):
        assert words in page


def test_the_page_computes_what_is_typed_by_hand(city: FixtureCity) -> None:
    query = "?area=9000&basic=500&improving=300&upgrading=100"
    page = text_of(as_user(city.clerk).get(f"/funding/calculator/{query}"))
    for words in (
        "9,000㎡ × 300元/㎡＝270万元",
        "500万元 × 10%＝50万元",
        "300万元 × 30%＝90万元",
        "100万元 × 70%＝70万元",
        "温州市做法",
    ):
        assert words in page
    strange = as_user(city.clerk).get("/funding/calculator/?project=没有")
    assert "没有这个编号的项目" in text_of(strange)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"work_class": ""}, "请选择改造类别"),
        ({"measure": "per_area"}, "这项规则不分改造类别"),
        ({"value": Decimal("100.01")}, "百分比不超过100"),
        ({"effective_on": date(2023, 7, 30)}, "起用日期不能早于今天"),
        ({"source": " "}, "请写明来源"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    city: FixtureCity, changes: dict[str, Any], words: str
) -> None:
    given: dict[str, Any] = {
        "measure": "resident_share", "work_class": "基础类", "value": Decimal(20),
        "effective_on": DAY, "active": True, "source": "云建〔2023〕2号",
    }  # fmt: skip
    with pytest.raises(Refusal, match=words):
        save_rule(**given | changes, by=city.office)
    save_rule(**given, by=city.office)
    [share] = shares_of({"基础类": Decimal(100)}, rules_for(city.district.pk, DAY))
    assert (share.ratio, share.residents) == (20, 20)
