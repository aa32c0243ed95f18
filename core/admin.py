"""The admin site is a repair tool for superusers; everyday work happens on the portal's pages."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


class SuperuserMixin:
    """Only superusers may look or change, whatever permissions a staff account holds."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


class HistoryAdmin(SuperuserMixin, SimpleHistoryAdmin):
    """A model whose changes are kept; related rows are typed by number, never listed whole."""

    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        related = [f.name for f in model._meta.get_fields() if _typed_by_number(f)]
        self.raw_id_fields = tuple(related)


class ReadOnlyAdmin(SuperuserMixin, AnyModelAdmin):
    """Rows that nobody changes: ledgers, logs, frozen reports."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _typed_by_number(field: Any) -> bool:
    return bool(field.concrete and (field.many_to_one or field.many_to_many or field.one_to_one))
