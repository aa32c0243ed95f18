"""Orders and tasks as they stood on a past day: rows, states, counts, and nothing to be done there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from core import clock
from orders.choices import OrderKind, TaskState
from orders.models import KeyTask, Order
from orders.services.answering import ask_extension, receive, reply
from orders.services.drafting import draft_order
from orders.services.issuing import issue_order, withdraw
from orders.services.reviewing import decide_extension, review
from orders.services.tasks import Line, Source, decide_task, list_tasks, report_task
from tests.city import FixtureCity, as_user
from tests.orders.conftest import MakeWords
from tests.pages import count_of, rows_of, soup_of, text_of

DAYS = (date(2023, 7, 5), date(2023, 7, 14), date(2023, 7, 25))


@contextmanager
def on(month: int, day: int) -> Iterator[None]:
    with clock.at(date(2023, month, day)):
        yield


@pytest.fixture
def closed(city: FixtureCity, words: MakeWords) -> Order:
    """Drafted on the 1st, issued on the 3rd, due on the 10th, 20th after an extension; closed late."""
    with on(7, 1):
        order = draft_order(
            OrderKind.SUPERVISION, words(due_on=date(2023, 7, 10), subject="管线迁改"),
            by=city.office,
        )  # fmt: skip
    with on(7, 3):
        issue_order(order, by=city.office)
    with on(7, 4):
        receive(order, by=city.clerk)
    with on(7, 9):
        longer = ask_extension(
            order, until=date(2023, 7, 12), reason="雨", progress="已备料", by=city.clerk
        )
        decide_extension(longer, granted=True, note="", by=city.office)
    with on(7, 20):
        reply(order, text="已迁改", by=city.clerk)
    with on(7, 22):
        return review(order, accepted=True, opinion="属实", by=city.office)


@pytest.fixture
def withdrawn(city: FixtureCity, words: MakeWords) -> Order:
    with on(7, 4):
        order = issue_order(
            draft_order(OrderKind.SUPERVISION, words(subject="围挡"), by=city.office),
            by=city.office,
        )
    with on(7, 15):
        return withdraw(order, reason="重复", by=city.office)


def table(client: Client, url: str) -> tuple[int, list[dict[str, str]]]:
    """Return how many rows a list says it has, and its cells by heading."""
    page = soup_of(client, url)
    return count_of(page), rows_of(page)


def states(client: Client, day: str, more: str = "") -> dict[str, str]:
    _, rows = table(client, f"/orders/?as_of={day}{more}")
    return {row["事项"]: row["状态"] for row in rows}


def test_the_register_shows_each_day_as_it_was(
    city: FixtureCity, closed: Order, withdrawn: Order
) -> None:
    office = as_user(city.office)
    for day, expected in (
        ("2023-06-30", {}),
        ("2023-07-01", {"管线迁改": "拟稿"}),
        ("2023-07-03", {"管线迁改": "待签收"}),
        ("2023-07-05", {"管线迁改": "办理中", "围挡": "待签收"}),
        ("2023-07-20", {"管线迁改": "待审核", "围挡": "已撤回"}),
        ("2023-07-31", {"管线迁改": "已办结", "围挡": "已撤回"}),
    ):
        assert states(office, day) == expected, day
    assert states(as_user(city.clerk), "2023-07-01") == {}


def test_deadline_number_and_lateness_are_those_of_the_day(
    city: FixtureCity, closed: Order
) -> None:
    office = as_user(city.office)

    def seen(day: str) -> tuple[str, ...]:
        _, (row,) = table(office, f"/orders/?as_of={day}")
        late = next(text for head, text in row.items() if head.startswith("逾期"))
        return row["编号"], row["签发日期"], row["延期至"], late

    assert seen("2023-07-02") == ("（拟稿）", "—", "—", "—")
    assert seen("2023-07-05") == (closed.number, "2023-07-03", "—", "—")
    assert seen("2023-07-12") == (closed.number, "2023-07-03", "2023-07-12", "—")
    assert seen("2023-07-14") == (closed.number, "2023-07-03", "2023-07-12", "4")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_counts_by_region_open_as_many_rows_of_the_same_day(
    city: FixtureCity, closed: Order, withdrawn: Order, day: date
) -> None:
    office = as_user(city.office)
    page = office.get(f"/orders/by-region/?as_of={day}")
    soup = BeautifulSoup(page.content, "html.parser")
    links = soup.select("#by-region tbody a[href]")
    assert links
    for link in links:
        assert f"as_of={day}" in str(link["href"])
        count, _ = table(office, str(link["href"]))
        assert count == int(link.text), link["href"]


def test_two_days_differ_as_the_orders_did(
    city: FixtureCity, closed: Order, withdrawn: Order
) -> None:
    def own(day: date) -> list[str]:
        page = as_user(city.office).get(f"/orders/by-region/?as_of={day}")
        soup = BeautifulSoup(page.content, "html.parser")
        return [cell.get_text(strip=True) for cell in soup.select("#by-region tbody tr")[-1]("td")]

    early, middle, late = (own(day)[:5] for day in DAYS)
    assert early == ["2", "2", "0", "0", "0"]
    assert middle == ["2", "2", "1", "0", "0"]
    assert late == ["1", "0", "0", "1", "0"]


def test_the_past_is_looked_at_and_not_acted_on(
    city: FixtureCity, closed: Order, withdrawn: Order
) -> None:
    office = as_user(city.office)
    today = soup_of(office, "/orders/")
    past = soup_of(office, "/orders/?as_of=2023-07-05")
    assert today.select(".title .actions a[href*='/new/']")
    assert not past.select(".title .actions a")
    banner = past.select_one(".list-past")
    assert banner is not None
    assert "本页为 2023年7月5日 的情况" in banner.text
    assert banner.a is not None
    assert banner.a["href"] == "?"
    assert {str(a["href"]).partition("?")[2] for a in past.select(".tabs a")} == {
        "as_of=2023-07-05"
    }
    assert today.select_one(".list-past") is None
    row = Order.objects.stood_on(date(2023, 7, 5)).get(pk=closed.pk)
    with pytest.raises(TypeError, match="never saved"):
        row.save()


def test_a_row_of_a_past_list_opens_as_it_is_today_and_says_so(
    city: FixtureCity, closed: Order
) -> None:
    office = as_user(city.office)

    def opened(url: str) -> tuple[str, str]:
        page = soup_of(office, url)
        link = next(one for one in page.select("#list tbody a") if str(closed.pk) in one["href"])
        return str(link["href"]), text_of(office.get(str(link["href"])))

    told = "本页按今日显示；列表截至 2023-07-05。"
    href, text = opened("/orders/?as_of=2023-07-05")
    assert href == f"/orders/{closed.pk}/?list_as_of=2023-07-05"
    assert told in text
    assert "已办结" in text
    href, text = opened("/orders/")
    assert href == f"/orders/{closed.pk}/"
    assert "本页按今日显示" not in text
    for odd in ("2023-07-31", "2099-01-01", "x"):  # not past, or no day
        page = office.get(f"/orders/{closed.pk}/?list_as_of={odd}")
        assert "本页按今日显示" not in text_of(page)


def test_going_to_another_day_in_the_filter_brings_the_whole_page(
    city: FixtureCity, closed: Order
) -> None:
    office = as_user(city.office)
    from_today = {"HX-Request": "true", "HX-Current-URL": "http://testserver/orders/"}
    moved = office.get("/orders/?as_of=2023-07-05", headers=from_today)
    assert moved.headers["HX-Redirect"] == "/orders/?as_of=2023-07-05"
    there = from_today | {"HX-Current-URL": "http://testserver/orders/?as_of=2023-07-06"}
    assert "HX-Redirect" not in office.get("/orders/?as_of=2023-07-05", headers=there).headers
    assert office.get("/orders/", headers=there).headers["HX-Redirect"] == "/orders/"
    nowhere = from_today | {"HX-Current-URL": "http://["}
    assert office.get("/orders/?as_of=2023-07-05", headers=nowhere).status_code == 200


def test_whose_turn_it_is_is_asked_of_today(city: FixtureCity, closed: Order) -> None:
    office = as_user(city.office)
    page = soup_of(office, "/orders/?as_of=2023-07-05&mine=1")
    errors = [one.text for one in page.select(".filters .error")]
    assert errors == ["“待我办理”只按今天计，请去掉截至日期或本条件。"]
    refused = office.get("/api/v1/orders/?as_of=2023-07-05&mine=true")
    assert office.get("/orders/?as_of=2023-07-31&mine=1").status_code == 200
    assert refused.status_code == 400


def test_sorting_filters_workbook_and_api_know_the_day(
    city: FixtureCity, closed: Order, withdrawn: Order
) -> None:
    office = as_user(city.office)
    assert states(office, "2023-07-05", "&state=received") == {"管线迁改": "办理中"}
    assert states(office, "2023-07-14", "&overdue=1") == {"管线迁改": "办理中"}
    assert table(office, "/orders/overdue/?as_of=2023-07-14")[0] == 1
    assert table(office, "/orders/overdue/")[0] == 0
    page = office.get("/orders/")
    number = [one.heading for one in page.context["columns"]].index("状态")
    _, rows = table(office, f"/orders/?as_of=2023-07-05&sort=-{number}")
    assert [row["状态"] for row in rows] == ["办理中", "待签收"]
    body = office.get("/api/v1/orders/?as_of=2023-07-14&ordering=state").json()
    assert [(one["subject"], one["state"], one["days_overdue"]) for one in body["results"]] == [
        ("围挡", "issued", 0), ("管线迁改", "received", 4),
    ]  # fmt: skip


def test_the_list_of_tasks_stands_as_on_the_day(city: FixtureCity) -> None:
    with on(7, 3):
        (task,) = list_tasks(
            Source("speech", "动员讲话", date(2023, 7, 1)),
            [Line(city.district, "摸清管线", "甲区住建局", date(2023, 7, 10))],
            by=city.office,
        )
    with on(7, 12):
        report_task(task, text="已摸清", finished=True, by=city.clerk)
    with on(7, 20):
        decide_task(task, accepted=True, opinion="属实", by=city.office)
    office = as_user(city.office)
    for day, state, late in (
        ("2023-07-05", "推进中", "—"), ("2023-07-14", "待销号", "4"), ("2023-07-31", "已销号", "—"),
    ):  # fmt: skip
        count, rows = table(office, f"/orders/tasks/?as_of={day}")
        assert count == 1
        assert rows[0]["状态"] == state
        assert next(text for head, text in rows[0].items() if head.startswith("逾期")) == late
    assert table(office, "/orders/tasks/?as_of=2023-07-02")[0] == 0
    page = soup_of(office, "/orders/tasks/?as_of=2023-07-14")
    for link in page.select(".state-line a"):
        assert table(office, f"/orders/tasks/{link['href']}")[0] == int(link.text), link["href"]
    assert KeyTask.objects.get().state == TaskState.DONE
