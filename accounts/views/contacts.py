"""The address book (通讯录): who in the reader's region and in the office above it does what.

It shows no more people than a reader works with, and no workbook carries telephone numbers away
(个人信息保护法 §6: no more than the purpose needs).
"""

from collections.abc import Sequence

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.choices import BUSINESS_ROLES, Role
from accounts.filters import ContactFilter
from accounts.models import User
from core import regions
from core.columns import Column
from core.views import ListPage

OFFICE = "领导小组办公室"
ORDER = (Role.OFFICE, Role.LEADER, Role.REVIEWER, Role.CLERK)


def unit_of(person: User) -> str:
    """Return where a person works: the leading group's office, else the region."""
    name = person.region.name if person.region else ""
    return f"{name}{OFFICE}" if person.has_role(Role.OFFICE) else name


def call(person: User) -> str | None:
    return f"tel:{person.phone}" if person.phone else None


class ContactList(ListPage):
    """Business users of the reader's region and the offices above it, the office first."""

    permission = "accounts.view_contacts"
    title = "通讯录"
    filterset_class = ContactFilter
    noun = "联系人"
    empty_how = "本辖区和上级办公室的账号填了电话，就列在这里。"
    unit_note = "本辖区和上级办公室的联系人。电话由本人在“我的账号”中填写，导出的表格不含电话。"
    columns = (
        Column("单位", unit_of, order="region_id"),
        Column("姓名", "name", order="name", primary=True),
        Column("职责", "role_name", order="role__name"),
        Column("联系电话", "phone", link=call),
    )

    def get_export_columns(self) -> Sequence[Column]:
        return [column for column in self.columns if column.value != "phone"]

    def get_queryset(self) -> QuerySet[User]:
        reader = self.request.user
        assert isinstance(reader, User)
        rows = User.objects.filter(is_active=True, role__name__in=BUSINESS_ROLES)
        if reader.region_id is not None:
            start, stop = regions.subtree(reader.region_id)
            ours = Q(region_id__gte=start, region_id__lt=stop)
            above = Q(role__name=Role.OFFICE, region_id__in=regions.ancestors(reader.region_id))
            rows = rows.filter(ours | above)
        elif not reader.is_superuser:
            rows = rows.none()
        by_role = Case(*(When(role__name=role, then=Value(at)) for at, role in enumerate(ORDER)))
        listed = ("username", "name", "phone", "region__name", "role__name")
        found: QuerySet[User] = rows.select_related("region", "role").only(*listed)
        return found.order_by("region_id", by_role, "name")
