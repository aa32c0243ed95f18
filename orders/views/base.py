"""What pages of one order share: the row from the user's scope, the action, the refusal."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.services.access import actor
from core.exceptions import Refusal
from core.views import PermittedView
from orders.actions import Action, require
from orders.models import Order
from projects.views.editing import EditPage

WITH = ("region", "office_region", "project__region", "drafted_by", "issued_by", "escalated_from")


def order_or_404(request: HttpRequest, pk: int) -> Order:
    """Return an order of the user's scope."""
    found = Order.objects.visible_to(request.user).select_related(*WITH).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def order_url(order: Order) -> str:
    return reverse("orders:order", args=[order.pk])


class FilesPage(EditPage):
    """A form that may carry files."""

    template_name = "orders/edit.html"

    def get_form(self, data: Any = None) -> Any:
        return self.form_class(data, self.files(data), initial=self.initial())

    def files(self, data: Any) -> Any:
        return None if data is None else self.request.FILES

    def initial(self) -> dict[str, Any]:
        return {}


class ActionPage(FilesPage):
    """The form of one action on one order; the wrong person meets a 403 before the form."""

    permission = "orders.view_order"
    action: ClassVar[Action]
    row: Order

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_perm("orders.view_order"):
            order = order_or_404(request, kwargs["pk"])
            try:
                require(order, self.action, actor(request))
            except Refusal as refusal:
                if request.method == "GET":
                    messages.warning(request, refusal.message)
                    return redirect(order_url(order))
        return super().dispatch(request, *args, **kwargs)

    def get_row(self) -> Order:
        return order_or_404(self.request, self.kwargs["pk"])

    def get_title(self) -> str:
        return self.action.label

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        name = self.row.number or f"拟稿：{self.row.subject}"
        return (("督办事项", reverse("orders:orders")), (name, order_url(self.row)))

    def get_context(self) -> dict[str, Any]:
        return {"order": self.row, "note": f"{self.row.get_kind_display()}：{self.row.subject}"}

    def back(self) -> str:
        return reverse("orders:order", args=[self.kwargs["pk"]])


class ActNow(PermittedView):
    """An action without a form, confirmed in a dialog: it either happens or says why not."""

    permission = "orders.view_order"
    http_method_names = ["post"]
    success: ClassVar[str]

    def act(self, order: Order) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = order_or_404(request, pk)
        try:
            self.act(order)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, self.success)
        return redirect(order_url(order))
