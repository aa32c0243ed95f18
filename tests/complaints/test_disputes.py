"""Disputes: levels, the project's stoppage, who knows of mass incidents, fair recurrence."""

import html
import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Role
from complaints.models import Dispute, DisputeLevel, MassNotice, MediationStep
from complaints.recurrence import by_contractor
from complaints.services.disputes import (
    add_step,
    change_dispute,
    report_dispute,
    take_note,
    withdraw_dispute,
)
from core.exceptions import Refusal
from core.ledger import import_ledger
from projects.choices import ProjectStatus, SuspensionKind
from projects.models import Project, Suspension
from tests.city import CITY, FixtureCity, as_user, user_with
from tests.factories import DisputeFactory, ProjectFactory
from tests.pages import text_of
from tests.projects.ledger_books import cells, changed, exported, load, put, small

make_project: Any = ProjectFactory
make_dispute: Any = DisputeFactory
FACTS: dict[str, Any] = {"category": "改造方案", "occurred_on": date(2023, 7, 10)}
STOPPED = FACTS | {"stopped_on": date(2023, 7, 12)}
TODAY = date(2023, 7, 31)


@pytest.fixture
def project(city: FixtureCity) -> Project:
    found: Project = make_project(
        region=city.district, started_on=date(2023, 4, 10), contractor="云江一建"
    )
    return found


def status(project: Project, day: date = TODAY) -> ProjectStatus:
    return Project.objects.get(pk=project.pk).status_on(day)


def test_a_stoppage_sets_the_projects_state_and_follows_every_edit(
    city: FixtureCity, project: Project
) -> None:
    row = report_dispute(project, STOPPED, by=city.clerk)
    assert status(project) == ProjectStatus.SUSPENDED
    assert status(project, date(2023, 7, 11)) == ProjectStatus.BUILDING
    assert Suspension.objects.get().kind == SuspensionKind.STOPPED
    change_dispute(row, STOPPED | {"stopped_on": date(2023, 7, 14)}, by=city.clerk)
    assert Suspension.objects.get().started_on == date(2023, 7, 14)
    change_dispute(row, STOPPED | {"resumed_on": date(2023, 7, 20)}, by=city.clerk)
    assert status(project) == ProjectStatus.BUILDING
    assert status(project, date(2023, 7, 19)) == ProjectStatus.SUSPENDED
    change_dispute(row, FACTS, by=city.clerk)
    assert not Suspension.objects.exists()
    assert Suspension.history.filter(history_type="-").count() == 1


def test_a_withdrawn_dispute_counts_no_more_and_stops_nothing(
    city: FixtureCity, project: Project
) -> None:
    row = report_dispute(project, STOPPED, by=city.clerk)
    with pytest.raises(Refusal):
        withdraw_dispute(row, reason=" ", by=city.clerk)
    withdraw_dispute(row, reason="重复上报", by=city.clerk)
    assert status(project) == ProjectStatus.BUILDING
    assert Dispute.objects.occurred_in(2023, TODAY).count() == 0
    with pytest.raises(Refusal, match="撤销"):
        change_dispute(row, FACTS, by=city.clerk)
    page = as_user(city.clerk).get(reverse("complaints:disputes")).content.decode()
    assert "已撤销" in page


def test_the_clock_never_stands_twice(city: FixtureCity, project: Project) -> None:
    kept = Suspension.objects.create(
        project=project, kind="暂缓", started_on=date(2023, 7, 1), reason="道路拓宽"
    )
    row = report_dispute(project, STOPPED, by=city.clerk)
    assert row.suspension is None
    assert Suspension.objects.get() == kept
    kept.ended_on = date(2023, 7, 15)
    kept.save()
    with pytest.raises(Refusal, match="部分重叠"):
        report_dispute(project, STOPPED, by=city.clerk)


@pytest.mark.parametrize(
    ("people", "level", "mass"), [(3, "一般", False), (12, "重大", False), (45, "群体性", True)]
)
def test_the_table_gives_the_level(
    city: FixtureCity, project: Project, people: int, level: str, mass: bool
) -> None:
    row = report_dispute(project, FACTS | {"people": people}, by=city.clerk)
    assert (str(row.level), row.mass_incident, MassNotice.objects.count()) == (level, mass, mass)


