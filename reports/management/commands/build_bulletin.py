"""`manage.py build_bulletin --region CODE --month YYYY-MM`: freeze the month, draft its bulletin."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.arguments import month, region_code
from core.exceptions import Refusal
from reports.figures import known_region
from reports.management.output import describe
from reports.services.building import build, request_bulletin


class Command(BaseCommand):
    help = "Freeze a month and draft its bulletin; a second call reports what exists"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--region", type=region_code, required=True, help="12-digit region code"
        )
        parser.add_argument("--month", type=month, required=True, help="YYYY-MM")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = request_bulletin(known_region(options["region"]), options["month"])
            build(report.pk)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(describe(report.pk))
