"""Units of work quantities, so that a length is never entered in square metres."""

from typing import Final

LENGTH, AREA, VOLUME, COUNT = "长度", "面积", "体积", "数量"

COUNTED: Final = (
    "个", "部", "户", "栋", "处", "盏", "套", "组", "单元",
    "口", "座", "项", "台", "块", "棵", "株", "樘", "根",
)  # fmt: skip

# unit → (dimension, factor to the base unit m, ㎡, m³, one)
UNITS: Final[dict[str, tuple[str, int]]] = {
    "m": (LENGTH, 1),
    "km": (LENGTH, 1000),
    "㎡": (AREA, 1),
    "万㎡": (AREA, 10_000),
    "m³": (VOLUME, 1),
} | dict.fromkeys(COUNTED, (COUNT, 1))

ALIASES: Final[dict[str, str]] = {
    "米": "m", "M": "m", "延米": "m", "公里": "km", "千米": "km", "KM": "km", "Km": "km",
    "平方米": "㎡", "m2": "㎡", "m²": "㎡", "M2": "㎡", "平米": "㎡", "平方": "㎡",
    "万平方米": "万㎡", "万平米": "万㎡", "万m2": "万㎡", "万m²": "万㎡",
    "立方米": "m³", "m3": "m³", "M3": "m³", "立方": "m³", "方": "m³",
}  # fmt: skip


def normalise(text: str) -> str | None:
    """Return the portal's spelling of a unit, or None when it is no unit the portal knows."""
    unit = text.strip()
    unit = ALIASES.get(unit, unit)
    return unit if unit in UNITS else None


def dimension(unit: str) -> str:
    """Return 长度, 面积, 体积 or 数量; KeyError for an unknown unit."""
    return UNITS[unit][0]


def units_of(wanted: str) -> list[str]:
    """Return the units that measure a dimension, base unit first."""
    return [unit for unit, (of, _) in UNITS.items() if of == wanted]
