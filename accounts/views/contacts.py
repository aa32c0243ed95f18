"""The address book (通讯录): who in the city enters, reviews and leads, and how to reach them."""

from django.db.models import Case, QuerySet, Value, When

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
    """The people with a business role in the reader's city, the office first, then by region."""

    permission = "accounts.view_contacts"
    title = "通讯录"
    filterset_class = ContactFilter
    empty = "没有符合条件的联系人。"
    unit_note = "电话由本人在“我的账号”中填写。"
    columns = (
        Column("单位", unit_of, order="region_id"),
        Column("姓名", "name", order="name", primary=True),
        Column("职责", "role_name", order="role__name"),
        Column("联系电话", "phone", link=call),
    )

    def get_queryset(self) -> QuerySet[User]:
        reader = self.request.user
        assert isinstance(reader, User)
        rows = User.objects.filter(is_active=True, role__name__in=BUSINESS_ROLES)
        if reader.region_id is not None:
            start, stop = regions.subtree(_circle(reader.region_id))
            rows = rows.filter(region_id__gte=start, region_id__lt=stop)
        elif not reader.is_superuser:
            rows = rows.none()
        by_role = Case(*(When(role__name=role, then=Value(at)) for at, role in enumerate(ORDER)))
        listed = ("username", "name", "phone", "region__name", "role__name")
        found: QuerySet[User] = rows.select_related("region", "role").only(*listed)
        return found.order_by("region_id", by_role, "name")


def _circle(region: int) -> int:
    """Return the city of a region; a province's people see the province."""
    return region if regions.level(region) == "省" else regions.city_of(region)