def test_the_city_is_told_at_once_and_takes_note(city: FixtureCity, project: Project) -> None:
    mass = DisputeLevel.objects.get(name="群体性")
    row = report_dispute(project, FACTS | {"level": mass, "people": 60}, by=city.clerk)
    office, url = as_user(city.office), reverse("complaints:mass_notices")
    assert "待知悉" in office.get(url).content.decode()
    notice = MassNotice.objects.get()
    noting = reverse("complaints:mass_note", args=[notice.pk])
    assert noting in office.get(url).content.decode()
    read = as_user(city.leader).get(url).content.decode()
    assert row.number in read
    assert noting not in read
    with pytest.raises(PermissionDenied):
        take_note(notice, instruction="", by=city.clerk)
    with pytest.raises(PermissionDenied):
        take_note(notice, instruction="", by=city.leader)
    sent = office.post(
        reverse("complaints:mass_note", args=[notice.pk]), {"instruction": "派员现场处置"}
    )
    assert sent.status_code == 302
    page = office.get(reverse("complaints:dispute", args=[row.pk])).content.decode()
    assert "已知悉：派员现场处置" in page


def test_who_sees_a_mass_incident(city: FixtureCity, project: Project) -> None:
    mass = DisputeLevel.objects.get(name="群体性")
    row = report_dispute(project, FACTS | {"level": mass}, by=city.clerk)
    url = reverse("complaints:dispute", args=[row.pk])
    seen = {
        name: as_user(getattr(city, name)).get(url).status_code
        for name in ("office", "leader", "clerk", "reviewer", "stranger")
    }
    assert seen == {"office": 200, "leader": 200, "clerk": 200, "reviewer": 200, "stranger": 404}
    lower = as_user(make_street_clerk(city))
    assert lower.get(url).status_code == 404
    assert Dispute.objects.occurred_in(2023, TODAY).filter(mass_incident=True).count() == 1
    api = as_user(city.stranger).get(f"/api/v1/disputes/{row.pk}/")
    assert api.status_code == 404


def make_street_clerk(city: FixtureCity) -> Any:
    return user_with(Role.CLERK, city.street, "street_clerk")


def test_a_street_is_told_of_the_number_alone(city: FixtureCity) -> None:
    street = make_project(region=city.district, communities=[])
    Project.objects.filter(pk=street.pk).update(site=city.street)
    street.refresh_from_db()
    mass = DisputeLevel.objects.get(name="群体性")
    row = report_dispute(street, FACTS | {"level": mass}, by=city.clerk)
    page = as_user(make_street_clerk(city)).get(reverse("complaints:disputes")).content.decode()
    assert "另有群体性事件1件" in page
    assert row.number not in page


def test_a_dispute_is_reported_mediated_and_settled_on_pages(
    city: FixtureCity, project: Project
) -> None:
    clerk = as_user(city.clerk)
    typed = {
        "project": project.number, "category": "改造方案", "occurred_on": "2023-07-10",
        "people": "6", "obstruction": "on", "consent_gap": "绿地改停车场未经业主表决",
    }  # fmt: skip
    refused = clerk.post(reverse("complaints:dispute_new"), typed | {"occurred_on": "2023-08-10"})
    assert refused.status_code == 422
    assert "绿地改停车场未经业主表决" in refused.content.decode()
    assert clerk.post(reverse("complaints:dispute_new"), typed).status_code == 302
    row = Dispute.objects.get()
    assert (row.number, row.obstruction, str(row.level)) == ("J001", True, "一般")
    step = {"held_on": "2023-07-15", "people": "社区吴主任", "text": "同意缩小停车场"}
    url = reverse("complaints:dispute_step", args=[row.pk])
    assert clerk.post(url, step | {"held_on": "2023-07-01"}).status_code == 422
    assert clerk.post(url, step).status_code == 302
    edit = reverse("complaints:dispute_edit", args=[row.pk])
    settled = typed | {"resolved_on": "2023-07-20"}
    assert clerk.post(edit, settled).status_code == 422
    assert clerk.post(edit, settled | {"result": "按新方案施工"}).status_code == 302
    page = clerk.get(reverse("complaints:dispute", args=[row.pk])).content.decode()
    assert "同意缩小停车场" in page
    assert "已化解" in page
    with pytest.raises(TypeError):
        MediationStep.objects.get().save()
    with pytest.raises(Refusal):
        add_step(row, held_on=date(2023, 7, 16), people="", text="x", by=city.clerk)


def test_more_people_than_a_city_has_are_refused(city: FixtureCity, project: Project) -> None:
    level = DisputeLevel.objects.get(name="群体性")
    typed = {"name": "群体性", "order": "1", "active": "on", "source": "规定"}
    for client, url, name, sent in (
        (as_user(city.office), f"/complaints/disputes/levels/{level.pk}/", "min_people", typed),
        (as_user(city.clerk), "/complaints/disputes/new/", "people", {}),
    ):
        found = client.post(url, sent | {name: str(2**31)})
        assert found.status_code == 422, url
        assert name in found.context["form"].errors, url


