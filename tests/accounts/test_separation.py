"""Every URL of the accounts × every role: who may read, who may write."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import ProjectFactory

EVERYBODY = {
    "clerk", "reviewer", "office", "leader", "system_admin", "security_admin", "auditor",
}  # fmt: skip
ADMINS = {"system_admin", "security_admin", "auditor"}
ROLES = sorted(EVERYBODY)
OPEN = {"login", "second_step", "logout"}  # tested in test_login.py and test_second_factor.py

# name: (method, roles that may, status they get); everybody else gets 403, the anonymous 302
TABLE = {
    "own": ("get", EVERYBODY, 200),
    "password_change": ("get", EVERYBODY, 200),
    "second_factor": ("get", EVERYBODY, 200),
    "second_factor_qr": ("get", EVERYBODY, 200),
    "second_factor_disable": ("post", EVERYBODY, 422),
    "second_factor_codes": ("post", EVERYBODY, 302),
    "token_issue": ("post", EVERYBODY, (422, 302)),
    "token_revoke": ("post", EVERYBODY, 302),
    "users": ("get", ADMINS, 200),
    "user_create": ("get", {"system_admin"}, 200),
    "user": ("get", ADMINS, 200),
    "user_disable": ("post", {"system_admin"}, 302),
    "user_enable": ("post", {"system_admin"}, 302),
    "user_unlock": ("post", {"system_admin"}, 302),
    "user_password": ("post", {"system_admin"}, 200),
    "user_second_factor": ("post", {"security_admin"}, 302),
    "roles": ("get", {"security_admin"}, 200),
    "role_assign": ("get", {"security_admin"}, 200),
    "regions": ("get", EVERYBODY, 200),
    "contacts": ("get", EVERYBODY - ADMINS, 200),
    "audit": ("get", {"auditor"}, 200),
    "changes": ("get", {"auditor"}, 200),
    "change": ("get", {"auditor"}, 200),
}


def url_of(name, city):
    if name == "change":
        return reverse("accounts:change", args=["accounts.user", city.clerk.history.first().pk])
    takes_account = name == "role_assign" or name == "user" or name.startswith("user_")
    if takes_account and name != "user_create":
        return reverse(f"accounts:{name}", args=[city.stranger.pk])
    return reverse(f"accounts:{name}")


@pytest.mark.parametrize("role", ROLES)
def test_role_gets_what_the_table_says(city, role):
    wrong = {}
    for name, (method, allowed, status) in TABLE.items():
        answer = getattr(as_user(getattr(city, role)), method)(url_of(name, city))
        expected = status if role in allowed else 403
        if answer.status_code not in (expected if isinstance(expected, tuple) else (expected,)):
            wrong[name] = answer.status_code
    assert wrong == {}


def test_anonymous_is_sent_to_the_log_in(city):
    for name, (method, _, _) in TABLE.items():
        answer = getattr(Client(), method)(url_of(name, city))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("role", sorted(ADMINS))
def test_administrators_have_no_business_in_menu_or_by_permission(city, role):
    ProjectFactory(region=city.district, name="东风一村改造项目")
    user = getattr(city, role)
    page = as_user(user).get("/accounts/own/").content.decode()
    for label in ("周填报", "驾驶舱", "月通报", "台账导入", "资金", "投诉"):
        assert f">{label}<" not in page
    assert not [p for p in user.get_all_permissions() if not p.startswith("accounts.")]


def test_refused_visits_write_nothing(city):
    before = AccessEvent.objects.count()
    for role in ("clerk", "leader", "system_admin"):
        as_user(getattr(city, role)).get("/accounts/audit/")
    assert AccessEvent.objects.count() == before
