"""Each region's orders counted; every count is a list of as many rows."""

from typing import Any

from lxml import html

from accounts.models import Region
from orders.models import Order
from orders.services.reviewing import review
from tests.city import FixtureCity, as_user
from tests.orders.conftest import DUE, MakeOrder, days


def test_every_count_links_to_a_list_of_as_many_rows(
    city: FixtureCity, order_in: MakeOrder, settings: Any
) -> None:
    for state in ("closed", "issued", "withdrawn", "draft"):
        order_in(state)
    late = order_in("received")
    settings.PORTAL_DATE = days(DUE, 2)
    from_now = order_in("received", due_on=days(DUE, 9))
    Order.objects.filter(pk=late.pk).update(state="closed")
    event = late.events.latest("pk")
    type(event)(order=late, kind="replied", at=event.at.replace(year=2024), by=city.clerk).save()
    client = as_user(city.office)
    page = html.fromstring(client.get("/orders/by-region/").content.decode())
    rows = page.xpath("//div[@id='by-region']//tbody/tr")
    told = [[" ".join(c.text_content().split()) for c in row.xpath("./th|./td")] for row in rows]
    assert told == [
        ["甲区", "4", "2", "1", "2", "1", "50.0"],
        ["乙县", "0", "0", "0", "0", "0", "—"],
        ["云江市", "4", "2", "1", "2", "1", "50.0"],
    ]
    for row in rows:
        for cell in row.xpath("./td[a]"):
            listed = html.fromstring(client.get(cell.xpath("./a/@href")[0]).content.decode())
            found = listed.xpath("//p[@class='count']/b/text()")
            told = cell.text_content().strip()
            assert found == ([told] if told != "0" else []), "an empty list counts nothing"
    assert from_now in Order.objects.open()


def test_what_a_meeting_asks_for(city: FixtureCity, order_in: MakeOrder) -> None:
    def due_in(region: Region) -> list[Order]:
        return list(Order.objects.in_region(region.pk).due_by(DUE).order_by("due_on", "pk"))

    order = order_in("received")
    waiting = order_in("replied")
    assert due_in(city.region) == [order]
    assert due_in(city.other_district) == []
    review(waiting, accepted=False, opinion="缺照片", by=city.office)
    assert due_in(city.district) == [order, waiting]
