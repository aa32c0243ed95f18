"""`manage.py import_ledger FILE.xlsx [--dry-run]`: the ledger workbook into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.choices import AccessKind
from accounts.services.access import record
from core.exceptions import Refusal
from core.ledger import import_ledger


class Command(BaseCommand):
    help = "Import a ledger workbook: everything, or nothing and every error"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"没有这个文件：{file}")
        try:
            outcome = import_ledger(file, source=file.name, dry_run=options["dry_run"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        for warning in outcome.warnings:
            self.stderr.write(f"提示：{warning}")
        for line in outcome.lines():
            self.stdout.write(line)
        if outcome.ok and not outcome.dry_run:
            record(
                AccessKind.IMPORT,
                username="import_ledger",
                subject=f"台账导入 {file.name}",
                created=sum(counts.created for counts in outcome.counts.values()),
                updated=sum(counts.updated for counts in outcome.counts.values()),
            )
        if not outcome.ok:
            raise CommandError(
                f"共 {len(outcome.errors) + outcome.omitted} 处错误，没有导入任何数据"
            )
