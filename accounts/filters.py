"""Filters of the account, region and audit lists."""

from ipaddress import ip_address
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.choices import BUSINESS_ROLES, AccessKind, RegionLevel, Role
from accounts.models import AccessEvent, Region, User

UNASSIGNED = "unassigned"


class UserFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="姓名或用户名")
    role = filters.ChoiceFilter(
        method="of_role",
        label="角色",
        choices=[(UNASSIGNED, "待分配"), *Role.choices],
        empty_label="全部",
    )
    active = filters.ChoiceFilter(
        field_name="is_active",
        label="状态",
        choices=[("True", "启用"), ("False", "停用")],
        empty_label="全部",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def of_role(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(role=None) if value == UNASSIGNED else rows.filter(role__name=value)


class ContactFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="姓名、单位或电话")
    role = filters.ChoiceFilter(
        field_name="role__name",
        label="职责",
        choices=[(role, role.label) for role in BUSINESS_ROLES],
        empty_label="全部",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        named = Q(name__icontains=value) | Q(region__name__icontains=value)
        return rows.filter(named | Q(phone__contains=value))


class RegionFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="名称或代码")
    level = filters.ChoiceFilter(label="级别", choices=RegionLevel.choices, empty_label="全部")

    class Meta:
        model = Region
        fields: list[str] = []

    def search(self, rows: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        if value.isdecimal():
            padded = int(value.ljust(12, "0")[:12])
            return rows.filter(code__gte=padded, code__lt=padded + 10 ** max(12 - len(value), 0))
        return rows.filter(name__icontains=value)


class AccessFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label="事项", choices=AccessKind.choices, empty_label="全部")
    username = filters.CharFilter(label="用户名")
    address = filters.CharFilter(method="at_address", label="来源地址")
    since = filters.DateFilter(
        field_name="at", lookup_expr="date__gte", label="从", widget=forms.DateInput
    )
    until = filters.DateFilter(
        field_name="at", lookup_expr="date__lte", label="到", widget=forms.DateInput
    )

    class Meta:
        model = AccessEvent
        fields: list[str] = []

    def at_address(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep one address; what is no address matches nothing."""
        try:
            return rows.filter(address=str(ip_address(value.strip())))
        except ValueError:
            return rows.none()
