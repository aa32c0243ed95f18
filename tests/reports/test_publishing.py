"""Bulletins for everybody: closed until the office opens one, the newest edition, taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from core.exceptions import Refusal
from reports.models import Publication, Report
from reports.services import bulletins, publishing
from tests.city import FixtureCity, as_user
from tests.factories import MilestoneFactory, PlanFactory, ProjectFactory
from tests.reports.bulletins import Office, bulletin, dispatch, fresh, issued, pdf_text

PAGE = "/public/bulletins/"


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def people(city: FixtureCity) -> Office:
    PlanFactory(region=city.region)
    for region in (city.district, city.other_district):
        PlanFactory(region=region, communities=1, households=120, investment=16_000_000)
        MilestoneFactory(project=ProjectFactory(region=region))
    return Office(city.region, city.office, city.office_head, city.leader, city.clerk)


@pytest.fixture
def july(people: Office) -> Report:
    return issued(people, bulletin(people.region))


def listed() -> list[tuple[str, str]]:
    """Return (text of the line, address of the file) of what a stranger reads."""
    response = Client().get(PAGE)
    assert response.status_code == 200
    assert not response.cookies
    soup = BeautifulSoup(response.content, "html.parser")
    return [
        (" ".join(row.stripped_strings), str(row.select_one("a")["href"]))  # type: ignore[index]
        for row in soup.select("tbody tr")
    ]


def corrected(people: Office, report: Report) -> Report:
    draft = bulletins.correct(people.drafter, report, "开工数核减1个")
    return issued(people, draft, 9)


def test_nothing_is_open_by_itself(people: Office, july: Report) -> None:
    assert listed() == []
    assert Client().get(f"{PAGE}1.pdf").status_code == 404


def test_an_opened_bulletin_is_listed_and_its_pdf_is_the_issued_one(
    people: Office, july: Report
) -> None:
    publishing.publish(people.head, july)
    ((line, href),) = listed()
    assert july.title in line
    answer = Client().get(href)
    assert answer["Content-Type"] == "application/pdf"
    inside = as_user(people.drafter).get(f"/reports/files/{july.pk}/report.pdf")
    assert answer.content == inside.content
    assert "城镇老旧小区改造" in pdf_text(answer.content)


@pytest.mark.parametrize("state", ["drafted", "reviewed"])
def test_a_draft_is_never_opened(people: Office, state: str) -> None:
    report = bulletin(people.region)
    if state == "reviewed":
        bulletins.review(people.head, report)
    with pytest.raises(Refusal, match="已签发"):
        publishing.publish(people.head, fresh(report.pk))
    assert listed() == []


def test_only_a_months_bulletin_is_opened(people: Office) -> None:
    with pytest.raises(Refusal, match="月通报"):
        publishing.publish(people.head, dispatch(people.region))


def test_a_correction_takes_the_place_once_it_is_issued_and_says_so(
    people: Office, july: Report
) -> None:
    publishing.publish(people.head, july)
    ((before, href),) = listed()
    draft = bulletins.correct(people.drafter, july, "开工数核减1个")
    assert listed() == [(before, href)]
    second = issued(people, draft, 9)
    ((after, same),) = listed()
    assert same == href
    assert "第2版" in after
    assert "开工数核减1个" in after
    inside = as_user(people.drafter).get(f"/reports/files/{second.pk}/report.pdf")
    assert Client().get(href).content == inside.content


def test_what_is_taken_back_is_gone_and_may_be_opened_again(people: Office, july: Report) -> None:
    row = publishing.publish(people.head, july)
    with pytest.raises(Refusal, match="撤回原因"):
        publishing.withdraw(people.head, july, " ")
    publishing.withdraw(people.drafter, july, "附件有误")
    assert listed() == []
    assert Client().get(f"{PAGE}{row.pk}.pdf").status_code == 404
    publishing.publish(people.head, july)
    assert len(listed()) == 1
    told = list(
        row.history.order_by("history_id").values_list(
            "history_change_reason", "history_user__name"
        )
    )
    assert told == [("公开", "周主任"), ("撤回：附件有误", "陈起草"), ("公开", "周主任")]


def test_two_cannot_open_it_twice(people: Office, july: Report) -> None:
    publishing.publish(people.head, july)
    with pytest.raises(Refusal, match="已经公开"):
        publishing.publish(people.drafter, july)
    assert Publication.objects.count() == 1


def test_only_who_issues_opens(people: Office, july: Report, city: FixtureCity) -> None:
    for user in (city.clerk, city.reviewer, city.leader):
        with pytest.raises(PermissionDenied):
            publishing.publish(user, july)
        assert as_user(user).post(f"/reports/bulletins/{july.pk}/publish/").status_code == 403


def test_the_office_opens_and_takes_back_on_the_bulletins_page(
    people: Office, july: Report
) -> None:
    head, at = as_user(people.head), f"/reports/bulletins/{july.pk}/"
    assert "任何人不登录即可下载" in head.get(at).content.decode()
    assert head.post(f"{at}publish/", follow=True).status_code == 200
    page = head.get(at).content.decode()
    assert "周主任于" in page
    assert "撤回公开" in page
    refused = head.post(f"{at}unpublish/", {"reason": ""})
    assert refused.status_code == 422
    assert "请写明撤回原因" in refused.content.decode()
    head.post(f"{at}unpublish/", {"reason": "附件有误"})
    assert listed() == []


def test_an_edition_that_was_corrected_offers_nothing_to_open(people: Office, july: Report) -> None:
    corrected(people, july)
    page = as_user(people.head).get(f"/reports/bulletins/{july.pk}/").content.decode()
    assert "向社会公开" not in page


def test_one_address_downloads_so_many_an_hour(people: Office, july: Report, settings: Any) -> None:
    settings.PUBLIC_FILES_PER_ADDRESS = 2
    publishing.publish(people.head, july)
    ((_, href),) = listed()
    assert [Client().get(href).status_code for _ in range(3)] == [200, 200, 429]
    assert "请稍后再试" in Client().get(href).content.decode()
    assert Client(REMOTE_ADDR="10.0.0.9").get(href).status_code == 200


def test_the_files_page_has_every_edition_and_who_took_them(people: Office, july: Report) -> None:
    second = corrected(people, july)
    drafter = as_user(people.drafter)
    drafter.get(f"/reports/files/{july.pk}/report.docx")
    as_user(people.clerk).get(f"/reports/files/{second.pk}/report.pdf")
    soup = BeautifulSoup(drafter.get(f"/reports/files/{july.pk}/").content, "html.parser")
    rows = [" ".join(row.stripped_strings) for row in soup.select("#editions tbody tr")]
    assert ["第2版" in rows[0], "第1版" in rows[1]] == [True, True]
    assert fresh(second.pk).digest in rows[0]
    assert len(soup.select("#editions tbody tr a[download]")) == 6
    log = [" ".join(row.stripped_strings) for row in soup.select("#log tbody tr")]
    assert [
        ("李填报" in log[0] and "PDF" in log[0]),
        ("陈起草" in log[1] and "DOCX" in log[1]),
    ] == [True, True]
    clerk = as_user(people.clerk).get(f"/reports/files/{july.pk}/")
    assert clerk.status_code == 200
    assert "谁下载过" not in clerk.content.decode()


def test_the_download_page_has_what_stands_and_each_list_of_the_user(
    people: Office, july: Report
) -> None:
    second = corrected(people, july)
    client = as_user(people.clerk)
    soup = BeautifulSoup(client.get("/reports/downloads/").content, "html.parser")
    addresses = {str(a["href"]) for a in soup.select("a[download]")}
    assert f"/reports/files/{second.pk}/report.pdf" in addresses
    assert f"/reports/files/{july.pk}/report.pdf" not in addresses
    lists = {str(a["href"]) for a in soup.select("#lists a[download]")}
    assert "/projects/?export=xlsx" in lists
    assert not any("/accounts/audit/" in one or "/accounts/users/" in one for one in lists)
    for href in sorted(lists):
        assert client.get(href).status_code == 200, href
