"""Print the figures of a region as JSON: what every page and report prints."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.arguments import day, region_code, year
from core.exceptions import Refusal
from reports.figures import figures_by_child


class Command(BaseCommand):
    help = "Print the figures of a region, programme year and date as one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=region_code, required=True, metavar="CODE")
        parser.add_argument("--year", type=year, required=True, metavar="YYYY")
        parser.add_argument("--as-of", type=day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--by-child", action="store_true")
        parser.add_argument("--since", type=year, metavar="YYYY")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["since"] is not None and options["since"] > options["year"]:
            raise CommandError("--since 不能晚于 --year")
        try:
            own, children = figures_by_child(
                options["region"], options["year"], options["as_of"], options["since"]
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        printed = own.as_json()
        if options["by_child"]:
            printed["children"] = [child.as_json() for child in children]
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=2))
