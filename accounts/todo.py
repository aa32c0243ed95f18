"""What waits for somebody: each app lists its kinds of work once, and home counts them.

A number opens the list that holds exactly the rows it counts: `page` with `query`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.utils import timezone

from accounts.choices import AccessKind, Role
from accounts.models import AccessEvent, Region, User
from core.links import page

T = TypeVar("T")
AUDIT_DAYS: Final = 7
Query = Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """For whom and on which day; `once` keeps what several kinds of work look at."""

    user: User
    region: Region | None
    day: date
    now: datetime
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """Return whose work is asked for; a superuser with a region looks as its office does."""
        return self.user.role_name or (Role.OFFICE if self.user.is_superuser else "")

    @property
    def code(self) -> int:
        return self.region.pk if self.region else 0

    def once(self, key: str, found: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = found()
        kept: T = self._kept[key]
        return kept


def nothing(asked: Asked) -> Query:
    return {}


def silent(asked: Asked) -> str:
    return ""


@dataclass(frozen=True)
class Todo:
    """One kind of work. What is not `always` shown is shown while there is some.

    `act` names the page where it is done if that is not the list; `chase` is the work of others
    that the user presses for; `slow` ones are counted after the page is there.
    """

    name: str
    unit: str
    roles: tuple[Role, ...]
    permission: str
    count: Callable[[Asked], int]
    page: str
    query: Callable[[Asked], Query] = nothing
    note: Callable[[Asked], str] = silent
    act: tuple[str, str] | None = None
    always: bool = False
    chase: bool = False
    slow: bool = False
    wanted: Callable[[Asked], bool] = lambda asked: True


@dataclass(frozen=True)
class Work:
    """A kind of work as it stands: how many, where they are, where it is done."""

    name: str
    count: int
    unit: str
    note: str
    href: str
    chase: bool = False
    act_label: str = ""
    act_href: str = ""


def work_of(todos: Sequence[Todo], asked: Asked, *, slow: bool = False) -> list[Work]:
    """Return what waits for the user, in the order of the list."""
    return [
        work
        for todo in todos
        if asked.role in todo.roles and todo.slow == slow and asked.user.has_perm(todo.permission)
        if todo.wanted(asked) and (work := _work(todo, asked)) is not None
    ]


def _work(todo: Todo, asked: Asked) -> Work | None:
    count = todo.count(asked)
    if not count and not todo.always:
        return None
    query = urlencode(todo.query(asked))
    suffix = f"?{query}" if query else ""
    label, name = todo.act or ("", "")
    act = f"{page(name)}{suffix}" if name else ""
    href, note = f"{page(todo.page)}{suffix}", todo.note(asked)
    return Work(todo.name, count, todo.unit, note, href, todo.chase, label, act)


ADMINS: Final = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def _accounts(**kept: Any) -> Callable[[Asked], int]:
    return lambda asked: User.objects.visible_to(asked.user).filter(**kept).count()


def _since(asked: Asked) -> date:
    return timezone.localdate() - timedelta(days=AUDIT_DAYS)


def _events(kind: AccessKind) -> Todo:
    """Return what the auditor reads of one kind of access, of the last days."""

    def count(asked: Asked) -> int:
        rows = AccessEvent.objects.visible_to(asked.user).filter(kind=kind)
        return rows.filter(at__date__gte=_since(asked)).count()

    return Todo(
        str(kind.label), "次", (Role.AUDITOR,), "accounts.view_audit", count, "accounts:audit",
        query=lambda asked: {"kind": kind, "since": _since(asked).isoformat()},
        note=lambda asked: f"近{AUDIT_DAYS}天", always=True,
    )  # fmt: skip


def _unassigned(role: Role, name: str) -> Todo:
    return Todo(
        "待分配角色", "个", (role,), "accounts.view_user", _accounts(role=None, is_active=True), name,
        query=lambda asked: {"role": "unassigned", "active": "True"},
        note=lambda asked: "由安全管理员分配角色与范围", always=True,
    )  # fmt: skip


TODOS: Final = (
    Todo(
        "启用账号", "个", ADMINS, "accounts.view_user", _accounts(is_active=True), "accounts:users",
        query=lambda asked: {"active": "True"}, note=lambda asked: "本辖区", always=True,
    ),
    Todo(
        "停用账号", "个", ADMINS, "accounts.view_user", _accounts(is_active=False), "accounts:users",
        query=lambda asked: {"active": "False"}, note=lambda asked: "离岗或停用",
    ),
    _unassigned(Role.SYSTEM_ADMIN, "accounts:users"),
    _unassigned(Role.SECURITY_ADMIN, "accounts:roles"),
    *(_events(kind) for kind in (
        AccessKind.LOGIN_FAILED, AccessKind.LOCKED, AccessKind.EXPORT, AccessKind.REVEAL,
        AccessKind.ACCOUNT, AccessKind.ROLE,
    )),
)  # fmt: skip
