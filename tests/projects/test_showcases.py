"""What a city shows: model projects and routes, highlights with photos before and after."""

import io
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from core.exceptions import Refusal
from projects.choices import HighlightKind, ShowcaseKind
from projects.models import Highlight, HighlightPhoto, Project, Showcase
from projects.services.guards import Stale
from projects.services.showcases import end_showcase, save_showcase
from tests.city import FixtureCity, as_user
from tests.factories import ProjectFactory
from tests.query_counts import assert_query_count


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def projects(city: FixtureCity) -> list[Project]:
    regions = (city.district, city.district, city.other_district)
    return [ProjectFactory(region=region, started_on=date(2023, 4, 1)) for region in regions]


def facts(city: FixtureCity, projects: list[Project], **changes: Any) -> dict[str, Any]:
    given = {
        "kind": ShowcaseKind.ROUTE, "name": "江滨示范线路", "region": city.region,
        "basis": "云老旧改办〔2023〕12号", "text": "沿江三个小区", "since": date(2023, 6, 1),
        "projects": projects,
    }  # fmt: skip
    return given | changes


def jpeg(colour: str = "#888") -> SimpleUploadedFile:
    picture, exif, stream = Image.new("RGB", (64, 48), colour), Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Make] = "手机标记"
    picture.save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile("a.jpg", stream.getvalue())


def written(user: Any, project: Project, **changes: Any) -> Any:
    given = {
        "kind": HighlightKind.LOOK.value, "title": "外墙焕新", "text": "外墙修缮1.2万平方米。",
        "seen_on": "2023-07-20", "before": jpeg("#777"), "after": jpeg("#9bd"),
    }  # fmt: skip
    return as_user(user).post(f"/projects/{project.pk}/highlights/new/", given | changes)


def text(user: Any, url: str) -> str:
    response = as_user(user).get(url)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join((soup.main or soup).stripped_strings)


def test_a_route_leads_through_its_projects(city: FixtureCity, projects: list[Project]) -> None:
    row = save_showcase(None, facts(city, projects), by=city.office)
    shown = text(city.office, f"/projects/showcases/{row.pk}/")
    for project in projects:
        assert project.name in shown
    assert "云老旧改办〔2023〕12号" in shown
    listed = BeautifulSoup(as_user(city.office).get("/projects/showcases/").content, "html.parser")
    assert [a.text for a in listed.select("tbody td.num a")] == ["3"]


