"""Speaking notes for a meeting (各县区汇报发言, 领导讲话提纲): facts by section, every number a field.

Nothing here asks or exhorts: that is the speaker's. Who is named in a list and why is what the
projects themselves reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from core.links import row_page
from reports.briefing import Facts, Peers
from reports.indicators import INDICATOR, rows_behind
from reports.ranking import Ranked, ranked
from reports.wording.checks import missed
from reports.wording.draft import overall
from reports.wording.fields import RATES, Field, fields
from reports.wording.preview import NUMERALS, Part, parts
from reports.wording.resolve import Footnotes
from reports.words import whole_region

Style = Literal["speech", "report"]
STYLES: Final[dict[Style, str]] = {"speech": "领导讲话提纲", "report": "汇报发言"}
LISTED: Final = 10
COMPARED: Final = ("开工率", "完工率", "投资完成率")
DEFINED: Final = (
    "plan_communities",
    "started_communities",
    "start_rate",
    "completion_rate",
    "invested_wan",
    "investment_rate",
    "lagging_projects",
    "received_wan",
    "paid_wan",
    "funding_gap_wan",
    "quality_complaints",
    "disputes",
)
Line = list[Part]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One heading with its paragraphs."""

    title: str
    paragraphs: list[Line]


@dataclass(frozen=True)
class Briefing:
    """Speaking notes as they read; `checks` is what does not add up, `definitions` the 口径."""

    title: str
    source: str
    sections: list[Section]
    checks: list[str]
    definitions: list[tuple[str, str]]


def usual_style(facts: Facts) -> Style:
    """Return what a region of this level usually needs: a city speaks, a district reports."""
    return "speech" if facts.region.level in ("省", "市") else "report"


def briefing(facts: Facts, style: Style, opens_parent: bool) -> Briefing:
    """Write the notes; `opens_parent`: whether the reader may open the rows of the region above."""
    return _Writer(facts, style, opens_parent).write()


class _Writer:
    """Fields and words of one briefing."""

    def __init__(self, facts: Facts, style: Style, opens_parent: bool) -> None:
        self.facts, self.style = facts, style
        self.words = whole_region(facts.region)
        self.name = self.words.whole if style == "speech" else facts.region.name
        self.data = {"complaints": [], **facts.data}
        self.known = fields(self.data, {"whole": self.name})
        self.placed = list(_placed(facts.peers, facts.region.code))
        for field in _peer_fields(facts.peers, self.placed, opens_parent):
            self.known[field.name] = field
        slow = _behind_time(self.data)
        self.known[slow.name] = slow

    def write(self) -> Briefing:
        told = [
            ("总体情况" if self.style == "speech" else "任务与进展", self.overall()),
            (f"{self.words.each}进展", self.regions()),
            ("位次与差距", self.places()),
            ("滞后项目及原因", self.lagging()),
            ("暂缓项目", self.suspended()),
            ("资金情况", self.funding()),
            ("质量投诉与矛盾纠纷", self.quality()),
            ("提请协调事项", self.help()),
        ]
        written = [(title, lines) for title, lines in told if lines]
        return Briefing(
            f"{self.name}城镇老旧小区改造工作{STYLES[self.style]}",
            self.facts.source,
            [
                Section(f"{numeral}、{title}", lines)
                for numeral, (title, lines) in zip(NUMERALS, written, strict=False)
            ],
            [f"{missed(check)}。" for check in self.facts.own.checks],
            [(INDICATOR[key].name, INDICATOR[key].definition) for key in DEFINED],
        )

    def say(self, *passages: str) -> list[Line]:
        return [list(parts(words, self.known, Footnotes({}), self.facts.own)) for words in passages]

    def overall(self) -> list[Line]:
        own, before = self.data["own"]["figures"], self.data["before"]["own"]["figures"]
        if not own["plan_communities"]:
            return self.say(
                "截至{截至日期}，{地区}没有{年度}年的已批准年度计划；已开工小区{已开工小区数}个，"
                "完工{完工小区数}个，累计完成投资{完成投资}。"
            )
        return self.say(*overall(own, before), "时间进度为{时间进度}（按年内已过天数计）。")

    def regions(self) -> list[Line]:
        if self.style != "speech" or not self.data["children"]:
            return []
        own = self.data["own"]["figures"]
        lines = ["按开工率排名，进展较快的地区：{进展较快地区}；进展较慢的地区：{进展较慢地区}。"]
        lines.append("投资完成率低于时间进度的地区：{投资低于时间进度地区}。")
        if own["unstarted_communities"]:
            lines.append("尚未开工的{未开工小区数}个小区分布在：{未开工分布}。")
        return self.say(*lines)

    def places(self) -> list[Line]:
        """Return a sentence for each rate that has a place among the peers."""
        peers = self.facts.peers
        if self.style != "report" or peers is None:
            return []
        above = whole_region(peers.parent)
        each = above.below.removeprefix("各")
        lines = []
        for name, place in self.placed:
            ahead = "" if place.rank == 1 else f"，{{{name}与首位差距}}"
            small = "（计划小区较少，名次仅供参考）" if place.small else ""
            lines.append(
                f"{name}{{{name}}}，在{above.whole}{{{name}参评数}}个{each}中{{{name}名次}}{small}"
                f"{ahead}，{{{name}与平均差距}}。"
            )
        return self.say(*lines)

    def lagging(self) -> list[Line]:
        rows = self.data.get("lagging", [])
        if not rows:
            return self.say("没有节点到期未完成的项目。")
        spread = "，分布在：{滞后分布}" if self.style == "speech" and self.data["children"] else ""
        lines = self.say(
            f"节点到期未完成的项目{{滞后项目数}}个，其中未开工{{滞后未开工项目数}}个{spread}。"
        )
        lines += [_lag(row) for row in rows[:LISTED]]
        if len(rows) > LISTED:
            self.known["其余滞后"] = Field(
                "其余滞后", str(len(rows) - LISTED), ("lagging_projects",)
            )
            lines += self.say("以上按滞后天数列出，其余{其余滞后}个见滞后项目清单。")
        return lines

    def suspended(self) -> list[Line]:
        return [_held(row) for row in self.data.get("suspended", [])]

    def funding(self) -> list[Line]:
        gap = ""
        if self.data["children"] and self.data["own"]["figures"]["funding_gap_wan"]:
            gap = "，其中{资金缺口分布}"
        return self.say(
            "年度项目总投资{总投资}，已落实资金{落实资金}，到位{到位资金}，拨付{拨付资金}，"
            f"资金支付率{{支付率}}（拨付占到位）；总缺口（总投资减已落实资金）{{资金缺口}}{gap}。"
        )

    def quality(self) -> list[Line]:
        kinds = "，其中{投诉分类}" if self.data["complaints"] else ""
        return self.say(
            f"今年以来，受理质量投诉{{质量投诉}}件{kinds}；发生矛盾纠纷{{矛盾纠纷}}起，"
            "其中群体性事件{群体性事件}起。"
        )

    def help(self) -> list[Line]:
        rows = [*self.data.get("help", []), *self.data.get("problems", [])]
        lines = [_asked(row) for row in rows if row["help_needed"]]
        return lines or self.say("没有提请协调的事项。")


