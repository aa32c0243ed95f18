"""Campaigns: forecasts that sum to the total, lists with exactly their rows, and the arithmetic."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.calendar import Calendar, Span
from projects.models import Campaign, LagReason, Project, Suspension, TaskForce
from projects.pace.campaigns import campaign_progress
from projects.pace.catch_up import best_weeks, catch_up
from projects.pace_choices import Chance, Forecast
from projects.services.campaigns import set_usual
from projects.services.cases import Plan, open_case
from projects.services.task_forces import write_note
from tests.city import FixtureCity, as_user
from tests.factories import EntryFactory, MilestoneFactory, ProjectFactory
from tests.pages import text_of

DAY = date(2023, 7, 31)
MONDAY = date(2023, 7, 24)


def weeks(*percents: str) -> list[tuple[date, Decimal]]:
    return [(MONDAY + timedelta(weeks=n), Decimal(x)) for n, x in enumerate(percents)]


def building(city: FixtureCity, *percents: str, **more: Any) -> Project:
    dates = {"started_on": date(2023, 4, 1), "planned_finish": date(2023, 10, 31)}
    project: Project = ProjectFactory(region=city.district, **(dates | more))
    for back, percent in enumerate(reversed(percents)):
        week = MONDAY - timedelta(weeks=back)
        EntryFactory(project=project, week=week, percent=Decimal(percent))
    return project


def test_the_best_four_weeks() -> None:
    assert best_weeks(weeks("0", "1", "4", "4", "9", "8", "10")) == Decimal("2.75")
    assert best_weeks(weeks("0", "2")) == Decimal("2.00")
    assert best_weeks(weeks("5")) is None
    gap = [(MONDAY, Decimal(0)), (MONDAY + timedelta(weeks=3), Decimal(9))]
    assert best_weeks(gap) == Decimal("3.00"), "a gap is spread over its weeks"


@pytest.mark.parametrize(
    ("percent", "best", "chance"),
    [
        ("66", "2.0", Chance.REALISTIC),
        ("60", "1.9", Chance.STRETCHED),
        ("40", "1.9", Chance.IMPOSSIBLE),
        ("100", "1.9", Chance.DONE),
    ],
)
def test_needed_against_done(percent: str, best: str, chance: Chance) -> None:
    due = date(2023, 11, 30)
    found = catch_up(Decimal(percent), Decimal(best), Decimal(100), DAY, due, Calendar())
    assert found.chance == chance
    assert found.open_days == 122


def test_the_sentence_tells_both_and_stopped_days_raise_what_is_needed() -> None:
    given = Decimal(40), Decimal("1.9"), Decimal(100), DAY, date(2023, 11, 30)
    free = catch_up(*given, Calendar())
    assert free.sentence == "扣除停工还有122天，每周须完成 3.44%；最好四周平均 1.9%：不可能"
    stopped = catch_up(*given, Calendar.of([Span(date(2023, 9, 1), date(2023, 9, 10))]))
    assert (stopped.open_days, stopped.needed) == (112, Decimal("3.75"))
    none = catch_up(*given, Calendar.of([Span(date(2023, 8, 1), date(2023, 12, 1))]))
    assert (none.open_days, none.chance) == (0, Chance.IMPOSSIBLE)


def test_every_project_is_in_exactly_one_forecast(city: FixtureCity) -> None:
    set_usual(city.region, 2023, source="会议纪要", by=city.office)
    building(city, "50", "54", "58", "62", "66", name="能完工")
    slow = building(city, "20", "20.5", "21", "21.5", "22", name="完不成")
    MilestoneFactory(project=slow, name="主体工程过半", planned_on=date(2023, 7, 1))
    building(city, finished_on=date(2023, 7, 20), name="已完工")
    held = building(city, "10", name="停工项目")
    Suspension.objects.create(project=held, started_on=date(2023, 7, 1))
    ahead = {"started_on": None, "planned_start": date(2023, 8, 10)}
    building(city, name="待开工", **ahead)
    promised = building(city, name="有承诺", started_on=None, planned_start=date(2023, 7, 1))
    plan = Plan([LagReason.objects.get(name="征地拆迁")], "", "协商", "朱", date(2023, 8, 20))
    open_case(promised, plan, by=city.office)
    building(city, name="没承诺", started_on=None, planned_start=date(2023, 7, 1))
    found = {one.campaign.target: one for one in campaign_progress(city.region, 2023, DAY)}

    def names(target: str, forecast: str) -> set[str]:
        rows = Project.objects.filter(pk__in=found[target].pks(forecast))
        return set(rows.values_list("name", flat=True))

    assert names("start", Forecast.MISSES) == {"没承诺"}
    assert names("start", Forecast.MAKES) == {"待开工", "有承诺"}
    assert names("finish", Forecast.DONE) == {"已完工"}
    assert names("finish", Forecast.STOPPED) == {"停工项目"}
    assert "完不成" in names("finish", Forecast.MISSES)
    assert "能完工" in names("finish", Forecast.MAKES)
    assert "能完工" in names("caught_up", Forecast.DONE)
    assert "完不成" in names("caught_up", Forecast.MISSES)
    client = as_user(city.office)
    page = client.get("/projects/campaigns/")
    assert [row.source.campaign.name for row in page.context["rows"]] == [
        "8月底全部开工", "9月底赶上序时", "11月底全部完工",
    ]  # fmt: skip
    for one in found.values():
        counts = [one.done, one.makes, one.misses, one.stopped]
        assert sum(counts) == one.total == 7
        for forecast, count in zip(Forecast, counts, strict=True):
            url = f"/projects/campaigns/{one.campaign.pk}/?forecast={forecast}"
            assert client.get(url).context["page"].paginator.count == count, url
    impossible = client.get(f"/projects/campaigns/{found['finish'].campaign.pk}/?chance=impossible")
    assert [row.source.name for row in impossible.context["rows"]] == ["完不成"]
    assert "最好四周平均 0.5%：不可能" in text_of(impossible)
    assert impossible.context["page"].paginator.count == found["finish"].impossible
    progress = client.get(f"/api/v1/campaigns/{found['start'].campaign.pk}/progress/").json()
    assert (progress["total"], progress["misses"]) == (7, found["start"].pks("misses"))


def test_a_district_s_own_deadline_comes_before_the_city_s(city: FixtureCity) -> None:
    set_usual(city.region, 2023, source="会议纪要", by=city.office)
    Campaign.objects.create(
        name="甲区提前开工", region=city.district, year=2023, target="start",
        due_on=date(2023, 8, 15), source="区办通知",
    )  # fmt: skip
    assert campaign_progress(city.district, 2023, DAY)[0].campaign.name == "甲区提前开工"
    assert campaign_progress(city.other_district, 2023, DAY)[0].campaign.name == "8月底全部开工"
    assert campaign_progress(city.region, 2022, DAY) == []


def test_the_office_sets_the_usual_deadlines_at_one_go(city: FixtureCity) -> None:
    client = as_user(city.office)
    posted = {"year": "2023", "source": "云办〔2023〕8号"}
    page = client.post("/projects/campaigns/usual/", posted, follow=True)
    assert "已设置3项时限" in text_of(page)
    assert "还有31天" in text_of(page)
    again = client.post("/projects/campaigns/usual/", posted, follow=True)
    assert "已设置0项时限" in text_of(again)
    same = {
        "name": "再来", "region": city.region.pk, "year": "2023", "target": "start",
        "due_on": "2023-09-01", "source": "x",
    }  # fmt: skip
    refused = client.post("/projects/campaigns/new/", same)
    assert "已有“全部开工”的时限" in text_of(refused)


def test_of_a_force_of_the_city_a_district_reads_what_concerns_it(city: FixtureCity) -> None:
    own, strange = (
        ProjectFactory(region=region, name=name)
        for region, name in ((city.district, "东风一村"), (city.other_district, "西山里"))
    )
    force = TaskForce.objects.create(
        name="市级专班", level="市级", region=city.region, lead="张局长", members="各1人",
        on_site_from=date(2023, 7, 1),
    )  # fmt: skip
    force.projects.set([own, strange])
    for project, text in ((own, "围墙已拆"), (strange, "管线未迁"), (None, "例会")):
        write_note(
            force, kind="周记", on=date(2023, 7, 28), text=text, project=project, by=city.office
        )
    url = f"/projects/task-forces/{force.pk}/"
    page = text_of(as_user(city.clerk).get(url))
    assert all(words in page for words in ("围墙已拆", "例会", "东风一村"))
    assert not any(words in page for words in ("管线未迁", "西山里", "写记录"))
    assert "西山里" not in text_of(as_user(city.clerk).get(f"{url}note/"))
    whole = text_of(as_user(city.office).get(url))
    assert all(words in whole for words in ("管线未迁", "西山里", "写记录"))


def test_a_task_force_is_required_above_the_threshold(city: FixtureCity, settings: Any) -> None:
    late = building(city, name="久拖项目", started_on=None, planned_start=date(2023, 4, 1))
    MilestoneFactory(project=late, planned_on=date(2023, 4, 30))
    recent = building(city, name="新滞后", started_on=None, planned_start=date(2023, 7, 1))
    MilestoneFactory(project=recent, planned_on=date(2023, 7, 1))
    client = as_user(city.office)
    missing = client.get(client.get("/projects/task-forces/").context["note_url"])
    assert [row.source.name for row in missing.context["rows"]] == ["久拖项目"]
    assert "应进驻" in text_of(missing)
    posted = {
        "name": "甲区专班", "level": "市级", "region": city.district.pk, "lead": "副局长",
        "members": "三人", "cadence": "4", "projects": [late.pk], "on_site_from": "2023-07-20",
    }  # fmt: skip
    assert client.post("/projects/task-forces/new/", posted).status_code == 302
    missing = client.get(client.get("/projects/task-forces/").context["note_url"])
    assert not missing.context["rows"]
    assert "超7天未记" in text_of(client.get("/projects/task-forces/"))
    force = TaskForce.objects.get()
    note = {
        "kind": "现场调度",
        "on": "2023-07-30",
        "project": late.pk,
        "text": "燃气迁改定于8月5日",
    }
    assert client.post(f"/projects/task-forces/{force.pk}/note/", note).status_code == 302
    page = text_of(client.get(f"/projects/task-forces/{force.pk}/"))
    assert "燃气迁改定于8月5日" in page
    assert "未记" not in page
    early = client.post(f"/projects/task-forces/{force.pk}/note/", note | {"on": "2023-07-01"})
    assert "专班2023-07-20才进驻" in text_of(early)
    foreign = ProjectFactory(region=city.other_district)
    mine = as_user(city.clerk)
    refused = mine.post("/projects/task-forces/new/", posted | {"projects": [foreign.pk]})
    assert refused.status_code == 422
