"""What the auditor reads, and that nobody changes it."""

import ast
import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.admin.sites import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from accounts.services.history import Wanted, changes, page_of_changes, tracked_models
from accounts.services.retention import prune
from accounts.tasks import prune_audit
from accounts.views import audit
from core.history import history_of, mask_phone
from projects.models import Project, WorkItem
from tests.city import as_user
from tests.factories import CommunityFactory, ProjectFactory, RegionFactory, UserFactory

LOG, CHANGES = "/accounts/audit/", "/accounts/audit/changes/"


def event(kind=AccessKind.LOGIN, user=None, days=0, **more):
    return AccessEvent.objects.create(
        kind=kind,
        user=user,
        username=user.username if user else "nobody",
        at=timezone.now() - timedelta(days=days),
        **more,
    )


def test_log_is_filtered_by_kind_user_dates_and_address(city):
    event(user=city.clerk, address="10.0.0.1", subject="甲")
    event(AccessKind.DOWNLOAD, city.office, days=10, address="10.0.0.2", subject="第4号通报")
    client = as_user(city.auditor)

    def page(**query):
        return client.get(LOG, query).content.decode()

    assert "第4号通报" in page()
    assert "第4号通报" not in page(kind="login")
    assert "第4号通报" in page(username="office")
    assert "第4号通报" not in page(address="10.0.0.1")
    assert "第4号通报" not in page(since=(timezone.localdate() - timedelta(days=3)).isoformat())
    assert "第4号通报" in page(until=(timezone.localdate() - timedelta(days=9)).isoformat())
    assert client.get(LOG, {"address": "nonsense", "since": "x"}).status_code == 200


def test_log_shows_the_auditors_region_and_unknown_names_only(city):
    other = RegionFactory(code=110100000000, name="他市", level="市")
    event(user=UserFactory(username="faraway", region=other))
    event(AccessKind.LOGIN_FAILED)
    page = as_user(city.auditor).get(LOG).content.decode()
    assert "faraway" not in page
    assert "nobody" in page


def test_log_shows_who_works_beyond_any_region(city):
    event(user=UserFactory(username="root", is_superuser=True, region=None))
    far = RegionFactory(code=110100000000, name="他市", level="市")
    event(user=UserFactory(username="far_root", is_superuser=True, region=far))
    page = as_user(city.auditor).get(LOG).content.decode()
    assert ">root<" in page
    assert "far_root" in page


def test_exports_of_both_pages_are_workbooks_and_logged(city):
    ProjectFactory(region=city.district, name="东风一村改造项目")
    event(user=city.clerk)
    client = as_user(city.auditor)
    for page in (LOG, CHANGES):
        answer = client.get(page, {"export": "xlsx"})
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        assert book.active.max_row > 1
    subjects = AccessEvent.objects.filter(kind=AccessKind.EXPORT).values_list("subject", flat=True)
    assert set(subjects) == {"访问日志", "变更历史"}


def test_change_of_a_project_shows_who_when_from_to_and_why(city):
    project = ProjectFactory(region=city.district, name="东风一村改造项目")
    project.lead_person = "赵一"
    project.save()
    project.lead_person, project.started_on = "钱二", date(2023, 4, 3)
    project._history_user = city.clerk
    project._change_reason = "负责人调动"
    project.save()
    client = as_user(city.auditor)
    page = client.get(CHANGES, {"model": "projects.project"}).content.decode()
    assert "责任人：赵一 → 钱二" in page
    assert "实际开工：（空） → 2023-04-03" in page
    assert "李填报" in page
    assert "负责人调动" in page
    newest = project.history.first()
    detail = client.get(f"{CHANGES}projects.project/{newest.history_id}/").content.decode()
    assert "<td>赵一</td><td>钱二</td>" in detail
    assert "同一行的历次变更" in detail


def test_foreign_keys_are_shown_by_name_and_phones_masked(city):
    user = city.clerk
    user.phone, user.region = "13812345678", city.other_district
    user.save()
    page = as_user(city.auditor).get(CHANGES, {"model": "accounts.user"}).content.decode()
    assert "所属区划：甲区 → 乙县" in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_communities_of_a_project_are_shown_by_name_from_to(city):
    first, second = (CommunityFactory(region=city.district, name=n) for n in ("东风里", "西风里"))
    project = ProjectFactory(region=city.district, communities=[first])
    project.communities.add(second)
    page = as_user(city.auditor).get(CHANGES, {"model": "projects.project"}).content.decode()
    assert "小区：东风里 → 东风里、西风里" in page


def test_new_row_shows_its_values_without_old_ones(city):
    RegionFactory(code=999902002000, name="解放街道", level="街道", parent=city.district)
    page = as_user(city.auditor).get(CHANGES, {"model": "accounts.region"}).content.decode()
    assert "名称：解放街道" in page
    assert "（空） → 解放街道" not in page


def test_short_phones_are_masked_whole():
    assert mask_phone("6512345") == "*******"
    assert mask_phone("13812345678") == "138****5678"


