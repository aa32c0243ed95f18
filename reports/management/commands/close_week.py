"""`manage.py close_week --region CODE --week MONDAY`: freeze the week, build its dispatch."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refusal
from core.periods import Week
from reports.figures import known_region
from reports.management.output import describe
from reports.services.building import build, request_dispatch


class Command(BaseCommand):
    help = "Freeze a week and build its dispatch; a second call reports what exists"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=int, required=True, help="12-digit region code")
        parser.add_argument("--week", type=date.fromisoformat, required=True, help="its Monday")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            week = Week.of(options["week"])
            report = request_dispatch(known_region(options["region"]), week)
            build(report.pk)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(describe(report.pk))
