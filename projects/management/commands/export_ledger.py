"""`manage.py export_ledger FILE.xlsx --region CODE`: what import_ledger reads back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Region
from core.arguments import region_code
from core.ledger import export_ledger


class Command(BaseCommand):
    help = "Export the ledger of a region and everything below it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--region", type=region_code, required=True, help="12-digit region code"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        region: int = options["region"]
        if not Region.objects.filter(pk=region).exists():
            raise CommandError(f"没有这个区划：{region}")
        try:
            with options["file"].open("wb") as stream:
                counts = export_ledger(stream, region)
        except OSError as error:
            raise CommandError(f"写不进 {options['file']}：{error.strerror}") from error
        for sheet, count in counts.items():
            self.stdout.write(f"{sheet} {count} 行")
