"""Money carries its scope: what holds what, and what may not be added."""

from decimal import Decimal

import pytest

from core.exceptions import Refusal
from funding.scope import MixedScope, Scope, Scoped, contained, total
from tests.city import CITY, DISTRICT, OTHER_DISTRICT

NAMES = {CITY: "全市", DISTRICT: "甲区", OTHER_DISTRICT: "乙县"}
KIND = "中央补助资金"
WHOLE = Scoped(Decimal(181_000_000), Scope(CITY))
BATCH = Scoped(Decimal(66_000_000), Scope(CITY, (2022, 2022), batch="2022年批次"))


def test_a_batch_is_in_the_whole_and_is_not_added_to_it() -> None:
    assert contained([BATCH, WHOLE], NAMES) == [
        "1.81亿元（全市各年度） ⊃ 6600万元（全市2022年批次）"
    ]
    with pytest.raises(MixedScope, match="后者已含在前者中，不能相加"):
        total([WHOLE, BATCH], NAMES)
    with pytest.raises(Refusal, match=r"1\.81亿元（全市各年度）"):
        total([BATCH, WHOLE], NAMES, ("batch", "years"))


def test_amounts_of_one_scope_are_added() -> None:
    assert total([BATCH, BATCH], NAMES) == Decimal(132_000_000)
    assert total([], NAMES) == 0


def test_batches_that_are_apart_are_added_along_what_sets_them_apart() -> None:
    second = Scoped(Decimal(1), Scope(CITY, (2023, 2023), batch="2023年批次"))
    assert total([BATCH, second], NAMES, ("batch", "years")) == Decimal(66_000_001)
    with pytest.raises(MixedScope, match="口径不同，不能相加"):
        total([BATCH, second], NAMES)


@pytest.mark.parametrize(
    "other",
    [
        Scope(OTHER_DISTRICT, (2022, 2022), KIND, "甲"),
        Scope(DISTRICT, (2022, 2022), KIND, "甲", classes=frozenset({"基础类"})),
        Scope(DISTRICT, (2021, 2022), KIND, "甲"),
        Scope(DISTRICT, (2022, 2022), KIND, "甲", projects=frozenset({1})),
    ],
)
def test_what_differs_in_region_years_classes_or_projects_is_refused(other: Scope) -> None:
    mine = Scope(DISTRICT, (2022, 2022), KIND, "甲")
    with pytest.raises(MixedScope):
        total([Scoped(Decimal(1), mine), Scoped(Decimal(1), other)], NAMES, ("batch",))


def test_a_limit_to_classes_is_within_no_limit_and_not_the_other_way() -> None:
    wide, narrow = Scope(CITY), Scope(DISTRICT, classes=frozenset({"提升类"}))
    assert wide.contains(narrow)
    assert not narrow.contains(wide)
    assert narrow.words(NAMES) == "甲区各年度限提升类"
