"""Deadlines against a table made by hand, over 国庆 and 春节 with their 调休."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from complaints.models import Complaint, TimeRule
from complaints.services import handling
from complaints.services.clocks import rule_for, set_clock, set_return
from complaints.services.settings import save_rule
from core import clock
from core.exceptions import Refusal
from projects.models import Project
from tests.city import FixtureCity, as_user
from tests.factories import ComplaintFactory


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


# 国庆 2023: off from Friday 29 September to 6 October; 7 and 8 October, a weekend, are worked.
# 春节 2024: off from 10 to 17 February; Sunday 4 and Sunday 18 February are worked.
# channel, level, arrived, due, may be returned until
CASES = [
    ("12345热线", "normal", "2023-09-28 10:00", "2023-10-11 23:59:59", "2023-10-08"),
    ("12345热线", "normal", "2023-09-30 22:00", "2023-10-11 23:59:59", "2023-10-08"),
    ("网络", "urgent", "2023-09-28 17:30", "2023-10-07 23:59:59", "2023-10-07"),
    ("网络", "urgent", "2023-10-06 08:00", "2023-10-07 23:59:59", "2023-10-07"),
    ("二维码", "inquiry", "2023-09-27 09:00", "2023-10-08 23:59:59", "2023-10-07"),
    ("现场反映", "complex", "2023-09-22 09:00", "2023-10-19 23:59:59", "2023-09-26"),
    ("12345热线", "critical", "2023-10-01 20:15", "2023-10-02 20:15:00", "2023-10-07"),
    ("12345热线", "normal", "2024-02-02 09:00", "2024-02-08 23:59:59", "2024-02-05"),
    ("12345热线", "normal", "2024-02-09 09:00", "2024-02-22 23:59:59", "2024-02-19"),
    ("12345热线", "inquiry", "2024-02-17 09:00", "2024-02-20 23:59:59", "2024-02-19"),
    ("来信来访", "normal", "2023-09-28 10:00", "2023-11-27 23:59:59", "2023-10-11"),
    ("信访", "complex", "2024-02-09 10:00", "2024-04-09 23:59:59", "2024-02-22"),
    ("信访", "critical", "2024-02-09 10:00", "2024-02-10 10:00:00", "2024-02-18"),
    ("12345热线", "normal", "2023-07-24 10:00", "2023-07-31 23:59:59", "2023-07-26"),
]


@pytest.mark.parametrize(("channel", "level", "came", "due", "back"), CASES)
def test_the_hand_made_table(
    project: Project, channel: str, level: str, came: str, due: str, back: str
) -> None:
    row: Complaint = ComplaintFactory(
        region=project.region, project=project, channel=channel, level=level,
        received_on=at(came).date(), received_at=at(came),
    )  # fmt: skip
    set_clock(row, at(came))
    set_return(row, at(came))
    assert row.due_at == at(due)
    assert row.return_by == date.fromisoformat(back)


def test_every_rule_that_comes_with_the_portal_names_its_source(db: None) -> None:
    rules = list(TimeRule.objects.all())
    assert len(rules) == 6
    assert all(rule.source for rule in rules)


def test_a_nearer_and_newer_rule_holds_from_its_date(city: FixtureCity, project: Project) -> None:
    numbers = {
        "respond_hours": None, "limit": 3, "unit": "working", "extension": 0, "return_days": 1,
    }  # fmt: skip
    words = {"channel": "", "level": "normal", "source": "云办〔2023〕8号"}
    with pytest.raises(Refusal, match="不能早于今天"):
        save_rule(**words, effective_on=date(2023, 7, 30), by=city.office, **numbers)
    save_rule(**words, effective_on=date(2023, 8, 1), by=city.office, **numbers)
    row: Complaint = ComplaintFactory(region=project.region, received_on=date(2023, 7, 31))
    before = rule_for(row)
    row.received_on = date(2023, 8, 1)
    after = rule_for(row)
    assert before is not None
    assert after is not None
    assert (before.limit, after.limit) == (5, 3)
    row.channel = "信访"
    petition = rule_for(row)
    assert petition is not None
    assert petition.limit == 60


def test_the_office_sets_rules_and_categories_on_pages(city: FixtureCity) -> None:
    client = as_user(city.office)
    typed = {
        "channel": "网络", "level": "", "limit": "7", "unit": "working", "extension": "0",
        "return_days": "2", "effective_on": "2023-08-01", "source": "市办通知",
    }  # fmt: skip
    assert client.post("/complaints/rules/new/", {**typed, "source": ""}).status_code == 422
    assert "7工作日" in client.post("/complaints/rules/new/", typed, follow=True).content.decode()
    category = {"name": "雨棚", "quality": "on", "order": "5", "active": "on"}
    page = client.post("/complaints/categories/new/", category, follow=True).content.decode()
    assert "雨棚" in page
    twice = client.post("/complaints/categories/new/", category)
    assert "已有同名的类别" in twice.content.decode()


def test_a_level_that_changes_starts_its_clock_at_the_arrival(
    city: FixtureCity, bring: object
) -> None:
    row = bring("accepted")  # type: ignore[operator]
    with clock.at(date(2023, 8, 1)):
        row = handling.change(
            row, category=row.category, level="complex", place="", contractor="", by=city.office
        )
    assert timezone.localtime(row.due_at).date() == date(2023, 8, 21)