def _placed(peers: Peers | None, code: int) -> Iterator[tuple[str, Ranked]]:
    """Yield each compared rate with the region's place; none where all are equal or unknown."""
    for name in COMPARED if peers else ():
        places = ranked(peers.regions if peers else [], RATES[name])
        apart = len({place.rank for place in places if place.rank}) > 1
        for place in places:
            if apart and place.figures.region == code and place.rank is not None:
                yield name, place


def _peer_fields(
    peers: Peers | None, placed: Sequence[tuple[str, Ranked]], opens_parent: bool
) -> Iterator[Field]:
    if peers is None:
        return
    for name, place in placed:
        key = RATES[name]
        rows = rows_behind(key)
        whole = peers.whole
        href = rows.of(whole) if rows and opens_parent else ""
        anchors = () if opens_parent else (key,)
        rated = [one for one in peers.regions if one[key] is not None]
        own, mean = place.figures[key], whole[key]
        first = max((one[key] for one in rated), key=Decimal)
        level = whole_region(peers.parent).whole
        told = {
            "参评数": str(len(rated)),
            "名次": _rank(place, sum(one[key] == own for one in rated)),
            "与首位差距": f"与首位（{first}%）相差{_apart(first, own)}",
            "与平均差距": _against(own, mean, level),
        }
        for suffix, value in told.items():
            yield Field(f"{name}{suffix}", value, anchors, href)


def _rank(place: Ranked, equal: int) -> str:
    together = "并列" if equal > 1 else "列"
    return f"{together}第{place.rank}位"


def _apart(one: str, other: str) -> str:
    return f"{abs(Decimal(one) - Decimal(other))}个百分点"


def _against(own: str, mean: str | None, level: str) -> str:
    if mean is None:
        return f"{level}没有可比的平均值"
    if Decimal(own) == Decimal(mean):
        return f"与{level}平均（{mean}%）持平"
    side = "高于" if Decimal(own) > Decimal(mean) else "低于"
    return f"{side}{level}平均（{mean}%）{_apart(own, mean)}"


def _behind_time(data: Row) -> Field:
    """Return the regions whose investment rate is below the elapsed share of the year."""
    elapsed = Decimal(data["elapsed"])
    rates = [(one["name"], one["figures"]["investment_rate"]) for one in data["children"]]
    slow = [(name, rate) for name, rate in rates if rate is not None and Decimal(rate) < elapsed]
    slow.sort(key=lambda pair: Decimal(pair[1]))
    told = "、".join(f"{name}（{rate}%）" for name, rate in slow) or "无"
    return Field("投资低于时间进度地区", told, ("investment_rate",))


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _project(row: Row) -> tuple[str | None, Part]:
    href = row_page("projects:project", row["project"]) if row.get("project") else None
    return href, Part(f"{row['name']}（{row['region']}）", "项目", href)


def _lag(row: Row) -> Line:
    href, project = _project(row)
    done = "未开工"
    if row["started"]:
        done = f"形象进度{row['percent']}%" if row["percent"] is not None else "形象进度未填报"
    reason = (row["problem"] or "未填报").rstrip("。")
    return [
        project,
        Part(f"：{row['node']}节点应于"),
        Part(_day(row["planned_on"]), "计划日期", href),
        Part("完成，滞后"),
        Part(f"{row['late']}天", "滞后天数", href),
        Part("，"),
        Part(done, "形象进度", href),
        Part(f"。存在问题：{reason}。"),
    ]


def _held(row: Row) -> Line:
    href, project = _project(row)
    since: Line = []
    if row["since"]:
        since = [Part("自"), Part(_day(row["since"]), "暂缓日期", href), Part("起暂缓")]
    reason = (row["reason"] or "未填报").rstrip("。")
    return [project, Part("："), *(since or [Part("暂缓")]), Part(f"，原因：{reason}。")]


def _asked(row: Row) -> Line:
    href, project = _project(row)
    problem = f"{row['text'].rstrip('。')}；" if row["text"] else ""
    return [
        project,
        Part(f"：{problem}请求协调：{row['help_needed'].rstrip('。')}（"),
        Part(_day(row["since"]), "提出日期", href),
        Part("提出）。"),
    ]
