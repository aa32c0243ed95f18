"""One object of each kind in 甲区 and in 乙县, and a client of each role in 甲区.

Built once per module, inside a transaction that is rolled back; each request runs in a savepoint.
Each area adds its own objects in `<area>_world.py`: `objects(region, project, user, office, mark)`.
Every text of 乙县 carries MARK, so that a page which shows a stranger's row gives itself away.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse
from openpyxl import Workbook

from accounts.choices import Role
from accounts.models import Region, User
from accounts.services.roles import sync_roles
from core import clock
from core.periods import Month, Week
from projects.choices import ImportState, PlanState
from projects.models import (
    LedgerImport,
    Problem,
    Suspension,
    WeeklySubmission,
    WorkItem,
    WorkQuantity,
)
from quality.models import InspectionFinding
from reports.services.building import build, request_bulletin, request_dispatch
from tests.city import CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, TODAY, as_user, user_with
from tests.factories import (
    ComplaintFactory,
    DisputeFactory,
    EntryFactory,
    MilestoneFactory,
    PaymentFactory,
    PlanFactory,
    ProjectFactory,
    ReceiptFactory,
    RegionFactory,
    SourceFactory,
)

PEOPLE: Final = {
    "clerk": Role.CLERK,
    "reviewer": Role.REVIEWER,
    "office": Role.OFFICE,
    "leader": Role.LEADER,
    "system": Role.SYSTEM_ADMIN,
    "security": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
    "nobody": None,
}
OF_THE_CITY: Final = {"city_office": Role.OFFICE, "city_leader": Role.LEADER}
WEEK: Final = Week(date(2023, 7, 24))
JULY: Final = Month(2023, 7)
MARK: Final = "外区机密"
# What goes with the object that a body names, so that nothing but the object decides.
TYPED: Final[dict[str, Any]] = {
    "week": "2023-07-31",
    "field": "percent",
    "value": "60",
    "values": {"percent": "60"},
    "seen": "",
    "hours": 24,
    "reason": "更正投资",
}


@dataclass
class World:
    """Clients by person, and the arguments of a URL by kind of object, of both districts."""

    clients: dict[str, Client] = field(default_factory=dict)
    own: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    other: dict[str, tuple[Any, ...]] = field(default_factory=dict)


@contextmanager
def built_world(mark: str = "甲区") -> Iterator[World]:
    """Build both districts; `mark` begins every text of 甲区."""
    with transaction.atomic(), override_settings(PORTAL_DATE=TODAY):
        yield two_districts(mark)
        transaction.set_rollback(True)


def two_districts(mark: str) -> World:
    sync_roles()
    province = RegionFactory(code=PROVINCE, name="示例省", level="省")
    city = RegionFactory(code=CITY, name="云江市", level="市", parent=province)
    own = RegionFactory(code=DISTRICT, name="甲区", level="区县", parent=city)
    other = RegionFactory(code=OTHER_DISTRICT, name="乙县", level="区县", parent=city)
    WorkItem.objects.get_or_create(name="外墙修缮", defaults={"work_class": "基础类", "unit": "㎡"})
    world = World()
    users = {name: user_with(role, own, name) for name, role in PEOPLE.items() if role}
    users |= {name: user_with(role, city, name) for name, role in OF_THE_CITY.items()}
    world.clients = {name: as_user(user) for name, user in users.items()}
    world.clients["nobody"] = Client()
    stranger = user_with(Role.CLERK, other, "stranger", name=MARK)
    world.own = _objects(own, users["clerk"], users["reviewer"], users["office"], mark)
    world.other = _objects(other, stranger, stranger, users["city_office"], MARK)
    return world


def _objects(
    region: Region, user: User, colleague: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Write one row of each kind; return the URL arguments that name it."""
    project = ProjectFactory(region=region, name=f"{mark}项目", started_on=date(2023, 4, 10))
    community = project.communities.get()
    community.name = f"{mark}小区"
    community.save()
    source = SourceFactory(project=project, batch=f"{mark}批次")
    problem = Problem.objects.create(
        project=project, text=f"{mark}问题", opened_on=date(2023, 7, 1), opened_by=user
    )
    suspension = Suspension.objects.create(
        project=project, started_on=date(2023, 5, 1), ended_on=date(2023, 5, 9), reason=mark
    )
    quantity = WorkQuantity.objects.create(
        project=project, item="外墙修缮", unit="㎡", planned=Decimal(900), done=Decimal(300)
    )
    MilestoneFactory(project=project, name="主体工程过半", planned_on=date(2023, 7, 25))  # lags
    submission = WeeklySubmission.objects.create(
        region=region,
        week=WEEK.monday,
        submitted_by=user,
        submitted_at=clock.now(),
        entries=1,
        receipt=f"20230724-{region.pk}",
    )
    rows = {
        "region": region,
        "user": colleague,
        "project": project,
        "community": community,
        "plan": PlanFactory(region=region),
        "draft_plan": PlanFactory(region=region, year=2024, state=PlanState.DRAFT),
        "milestone": MilestoneFactory(project=project, actual_on=date(2023, 4, 10)),
        "quantity": quantity,
        "problem": problem,
        "suspension": suspension,
        "entry": EntryFactory(project=project, entered_by=user, progress_note=f"{mark}进展"),
        "submission": submission,
        "source": source,
        "receipt": ReceiptFactory(source=source),
        "payment": PaymentFactory(project=project, paid_on=date(2023, 7, 1), payee=mark),
        "complaint": ComplaintFactory(
            region=region, project=project, community=community, content=f"{mark}投诉"
        ),
        "dispute": DisputeFactory(region=region, project=project, content=f"{mark}纠纷"),
        "import": _upload(region, office, mark),
        "finding": InspectionFinding.objects.create(
            project=project,
            found_on=date(2023, 7, 3),
            inspectors="检查组",
            category="施工安全",
            text=f"{mark}检查问题",
            requirement="整改",
            due_on=date(2023, 7, 20),
            unit=mark,
            entered_by=office,
        ),
        "dispatch": _built(request_dispatch(region, WEEK)),
        "bulletin": _built(request_bulletin(region, JULY)),
    }
    found: dict[str, tuple[Any, ...]] = {name: (row.pk,) for name, row in rows.items()}
    change = project.history.latest()
    found["change"] = ("projects.project", change.history_id)
    found["work_item"] = (WorkItem.objects.get(name="外墙修缮").pk,)
    found["week"] = (WEEK.monday.isoformat(),)
    found["project_week"] = (project.pk, "2023-07-31")
    found["form"] = ("docx",)
    found["dispatch_file"] = (rows["dispatch"].pk, "xlsx")
    for path in sorted(Path(__file__).parent.glob("*_world.py")):
        if path.stem != "url_world":
            area = import_module(f"tests.house.{path.stem}")
            made = area.objects(region, project, user, office, mark)
            assert not found.keys() & made.keys(), "two areas call an object alike"
            found |= made
    return found


