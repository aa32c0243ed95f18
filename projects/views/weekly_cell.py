"""What the grid's script talks to: one cell saved, or one row marked 本周无变化. JSON only.

200 {shown, warnings, needs_reason, complete, no_change} · 400 {message, field} · 401 {message} ·
403 {message} · 404 {message} · 409 {message, field, other}; its message names who wrote when
"""

from collections.abc import Callable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from accounts.models import User
from core.asked import whole
from core.exceptions import Refusal
from core.periods import Week
from projects.models import Project
from projects.services.weekly import Conflict, Saved, mark_no_change, save_cell
from projects.views.weekly_common import week_of

ANOTHER: Final = "现在登录的是另一个账号，未保存的内容仍在，请用原来的账号重新登录。"


class ScriptView(View):
    """Answers in JSON whatever happens, so that the page keeps what was typed.

    `user` is who typed or chose it: what one person left in a shared browser is never saved as
    another's.
    """

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return refused("登录已过期，未保存的内容仍在，请重新登录。", 401)
        if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
            return refused(ANOTHER, 401, "user")
        return super().dispatch(request, *args, **kwargs)

    def answer(
        self, request: HttpRequest, change: Callable[[User, int, Week], Saved]
    ) -> JsonResponse:
        user, project = request.user, whole(request.POST.get("project", ""))
        assert isinstance(user, User)
        try:
            saved = change(user, project or 0, week_of(request))
        except PermissionDenied:
            return refused("没有填报权限，请联系系统管理员。", 403)
        except Project.DoesNotExist:
            return refused("项目不在您的辖区内，请刷新页面。", 404)
        except Conflict as conflict:
            return refused(conflict.message, 409, conflict.field, other=conflict.other)
        except Refusal as refusal:
            return refused(refusal.message, 400, refusal.field)
        return JsonResponse(
            {
                "shown": saved.shown,
                "warnings": saved.warnings,
                "needs_reason": saved.needs_reason,
                "complete": saved.entry.has_value,
                "no_change": saved.entry.no_change,
            }
        )


def refused(message: str, status: int, field: str | None = None, **more: str) -> JsonResponse:
    return JsonResponse({"message": message, "field": field, **more}, status=status)


class CellSave(ScriptView):
    def post(self, request: HttpRequest) -> JsonResponse:
        typed = request.POST

        def change(user: User, project: int, week: Week) -> Saved:
            return save_cell(
                user,
                project,
                week,
                typed.get("field", ""),
                typed.get("value", ""),
                typed.get("seen", ""),
            )

        return self.answer(request, change)


class NoChange(ScriptView):
    def post(self, request: HttpRequest) -> JsonResponse:
        return self.answer(request, mark_no_change)
