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
    help = "Create the first 系统管理员, 安全管理员 and 审计员; one-time passwords are printed once"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--region", type=int, required=True, help="12-digit code of their region"
        )
        parser.add_argument(
            "--usernames",
            nargs=3,
            required=True,
            metavar=("SYSTEM", "SECURITY", "AUDIT"),
            help="their user names, in this order",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"没有区划 {options['region']}，请先导入台账或检查代码")
        taken = [
            name
            for name in options["usernames"]
            if User.objects.filter(username__iexact=name).exists()
        ]
        if taken:
            raise CommandError(f"用户名已被使用：{'、'.join(taken)}")
        if len({name.lower() for name in options["usernames"]}) < len(ADMIN_ROLES):
            raise CommandError("三个用户名须各不相同，大小写不同也算相同")
        sync_roles()
        for role, username in zip(ADMIN_ROLES, options["usernames"], strict=True):
            password = one_time_password()
            group = Group.objects.get(name=role)
            account = User(username=username, name=role.label, role=group, region=region)
            account.set_password(password)
            account.save()
            self.stdout.write(f"{role.label}\t{username}\t{password}")