def test_passwords_never_appear(city):
    city.clerk.set_password("Another#99")
    city.clerk.save()
    page = as_user(city.auditor).get(CHANGES).content.decode()
    assert "argon2" not in page
    assert "Another" not in page


def test_all_tables_are_merged_newest_first_and_paged_without_gap_or_repeat(city):
    for _ in range(4):
        ProjectFactory(region=city.district)
        CommunityFactory(region=city.district)
    everything = list(changes(city.auditor, Wanted()))
    assert [c.at for c in everything] == sorted((c.at for c in everything), reverse=True)
    assert {c.model_label for c in everything} >= {"projects.project", "projects.community"}
    seen, before = [], ""
    while True:
        page, before = page_of_changes(city.auditor, Wanted(before=before), 7)
        seen += page
        if not before:
            break
    assert [c.cursor for c in seen] == [c.cursor for c in everything]


def test_page_links_to_the_older_changes_and_a_new_filter_starts_again(city):
    for _ in range(60):
        city.street.name = "解放街道" if city.street.name == "朝阳街道" else "朝阳街道"
        city.street.save()
    client = as_user(city.auditor)
    page = client.get(CHANGES).content.decode()
    link = re.search(r'href="(\?page=[^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    older = client.get(CHANGES + link).content.decode()
    assert "解放街道" in older
    assert older != page
    assert 'type="hidden" name="page"' not in older


def test_ties_in_time_are_paged_without_gap_or_repeat(city):
    for _ in range(3):
        ProjectFactory(region=city.district)
    moment = timezone.now()
    for model in tracked_models().values():
        model.history.update(history_date=moment)
    everything = [c.cursor for c in changes(city.auditor, Wanted())]
    seen, before = [], ""
    while True:
        page, before = page_of_changes(city.auditor, Wanted(before=before), 2)
        seen += [c.cursor for c in page]
        if not before:
            break
    assert seen == everything
    assert len(set(seen)) == len(seen)


def test_broken_cursor_is_the_first_page(city):
    assert as_user(city.auditor).get(CHANGES, {"page": "x|y|z"}).status_code == 200
    assert as_user(city.auditor).get(CHANGES, {"since": "31.02.2023"}).status_code == 200


@pytest.mark.parametrize(
    "cursor",
    [
        "0001-01-01T00:00:00+08:00|accounts.user|1",
        "9999-12-31T23:59:59-08:00|zzz|1",
        "2023-01-01T00:00:00+08:00|accounts.user|99999999999999999999999",
        "2023-01-01T00:00:00+08:00|accounts.user|-1",
        "\x00|\x00|\x00",
    ],
)
def test_impossible_cursor_is_the_first_page(city, cursor):
    client = as_user(city.auditor)
    answer = client.get(CHANGES, {"page": cursor})
    assert answer.status_code == 200
    assert "李填报" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "\x00"])
@pytest.mark.parametrize("page", [LOG, CHANGES])
def test_impossible_dates_ask_for_nothing(city, page, day):
    client = as_user(city.auditor)
    for name in ("since", "until"):
        assert client.get(page, {name: day}).status_code == 200
        assert client.get(page, {name: day, "export": "xlsx"}).status_code == 200


def test_export_that_leaves_changes_out_says_so(city, monkeypatch):
    client = as_user(city.auditor)

    def rows():
        answer = client.get(CHANGES, {"export": "xlsx"})
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        return list(book.active.iter_rows(min_row=2, values_only=True))

    everything = rows()
    assert not any("更早的未列出" in str(row) for row in everything)
    monkeypatch.setattr(audit, "EXPORT_LIMIT", len(everything))
    assert rows() == everything
    monkeypatch.setattr(audit, "EXPORT_LIMIT", 2)
    assert rows()[:2] == everything[:2]
    assert "只导出了最近的 2 条变更" in rows()[2][5]


def test_changes_of_superusers_accounts_are_shown(city):
    far = RegionFactory(code=110100000000, name="他市", level="市")
    UserFactory(username="root", is_superuser=True, region=None)
    UserFactory(username="far_root", is_superuser=True, region=far)
    UserFactory(username="far_clerk", region=far)
    page = as_user(city.auditor).get(CHANGES, {"model": "accounts.user"}).content.decode()
    assert "用户名：root" in page
    assert "用户名：far_root" in page
    assert "far_clerk" not in page


def test_a_table_without_a_region_is_shown_only_where_settings_name_it(city, settings):
    WorkItem.objects.create(name="加装电梯试验项", work_class="完善类", unit="部")
    client = as_user(city.auditor)
    assert "加装电梯试验项" in client.get(CHANGES).content.decode()
    settings.UNSCOPED_HISTORY = []
    assert "加装电梯试验项" not in client.get(CHANGES).content.decode()


