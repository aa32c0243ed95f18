"""`manage.py create_admins`: the first three administrators of a new portal, each with a one-time password."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.choices import ADMIN_ROLES
from accounts.models import Region, User
from accounts.services.passwords import one_time_password
from accounts.services.roles import sync_roles


class Command(BaseCommand):
    help = "新建系统管理员、安全管理员、审计员各一名，打印一次性密码（只显示这一次）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", type=int, required=True, help="管辖区划的12位代码")
        parser.add_argument(
            "--usernames",
            nargs=3,
            required=True,
            metavar=("系统", "安全", "审计"),
            help="三个用户名",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"没有区划 {options['region']}，请先导入台账或检查代码")
        taken = User.objects.filter(username__in=options["usernames"]).values_list(
            "username", flat=True
        )
        if taken:
            raise CommandError(f"用户名已被使用：{'、'.join(taken)}")
        sync_roles()
        for role, username in zip(ADMIN_ROLES, options["usernames"], strict=True):
            password = one_time_password()
            group = Group.objects.get(name=role)
            account = User(username=username, name=role.label, role=group, region=region)
            account.set_password(password)
            account.save()
            self.stdout.write(f"{role.label}\t{username}\t{password}")
