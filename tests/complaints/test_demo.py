"""The demo city's complaints: one in each state, none that counts, nobody real."""

from typing import Any

from accounts.models import Region
from accounts.services.demo import create_demo_accounts
from complaints.choices import ComplaintState
from complaints.models import Complainant, Complaint, PublicPage
from complaints.services.demo import seed
from tests.demo_city import CITY


def test_one_in_each_state_and_nothing_the_second_time(demo_city: int, settings: Any) -> None:
    create_demo_accounts(CITY)
    city, before = Region.objects.get(pk=CITY), Complaint.objects.of_quality().count()
    seed(city)
    seed(city)
    told = Complaint.objects.filter(number__startswith="TS")
    assert sorted(told.values_list("state", flat=True)) == sorted(ComplaintState.values)
    assert Complaint.objects.of_quality().count() == before
    assert {one.name[1:] for one in Complainant.objects.all()} == {"某某"}
    assert PublicPage.objects.exists()
