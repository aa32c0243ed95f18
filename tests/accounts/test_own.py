"""One's own account: name and telephone, API token."""

import re

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.choices import AccessKind
from accounts.models import AccessEvent
from tests.city import as_user
from tests.factories import PASSWORD

OWN = "/accounts/own/"


def test_name_and_phone_are_saved_and_kept_in_history(city):
    answer = as_user(city.clerk).post(OWN, {"name": "李四", "phone": "0871-65123456"}, follow=True)
    assert "已保存" in answer.content.decode()
    newest = city.clerk.history.first()
    assert (newest.name, newest.phone, newest.history_user) == ("李四", "0871-65123456", city.clerk)


def test_role_and_region_cannot_be_posted_along(city):
    data = {"name": "李四", "phone": "", "role": city.office.role_id, "region": city.region.pk}
    as_user(city.clerk).post(OWN, data | {"is_superuser": "1"})
    city.clerk.refresh_from_db()
    assert (city.clerk.role_name, city.clerk.region) == ("填报员", city.district)
    assert not city.clerk.is_superuser


def test_bad_phone_comes_back_filled(city):
    answer = as_user(city.clerk).post(OWN, {"name": "李四", "phone": "139"})
    assert answer.status_code == 422
    assert 'value="139"' in answer.content.decode()


def test_token_is_shown_once_and_works_until_revoked(city):
    client = as_user(city.clerk)
    page = client.post(OWN + "token/", {"password": PASSWORD}).content.decode()
    key = re.search(r"<code>([0-9a-f]{40})</code>", page)[1]
    assert Token.objects.get(user=city.clerk).key == key
    assert key not in client.get(OWN).content.decode()
    client.post(OWN + "token/revoke/")
    assert not Token.objects.exists()
    actions = [e.detail["action"] for e in AccessEvent.objects.filter(kind=AccessKind.TOKEN)]
    assert sorted(actions) == ["吊销", "生成"]


def test_new_token_replaces_the_old_one(city):
    client = as_user(city.clerk)
    client.post(OWN + "token/", {"password": PASSWORD})
    old = Token.objects.get().key
    client.post(OWN + "token/", {"password": PASSWORD})
    assert Token.objects.get().key != old


def test_a_token_is_made_only_by_who_knows_the_password(city):
    client = as_user(city.clerk)
    answer = client.post(OWN + "token/", {"password": "wrong"})
    assert answer.status_code == 422
    assert "密码不正确" in answer.content.decode()
    assert client.post(OWN + "token/").status_code == 422
    assert not Token.objects.exists()


@pytest.mark.parametrize("page", ["", "password/", "second-factor/", "token/"])
def test_other_methods_are_refused_and_break_nothing(city, page):
    client = as_user(city.clerk)
    for verb in (client.put, client.patch, client.delete):
        assert verb(OWN + page).status_code == 405


def test_administrators_have_no_use_for_a_token(city):
    answer = as_user(city.auditor).post(OWN + "token/", follow=True)
    assert "不能使用接口令牌" in answer.content.decode()
    assert not Token.objects.exists()


def test_anonymous_is_sent_to_the_log_in(city):
    assert Client().get(OWN)["Location"] == f"/accounts/login/?next={OWN}"
