"""Rules of lights that were published or are usual: what an office starts its own set from.

Numbers from notices of the places named; where a notice gives none, `source` says so.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from projects.pace_choices import Curve, LightFormula, LightSubject


@dataclass(frozen=True)
class Line:
    """One rule as `LightRule` keeps it."""

    subject: str
    formula: str
    red: Decimal
    yellow: Decimal | None = None
    yellow_over: bool = False
    red_over: bool = False
    needed: Decimal | None = None
    curve: str = Curve.LINEAR

    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Preset:
    name: str
    source: str
    lines: tuple[Line, ...]


PRESETS: Final[dict[str, Preset]] = {
    "yinchuan": Preset(
        "银川2025",
        "银川市2025年通报规则；资金拨付的要求比例原文未给数，暂按10%，由办公室核定",
        (
            Line(LightSubject.START, LightFormula.MONTHS_LATE, Decimal(3), Decimal(0)),
            Line(
                LightSubject.PROGRESS, LightFormula.POINTS_BEHIND, Decimal(30), Decimal(10),
                red_over=True,
            ),
            Line(
                LightSubject.PAYMENT, LightFormula.RATE_SHORT, Decimal(0), red_over=True,
                needed=Decimal(10),
            ),
            Line(
                LightSubject.ENTRY, LightFormula.MONTHS_SILENT, Decimal(2), Decimal(1),
                yellow_over=True, red_over=True,
            ),
        ),
    ),
    "sanya": Preset(
        "三亚2022",
        "三亚市2022年项目投资规则：低于序时50%以内为黄灯，超过50%为红灯",
        (
            Line(
                LightSubject.INVESTMENT, LightFormula.PERCENT_BELOW, Decimal(50), Decimal(0),
                yellow_over=True, red_over=True,
            ),
        ),
    ),
    "tianjin": Preset(
        "天津2022",
        "天津市2022年专项债券支出规则：低于预期30%以内为黄灯，超过30%为红灯；以项目序时代替六个月支出曲线",
        (
            Line(
                LightSubject.PAYMENT, LightFormula.PERCENT_BELOW, Decimal(30), Decimal(0),
                yellow_over=True, red_over=True,
            ),
        ),
    ),
    "enterprise": Preset(
        "企业做法",
        "施工企业按延误天数亮灯的通行做法：15天及以上为红灯；7至15天的橙灯并入黄灯",
        (Line(LightSubject.NODE, LightFormula.DAYS_LATE, Decimal(15), Decimal(1)),),
    ),
}  # fmt: skip
