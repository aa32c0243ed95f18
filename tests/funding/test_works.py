"""Which works have money: costs come to the investment, priority decides, nothing is lost."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.works import BY_COST, WAYS, Fund, Wish, Work, costed, cover, spend

ROOF = Work("屋面防水", "基础类", "㎡", Decimal(1000), Decimal(200), order=2)
PIPES = Work("雨污水管网改造", "基础类", "m", Decimal(500), Decimal(300), order=1)
LIFT = Work("加装电梯", "完善类", "部", Decimal(2), None, order=3)
SHOP = Work("便利店", "提升类", "个", Decimal(1), None, order=4)
AMOUNTS = st.decimals(0, 10**9, places=2)


def gaps(total: int, works: list[Work], funds: list[Fund]) -> dict[str, Decimal]:
    return {line.work.name: line.gap for line in cover(Decimal(total), works, funds).lines}


def test_costs_that_are_known_and_complete_are_no_estimate() -> None:
    lines = costed(Decimal(500), [ROOF, PIPES])
    assert [(line.work.name, line.cost, line.estimate) for line in lines] == [
        ("雨污水管网改造", 300, False),
        ("屋面防水", 200, False),
    ]


def test_works_without_a_price_share_what_is_left() -> None:
    lines = costed(Decimal(900), [ROOF, PIPES, LIFT, SHOP])
    assert [line.cost for line in lines] == [300, 200, 200, 200]
    assert all(line.estimate for line in lines)


def test_a_project_without_works_is_unlisted_as_a_whole() -> None:
    assert gaps(100, [], [Fund(Decimal(40))]) == {"未列明细": Decimal(60)}


def test_money_pays_for_basic_works_first() -> None:
    works = [SHOP, LIFT, ROOF, PIPES]
    assert gaps(900, works, [Fund(Decimal(450))]) == {
        "雨污水管网改造": 0,
        "屋面防水": 50,
        "加装电梯": 200,
        "便利店": 200,
    }


def test_money_may_be_shared_in_proportion_instead() -> None:
    works = [SHOP, LIFT, ROOF, PIPES]
    found = cover(Decimal(900), works, [Fund(Decimal(450))], BY_COST)
    assert {line.work.name: line.funded for line in found.lines} == {
        "雨污水管网改造": 150,
        "屋面防水": 100,
        "加装电梯": 100,
        "便利店": 100,
    }


def test_bound_money_pays_for_its_class_alone() -> None:
    bound = Fund(Decimal(250), frozenset({"完善类"}))
    found = cover(Decimal(900), [ROOF, PIPES, LIFT, SHOP], [Fund(Decimal(300)), bound])
    assert {line.work.name: line.gap for line in found.lines} == {
        "雨污水管网改造": 0,
        "屋面防水": 200,
        "加装电梯": 0,
        "便利店": 200,
    }
    assert found.idle == 50


def test_the_gap_of_an_item_is_told_as_its_quantity() -> None:
    roof = cover(Decimal(200), [ROOF], [Fund(Decimal(50))]).lines[0]
    assert roof.short == Decimal("750.00")


def test_further_money_goes_by_class_then_to_what_has_begun_then_to_the_smallest() -> None:
    def wish(number: str, work: Work, started: bool) -> Wish:
        line = cover(Decimal(100), [work], []).lines[0]
        return Wish(1, number, "项目", f"小区{number}", "甲区", started, line)

    wishes = [wish("1", SHOP, True), wish("2", ROOF, False), wish("3", ROOF, True)]
    gifts, left = spend(wishes, Decimal(250))
    assert [(gift.wish.number, gift.amount, gift.closes) for gift in gifts] == [
        ("3", 100, True),
        ("2", 100, True),
        ("1", 50, False),
    ]
    assert left == 0
    assert spend(wishes, Decimal(350))[1] == 50


@given(
    total=AMOUNTS,
    works=st.lists(st.sampled_from([ROOF, PIPES, LIFT, SHOP]), max_size=4, unique=True),
    funds=st.lists(
        st.builds(Fund, AMOUNTS, st.sampled_from([frozenset(), frozenset({"完善类"})])), max_size=4
    ),
    way=st.sampled_from(list(WAYS)),
)
def test_money_and_costs_are_never_lost(
    total: Decimal, works: list[Work], funds: list[Fund], way: str
) -> None:
    found = cover(total, works, funds, way)
    assert sum(line.cost for line in found.lines) == (total if works or total else 0)
    assert all(0 <= line.funded <= line.cost for line in found.lines)
    given = sum(fund.amount for fund in funds)
    assert sum(line.funded for line in found.lines) + found.idle == given
    assert found.gap - found.idle == total - given
