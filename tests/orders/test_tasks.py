"""重点工作任务清单: listed from a speech, reported, chased, accepted by another; never lost."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from lxml import html
from openpyxl import load_workbook

from core.exceptions import Refusal
from orders.models import KeyTask, Order, TaskEvent
from orders.services.tasks import (
    Line,
    Source,
    chase_task,
    decide_task,
    drop_task,
    list_tasks,
    report_task,
)
from projects.services.guards import LineRefusal
from tests.city import FixtureCity, as_user

SOURCE = Source("speech", "7月调度会讲话", date(2023, 7, 28))


@pytest.fixture
def task(city: FixtureCity) -> KeyTask:
    line = Line(city.district, "8月10日前全部进场", "甲区住建局", date(2023, 8, 10), "甲区财政局")
    return list_tasks(SOURCE, [line], by=city.office)[0]


def rows(user: Any, query: str = "") -> list[str]:
    page = html.fromstring(as_user(user).get(f"/orders/tasks/?{query}").content.decode())
    return [cell.text_content() for cell in page.xpath("//div[@id='list']//tbody//th")]


def test_a_task_goes_from_the_list_to_done(city: FixtureCity, task: KeyTask) -> None:
    report_task(task, text="已进场3个", finished=False, by=city.clerk)
    report_task(task, text="全部进场", finished=True, by=city.clerk)
    decide_task(task, accepted=False, opinion="缺照片", by=city.office)
    report_task(task, text="全部进场，附照片", finished=True, by=city.clerk)
    done = decide_task(task, accepted=True, opinion="属实", by=city.office)
    assert (done.state, done.closed_on, done.result) == (
        "done",
        date(2023, 7, 31),
        "全部进场，附照片",
    )
    kinds = list(task.events.values_list("kind", flat=True))
    assert kinds == ["listed", "progress", "finished", "returned", "finished", "accepted"]
    with pytest.raises(Refusal, match="现为“已销号”"):
        report_task(task, text="再报", finished=False, by=city.clerk)


def test_whoever_reported_does_not_accept(city: FixtureCity, task: KeyTask) -> None:
    report_task(task, text="完成", finished=True, by=city.clerk)
    last = task.events.latest("pk")
    TaskEvent(task=task, kind="finished", at=last.at, by=city.office, text="代报").save()
    with pytest.raises(Refusal, match="由他人审核"):
        decide_task(task, accepted=True, opinion="属实", by=city.office)
    assert decide_task(task, accepted=True, opinion="属实", by=city.office_head).state == "done"


def test_nobody_else_takes_a_step(city: FixtureCity, task: KeyTask) -> None:
    for who in (city.stranger, city.office, city.leader, city.auditor):
        with pytest.raises(PermissionDenied):
            report_task(task, text="x", finished=False, by=who)
    for who in (city.clerk, city.district_leader, city.stranger, city.auditor):
        with pytest.raises(PermissionDenied):
            chase_task(task, text="x", by=who)
        with pytest.raises(PermissionDenied):
            drop_task(task, reason="x", by=who)
        with pytest.raises(PermissionDenied):
            list_tasks(SOURCE, [], by=who)
    assert task.events.count() == 1


def test_the_lines_of_a_source_are_listed_all_or_none(city: FixtureCity, task: KeyTask) -> None:
    good = Line(city.district, "9月底前完工", "甲区住建局", date(2023, 9, 30))
    for bad, field in (
        (Line(city.district, " ", "甲区住建局", date(2023, 9, 30)), "task"),
        (Line(city.district, "x", "", date(2023, 9, 30)), "unit"),
        (Line(city.district, "x", "y", None), "due_on"),
        (Line(city.district, "x", "y", date(2023, 7, 1)), "due_on"),
        (Line(city.district, task.task, "y", date(2023, 9, 30)), "task"),
    ):
        with pytest.raises(LineRefusal) as refused:
            list_tasks(SOURCE, [good, bad], by=city.office)
        assert (refused.value.line, refused.value.field) == (1, field)
    assert KeyTask.objects.count() == 1


def test_open_tasks_chase_until_they_are_done(
    city: FixtureCity, task: KeyTask, settings: Any
) -> None:
    assert (rows(city.clerk, "overdue=1"), rows(city.clerk, "soon=1")) == ([], [])
    settings.PORTAL_DATE = date(2023, 8, 5)
    assert rows(city.clerk, "soon=1") == [task.task]
    settings.PORTAL_DATE = date(2023, 8, 13)
    report_task(task, text="完成", finished=True, by=city.clerk)
    assert rows(city.clerk, "overdue=1") == [task.task]
    page = html.fromstring(as_user(city.office).get("/orders/tasks/").content.decode())
    counts = [span.text_content() for span in page.xpath("//p[@class='state-line']/span")]
    assert counts == ["推进中和待销号 1 项", "逾期 1 项", "7天内到期 0 项"]
    decide_task(task, accepted=True, opinion="属实", by=city.office)
    assert rows(city.clerk, "overdue=1") == []


def test_a_stranger_sees_nothing_of_it(city: FixtureCity, task: KeyTask) -> None:
    assert rows(city.stranger) == []
    assert as_user(city.stranger).get(f"/orders/tasks/{task.pk}/").status_code == 404
    assert as_user(city.stranger).post(f"/orders/tasks/{task.pk}/report/").status_code == 404
    assert as_user(city.clerk).post(f"/orders/tasks/{task.pk}/decide/").status_code == 403


def test_the_office_types_several_lines_and_loses_none(city: FixtureCity) -> None:
    client = as_user(city.office)
    typed = {
        "source_kind": "speech", "source": "7月调度会讲话", "source_on": "2023-07-28",
        "lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0",
        "lines-0-task": "8月10日前全部进场", "lines-0-region": city.district.pk,
        "lines-0-unit": "甲区住建局", "lines-0-co_units": "", "lines-0-due_on": "2023-08-10",
        "lines-1-task": "9月底前完工", "lines-1-region": city.other_district.pk,
        "lines-1-unit": "", "lines-1-due_on": "2023-09-30",
    }  # fmt: skip
    refused = client.post("/orders/tasks/new/", typed)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "请填写牵头单位" in said
    assert "8月10日前全部进场" in said
    assert "9月底前完工" in said
    assert not KeyTask.objects.exists()
    typed["lines-1-unit"] = "乙县住建局"
    assert client.post("/orders/tasks/new/", typed).status_code == 302
    assert set(rows(city.office)) == {"8月10日前全部进场", "9月底前完工"}
    assert rows(city.office, "q=乙县") == ["9月底前完工"]


def test_pages_report_and_decide(city: FixtureCity, task: KeyTask) -> None:
    url = f"/orders/tasks/{task.pk}/"
    assert "报告进展或完成" in as_user(city.clerk).get(url).content.decode()
    as_user(city.clerk).post(f"{url}report/", {"text": "全部进场", "finished": "1"})
    as_user(city.office).post(f"{url}decide/", {"accepted": "1", "opinion": "属实"})
    task.refresh_from_db()
    assert task.state == "done"
    assert "全部进场" in as_user(city.clerk).get(url).content.decode()


def test_an_overdue_task_becomes_an_order_that_leads_back(
    city: FixtureCity, task: KeyTask, settings: Any
) -> None:
    settings.PORTAL_DATE = date(2023, 8, 13)
    client = as_user(city.office)
    url = f"/orders/new/supervision/?task={task.pk}"
    page = html.fromstring(client.get(url).content.decode())
    given = {
        one.name: one.value for one in page.xpath("//form[@method='post']//*[@name]") if one.name
    }
    assert given["basis"] == "7月调度会讲话，原定2023-08-10完成，已逾期3天"
    typed = {name: value or "" for name, value in given.items()}
    typed |= {"person": "钱局长", "due_on": "2023-08-20"}
    typed.pop("attachments", None)
    assert client.post(url, typed).status_code == 302
    order = Order.objects.get()
    assert (order.origin_label, order.origin_url) == (
        f"重点任务：{task.task}",
        f"/orders/tasks/{task.pk}/",
    )
    assert order.subject in client.get(f"/orders/tasks/{task.pk}/").content.decode()


def test_a_day_beyond_all_calendars_is_no_fault(city: FixtureCity, task: KeyTask) -> None:
    assert rows(city.office, "as_of=9999-12-31&soon=1") == []
    assert len(rows(city.office, "as_of=9999-12-31&overdue=1")) == 1


def test_the_workbook_holds_the_list(city: FixtureCity, task: KeyTask) -> None:
    response = as_user(city.office).get("/orders/tasks/?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(task.task in line and "甲区住建局" in line for line in lines)


def test_events_of_a_task_are_only_added(city: FixtureCity, task: KeyTask) -> None:
    event = task.events.get()
    for change in (event.save, event.delete, task.events.all().delete):
        with pytest.raises(TypeError):
            change()
