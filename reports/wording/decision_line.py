"""Read a decision typed in one line: 临江区住建局 张伟 8月5日前 完成意愿征集.

Who comes first, the date stands anywhere, the rest is the task. What cannot be read stays empty:
the person who types it sees everything split up and completes it before it is saved.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.periods import ONE_DAY, Month, Week
from core.working_days import WorkingDays

GAPS: Final = " \t\u3000,，:：、;；。"
UNIT_ENDS: Final = (
    "管理委员会", "人民政府", "办公室", "事务中心", "居委会", "社区", "街道", "公司", "中心",
    "局", "委", "办", "处", "站", "所", "镇", "乡", "院", "集团", "指挥部", "专班",
)  # fmt: skip
SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞"
    "万支柯卢莫房丁邓洪包诸左石崔吉龚程邢裴陆荣翁荀惠甄曲封储靳段富巫焦侯全班仰秋仲宫宁仇甘厉戎祖武符刘景詹束龙"
    "叶幸司韶黎薄印宿白怀蒲从索咸籍赖卓蔺屠蒙池乔阴闻莘党翟谭贡姬申扶冉宰雍桑桂牛寿通边燕冀浦尚农温庄晏柴瞿阎连"
    "茹习艾鱼容向古易廖衡步都耿满匡国文寇广东沃利越隆师巩聂晁敖冷辛简饶曾沙养丰关相查荆红游竺权盖益桓公肖付闫覃"
)
SPANS: Final = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
DIGITS: Final = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
WEEKDAYS: Final = "一二三四五六日天"
BEFORE: Final = "(?:以前|之前|前|内)?"
LEAD: Final = "(?:力争|确保|务必|须|应)?(?:于|在)?"
Read = Callable[[re.Match[str], date, WorkingDays], date | None]


@dataclass(frozen=True)
class DecisionLine:
    """What was read; `item` is the number of the agenda's line (#2.1), each may be empty."""

    unit: str = ""
    person: str = ""
    due_on: date | None = None
    task: str = ""
    item: str = ""


def read_line(text: str, today: date, calendar: WorkingDays) -> DecisionLine:
    """Split one line; `today` is the day of the meeting, from which relative dates count."""
    words = _plain(text)
    item = re.match(r"#\s*(\d{1,2}[.．]\d{1,3})\s*", words)
    if item:
        words = words[item.end() :]
    due_on, before, after = _cut_date(words, today, calendar)
    unit, rest = _cut_unit(before if before.strip(GAPS) else after)
    if not before.strip(GAPS):
        after = ""
    person, rest = _cut_person(unit, rest, bool(after.strip(GAPS)))
    unit = _without_person(unit)[0]
    person = person or _without_person(_cut_unit(before)[0])[1]
    task = "，".join(part for part in (rest.strip(GAPS), after.strip(GAPS)) if part)
    return DecisionLine(unit, person, due_on, task, item.group(1) if item else "")


def _plain(text: str) -> str:
    """Return the line with ASCII digits and stops, as a Chinese keyboard has others, and no NUL."""
    wide = {ord("０") + n: str(n) for n in range(10)} | {ord("＃"): "#", ord("．"): ".", 0: " "}
    return " ".join(text.translate(wide).split())


def _cut_date(words: str, today: date, calendar: WorkingDays) -> tuple[date | None, str, str]:
    """Return the first date that can be read, and what stands before and after it."""
    for pattern, read in DATES:
        for match in pattern.finditer(words):
            found = read(match, today, calendar)
            if found is not None:
                return found, words[: match.start()], words[match.end() :]
    return None, words, ""


def _cut_unit(words: str) -> tuple[str, str]:
    first, *rest = re.split(f"[{GAPS}]+", words.strip(GAPS), maxsplit=1)
    return first, rest[0] if rest else ""


