"""The demo accounts: on a demo machine only, and the same on every run."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import (
    CommandError,
    call_command,
    get_commands,
    load_command_class,
)
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from accounts.services.demo import DEMO_PASSWORD, create_demo_accounts
from core.exceptions import Refusal
from tests.city import CITY, TODAY


@pytest.fixture
def demo(city, settings):
    settings.PORTAL_DATE = TODAY
    User.objects.all().delete()
    return create_demo_accounts(CITY)


def test_every_role_is_there_and_can_log_in(demo, log_in):
    assert {one.role for one in demo} == {
        "填报员", "审核员", "市级办公室", "领导", "系统管理员", "安全管理员", "审计员",
    }  # fmt: skip
    assert [one.username for one in demo if one.role == "市级办公室"] == ["office", "office_head"]
    assert log_in(Client(), demo[0].username, DEMO_PASSWORD).status_code == 302
    assert not User.objects.filter(must_change_password=True).exists()


def test_each_district_has_clerk_and_reviewer(demo):
    found = {(one.region, one.role) for one in demo}
    for district in ("甲区", "乙县"):
        assert (district, "填报员") in found
        assert (district, "审核员") in found


def test_second_run_changes_nothing(demo):
    before = User.history.count()
    assert create_demo_accounts(CITY) == demo
    assert User.history.count() == before


def test_never_outside_a_demo_machine(city, settings):
    settings.PORTAL_DATE, settings.DEBUG = None, False
    with pytest.raises(Refusal, match="演示环境"):
        create_demo_accounts(CITY)
    assert not User.objects.filter(username="sysadmin").exists()


def test_demo_password_obeys_the_rules(city):
    validate_password(DEMO_PASSWORD, city.clerk)


def test_first_administrators_get_one_time_passwords(city, capsys):
    call_command("create_admins", "--region", str(CITY), "--usernames", "a1", "b1", "c1")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["系统管理员", "a1"], ["安全管理员", "b1"], ["审计员", "c1"],
    ]  # fmt: skip
    account = User.objects.get(username="a1")
    assert account.must_change_password
    assert account.check_password(lines[0].split("\t")[2])
    with pytest.raises(CommandError, match="已被使用"):
        call_command("create_admins", "--region", str(CITY), "--usernames", "a1", "x", "y")


def test_help_of_the_commands_is_english_but_for_names_of_roles():
    roles = "|".join(Role.values)
    for name, app in get_commands().items():
        if app in ("accounts", "projects", "reports"):
            parser = load_command_class(app, name).create_parser("manage.py", name)
            rest = re.sub(roles, "", parser.format_help())
            assert not re.search("[\u4e00-\u9fff]", rest), name
