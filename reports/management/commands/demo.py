"""`manage.py demo`: the demo city, its accounts, its July 2023 dispatch and bulletin as PDF."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Region
from accounts.services.demo import DEMO_PASSWORD, DemoAccount, create_demo_accounts, seed_demo
from accounts.services.roles import sync_roles
from core.exceptions import Refusal
from core.ledger import import_ledger
from core.periods import Month, Week
from projects.models import Project
from reports.documents.render import render
from reports.models import Report
from reports.services.building import build, request_bulletin, request_dispatch

LEDGER = Path("demo") / "yunjiang.xlsx"
CITY = 999900000000
WEEK = Week(date(2023, 7, 24))
MONTH = Month(2023, 7)


class Command(BaseCommand):
    help = "Set up the demo city; a second call changes nothing and prints the same"

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        if not Project.objects.in_region(CITY).exists():
            self._import()
        city = Region.objects.get(pk=CITY)
        self._print_accounts(create_demo_accounts(CITY))
        seed_demo(city)
        folder = Path(settings.VAR_DIR) / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        for report, name in (
            (request_dispatch(city, WEEK), "2023年第30周周调度.pdf"),
            (request_bulletin(city, MONTH), "2023年7月月通报.pdf"),
        ):
            build(report.pk)
            self.stdout.write(str(self._render(report, folder / name)))

    def _print_accounts(self, accounts: list[DemoAccount]) -> None:
        self.stdout.write(f"演示账号（密码均为 {DEMO_PASSWORD}）：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<18}{account.role}  {account.region}")

    def _import(self) -> None:
        file = settings.BASE_DIR / LEDGER
        try:
            outcome = import_ledger(file, source=file.name)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        if not outcome.ok:
            raise CommandError("\n".join(outcome.lines()))
        for line in outcome.lines():
            self.stdout.write(line)

    @staticmethod
    def _render(report: Report, target: Path) -> Path:
        row = Report.objects.select_related("region").get(pk=report.pk)
        target.write_bytes(render(row, "pdf").content)
        return target
