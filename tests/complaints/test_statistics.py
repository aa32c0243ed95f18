"""投诉分析: fair denominators, small samples unranked, every count opens exactly its rows."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from complaints.models import Complaint, WorkNotice
from complaints.statistics import by_builder
from projects.models import Project
from tests.city import TODAY, FixtureCity, as_user
from tests.factories import ComplaintFactory, ProjectFactory
from tests.pages import text_of
from tests.query_counts import assert_query_count

URL = "/complaints/statistics/?year=2023"


@pytest.fixture
def built(city: FixtureCity, settings: Any) -> None:
    """甲建 6 projects and 6 complaints, 乙建 6 and 3, 丙建 6 and 3, 丁建 one and one."""
    settings.SMALL_DENOMINATOR = 5
    for builder, projects, complaints in (
        ("甲建", 6, 6),
        ("乙建", 6, 3),
        ("丙建", 6, 3),
        ("丁建", 1, 1),
    ):
        for n in range(projects):
            row = ProjectFactory(
                region=city.district, contractor=builder, started_on=date(2023, 4, 1)
            )
            if n < complaints:
                ComplaintFactory(region=city.district, project=row, reopened=n % 2)
    ComplaintFactory(region=city.district, project=row, state="submitted")


def test_builders_are_ranked_only_where_it_is_fair(built: None) -> None:
    lines = by_builder(Complaint.objects.counted(), Project.objects.all(), TODAY)
    found = [
        (one.rank, one.builder, one.projects, one.received, str(one.per_thousand)) for one in lines
    ]
    assert found == [
        (1, "丙建", 6, 3, "4.2"),
        (1, "乙建", 6, 3, "4.2"),
        (3, "甲建", 6, 6, "8.3"),
        (None, "丁建", 1, 1, "8.3"),
    ]


def test_counts_open_lists_with_exactly_as_many_rows(city: FixtureCity, built: None) -> None:
    client = as_user(city.office)
    page = client.get(URL)
    assert "样本小" in text_of(page)
    cells = re.findall(r'<a href="(/complaints/\?[^"]+)">(\d+)</a>', page.content.decode())
    assert len(cells) >= 8
    for href, count in cells:
        listed = client.get(href.replace("&amp;", "&"))
        shown = re.search(r"共 <b>(\d+)</b> 条", listed.content.decode())
        assert (shown[1] if shown else "0") == count, href
    assert_query_count("complaint statistics", client, URL)
    assert_query_count(
        "complaint", client, reverse("complaints:complaint", args=[Complaint.objects.all()[0].pk])
    )


def test_lists_take_a_fixed_number_of_queries(city: FixtureCity, built: None) -> None:
    client = as_user(city.office)
    for url in ("/complaints/mine/", "/complaints/overdue/", "/complaints/rules/"):
        assert_query_count(url, client, url)


def test_notices_are_registered_shown_and_cancelled(city: FixtureCity, project: Project) -> None:
    client = as_user(city.clerk)
    typed = {
        "community": project.communities.get().number, "kind": "power",
        "starts_at": "2023-08-01T08:00", "ends_at": "2023-08-01T07:00", "scope": "3栋",
        "reason": "更换配电箱", "told": "张贴", "contact": "",
    }  # fmt: skip
    refused = client.post("/complaints/notices/new/", typed)
    assert refused.status_code == 422
    assert "结束时间应晚于开始时间" in refused.content.decode()
    page = client.post(
        "/complaints/notices/new/", {**typed, "ends_at": "2023-08-01T18:00"}, follow=True
    )
    assert "更换配电箱" in text_of(page)
    assert "未开始" in text_of(page)
    row = WorkNotice.objects.get()
    assert row.project == project
    client.post(f"/complaints/notices/{row.pk}/cancel/")
    assert "已取消" in text_of(client.get("/complaints/notices/"))
    assert as_user(city.leader).get("/complaints/notices/new/").status_code == 403


def test_steps_by_api_follow_the_same_table(city: FixtureCity, bring: Any) -> None:
    row = bring("assigned")
    url = f"/api/v1/complaints/{row.pk}/steps/"
    clerk = as_user(city.clerk)

    def post(name: str, body: dict[str, Any]) -> Any:
        return clerk.post(f"{url}{name}/", body, content_type="application/json")

    assert clerk.get(f"/api/v1/complaints/{row.pk}/").json()["steps"] == ["start", "return"]
    assert post("accept", {"category": "其他", "level": "normal"}).status_code == 403
    assert post("start", {}).json()["state"] == "handling"
    missing = post("reply", {"outcome": "unable"})
    assert (missing.status_code, list(missing.json())) == (400, ["result"])
    assert (
        post("reply", {"outcome": "unable", "result": "需另行立项"}).json()["outcome"] == "unable"
    )
    assert post("start", {}).status_code == 400
    assert post("fly", {}).status_code == 404


def test_a_change_by_api_keeps_what_it_leaves_out_and_an_unknown_region_is_told(
    city: FixtureCity, bring: Any
) -> None:
    row = bring("assigned", place="3栋", contractor="新城建设")
    url, office = f"/api/v1/complaints/{row.pk}/steps/", as_user(city.office)

    def post(name: str, body: dict[str, Any]) -> Any:
        return office.post(f"{url}{name}/", body, content_type="application/json")

    assert post("change", {"category": "屋面防水", "level": "urgent"}).json()["place"] == "3栋"
    row.refresh_from_db()
    assert (row.level, row.contractor) == ("urgent", "新城建设")
    moved = {"handler": "119901000000", "unit": "物业公司", "note": "不归施工单位"}
    for name in ("assign", "transfer"):
        refused = post(name, moved)
        assert (refused.status_code, list(refused.json())) == (400, ["handler"])