def test_auditor_and_the_page_of_the_row_are_told_the_same(city):
    project = ProjectFactory(
        region=city.district, communities=[CommunityFactory(region=city.district)]
    )
    project.total_investment = Decimal("1234500.00")
    project.started_on, project.lead_person = date(2023, 4, 3), "钱二"
    project.save()
    own = history_of(Project, id=project.pk)[0].changes
    told = next(changes(city.auditor, Wanted(model_label="projects.project"))).fields
    assert {change.label for change in own} == {"总投资（元）", "实际开工", "责任人"}
    assert [(c.label, c.after) for c in own] == [(c.label, c.after) for c in told]
    assert "1,234,500" in [c.after for c in own]


def test_changes_of_another_city_are_unknown(city):
    other = RegionFactory(code=110100000000, name="他市", level="市")
    project = ProjectFactory(region=other, name="他市的项目")
    client = as_user(city.auditor)
    assert "他市的项目" not in client.get(CHANGES).content.decode()
    newest = project.history.first()
    assert client.get(f"{CHANGES}projects.project/{newest.history_id}/").status_code == 404
    assert client.get(f"{CHANGES}no.such/1/").status_code == 404


def test_number_of_queries_does_not_grow_with_the_changes(city):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of_changes(city.auditor, Wanted(), 50)
        return len(queries)

    ProjectFactory(region=city.district)
    few = count()
    for _ in range(20):
        project = ProjectFactory(region=city.district)
        project.lead_person = "赵一"
        project.save()
    assert count() <= few + 2


def test_removed_row_is_told_as_removed(city):
    community = CommunityFactory(region=city.district, name="西风里")
    community.delete()
    page = as_user(city.auditor).get(CHANGES, {"verb": "-"}).content.decode()
    assert "西风里" in page
    assert "删除" in page


# --- Nobody changes it ------------------------------------------------------------------------
def test_events_are_neither_saved_again_nor_deleted_nor_updated(city):
    made = event(user=city.clerk)
    made.subject = "改"
    for act in (
        made.save,
        made.delete,
        AccessEvent.objects.all().delete,
        lambda: AccessEvent.objects.filter(pk=made.pk).update(subject="改"),
    ):
        with pytest.raises(TypeError):
            act()
    assert AccessEvent.objects.get().subject == ""


def test_admin_reads_the_log_and_changes_nothing(city, client):
    root = UserFactory(username="root", is_staff=True, is_superuser=True)
    made = event(user=city.clerk)
    staff = as_user(root)
    url = f"/admin/accounts/accessevent/{made.pk}/"
    assert staff.get(f"{url}change/").status_code == 200
    assert staff.post(f"{url}change/", {"subject": "改"}).status_code == 403
    assert staff.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert staff.get("/admin/accounts/accessevent/add/").status_code == 403
    for action in ({"action": "delete_selected", "_selected_action": made.pk},):
        staff.post("/admin/accounts/accessevent/", action)
    assert AccessEvent.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("model", ["user", "region", "accessevent"])
def test_admin_shows_nothing_to_staff_whose_role_may_read_it_elsewhere(city, model):
    city.auditor.is_staff = True
    city.auditor.save()
    assert as_user(city.auditor).get(f"/admin/accounts/{model}/").status_code == 403


def test_no_history_table_is_editable_in_the_admin():
    kept = {model.history.model for model in tracked_models().values()}
    assert not kept & set(site._registry)


def test_auditor_pages_take_no_posts(city):
    project = ProjectFactory(region=city.district)
    client = as_user(city.auditor)
    pages = [LOG, CHANGES, f"{CHANGES}projects.project/{project.history.first().history_id}/"]
    for page in pages:
        for verb in (client.post, client.put, client.patch, client.delete):
            assert verb(page).status_code == 405


def test_admin_log_in_is_the_portals_own(city, client):
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"
    assert as_user(city.office).get("/admin/login/")["Location"] == "/accounts/own/"


# --- Retention --------------------------------------------------------------------------------
def test_events_past_the_retention_are_removed_and_no_others(city, settings):
    settings.AUDIT_RETENTION_DAYS = 400
    old, kept = event(days=401), event(days=399)
    prune_audit()
    assert list(AccessEvent.objects.all()) == [kept]
    assert old.pk != kept.pk
    assert prune() == 0


def test_retention_is_never_under_half_a_year(city, settings):
    settings.AUDIT_RETENTION_DAYS = 30
    event(days=180)
    event(days=190)
    assert prune() == 1


def test_history_is_never_pruned(city):
    ProjectFactory(region=city.district)
    Project.history.update(history_date=timezone.now() - timedelta(days=4000))
    prune()
    assert Project.history.exists()


def test_every_detail_of_the_access_log_has_a_name_people_read() -> None:
    root = Path(__file__).resolve().parents[2]
    folders = ("accounts", "complaints", "funding", "orders", "projects", "quality", "reports")
    about = {"request", "user", "username", "subject", None}
    for path in (file for folder in folders for file in (root / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            kind = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if isinstance(kind, ast.Attribute) and getattr(kind.value, "id", "") == "AccessKind":
                named = {keyword.arg for keyword in node.keywords} - about
                assert named <= audit.DETAIL_WORDS.keys(), path
