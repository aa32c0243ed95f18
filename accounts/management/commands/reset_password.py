"""`manage.py reset_password USERNAME`: a one-time password, for accounts the portal does not reset."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.services import passwords, second_factor


class Command(BaseCommand):
    help = "Give an account a one-time password, printed once; administrators and superusers too"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name of the account")
        parser.add_argument(
            "--second-factor", action="store_true", help="remove its second factor as well"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        account = User.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(f"没有用户名“{options['username']}”，请检查后重试")
        operator = getpass.getuser()
        password = passwords.reset_on_the_server(account, operator)
        self.stdout.write(f"{account.username}\t{password}")
        if options["second_factor"]:
            removed = second_factor.reset_on_the_server(account, operator)
            self.stdout.write("双因素认证已重置" if removed else "该账号未启用双因素认证")
