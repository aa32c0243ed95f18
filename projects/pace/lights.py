"""Red, yellow and green lights, each with the data and the rule that made it. Never stored."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.money import percentage, plain, round_half_up
from core.periods import Week
from projects.models import LightRule
from projects.pace.facts import Facts, facts
from projects.pace.rules import RuleBook, in_words, judged
from projects.pace_choices import Light, LightFormula, LightSubject

WORST_FIRST: Final = (Light.RED, Light.YELLOW, Light.GREEN)
FULL: Final = Decimal(100)
DAYS_OF_A_MONTH: Final = 31


@dataclass(frozen=True)
class Shown:
    """One light of one project: what it is about and the sentence that explains it."""

    subject: LightSubject
    light: Light
    sentence: str


@dataclass(frozen=True)
class ProjectLights:
    """All lights of a project; `light` is the worst of them, None where no rule applies."""

    light: Light | None
    shown: tuple[Shown, ...]
    reason: str = ""

    @property
    def sentence(self) -> str:
        """Return why the project's light is what it is."""
        if self.reason:
            return self.reason
        return next((one.sentence for one in self.shown if one.light == self.light), "")


Measured = tuple[Decimal, str]


def lights(projects: Iterable[Any], day: date) -> dict[int, ProjectLights]:
    """Return the lights of projects that `with_progress` and `with_lag` annotated, by key.

    Seven queries, however many projects.
    """
    book = RuleBook.load(day)
    found = facts(projects, day, weighted=book.weighted)
    return {one.project.pk: _of(one, book) for one in found}


def _of(one: Facts, book: RuleBook) -> ProjectLights:
    if one.stopped is not None:
        since = f"自{one.stopped.started_on:%Y-%m-%d}起" if one.stopped.started_on else "自始"
        why = f"，{one.stopped.reason}" if one.stopped.reason else ""
        return ProjectLights(
            Light.GREY, (), f"{since}{one.stopped.get_kind_display()}，停止计时{why}"
        )
    rules = book.of(one.project.site_id)
    if rules is None:
        return ProjectLights(None, ())
    found = []
    for rule in rules.rules.all():
        measured = MEASURES[rule.subject](one, rule)
        if measured is not None:
            value, words = measured
            light = judged(rule, value)
            sentence = f"{words}；规则：{in_words(rule, light, rules.name)}"
            found.append(Shown(LightSubject(rule.subject), light, sentence))
    worst = next((x for x in WORST_FIRST if any(one.light == x for one in found)), None)
    return ProjectLights(worst, tuple(found))


# --- What is measured: a value that grows with the trouble, and the data in words ------------
def _start(one: Facts, rule: LightRule) -> Measured | None:
    planned: date | None = one.project.planned_start
    if planned is None:
        return None
    if one.started:
        return Decimal(-1), f"{one.project.started_on:%Y-%m-%d}已开工"
    if one.day < planned:
        return Decimal(-1), f"计划{planned:%Y-%m-%d}开工，未到期"
    late = one.calendar.working_days(planned, one.day) - 1
    if rule.formula == LightFormula.DAYS_LATE:
        return Decimal(late), f"计划{planned:%Y-%m-%d}开工，逾期{late}天未开工"
    shifted = date.fromordinal(one.day.toordinal() - max(late, 0))
    months, days = months_between(shifted, one.day)
    words = f"计划{planned:%Y-%m-%d}开工，逾期{_span(months, days)}未开工"
    return as_months(months, days), words


def _progress(one: Facts, rule: LightRule) -> Measured | None:
    planned = one.planned_percent(rule.curve)
    if planned is None or not one.started:
        return None
    actual = FULL if one.finished else one.project.percent or Decimal(0)
    return _behind("形象进度", actual, planned, rule)


def _investment(one: Facts, rule: LightRule) -> Measured | None:
    planned = one.planned_percent(rule.curve)
    whole = one.project.annual_investment or one.project.total_investment
    if planned is None or not one.started or not whole:
        return None
    actual = percentage(one.project.invested or Decimal(0), whole) or Decimal(0)
    return _behind("投资完成", actual, planned, rule)


def _behind(what: str, actual: Decimal, planned: Decimal, rule: LightRule) -> Measured:
    """Compare printed with printed: points are a difference, 低于序时 is a share of the plan."""
    actual = round_half_up(actual)
    data = f"{what} {plain(actual)}%，序时 {plain(planned)}%"
    short = planned - actual
    if rule.formula == LightFormula.PERCENT_BELOW:
        share = round_half_up(short * FULL / planned) if planned else Decimal(0)
        words = f"低于序时 {plain(share)}%" if share > 0 else "不低于序时"
        return share, f"{data}，{words}"
    words = f"落后 {plain(short)} 个百分点" if short > 0 else f"超前 {plain(-short)} 个百分点"
    return short, f"{data}，{words}" if short else f"{data}，持平"


def _node(one: Facts, rule: LightRule) -> Measured | None:
    due: date | None = one.project.due_since
    if due is None:
        return Decimal(-1), "没有逾期节点"
    days: int = one.project.lag.days
    return Decimal(days), f"最早一个逾期节点计划{due:%Y-%m-%d}完成，滞后{days}天"


def _payment(one: Facts, rule: LightRule) -> Measured | None:
    if not one.started or not one.received:
        return None
    rate = percentage(one.paid or Decimal(0), one.received) or Decimal(0)
    if rule.formula == LightFormula.PERCENT_BELOW:
        planned = one.planned_percent(rule.curve)
        return None if planned is None else _behind("到位资金拨付", rate, planned, rule)
    needed = rule.needed or Decimal(0)
    return needed - rate, f"到位资金拨付率 {plain(rate)}%，要求 {plain(needed)}%"


def _entry(one: Facts, rule: LightRule) -> Measured | None:
    if not one.started or one.finished:
        return None
    since: date = one.project.started_on
    words = f"{since:%Y-%m-%d}开工以来没有已审核周报"
    if one.reported is not None:
        since = max(since, Week(one.reported).sunday)
        words = f"最近一次已审核周报为{Week(one.reported).label}"
    if since >= one.day:
        return Decimal(-1), words
    months, days = months_between(since, one.day)
    return as_months(months, days), f"{words}，已{_span(months, days)}"


MEASURES: Final[Mapping[str, Callable[[Facts, LightRule], Measured | None]]] = {
    LightSubject.START: _start,
    LightSubject.PROGRESS: _progress,
    LightSubject.INVESTMENT: _investment,
    LightSubject.NODE: _node,
    LightSubject.PAYMENT: _payment,
    LightSubject.ENTRY: _entry,
}


def months_between(start: date, end: date) -> tuple[int, int]:
    """Return the whole months from `start` to `end` and the days that remain."""
    months = (end.year - start.year) * 12 + end.month - start.month
    anchor = add_months(start, months)
    if anchor > end:
        months -= 1
        anchor = add_months(start, months)
    return months, (end - anchor).days


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def as_months(months: int, days: int) -> Decimal:
    """Return a number that reaches n with n whole months and exceeds it the day after."""
    return months + Decimal(days) / DAYS_OF_A_MONTH


def _span(months: int, days: int) -> str:
    if not months:
        return f"{days}天"
    return f"{months}个月" + (f"零{days}天" if days else "")
