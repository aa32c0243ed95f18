"""The gaps by class of works: whatever the money is bound to, the parts come to the whole."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from funding.gap_classes import divided
from funding.gaps import GAPS, Money
from funding.works import WAYS, Fund, Work, cover
from projects.choices import CLASSES
from tests.city import FixtureCity, as_user
from tests.factories import PaymentFactory, ProjectFactory, ReceiptFactory, SourceFactory

FEN = st.integers(0, 10**12).map(lambda fen: Decimal(fen) / 100)
# the machine may be busy; what is drawn is cheap
runs.register_profile("classes", deadline=None, suppress_health_check=[HealthCheck.too_slow])
BOUND = st.sampled_from([frozenset[str](), *(frozenset({name}) for name in CLASSES)])


@runs(runs.get_profile("classes"))
@given(
    total=FEN,
    classes=st.lists(st.sampled_from([*CLASSES, ""]), max_size=5),
    funds=st.lists(st.tuples(FEN, FEN, BOUND), max_size=4),
    annual=FEN,
    before=FEN,
    paid=FEN,
    owed=FEN,
    way=st.sampled_from(list(WAYS)),
)
def test_parts_come_to_the_whole_to_the_fen(
    total: Decimal, classes: list[str], funds: list[tuple[Decimal, Decimal, frozenset[str]]],
    annual: Decimal, before: Decimal, paid: Decimal, owed: Decimal, way: str,
) -> None:  # fmt: skip
    works = [Work(f"{n}", name, planned=Decimal(1)) for n, name in enumerate(classes)]
    given_funds = [Fund(secured, bound, n) for n, (secured, _, bound) in enumerate(funds)]
    arrived = {n: received for n, (_, received, _) in enumerate(funds)}
    received = sum(arrived.values(), Decimal(0))
    held = Money(
        total=total, annual=annual, received=received, available=received - before,
        secured=sum((secured for secured, *_ in funds), Decimal(0)), payable=paid + owed, paid=paid,
    )  # fmt: skip
    parts = divided(held, cover(total, works, given_funds, way), arrived)
    assert sum(parts.values(), Money()) == held
    for amount in (getattr(part, name) for part in parts.values() for name in vars(held)):
        assert amount == amount.quantize(Decimal("0.01"))


def test_money_stays_in_the_class_that_it_is_bound_to() -> None:
    works = [Work("屋面", "基础类", cost=Decimal(600)), Work("电梯", "完善类", cost=Decimal(300))]
    funds = [Fund(Decimal(400), frozenset({"完善类"}), 1), Fund(Decimal(200), frozenset(), 2)]
    held = Money(
        total=Decimal(900), annual=Decimal(450), secured=Decimal(600), received=Decimal(300),
        available=Decimal(300), payable=Decimal(150), paid=Decimal(90),
    )  # fmt: skip
    parts = divided(held, cover(held.total, works, funds), {1: Decimal(100), 2: Decimal(200)})
    roof, lift = parts["基础类"], parts["完善类"]
    assert (roof.total_gap, lift.total_gap) == (400, -100)  # bound money beyond its works
    assert (roof.received, lift.received) == (200, 100)
    assert (roof.arrival_gap, lift.arrival_gap) == (0, 300)
    assert (roof.annual_gap, lift.annual_gap) == (100, 50)
    assert (roof.payment_gap, lift.payment_gap) == (40, 20)


@pytest.mark.django_db
def test_the_api_tells_parts_that_come_to_the_whole(city: FixtureCity) -> None:
    for place in (city.district, city.other_district):
        row = ProjectFactory(region=place)
        ReceiptFactory(source=SourceFactory(project=row, secured=Decimal(9_000_001)))
        PaymentFactory(project=row, approved_on=date(2023, 6, 5), amount=Decimal("333.33"))
    client = as_user(city.office)
    for by in ("", "project", "class"):
        body = client.get(f"/api/v1/gaps/?by={by}").json()
        assert body["parts"]
        for name in (gap.key for gap in GAPS):
            parts = (Decimal(part[name]) for part in body["parts"])
            assert sum(parts) == Decimal(body[name])
    assert client.get("/api/v1/gaps/?by=street").status_code == 400
    names = [part["name"] for part in as_user(city.clerk).get("/api/v1/gaps/").json()["parts"]]
    assert "乙县" not in names
