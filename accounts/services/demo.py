"""The demo city's accounts and further rows: made by `manage.py demo`, on a demo machine only."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.choices import Role
from accounts.models import Region, User
from accounts.services.roles import sync_roles
from core.exceptions import Refusal

DEMO_PASSWORD: Final = "Yunjiang-2023"  # noqa: S105 - printed by `make run`, stands in README.md
PINYIN: Final = {
    "临江区": "linjiang",
    "平山县": "pingshan",
    "石门县": "shimen",
    "城西区": "chengxi",
    "青阳县": "qingyang",
    "江北区": "jiangbei",
    "白水县": "baishui",
    "高新区": "gaoxin",
}


@dataclass(frozen=True)
class DemoAccount:
    """What `make run` prints of an account."""

    username: str
    role: str
    region: str
    password: str


@transaction.atomic
def create_demo_accounts(city_code: int) -> list[DemoAccount]:
    """Create the demo city's accounts, or bring them back to the demo password and role.

    Refusal on a machine that is not a demo one (neither DEBUG nor PORTAL_DATE), so that no known
    password ever opens a real portal.
    """
    if not settings.DEBUG and settings.PORTAL_DATE is None:
        raise Refusal("演示账号只能在演示环境（DEBUG 或 PORTAL_DATE）中创建。")
    sync_roles()
    city = Region.objects.get(code=city_code)
    districts = Region.objects.children_of(city_code)
    planned: list[tuple[str, str, Role, Region]] = [
        ("office", "陈起草", Role.OFFICE, city),
        ("office_head", "周主任", Role.OFFICE, city),
        ("leader", "刘市长", Role.LEADER, city),
    ]
    for district in districts:
        stem = PINYIN.get(district.name, f"d{district.code // 10**6 % 10**4}")
        planned += [
            (f"{stem}_clerk", f"{district.name}填报员", Role.CLERK, district),
            (f"{stem}_reviewer", f"{district.name}审核员", Role.REVIEWER, district),
        ]
    first = districts.first()
    if first is not None:
        stem = PINYIN.get(first.name, f"d{first.code // 10**6 % 10**4}")
        planned.append((f"{stem}_leader", f"{first.name}分管领导", Role.LEADER, first))
    planned += [
        ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN, city),
        ("secadmin", "安全管理员", Role.SECURITY_ADMIN, city),
        ("auditor", "审计员", Role.AUDITOR, city),
    ]
    return [_account(*one, phone=f"0000-88{n:05d}") for n, one in enumerate(planned, 1001)]


def seed_demo(city: Region) -> None:
    """Let each area add rows of its own, as settings.DEMO_SEEDS lists them.

    A seed is `seed(city: Region) -> None`: it runs after the import and the accounts, adds nothing
    on a second call and changes no figure of the city.
    """
    for name in settings.DEMO_SEEDS:
        with transaction.atomic():
            import_string(name)(city)


def _account(username: str, name: str, role: Role, region: Region, *, phone: str) -> DemoAccount:
    """Make or mend one account; a telephone number that somebody entered stays."""
    user = User.objects.filter(username=username).first() or User(username=username)
    wanted = {
        "name": name,
        "role": Group.objects.get(name=role),
        "region": region,
        "is_active": True,
        "phone": user.phone or phone,
    }
    changed = [key for key, value in wanted.items() if getattr(user, key) != value]
    for key, value in wanted.items():
        setattr(user, key, value)
    fresh = user.pk is None or not user.check_password(DEMO_PASSWORD)
    if fresh:
        user.set_password(DEMO_PASSWORD)
    if fresh or changed or user.must_set_password:
        user.must_change_password, user.password_changed_at = False, timezone.now()
        user.save()
    return DemoAccount(username, role.label, region.name, DEMO_PASSWORD)