def test_a_district_sees_the_citys_route_but_opens_its_own_projects_alone(
    city: FixtureCity, projects: list[Project]
) -> None:
    row = save_showcase(None, facts(city, projects), by=city.office)
    page = as_user(city.clerk).get(f"/projects/showcases/{row.pk}/")
    links = {
        str(a["href"]) for a in BeautifulSoup(page.content, "html.parser").select("#projects a")
    }
    assert links == {f"/projects/{one.pk}/" for one in projects[:2]}
    assert projects[2].name in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [(ShowcaseKind.PROJECT, 2, "请选一个项目"), (ShowcaseKind.ROUTE, 1, "两个或以上")],
)
def test_a_model_project_is_one_and_a_route_several(
    city: FixtureCity, projects: list[Project], kind: ShowcaseKind, count: int, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        save_showcase(None, facts(city, projects[:count], kind=kind), by=city.office)


def test_what_is_refused_keeps_what_was_typed(city: FixtureCity, projects: list[Project]) -> None:
    given = facts(city, [], region=city.region.pk, since="2023-06-01")
    given |= {"kind": "project", "projects": [one.pk for one in projects[:2]]}
    answer = as_user(city.office).post("/projects/showcases/new/", given)
    assert answer.status_code == 422
    assert "江滨示范线路" in answer.content.decode()
    assert not Showcase.objects.exists()


def test_only_the_office_names_showcases(city: FixtureCity, projects: list[Project]) -> None:
    for user in (city.clerk, city.reviewer, city.leader):
        with pytest.raises(PermissionDenied):
            save_showcase(None, facts(city, projects), by=user)


def test_a_name_is_given_once_and_a_stale_form_overwrites_nothing(
    city: FixtureCity, projects: list[Project]
) -> None:
    row = save_showcase(None, facts(city, projects), by=city.office)
    with pytest.raises(Refusal, match="同名"):
        save_showcase(None, facts(city, projects), by=city.office)
    first = Showcase.history.filter(id=row.pk).order_by("history_id").first()
    save_showcase(row, facts(city, projects, text="改了"), by=city.office)
    with pytest.raises(Stale):
        save_showcase(row, facts(city, projects), by=city.office_head, seen=first.history_id)


def test_a_showcase_that_ended_is_seen_on_earlier_dates(
    city: FixtureCity, projects: list[Project]
) -> None:
    row = save_showcase(None, facts(city, projects), by=city.office)
    with pytest.raises(Refusal, match="取消原因"):
        end_showcase(row, reason=" ", by=city.office)
    end_showcase(row, reason="路面返修", by=city.office)
    assert "江滨示范线路" not in text(city.office, "/projects/showcases/")
    assert "江滨示范线路" in text(city.office, "/projects/showcases/?as_of=2023-07-01")


def test_projects_are_found_by_what_they_show(city: FixtureCity, projects: list[Project]) -> None:
    save_showcase(None, facts(city, projects[:2]), by=city.office)
    client = as_user(city.office)
    assert client.get("/projects/?showcase=route").context["page"].paginator.count == 2
    assert client.get("/projects/?showcase=project").context["page"].paginator.count == 0
    assert (
        client.get("/projects/?showcase=route&as_of=2023-05-01").context["page"].paginator.count
        == 0
    )


def test_both_lists_are_searched_by_their_words_and_their_projects(
    city: FixtureCity, projects: list[Project]
) -> None:
    save_showcase(None, facts(city, projects), by=city.office)
    written(city.clerk, projects[0])
    searched = {
        "showcases": ("江滨", projects[2].name, projects[0].number),
        "highlights": ("焕新", "1.2万", projects[0].name),
    }
    for page, words in searched.items():
        for q, found in (*((word, 1) for word in words), ("没有的", 0)):
            answer = as_user(city.office).get(f"/projects/{page}/", {"q": q})
            rows = BeautifulSoup(answer.content, "html.parser").select("#list tbody tr th")
            assert len(rows) == found, (page, q)


def test_a_highlight_keeps_two_clean_photos(city: FixtureCity, projects: list[Project]) -> None:
    assert written(city.clerk, projects[0]).status_code == 302
    row = Highlight.objects.get()
    page = as_user(city.reviewer).get(f"/projects/highlights/{row.pk}/")
    soup = BeautifulSoup(page.content, "html.parser")
    assert [img["alt"] for img in soup.select("#photos img")] == [
        "外墙焕新：改造前",
        "外墙焕新：改造后",
    ]
    for img in soup.select("#photos img"):
        content = b"".join(as_user(city.reviewer).get(str(img["src"])).streaming_content)  # type: ignore[arg-type]
        assert b"\xff\xd8" in content[:4]
        assert "手机标记".encode() not in content
    assert "整体风貌" in text(city.reviewer, f"/projects/{projects[0].pk}/results/")


def test_a_file_that_is_no_photo_is_refused_at_its_field(
    city: FixtureCity, projects: list[Project]
) -> None:
    answer = written(city.clerk, projects[0], after=SimpleUploadedFile("a.jpg", b"%PDF-1.7 x"))
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html.parser")
    assert "不是照片" in soup.select_one("#id_after_error, .error").text  # type: ignore[union-attr]
    assert "外墙修缮1.2万平方米。" in answer.content.decode()
    assert not Highlight.objects.exists()


def test_a_new_photo_takes_the_old_ones_place(city: FixtureCity, projects: list[Project]) -> None:
    written(city.clerk, projects[0])
    row = Highlight.objects.get()
    at = f"/projects/highlights/{row.pk}/"
    seen = BeautifulSoup(as_user(city.clerk).get(f"{at}edit/").content, "html.parser")
    answer = as_user(city.clerk).post(
        f"{at}edit/",
        {"kind": "civic", "title": "邻里节", "text": "办了邻里节。", "seen_on": "2023-07-21",
         "after": jpeg("#111"), "seen": (seen.select_one("[name=seen]") or {"value": ""})["value"]},
    )  # fmt: skip
    assert answer.status_code == 302
    assert HighlightPhoto.objects.filter(highlight=row).count() == 3
    page = BeautifulSoup(as_user(city.clerk).get(at).content, "html.parser")
    assert len(page.select("#photos img")) == 2
    assert "精神文明" in page.text


def test_what_is_withdrawn_leaves_the_pages_and_stays_on_record(
    city: FixtureCity, projects: list[Project]
) -> None:
    written(city.clerk, projects[0])
    row = Highlight.objects.get()
    as_user(city.office).post(f"/projects/highlights/{row.pk}/withdraw/", {"reason": "照片不符"})
    assert "外墙焕新" not in text(city.office, "/projects/highlights/")
    page = text(city.office, f"/projects/highlights/{row.pk}/")
    assert "已撤下" in page
    assert "照片不符" in page
    again = as_user(city.office).post(
        f"/projects/highlights/{row.pk}/edit/",
        {"kind": "look", "title": "x", "text": "x", "seen_on": "2023-07-21"},
    )
    assert again.status_code == 422


def test_strangers_see_neither_highlight_nor_photo(
    city: FixtureCity, projects: list[Project]
) -> None:
    written(city.clerk, projects[0])
    photo = HighlightPhoto.objects.first()
    assert photo is not None
    at = f"/projects/highlights/{photo.highlight_id}/"
    assert as_user(city.stranger).get(at).status_code == 404
    assert as_user(city.stranger).get(f"{at}photos/{photo.pk}/").status_code == 404
    assert "外墙焕新" not in text(city.stranger, "/projects/highlights/")


def test_lists_ask_few_questions(city: FixtureCity, projects: list[Project]) -> None:
    for project in projects[:2]:
        written(city.clerk, project)
    save_showcase(None, facts(city, projects), by=city.office)
    client = as_user(city.office)
    assert_query_count("/projects/highlights/", client, "/projects/highlights/")
    assert_query_count("/projects/showcases/", client, "/projects/showcases/")
