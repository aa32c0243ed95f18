"""Batches of money: never more than was granted, only to those they are meant for, and why not."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.choices import Role
from accounts.models import Region, User
from core.exceptions import Refusal
from funding.models import Allocation, FundingBatch, FundingSource, SourceKind
from funding.services.batches import allocate, save_batch
from funding.services.receipts import record_receipt, reverse_receipt
from projects.models import Project
from tests.city import FixtureCity, as_user, user_with
from tests.factories import CommunityFactory, ProjectFactory, SourceFactory
from tests.pages import form_values, text_of

DAY = date(2023, 7, 3)
WAN = 10_000
ROUNDS = 25


def granted(city: FixtureCity, wan: int = 100, **changes: Any) -> FundingBatch:
    kind, _ = SourceKind.objects.get_or_create(name="中央补助资金", defaults={"group": "上级补助"})
    values: dict[str, Any] = {
        "kind": kind, "name": "2023年第一批", "region": city.region, "issued_on": date(2023, 5, 8),
        "amount": Decimal(wan * WAN), "document_number": "云财建〔2023〕8号",
    }  # fmt: skip
    return save_batch(None, values | changes, by=city.office)


def give(city: FixtureCity, batch: FundingBatch, project: Project, wan: int) -> Allocation:
    return allocate(batch, project, Decimal(wan * WAN), on=DAY, by=city.office)


def left(batch: FundingBatch) -> Decimal:
    held = FundingBatch.objects.get(pk=batch.pk)
    assert held.allocated == sum(row.amount for row in held.allocations.all())
    return (held.amount - held.allocated) / WAN


def refusal(city: FixtureCity, batch: FundingBatch, project: Project) -> str:
    """Return why a project gets nothing; it must not have got anything."""
    with pytest.raises(Refusal) as refused:
        give(city, batch, project, 1)
    assert refused.value.field == "project"
    assert not Allocation.objects.exists()
    assert not FundingSource.objects.exists()
    return refused.value.message


@pytest.mark.django_db
def test_a_batch_is_given_out_to_the_last_yuan_and_no_further(city: FixtureCity) -> None:
    batch = granted(city)
    one, other = (ProjectFactory(region=city.district) for _ in "ab")
    give(city, batch, one, 60)
    with pytest.raises(Refusal, match="超过本批次可分配的余额40万元"):
        give(city, batch, other, 41)
    assert left(batch) == 40
    give(city, batch, other, 40)
    assert left(batch) == 0
    source = FundingSource.objects.get(project=other)
    assert (source.secured, source.document_number) == (40 * WAN, "云财建〔2023〕8号")


@pytest.mark.django_db
def test_giving_again_replaces_and_zero_frees_what_was_given(city: FixtureCity) -> None:
    batch = granted(city)
    project, other = (ProjectFactory(region=city.district) for _ in "ab")
    give(city, batch, project, 60)
    give(city, batch, project, 90)
    assert left(batch) == 10
    give(city, batch, project, 0)
    assert left(batch) == 100
    assert FundingSource.objects.get(project=project).secured == 0
    give(city, batch, other, 100)
    assert left(batch) == 0


@pytest.mark.django_db
def test_money_that_arrived_is_freed_when_its_receipt_is_reversed(city: FixtureCity) -> None:
    batch, project = granted(city), ProjectFactory(region=city.district)
    give(city, batch, project, 60)
    source = FundingSource.objects.get(project=project)
    receipt = record_receipt(source, amount=Decimal(50 * WAN), received_on=DAY, by=city.office)
    with pytest.raises(Refusal, match="该项目此项资金已到位 50 万元，分配不能少于它"):
        give(city, batch, project, 0)
    assert left(batch) == 40
    reverse_receipt(receipt, reason="退回财政", by=city.office)
    give(city, batch, project, 0)
    assert left(batch) == 100


@pytest.mark.django_db
def test_the_grant_does_not_fall_below_what_is_given_out(city: FixtureCity) -> None:
    batch, project = granted(city), ProjectFactory(region=city.district)
    give(city, batch, project, 60)
    held = FundingBatch.objects.get(pk=batch.pk)
    values = {"region": city.region, "amount": Decimal(59 * WAN)}
    with pytest.raises(Refusal, match="已分配60万元，下达金额不能再少"):
        save_batch(held, values, by=city.office)
    with pytest.raises(IntegrityError, match="funding_batch_not_exceeded"), transaction.atomic():
        FundingBatch.objects.filter(pk=batch.pk).update(amount=Decimal(59 * WAN))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "place", "words"),
    [
        ({"self_built_most": 50}, {"self_built_share": Decimal("50.01")},
         "该项目不能使用本批次资金：西苑自建房占50.01%，超过50%。"),
        ({"built_before": 2000}, {"built_year": 2001},
         "该项目不能使用本批次资金：西苑建成于2001年，晚于2000年。"),
        ({"built_before": 2000, "self_built_most": 50},
         {"built_year": 2005, "self_built_share": Decimal(80)},
         "西苑建成于2005年，晚于2000年；西苑自建房占80%，超过50%"),
    ],
)  # fmt: skip
def test_a_project_that_may_not_have_it_is_told_why(
    city: FixtureCity, limits: dict[str, Any], place: dict[str, Any], words: str
) -> None:
    community = CommunityFactory(region=city.district, name="西苑", **place)
    project = ProjectFactory(region=city.district, communities=[community])
    assert words in refusal(city, granted(city, **limits), project)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place",
    [
        {"built_year": 2000, "self_built_share": Decimal(50)},
        {"built_year": None, "self_built_share": None},
    ],
)
def test_at_the_limit_and_unknown_may_have_it(city: FixtureCity, place: dict[str, Any]) -> None:
    community = CommunityFactory(region=city.district, **place)
    project = ProjectFactory(region=city.district, communities=[community])
    batch = granted(city, built_before=2000, self_built_most=Decimal(50))
    give(city, batch, project, 100)
    assert left(batch) == 0


@pytest.mark.django_db
def test_years_regions_classes_and_named_projects_bound_a_batch(city: FixtureCity) -> None:
    ours = ProjectFactory(region=city.district, year=2023, classes="基础类")
    theirs = ProjectFactory(region=city.other_district, year=2023)
    old = ProjectFactory(region=city.district, year=2021)
    years = granted(city, name="甲", first_year=2022, last_year=2023)
    assert "项目年度2021年不在适用年度内" in refusal(city, years, old)
    place = granted(city, name="乙", region=city.district)
    assert "不在适用区划甲区内" in refusal(city, place, theirs)
    works = granted(city, name="丙", work_classes="提升类、完善类")
    assert "资金限用于完善类、提升类，项目没有该类内容" in refusal(city, works, ours)
    named = granted(city, name="丁", projects=[theirs])
    assert "不在限定项目之列" in refusal(city, named, ours)
    for batch, project in ((years, ours), (place, ours), (works, theirs), (named, theirs)):
        give(city, batch, project, 100)
        assert left(batch) == 0


@pytest.mark.django_db
def test_the_page_gives_out_refuses_with_what_was_typed_and_lists_the_barred(
    city: FixtureCity,
) -> None:
    young = CommunityFactory(region=city.district, name="西苑", built_year=2008)
    barred = ProjectFactory(region=city.district, number="X1", communities=[young])
    ProjectFactory(region=city.district, number="X2")
    batch, client = granted(city, built_before=2000), as_user(city.office)
    url = f"/funding/batches/{batch.pk}/allocate/"
    typed = {"project": barred.number, "amount": "30", "on": "2023-07-03"}
    page = client.post(url, typed)
    assert page.status_code == 422
    assert "西苑建成于2008年，晚于2000年" in text_of(page)
    assert form_values(page)["amount"] == "30"
    over = client.post(url, typed | {"project": "X2", "amount": "100.01"})
    assert over.status_code == 422
    assert "超过本批次可分配的余额100万元" in text_of(over)
    shown = text_of(client.post(url, typed | {"project": "X2"}, follow=True))
    assert "西苑建成于2008年，晚于2000年" in shown
    assert left(batch) == 70
    assert as_user(city.clerk).post(url, typed).status_code in (403, 404)


@pytest.mark.django_db
def test_who_may_give_out_a_batch_and_how_its_scope_reads(city: FixtureCity) -> None:
    page = f"/funding/batches/{granted(city).pk}/"
    province = Region.objects.get(pk=990000000000)
    for user, scope, offered in (
        (city.office, "全市各年度2023年第一批", True),
        (user_with(Role.OFFICE, province, "province_office"), "云江市各年度2023年第一批", True),
        (user_with(Role.OFFICE, city.district, "district_office"), "全市各年度2023年第一批", False),
        (city.clerk, "全市各年度2023年第一批", False),
    ):
        client = as_user(user)
        shown = client.get(page)
        assert f"适用范围 {scope}" in text_of(shown)
        for verb in ("allocate", "edit"):
            assert (f'"{page}{verb}/"' in shown.content.decode()) is offered
            assert (client.get(f"{page}{verb}/").status_code == 200) is offered


def give_at_once(batches: list[int], projects: list[int], by: User) -> tuple[list[Any], list[str]]:
    """Let two threads give 60 of every batch of 100, both starting at the same moment."""
    gate, failed, told = threading.Barrier(2, timeout=60), list[Any](), list[str]()

    def giver(side: int) -> None:
        try:
            project = Project.objects.get(pk=projects[side])
            for pk in batches:
                batch = FundingBatch.objects.get(pk=pk)
                gate.wait()
                try:
                    allocate(batch, project, Decimal(60 * WAN), on=DAY, by=by)
                except Refusal as refused:
                    told.append(refused.message)
        except Exception as error:
            failed.append(error)
            gate.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=giver, args=[side]) for side in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed, told


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_what_is_left(city: FixtureCity) -> None:
    assert connection.vendor == "postgresql"
    projects = [ProjectFactory(region=city.district).pk for _ in "ab"]
    batches = [granted(city, name=f"第{n}批") for n in range(ROUNDS)]
    office = User.objects.get(pk=city.office.pk)
    failed, told = give_at_once([batch.pk for batch in batches], projects, office)
    assert failed == []
    assert len(told) == ROUNDS
    assert all("超过本批次可分配的余额40万元" in message for message in told)
    assert [left(batch) for batch in batches] == [40] * ROUNDS
    assert Allocation.objects.count() == FundingSource.objects.count() == ROUNDS


@pytest.mark.django_db
def test_a_source_typed_higher_than_its_document_keeps_its_amount(city: FixtureCity) -> None:
    batch, project = granted(city), ProjectFactory(region=city.district)
    source = SourceFactory(project=project, secured=Decimal(80 * WAN))
    give(city, batch, project, 60)
    source.refresh_from_db()
    assert source.secured == 80 * WAN
    give(city, batch, project, 100)
    source.refresh_from_db()
    assert source.secured == 100 * WAN
