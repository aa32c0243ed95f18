"""What the endpoints of projects share: answers to conflicts, the project a row hangs on."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from accounts.api import RegionKeyField
from accounts.views.base import caller
from core.api import ScopedReadOnlyViewSet, exception_handler, refusal_body
from core.history import HistoryLine, version_of
from projects.models import Project
from projects.services.guards import LineRefusal, Stale
from projects.services.weekly import Conflict, EntryRefused
from projects.services.weekly_submit import Incomplete

V = TypeVar("V", bound=Callable[..., Response])


def answering(shown: Any) -> Callable[..., Callable[[V], V]]:
    """Return the decorator that describes a change which answers with the row as `shown`."""

    def described(summary: str, body: Any = None, code: int = 200) -> Callable[[V], V]:
        found: Callable[[V], V]
        found = extend_schema(summary=summary, request=body, responses={code: shown})
        return found

    return described


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer conflicts with 409 and what the other person left; the rest as everywhere."""
    body: dict[str, Any]
    if isinstance(error, Conflict):
        return Response(conflict_body(error), status=status.HTTP_409_CONFLICT)
    if isinstance(error, Stale):
        changes = [change_line(line) for line in error.changes]
        body = {"detail": error.message, "changes": changes}
        return Response(body, status=status.HTTP_409_CONFLICT)
    if isinstance(error, EntryRefused):
        return entry_refused(error)
    if isinstance(error, LineRefusal):
        body = {"detail": error.message, "line": error.line, "field": error.field}
        return Response(body, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, Incomplete):
        rows = [
            {"project": row.project.pk, "name": row.project.name, "reasons": list(row.reasons)}
            for row in error.check.unready
        ]
        body = {"detail": error.message, "ready": len(error.check.ready), "unready": rows}
        return Response(body, status=status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)


def conflict_body(conflict: Conflict) -> dict[str, Any]:
    """Return who has changed the cell to what; `other` is text as the page prints it."""
    return {
        "detail": conflict.message,
        "field": conflict.field,
        "other": conflict.other,
        "who": conflict.who,
        "at": conflict.at.isoformat() if conflict.at else None,
    }


def entry_refused(error: EntryRefused) -> Response:
    """Answer a refused entry by field; 409 when one of them is another person's change."""
    body: dict[str, Any] = {"detail": error.message}
    conflicts = [one for one in error.refusals if isinstance(one, Conflict)]
    for refusal in error.refusals:
        body |= refusal_body(refusal)
    if conflicts:
        body["conflicts"] = [conflict_body(one) for one in conflicts]
        return Response(body, status=status.HTTP_409_CONFLICT)
    return Response(body, status=status.HTTP_400_BAD_REQUEST)


def change_line(line: HistoryLine) -> dict[str, Any]:
    return {
        "when": line.when.isoformat(),
        "who": line.who,
        "what": line.what,
        "changes": [change._asdict() for change in line.changes],
    }


class ProjectsViewSet(ScopedReadOnlyViewSet):
    """Rows of projects and what hangs on them."""

    def get_exception_handler(self) -> Any:
        return answer

    def the_project(self, pk: int) -> Project:
        """Return a project of the caller's scope; DoesNotExist (404) for a stranger's."""
        return Project.objects.visible_to(self.request.user).get(pk=pk)

    @property
    def user(self) -> Any:
        return caller(self.request)


class ProjectBrief(serializers.Serializer[Project]):
    """The project that a row belongs to."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    region = RegionKeyField(read_only=True)
    region_name = serializers.CharField(source="region.name", help_text="区划名称")

    def to_representation(self, project: Any) -> dict[str, Any]:
        return {
            "id": project.pk,
            "number": project.number,
            "name": project.name,
            "region": str(project.region_id),
            "region_name": project.region.name,
        }


class VersionField(serializers.IntegerField):
    """The history id of a row's newest change: sent back as `seen`, it guards a later change."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"read_only": True, "source": "*"}
        kwargs.setdefault("help_text", "版本号：修改时以 seen 送回，他人已先修改则答 409")
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> int:
        return version_of(value)


class SeenSerializer(serializers.Serializer[Any]):
    """The version that a change starts from."""

    seen = serializers.IntegerField(min_value=0, help_text="读取时的 version")


def require_seen(data: Any) -> int:
    """Read `seen` out of a body; 400 without it: nothing is overwritten in silence."""
    form = SeenSerializer(data=data)
    form.is_valid(raise_exception=True)
    seen: int = form.validated_data["seen"]
    return seen
