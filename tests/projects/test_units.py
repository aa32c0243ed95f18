"""check_unit: a length is never entered in ㎡ nor an area in m³."""

import pytest

from core.exceptions import Refusal
from projects.services.quantities import check_unit, dimensions_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("item", "unit", "spelling"),
    [
        ("雨污水管网改造", "公里", "km"),
        ("雨污水管网改造", "m", "m"),
        ("屋面防水", "平方米", "㎡"),
        ("绿化提升", "m2", "㎡"),
        ("加装电梯", "部", "部"),
        ("新增停车位", "个", "个"),
        ("消防管道更换", "米", "m"),
        ("路缘石更换", "m", "m"),
        ("沥青路面摊铺", "㎡", "㎡"),
        ("土方外运", "方", "m³"),
        ("监控", "套", "套"),
        ("楼道整治", "单元", "单元"),
        ("楼道整治", "平方米", "㎡"),
        ("光纤入户", "户", "户"),
        ("光纤入户", "米", "m"),
        ("架空线规整", "处", "处"),
        ("消防设施", "套", "套"),
        ("拆除违建", "处", "处"),
        ("照明设施", "盏", "盏"),
    ],
)
def test_a_unit_that_measures_the_item_is_accepted_and_spelled_our_way(
    item: str, unit: str, spelling: str
) -> None:
    assert check_unit(item, unit) == spelling


@pytest.mark.parametrize(
    ("item", "unit", "message"),
    [
        ("雨污水管网改造", "㎡", "雨污水管网改造按长度计，单位应为 m 或 km"),
        ("道路修缮", "m³", "道路修缮按面积计，单位应为 ㎡ 或 万㎡"),
        ("道路拓宽", "立方米", "道路拓宽按面积计，单位应为 ㎡ 或 万㎡"),
        ("新增停车位", "㎡", "新增停车位按数量计，单位应为 个 等计数单位"),
        ("加装电梯", "㎡", "加装电梯按数量计，单位应为 部"),
        ("旧电梯更新", "个", "旧电梯更新按数量计，单位应为 部"),
        (
            "楼道整治",
            "m³",
            "楼道整治按面积或数量计，单位应为 ㎡ 或 万㎡ 或 单元 等计数单位",
        ),
        ("光纤入户", "㎡", "光纤入户按长度或数量计，单位应为 m 或 km 或 户 等计数单位"),
        ("照明设施", "m", "照明设施按数量计，单位应为 处、盏 等计数单位"),
        ("屋面防水", "吨", "不认识的单位“吨”，屋面防水按面积计，单位应为 ㎡ 或 万㎡"),
    ],
)
def test_a_unit_of_another_dimension_is_refused_with_the_unit_expected(
    item: str, unit: str, message: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_unit(item, unit)
    assert refused.value.message == message
    assert refused.value.field == "unit"


def test_an_unknown_unit_of_an_unknown_item_is_refused_with_the_list() -> None:
    with pytest.raises(Refusal, match="m、km、㎡"):
        check_unit("其他工作", "吨")


def test_an_item_that_nothing_is_known_of_takes_any_known_unit() -> None:
    assert dimensions_of("其他工作") == []
    assert check_unit("其他工作", "m³") == "m³"
