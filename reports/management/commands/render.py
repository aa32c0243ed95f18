"""`manage.py render REPORT_ID --to FILE.pdf|.docx|.xlsx`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refusal
from reports.documents.render import render
from reports.models import Report


class Command(BaseCommand):
    help = "Render a report to a file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", type=int, help="its number, as close_week prints it")
        parser.add_argument("--to", type=Path, required=True, help="FILE.pdf, .docx or .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["to"]
        report = Report.objects.select_related("region").filter(pk=options["report"]).first()
        if report is None:
            raise CommandError(f"没有编号为{options['report']}的报告")
        try:
            rendered = render(report, target.suffix.removeprefix(".").lower())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        try:
            target.write_bytes(rendered.content)
        except OSError as error:
            raise CommandError(f"写不进 {target}：{error.strerror}") from error
        for warning in rendered.warnings:
            self.stderr.write(f"提示：{warning}")
        self.stdout.write(f"{target}（{len(rendered.content)}字节）")
