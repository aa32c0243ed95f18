"""What the office does with a bulletin, one address per verb."""

from typing import ClassVar, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from core.exceptions import Refusal
from core.views import PermittedView
from reports.choices import BULLETINS, ReportState
from reports.links import url_of
from reports.models import Report
from reports.services import bulletins, publishing
from reports.views.bulletin import refused
from reports.views.scope import signed_in
from reports.views.scoped import is_unbuilt, report_or_404

LONGEST_NUMBER: Final = 9  # digits


class BulletinAction(PermittedView):
    """Do it and return to the bulletin; a refusal comes back with what was typed."""

    http_method_names = ["post"]
    key: ClassVar[str]
    success: str

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = report_or_404(request, pk, *BULLETINS)
        if is_unbuilt(report):
            return redirect(url_of(report))
        try:
            shown = self.act(signed_in(request), report)
        except Refusal as refusal:
            typed = {name: request.POST.get(name, "") for name in ("reason", "number", "check_key")}
            fresh = report_or_404(request, pk, *BULLETINS)
            return refused(request, fresh, self.key, refusal.message, **typed)
        messages.success(request, self.success)
        return redirect(reverse("reports:bulletin", args=[shown.pk]))

    def act(self, user: User, report: Report) -> Report:
        raise NotImplementedError

    @property
    def reason(self) -> str:
        return self.request.POST.get("reason", "")


class Review(BulletinAction):
    permission = "reports.review_report"
    key = "review"
    success = "已审核通过，可以签发。"

    def act(self, user: User, report: Report) -> Report:
        return bulletins.review(user, report)


class ReturnToDraft(BulletinAction):
    permission = "reports.review_report"
    key = "return"
    success = "已退回起草。"

    def act(self, user: User, report: Report) -> Report:
        return bulletins.return_to_draft(user, report, self.reason)


class Refreeze(BulletinAction):
    permission = "reports.draft_report"
    key = "refreeze"
    success = "已重新取数，请核对文字与对账。"

    def act(self, user: User, report: Report) -> Report:
        return bulletins.refreeze(user, report, self.reason)


class Issue(BulletinAction):
    permission = "reports.issue_report"
    key = "issue"
    success = "已签发，内容不再变动。"

    def act(self, user: User, report: Report) -> Report:
        typed = self.request.POST.get("number", "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
            proposal = bulletins.next_number(report)
            raise Refusal(f"发文序号请填整数，如 {proposal}。", "number")
        return bulletins.issue(user, report, int(typed) if typed else None)


class Correct(BulletinAction):
    permission = "reports.draft_report"
    key = "correct"
    success = "已生成更正版草稿，原版保留可查。"

    def act(self, user: User, report: Report) -> Report:
        return bulletins.correct(user, report, self.reason)


class Publish(BulletinAction):
    permission = "reports.issue_report"
    key = "publish"
    success = "已向社会公开，可随时撤回。"

    def act(self, user: User, report: Report) -> Report:
        publishing.publish(user, report)
        return report


class Unpublish(BulletinAction):
    permission = "reports.issue_report"
    key = "unpublish"
    success = "已撤回，公开页不再列出。"

    def act(self, user: User, report: Report) -> Report:
        publishing.withdraw(user, report, self.reason)
        return report


class Explain(BulletinAction):
    permission = "reports.draft_report"
    key = "explain"
    success = "已写明原因，将作为脚注印出。"

    def act(self, user: User, report: Report) -> Report:
        key = self.request.POST.get("check_key", "")
        bulletins.explain_check(user, report, key, self.reason)
        if report.state == ReportState.REVIEWED:
            self.success = "已写明原因，将作为脚注印出；通报退回起草，请重新审核。"
        return report
