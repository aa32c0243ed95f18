"""Whose clock: for any order and overlap of claims the parts sum to the days that elapsed."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from projects.calendar import Calendar, Span
from projects.models import ClockEvent, Milestone, StopWindow
from projects.pace.whose_clock import Claim, Node, of_lag, split
from projects.pace_choices import ClockParty
from projects.services.clock_events import record_event
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.pages import text_of

START, STOP = date(2023, 1, 1), date(2023, 8, 1)
DAYS = st.integers(-40, 260).map(lambda n: START + timedelta(days=n))
PARTIES = st.sampled_from([one for one in ClockParty if one != ClockParty.STOPPED])


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(DAYS)
        length = draw(st.none() | st.integers(1, 90))
        stop = None if length is None else start + timedelta(days=length)
        found.append(Claim(start, stop, draw(PARTIES), f"事由{number}", number))
    return found


SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 40)).map(lambda x: Span(x[0], x[0] + timedelta(days=x[1]))),
    max_size=5,
)
NODES = st.lists(st.none() | DAYS, max_size=9).map(
    lambda days: [Node(at, f"节点{at}", day) for at, day in enumerate(days)]
)


@settings(max_examples=300, deadline=None)
@given(events=claims(), spans=SPANS, nodes=NODES, data=st.data())
def test_the_parts_sum_to_the_days_that_elapsed(
    events: list[Claim], spans: list[Span], nodes: list[Node], data: st.DataObject
) -> None:
    calendar = Calendar.of(spans)
    found = split(START, STOP, nodes, events, calendar)
    assert found.elapsed == 212
    assert sum(part.days for part in found.parts) == found.elapsed
    edges = [START, *(one.stop for one in found.stretches)]
    assert [one.start for one in found.stretches] == edges[:-1]
    assert edges[-1] == STOP
    shuffled = data.draw(st.permutations(events))
    assert split(START, STOP, nodes, shuffled, calendar).stretches == found.stretches
    stopped = sum(part.days for part in found.parts if part.party == ClockParty.STOPPED)
    assert stopped == calendar.stopped_days(START, STOP - timedelta(days=1))


@settings(max_examples=150, deadline=None)
@given(events=claims(), spans=SPANS, more=SPANS)
def test_further_stops_take_days_from_everybody_else_alone(
    events: list[Claim], spans: list[Span], more: list[Span]
) -> None:
    def days(given: list[Span]) -> dict[ClockParty, int]:
        parts = split(START, STOP, [], events, Calendar.of(given)).parts
        return {part.party: part.days for part in parts}

    before, after = days(spans), days([*spans, *more])
    for party, count in after.items():
        assert party == ClockParty.STOPPED or count <= before[party]


def test_stops_come_before_records_and_the_later_record_before_the_earlier() -> None:
    nodes = [Node(1, "入户调查与意愿征集", date(2023, 1, 11)), Node(2, "立项审批", None)]
    events = [
        Claim(date(2023, 2, 1), date(2023, 3, 1), ClockParty.LAND, "院墙外移", 1),
        Claim(date(2023, 2, 11), date(2023, 2, 21), ClockParty.PIPES, "燃气迁改", 2),
    ]
    calendar = Calendar.of([Span(date(2023, 2, 15), date(2023, 2, 16), "考试")])
    found = split(START, date(2023, 3, 11), nodes, events, calendar)
    assert found.sentence == "69天＝审批31＋用地18＋调查与意愿征集10＋管线单位8＋合法停工2"
    words = {part.party: part.words for part in found.parts}
    assert words[ClockParty.STOPPED] == "考试"
    assert words[ClockParty.PIPES] == "燃气迁改"


def test_the_days_of_lag_split_too(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    Milestone.objects.create(project=project, name="开工", order=1, planned_on=date(2023, 4, 30))
    record_event(
        project, started_on=date(2023, 5, 1), ended_on=date(2023, 6, 5), party="资金",
        reason="配套资金未落实", evidence="区财政局复函", by=city.clerk,
    )  # fmt: skip
    found = of_lag(project, date(2023, 4, 30), date(2023, 7, 31), Calendar())
    assert found.sentence == "92天＝施工单位57＋资金35"


def test_the_project_page_shows_whose_days_they_were(city: FixtureCity) -> None:
    project = ProjectFactory(region=city.district)
    Milestone.objects.create(project=project, name="开工", order=1, planned_on=date(2023, 4, 30))
    StopWindow.objects.create(
        region=city.region, kind="考试", name="高考", first_on=date(2023, 6, 5),
        last_on=date(2023, 6, 9), source="教育局通知",
    )  # fmt: skip
    client = as_user(city.clerk)
    posted = {
        "started_on": "2023-05-01", "ended_on": "2023-06-07", "party": "用地",
        "reason": "围墙拆迁", "evidence": "街道来函5月6日",
    }  # fmt: skip
    assert client.post(f"/projects/{project.pk}/clock/new/", posted).status_code == 302
    text = text_of(client.get(f"/projects/{project.pk}/pace/"))
    assert "212天＝施工单位172＋用地35＋合法停工5" in text
    assert "92天＝施工单位52＋用地35＋合法停工5" in text
    event = ClockEvent.objects.get()
    changed = client.post(f"/projects/clock/{event.pk}/", posted | {"ended_on": "2023-04-01"})
    assert changed.status_code == 422
    assert "结束日期是恢复的第一天" in text_of(changed)
