"""What pages of one complaint share: the row from the user's scope, the action, the refusal."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.services.access import actor
from complaints.actions import Action, require
from complaints.models import Complaint
from core.exceptions import Refusal
from core.views import PermittedView
from orders.views.base import FilesPage

VIEW = "complaints.view_complaint"
WITH = ("region", "community", "project", "handler", "replied_by", "duplicate_of")


def complaint_or_404(request: HttpRequest, pk: int) -> Complaint:
    """Return a complaint of the user's scope."""
    rows = Complaint.objects.visible_to(request.user).select_related(*WITH)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def complaint_url(complaint: Complaint) -> str:
    return reverse("complaints:complaint", args=[complaint.pk])


class ActionPage(FilesPage):
    """The form of one action on one complaint; the wrong person meets a 403 before the form."""

    permission = VIEW
    action: ClassVar[Action]
    submit_label = ""  # the action's own name
    row: Complaint

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm(VIEW):
            complaint = complaint_or_404(request, kwargs["pk"])
            try:
                require(complaint, self.action, actor(request))
            except Refusal as refusal:
                if request.method == "GET":
                    messages.warning(request, refusal.message)
                    return redirect(complaint_url(complaint))
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> Complaint:
        return complaint_or_404(self.request, self.kwargs["pk"])

    def get_title(self) -> str:
        return self.action.label

    def get_submit_label(self) -> str:
        return self.submit_label or self.action.label

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (
            ("投诉", reverse("complaints:complaints")),
            (self.row.number, complaint_url(self.row)),
        )

    def get_context(self) -> dict[str, Any]:
        return {"note": f"{self.row.category}：{self.row.content}"}

    def back(self) -> str:
        return reverse("complaints:complaint", args=[self.kwargs["pk"]])


class ActNow(PermittedView):
    """An action without a form, confirmed in a dialog: it either happens or says why not."""

    permission = VIEW
    http_method_names = ["post"]
    success: ClassVar[str]

    def act(self, complaint: Complaint) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        complaint = complaint_or_404(request, pk)
        try:
            self.act(complaint)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, self.success)
        return redirect(complaint_url(complaint))
