"""约谈前后进度对照 on projects made by hand: 4 weeks each side of the talk of 1 June 2023."""

from datetime import date, timedelta
from decimal import Decimal as D
from io import BytesIO
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook

from accounts.models import Region
from core import clock
from core.periods import Week
from orders.effect import Change, Effect, Group, Limits, Spread, change_of, pool, weeks_between
from orders.models import Order
from orders.services.drafting import draft_order
from orders.services.issuing import issue_order
from orders.services.talks import Promise, record_talk
from projects.models import Project, WeeklyEntry
from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, ProjectFactory
from tests.orders.conftest import MakeWords, talk_plan

LIMITS = Limits(4, 8, 3, D(10))
TALK = Week(date(2023, 5, 29))
HELD = date(2023, 6, 1)
AFTER_FOUR = date(2023, 7, 3)


def course(start: str, before: str, after: str, weeks: int = 4) -> dict[Week, D]:
    """Percents of a project: `before` points a week up to the talk's week, `after` from then on."""
    percent, found = D(start), {TALK.previous(weeks + 1): D(start)}
    for back in range(weeks, 0, -1):
        percent += D(before)
        found[TALK.previous(back)] = percent
    found[TALK] = percent
    for ahead in range(1, weeks + 1):
        percent += D(after)
        found[TALK.previous(-ahead)] = percent
    return found


def test_the_week_of_the_talk_counts_on_neither_side() -> None:
    percents = course("20", "0.5", "1.5")
    percents[TALK] += 7  # a jump within the week of the talk itself
    percents[TALK.previous(-4)] += 7
    assert change_of(percents, TALK, 4) == Change(D("0.5"), D("1.5"))


def test_a_week_without_an_entry_stands_where_it_stood() -> None:
    percents = course("20", "1", "2")
    for gone in (TALK.previous(5), TALK):
        del percents[gone]
    percents[TALK.previous(6)] = D(20)
    assert change_of(percents, TALK, 4) == Change(D(1), D(2))


@pytest.mark.parametrize("silent", [range(1, 5), range(-4, 0)])
def test_a_project_that_did_not_report_on_one_side_is_left_out(silent: range) -> None:
    percents = course("20", "1", "2")
    for back in silent:
        percents.pop(TALK.previous(back))
    assert change_of(percents, TALK, 4) is None


def test_a_project_complete_before_the_talk_is_left_out() -> None:
    assert change_of(course("96", "1", "0"), TALK, 4) is None


def test_spread_has_quartiles_from_two_values_on() -> None:
    assert Spread.of([D(1), D(2), D(3), D(10)]) == Spread(
        D("2.50"), D("4.00"), D("1.75"), D("4.75")
    )
    assert Spread.of([D(1)]).quartiles == "—"


def test_weeks_are_whole_and_at_most_the_limit() -> None:
    assert weeks_between(TALK, TALK.previous(-3), LIMITS) == 3
    assert weeks_between(TALK, TALK.previous(-30), LIMITS) == 8


def effect(called: int, others: int, weeks: int = 4) -> Effect:
    return Effect(
        weeks, Group((Change(D("0.5"), D("1.5")),) * called), Group((Change(D(1), D(1)),) * others),
        0, LIMITS,
    )  # fmt: skip


def test_nothing_is_said_of_few_weeks_or_few_projects() -> None:
    assert effect(9, 9, weeks=3).sentence == "约谈后满4周才列对照，现有3周数据。"
    few = effect(2, 9)
    assert few.sentence == "被约谈2个、可比9个，有一方少于3个项目，只列数据，不作对照。"
    assert (few.ripe, few.enough) == (True, False)


def test_the_sentence_names_both_groups_and_no_cause() -> None:
    said = effect(3, 4).sentence
    assert "被约谈的3个项目周进度中位数，约谈前0.50、约谈后1.50百分点/周" in said
    assert "可比的4个项目由1.00到1.00百分点/周" in said
    assert "数据不说明原因" in said
    assert [word for word in ("促使", "因约谈", "见效", "效果", "导致") if word in said] == []


def test_several_talks_are_pooled_but_the_unripe() -> None:
    both = pool([effect(2, 3), effect(2, 4, weeks=6), effect(5, 5, weeks=2)], LIMITS)
    assert (both.called.n, both.others.n, both.weeks) == (4, 7, 4)


# --- with rows ------------------------------------------------------------------------------
def project_with(region: Region, percents: dict[Week, D], **changes: Any) -> Project:
    number = f"E{Project.objects.count()}"
    given = {"number": number, "started_on": date(2023, 4, 1)} | changes
    row = ProjectFactory(region=region, **given)
    for week, percent in percents.items():
        EntryFactory(project=row, week=week.monday, percent=percent)
    return row


@pytest.fixture
def called(city: FixtureCity, settings: Any) -> list[Project]:
    settings.TALK_EFFECT_LEAST_PROJECTS = 3
    settings.PORTAL_DATE = AFTER_FOUR
    return [project_with(city.district, course("20", "0.5", a)) for a in ("1", "1.5", "2")]


@pytest.fixture
def others(city: FixtureCity) -> list[Project]:
    return [project_with(city.other_district, course("25", "1", "1.1")) for _ in range(4)]


@pytest.fixture
def unlike(city: FixtureCity) -> None:
    """Projects that must not be compared: further on, of another year, not begun, finished."""
    there = city.other_district
    project_with(there, course("60", "5", "5"))
    project_with(there, course("25", "5", "5"), year=2022)
    project_with(there, course("25", "5", "5"), started_on=None)
    project_with(there, course("25", "5", "5"), finished_on=date(2023, 5, 20))