def _cut_person(unit: str, rest: str, more: bool) -> tuple[str, str]:
    """Take the name behind the unit; where the date stands last, only if a task follows it."""
    name, task = _cut_unit(rest)
    if _is_name(name) and (more or task):
        return name, task
    return "", rest


def _is_name(word: str) -> bool:
    return (
        bool(re.fullmatch(r"[\u4e00-\u9fff·]{2,5}", word))
        and word[0] in SURNAMES
        and (
            len(word) <= 3
            or word.endswith(("局长", "主任", "科长", "书记", "镇长", "区长", "经理"))
        )
    )


def _without_person(unit: str) -> tuple[str, str]:
    """Part 临江区住建局张伟 into unit and person."""
    for end in UNIT_ENDS:
        head, found, tail = unit.rpartition(end)
        if found and head and _is_name(tail):
            return head + end, tail
    return unit, ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(today: date, month: int, day: int) -> date | None:
    """Return the day of the year that is meant: a quarter back at most, else the coming one."""
    found = [_day(today.year + step, month, day) for step in (-1, 0, 1)]
    meant = [one for one in found if one and -90 <= (one - today).days <= 275]
    return meant[0] if meant else None


def _month_end(month: int, year: int) -> date | None:
    return Month(year, month).last if 1 <= month <= 12 else None


def _named_month_end(match: re.Match[str], today: date, calendar: WorkingDays) -> date | None:
    if match["month"]:
        first = _nearest(today, int(match["month"]), 28)
        return _month_end(first.month, first.year) if first else None
    now = Month.of(today)
    return now.next().last if match["which"] == "下" else now.last


def _weekday(match: re.Match[str], today: date, calendar: WorkingDays) -> date | None:
    number = min(WEEKDAYS.index(match["day"]), 6)
    week = Week.of(today)
    if match["which"] == "下":
        return week.next().monday + number * ONE_DAY
    found = week.monday + number * ONE_DAY
    passed = found < today and not match["which"]
    return found + timedelta(weeks=1) if passed else found


def _within(match: re.Match[str], today: date, calendar: WorkingDays) -> date | None:
    count = _number(match["count"])
    if count is None:
        return None
    if match["unit"] == "个工作日":
        return calendar.after(today, count)
    return today + (count * 7 if match["unit"] == "周" else count) * ONE_DAY


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    tens, found, ones = word.rpartition("十")
    if not found:
        return DIGITS.get(word)
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


COUNT: Final = r"(?P<count>(?<![\d.])\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
DATES: Final[tuple[tuple[re.Pattern[str], Read], ...]] = (
    (
        re.compile(rf"{LEAD}(?P<y>20\d\d)(?:年|[-/.])(?P<m>\d{{1,2}})(?:月|[-/.])(?P<d>\d{{1,2}})[日号]?{BEFORE}"),
        lambda match, today, calendar: _day(int(match["y"]), int(match["m"]), int(match["d"])),
    ),
    (
        re.compile(rf"{LEAD}(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})[日号]?{BEFORE}"),
        lambda match, today, calendar: _nearest(today, int(match["m"]), int(match["d"])),
    ),
    (
        re.compile(rf"(?:(?P<month>\d{{1,2}})月|(?P<which>本|下)?个?月)底{BEFORE}"),
        _named_month_end,
    ),
    (
        re.compile(rf"(?P<which>本|这|下)?(?:周|星期)(?P<day>[{WEEKDAYS}]){BEFORE}"),
        _weekday,
    ),
    (re.compile(rf"{COUNT}(?P<unit>个工作日|天|日|周)(?:以内|之内|内)"), _within),
    (
        re.compile(rf"(?P<word>今天|今日|明天|明日|后天){BEFORE}"),
        lambda match, today, calendar: today + SPANS[match["word"]] * ONE_DAY,
    ),
    (
        re.compile(rf"(?<![\d.#])(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?![\d.%万元]){BEFORE}"),
        lambda match, today, calendar: _nearest(today, int(match["m"]), int(match["d"])),
    ),
)  # fmt: skip