def test_recurrence_compares_shares_and_marks_small_numbers(city: FixtureCity) -> None:
    begun = {"region": city.district, "started_on": date(2023, 4, 1)}
    large = [make_project(**begun, contractor="大公司") for _ in range(8)]
    small = make_project(**begun, contractor="小公司")
    for one in (*large[:2], large[0], small):
        make_dispute(project=one, region=one.region)
    found = {one.name: one for one in by_contractor(city.office, TODAY)}
    big = found["大公司"]
    assert (big.projects, big.concerned, big.disputes, big.repeated, big.rate, big.few) == (
        8, 2, 3, 1, "25.0", False,
    )  # fmt: skip
    assert (found["小公司"].rate, found["小公司"].few) == ("100.0", True)
    assert [one.name for one in by_contractor(city.office, TODAY)] == ["大公司", "小公司"]
    office = as_user(city.office)
    page = office.get(reverse("complaints:dispute_contractors")).content.decode()
    assert "样本少" in page
    listed = office.get(reverse("complaints:disputes"), {"contractor": "大公司"})
    assert "共 <b>3</b> 条" in listed.content.decode()


def test_a_count_of_a_contractor_opens_its_disputes_whatever_it_is_called(
    city: FixtureCity,
) -> None:
    for name in ("甲&乙联合体#1", "甲", "甲"):
        project = make_project(region=city.district, started_on=date(2023, 4, 1), contractor=name)
        make_dispute(project=project, region=project.region)
    office = as_user(city.office)
    page = office.get(reverse("complaints:dispute_contractors")).content.decode()
    links = re.findall(r'href="([^"]*[?]contractor=[^"]*)"', page)
    lists = [office.get(html.unescape(link)).content.decode() for link in links]
    assert sorted(re.findall("共 <b>([0-9]+)</b> 条", "".join(lists))) == ["1", "2"]


def test_the_ledger_keeps_what_it_has_no_column_for(city: FixtureCity, project: Project) -> None:
    mass = DisputeLevel.objects.get(name="群体性")
    more = {
        "number": "J777", "level": mass, "people": 60, "obstruction": True, "mediator": "吴主任",
        "consent_gap": "未经业主表决", "content": "围堵工地", "result": "按新方案施工",
        "resolved_on": date(2023, 7, 20), "resumed_on": date(2023, 7, 18),
    }  # fmt: skip
    row = report_dispute(project, STOPPED | more, by=city.clerk)
    add_step(row, held_on=date(2023, 7, 15), people="吴主任", text="同意缩小停车场", by=city.clerk)
    book = exported(CITY)
    assert changed(import_ledger(book)) == {}
    fields = [field.attname for field in Dispute._meta.concrete_fields]
    before = Dispute.objects.values(*fields).get()
    sheets = cells(book)
    put(sheets, "纠纷", 2, "情况", "围堵工地，已劝离")
    assert changed(load({name: sheets[name] for name in sheets})) == {"纠纷": (0, 1)}
    after = Dispute.objects.values(*fields).get()
    assert after == before | {"content": "围堵工地，已劝离"}
    assert (after["people"], after["mediator"], after["level_id"]) == (60, "吴主任", mass.pk)
    assert (after["suspension_id"], MediationStep.objects.count()) == (row.suspension_id, 1)


def test_an_exported_ledger_holds_the_disputes_that_its_reader_may_read(
    city: FixtureCity, project: Project
) -> None:
    make: Any = DisputeFactory
    make(project=project, region=city.district, number="JF-1", occurred_on=date(2023, 7, 1))
    make(
        project=project, region=city.district, number="JF-2", occurred_on=date(2023, 7, 2),
        mass_incident=True,
    )  # fmt: skip

    Dispute.objects.update(reported_in=city.other_district)

    def numbers(**options: Any) -> list[Any]:
        return [row[0] for row in cells(exported(city.district.pk, **options))["纠纷"][1:]]

    assert numbers(user=city.clerk) == ["JF-1"]
    assert numbers(user=city.office) == ["JF-1", "JF-2"]
    assert numbers() == ["JF-1", "JF-2"]  # the operator's command


def test_an_imported_mass_incident_is_told_to_the_city_once(city: FixtureCity) -> None:
    book = small()
    put(book, "纠纷", 2, "群体性", "是")
    load(book, user=city.office)
    notice = MassNotice.objects.get()
    assert (notice.dispute.mass_incident, notice.region_id) == (True, CITY)
    assert "1" in text_of(as_user(city.office).get(reverse("complaints:mass_notices")))
    put(book, "纠纷", 2, "情况", "又有人聚集")
    load(book, user=city.office)
    assert MassNotice.objects.count() == 1
    assert notice.history.get().history_user == city.office
