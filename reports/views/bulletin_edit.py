"""The words of a bulletin: a form with fields in braces, and how it would read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from core.exceptions import Refusal
from core.views import PermittedView
from reports.choices import BULLETINS, ReportKind, ReportState
from reports.links import list_url_of, url_of
from reports.models import Report
from reports.services.bulletins import Conflict, Rejected, edit_text
from reports.services.content import fingerprint
from reports.views.bulletin import name_of
from reports.views.scope import signed_in
from reports.views.scoped import is_unbuilt, report_or_404
from reports.wording.changes import reworded
from reports.wording.checks import footnotes, open_checks
from reports.wording.fields import children, fields, named_of, own
from reports.wording.lint import HEAD, loose_numbers, placeholders, unknown_fields
from reports.wording.preview import parts, sections
from reports.wording.resolve import Footnotes

CONFLICT, UNPROCESSABLE = 409, 422
CHARACTERS: Final = 34  # of a line of the form
CODE_DIGITS: Final = 12
LONG_HEAD: Final = ("opening",)


@dataclass(frozen=True)
class Choice:
    """A region that a list may name, with what the list would say of it."""

    code: int
    name: str
    value: Any
    chosen: bool


class BulletinForm(PermittedView):
    permission = "reports.draft_report"

    def find(self, pk: int) -> Report:
        return report_or_404(self.request, pk, *BULLETINS)

    def closed(self, report: Report) -> HttpResponse | None:
        """Return where to go when the words cannot be edited now."""
        if (
            not signed_in(self.request).oversees(report.region_id)
            or report.state != ReportState.DRAFTED
        ):
            messages.warning(
                self.request,
                f"通报当前为“{report.get_state_display()}”状态，只有起草状态可以编辑文字。",
            )
            return redirect(url_of(report))
        return None


class BulletinEdit(BulletinForm):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.find(pk)
        return self.closed(report) or self.show(report, report.title, report.text)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.find(pk)
        if is_unbuilt(report):
            return redirect(url_of(report))
        title, text = typed(report, request.POST)
        try:
            edit_text(
                signed_in(request),
                report,
                title=title,
                head={key: text[key] for key in HEAD},
                paragraphs={one["key"]: one["paragraphs"] for one in text["sections"]},
                named=text["named"],
                seen=request.POST.get("seen", ""),
            )
        except Conflict as conflict:
            fresh = self.find(pk)
            names = {one.region: one.name for one in children(fresh.data)}
            theirs = reworded(title, text, fresh.title, fresh.text, names)
            return self.show(fresh, title, text, CONFLICT, refusal=conflict.message, theirs=theirs)
        except Rejected as rejected:
            seen = request.POST.get("seen", "")
            found = rejected.findings
            return self.show(report, title, text, UNPROCESSABLE, findings=found, seen=seen)
        except Refusal as refusal:
            seen = request.POST.get("seen", "")
            return self.show(report, title, text, UNPROCESSABLE, refusal=refusal.message, seen=seen)
        messages.success(request, "已保存文字。")
        return redirect(url_of(report))

    def show(
        self, report: Report, title: str, text: Mapping[str, Any], status: int = 200, **more: Any
    ) -> HttpResponse:
        known = fields(report.data, text)
        context = {
            "title": "编辑通报文字",
            "bulletin_name": name_of(report),
            "list_url": list_url_of(report),
            "example": "开工率" if report.kind == ReportKind.MONTHLY else "整改率",
            "report": report,
            "report_title": title,
            "head": [(key, HEAD[key], text[key]) for key in HEAD if key not in LONG_HEAD],
            "opening": text["opening"],
            "sections": [
                (one["key"], one["title"], "\n".join(one["paragraphs"]), _rows(one["paragraphs"]))
                for one in text["sections"]
            ],
            "lists": choices(report, text),
            "known": sorted(known.values(), key=lambda field: not field.anchors),
            "seen": fingerprint(report),
            **preview(report, title, text),
            **more,
        }
        return render(self.request, "reports/bulletin_edit.html", context, status=status)


class BulletinPreview(BulletinForm):
    """How the words being typed would read, and what is wrong with them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.find(pk)
        if report.state != ReportState.DRAFTED:
            return HttpResponse(status=204)
        title, text = typed(report, request.POST)
        return render(request, "reports/preview.html", preview(report, title, text))


def typed(report: Report, post: QueryDict) -> tuple[str, dict[str, Any]]:
    """Return title and text as the form has them; what the form leaves out stays as it is.

    One line is one paragraph.
    """
    text = dict(report.text)
    for key in HEAD:
        text[key] = str(post.get(f"head-{key}", text.get(key, ""))).strip()
    text["sections"] = [
        {**one, "paragraphs": _lines(post.get(f"section-{one['key']}"), one["paragraphs"])}
        for one in text["sections"]
    ]
    if post:
        text["named"] = {
            name: [int(code) for code in post.getlist(f"named-{number}") if is_code(code)]
            for number, name in enumerate(named_of(report.data))
        }
    return str(post.get("title", report.title)).strip(), text


def is_code(text: str) -> bool:
    return text.isdecimal() and len(text) == CODE_DIGITS


def _lines(words: str | None, kept: list[str]) -> list[str]:
    if words is None:
        return kept
    return [line.strip() for line in words.splitlines() if line.strip()]


def _rows(paragraphs: list[str]) -> int:
    """Return how high a text area is that shows the paragraphs and leaves a line to write in."""
    return 1 + sum(1 + len(words) // CHARACTERS for words in paragraphs)


def choices(report: Report, text: Mapping[str, Any]) -> list[tuple[int, str, list[Choice]]]:
    """Return for each list in the text its number, name and the regions it may name."""
    found = []
    for number, (name, (key, _)) in enumerate(named_of(report.data).items()):
        chosen = text.get("named", {}).get(name)
        rows = [
            Choice(one.region, one.name, one[key], chosen is None or one.region in chosen)
            for one in children(report.data)
            if one[key]
        ]
        found.append((number, name, rows))
    return found


def preview(report: Report, title: str, text: Mapping[str, Any]) -> dict[str, Any]:
    """Return how title and text would read, what is wrong in them and which sums they miss."""
    trial = Report(pk=report.pk, title=title, text=text, data=report.data, state=report.state)
    known = fields(report.data, text)
    notes, figures = Footnotes(footnotes(trial)), own(report.data)
    return {
        "report": report,
        "preview_title": title,
        "preview_opening": list(parts(text["opening"], known, notes, figures)),
        "preview_sections": sections(text, known, notes, figures),
        "warnings": [
            *unknown_fields(title, text, known),
            *loose_numbers(title, text),
            *placeholders(title, text),
        ],
        "preview_checks": open_checks(trial),
    }