def _upload(region: Region, user: User, mark: str) -> LedgerImport:
    """Return an upload that was checked and has an error, so that its marked copy exists."""
    content = io.BytesIO()
    Workbook().save(content)
    error = {
        "sheet": "Sheet",
        "row": 2,
        "column": "A",
        "heading": "项目编号",
        "value": mark,
        "message": "没有这个项目。",
    }
    row = LedgerImport(
        region=region,
        file_name=f"{mark}.xlsx",
        size=2,
        sha256="0" * 64,
        uploaded_by=user,
        state=ImportState.REJECTED,
        errors=[error],
    )
    row.file.save("x.xlsx", ContentFile(content.getvalue()))
    return row


def _built(report: Any) -> Any:
    build(report.pk)
    report.refresh_from_db()
    return report


def address(
    rows: dict[str, tuple[Any, ...]], name: str, target: str, query: str = ""
) -> tuple[str, str | None]:
    """Return the URL that a target of the table names among these rows, and the kind in its body."""
    found = re.fullmatch(r"([a-z_]*)(?:\?([a-z_]+))?(?:\+([a-z_]+))?", target)
    assert found, target
    path, asked, body = found.groups()
    url = reverse(name, args=rows[path] if path else ())
    wanted = [query] if query else []
    if asked:
        wanted.append(f"{asked}={rows[asked][0]}")
    return "?".join([url, *filter(None, ["&".join(wanted)])]), body


def send(
    world: World,
    person: str,
    name: str,
    method: str,
    target: str,
    *,
    strange: bool = False,
    query: str = "",
) -> HttpResponseBase:
    """Ask as a person and undo whatever it did.

    `target` names the objects of the request: a kind in the path, `?kind` in the query, `+kind`
    in the body, or several in this order, as in `week+region`; empty where there is none. `query`
    is put before what the target asks.
    """
    rows = world.other if strange else world.own
    url, body = address(rows, name, target, query)
    data = {**TYPED, body: str(rows[body][0])} if body else {}
    if body and name == "api:weekly-entry-save":
        data["seen"] = {}  # one value per field, where the others have one value
    as_json = {"content_type": "application/json"} if name.startswith("api:") else {}
    options = {} if method == "GET" else {"data": data, **as_json}
    client = world.clients[person]
    session = client.cookies.copy()
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method.lower())(url, **options)
        transaction.set_rollback(True)
    client.cookies = session
    return response