def talk_on_the_district(city: FixtureCity, words: MakeWords) -> Order:
    with clock.at(date(2023, 5, 25)):
        given = words(project=None, due_on=date(2023, 8, 10), talk=talk_plan())
        order = issue_order(draft_order("talk", given, by=city.office), by=city.office)  # type: ignore[arg-type]
    with clock.at(HELD):
        record_talk(
            order, held_on=HELD, attendees="钱局长", minutes="纪要",
            promises=[Promise("进场", "钱局长", date(2023, 7, 1))], by=city.office,
        )  # fmt: skip
    return order


def fragment(user: Any, order: Order) -> Any:
    return html.fromstring(as_user(user).get(f"/orders/{order.pk}/effect/").content.decode())


def lines(page: Any) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in page.xpath("//div[@id='effect-list']//tbody/tr")
    ]


@pytest.mark.usefixtures("called", "others", "unlike")
def test_those_called_stand_beside_comparable_ones(city: FixtureCity, words: MakeWords) -> None:
    order = talk_on_the_district(city, words)
    page = fragment(city.leader, order)
    assert lines(page) == [
        ["被约谈项目", "3", "0.50", "0.50", "0.50—0.50", "1.50", "1.50", "1.25—1.75",
         "1.00", "1.00", "0.75—1.25"],
        ["可比项目", "4", "1.00", "1.00", "1.00—1.00", "1.10", "1.10", "1.10—1.10",
         "0.10", "0.10", "0.10—0.10"],
    ]  # fmt: skip
    assert "约谈前0.50、约谈后1.50百分点/周" in page.text_content()


@pytest.mark.usefixtures("others")
def test_a_project_called_by_another_talk_is_no_comparison(
    city: FixtureCity, words: MakeWords, called: list[Project]
) -> None:
    order = talk_on_the_district(city, words)
    with clock.at(date(2023, 5, 25)):
        given = words(
            region=city.other_district, project=None, due_on=date(2023, 8, 10), talk=talk_plan()
        )
        other = issue_order(draft_order("talk", given, by=city.office), by=city.office)  # type: ignore[arg-type]
    with clock.at(date(2023, 6, 12)):
        record_talk(
            other, held_on=date(2023, 6, 12), attendees="赵局长", minutes="纪要",
            promises=[Promise("进场", "赵局长", date(2023, 7, 1))], by=city.office,
        )  # fmt: skip
    assert [line[1] for line in lines(fragment(city.office, order))] == ["3", "0"]


@pytest.mark.usefixtures("called", "others")
def test_before_four_weeks_no_number_is_shown(
    city: FixtureCity, words: MakeWords, settings: Any
) -> None:
    order = talk_on_the_district(city, words)
    settings.PORTAL_DATE = AFTER_FOUR - timedelta(days=1)
    page = fragment(city.office, order)
    assert lines(page) == []
    assert "约谈后满4周才列对照，现有3周数据" in page.text_content()


@pytest.mark.usefixtures("others")
def test_a_fallen_or_unaccepted_entry_is_counted_as_it_was_accepted(
    city: FixtureCity, words: MakeWords, called: list[Project]
) -> None:
    order = talk_on_the_district(city, words)
    last = WeeklyEntry.objects.filter(project=called[0], week=TALK.previous(-4).monday)
    last.update(state="submitted", percent=D(99))
    assert lines(fragment(city.office, order))[0][5] == "1.50"


@pytest.mark.usefixtures("called", "others")
def test_a_district_does_not_see_how_others_did(city: FixtureCity, words: MakeWords) -> None:
    order = talk_on_the_district(city, words)
    assert as_user(city.clerk).get(f"/orders/{order.pk}/effect/").status_code == 403
    assert as_user(city.stranger).get(f"/orders/{order.pk}/effect/").status_code == 404
    page = as_user(city.district_leader).get(f"/orders/{order.pk}/").content.decode()
    assert f"/orders/{order.pk}/effect/" not in page
    register = as_user(city.clerk).get("/orders/talks/").content.decode()
    assert order.number in register
    assert "可比项目" not in register


@pytest.mark.usefixtures("called", "others")
def test_the_register_lists_every_talk_with_its_speeds(
    city: FixtureCity, words: MakeWords, django_assert_max_num_queries: Any
) -> None:
    orders = [talk_on_the_district(city, words) for _ in range(3)]
    client = as_user(city.leader)
    with django_assert_max_num_queries(22):
        page = html.fromstring(client.get("/orders/talks/").content.decode())
    rows = page.xpath("//div[@id='list']//tbody/tr")
    assert len(rows) == len(orders)
    cells = [" ".join(cell.text_content().split()) for cell in rows[0].xpath("./th|./td")]
    assert cells[5:8] == ["1", "0", "1"]
    assert cells[-4:] == ["0.50", "1.50", "1.00", "1.10"]
    assert lines(page)[0][:3] == ["被约谈项目", "9", "0.50"]
    book = load_workbook(BytesIO(client.get("/orders/talks/?export=xlsx").getvalue()))
    heads, first, *_rest = book.active.iter_rows(values_only=True)
    counted = [v for head, v in zip(heads, first, strict=True) if "项目（个）" in str(head)]
    assert counted == [3, 4], heads
    assert (
        len(
            html.fromstring(client.get("/orders/talks/?unchecked=0").content.decode()).xpath(
                "//div[@id='list']//tbody/tr"
            )
        )
        == 0
    )
