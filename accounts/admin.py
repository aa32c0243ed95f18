"""The admin's view of the accounts: read only. Changes go through the portal's own pages."""

from django.contrib import admin
from django.contrib.auth.models import Group
from rest_framework.authtoken.models import TokenProxy

from accounts.models import AccessEvent, Holiday, Region, User
from core.admin import HistoryAdmin, ReadOnlyAdmin


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "username", "address", "subject")
    list_filter = ("kind",)
    search_fields = ("username", "subject")
    date_hierarchy = "at"


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("username", "name", "role", "region", "is_active")
    search_fields = ("username", "name")
    exclude = ("password",)


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "level")
    search_fields = ("code", "name")


@admin.register(Holiday)
class HolidayAdmin(HistoryAdmin):
    list_display = ("day", "working", "name", "region")
    list_select_related = ("region",)


# Roles come from accounts/roles.py; a token is shown once, to its owner alone.
admin.site.unregister(Group)
admin.site.unregister(TokenProxy)
