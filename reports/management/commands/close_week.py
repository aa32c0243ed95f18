"""`manage.py close_week --region CODE --week MONDAY`: freeze the week, build its dispatch."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.arguments import region_code, week
from core.exceptions import Refusal
from reports.figures import known_region
from reports.management.output import describe
from reports.services.building import build, request_dispatch


class Command(BaseCommand):
    help = "Freeze a week and build its dispatch; a second call reports what exists"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--region", type=region_code, required=True, help="12-digit region code"
        )
        parser.add_argument("--week", type=week, required=True, help="its Monday")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = request_dispatch(known_region(options["region"]), options["week"])
            build(report.pk)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(describe(report.pk))
