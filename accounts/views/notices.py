"""One's own notices: the list, what opens, which kinds are wanted, and where they are sent."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms_notices import ChannelForm, SwitchForm
from accounts.models import Notice, NoticeChannel
from accounts.services import channels, notices
from accounts.views.own import OwnView
from core.exceptions import Refusal

PAGE_SIZE = 50


class NoticeList(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Notice.objects.filter(user=self.user)
        if unread := request.GET.get("unread") == "1":
            rows = rows.filter(read_at=None)
        context = {
            "title": "消息",
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "unread_only": unread,
            "unread": Notice.objects.unread_of(self.user).count(),
        }
        return render(request, "accounts/notices.html", context)


class NoticeOpen(OwnView):
    """Go to what a notice is about; it counts as read from then on."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(Notice, user=self.user, pk=pk)
        notices.mark_read(self.user, pk)
        return redirect(notice.href)


class NoticesRead(OwnView):
    def post(self, request: HttpRequest) -> HttpResponse:
        count = notices.mark_read(self.user)
        messages.success(request, f"{count}条消息已标为已读。")
        return redirect("accounts:notices")


class NoticeSettings(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SwitchForm(request.POST, user=self.user)
        if not form.is_valid():
            return self.page(request, switches=form, status=422)
        notices.set_switches(self.user, form.wanted())
        messages.success(request, "已保存。")
        return redirect("accounts:notice_settings")

    def page(
        self,
        request: HttpRequest,
        *,
        switches: SwitchForm | None = None,
        channel: ChannelForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": "消息设置",
            "switches": switches or SwitchForm(user=self.user),
            "channel_form": channel or ChannelForm(),
            "channels": NoticeChannel.objects.filter(user=self.user),
        }
        return render(request, "accounts/notice_settings.html", context, status=status)


class ChannelAdd(NoticeSettings):
    """Add a channel and send a first message by it, so that a wrong key shows at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChannelForm(request.POST)
        if form.is_valid():
            try:
                found = channels.set_channel(self.user, **form.cleaned_data)
            except Refusal as refusal:
                self.show_refusal(form, refusal)
            else:
                said = channels.try_out(found)
                (messages.error if said else messages.success)(
                    request, said or "已发送一条测试消息，请到该渠道查看。"
                )
                return redirect("accounts:notice_settings")
        return self.page(request, channel=form, status=422)


class ChannelRemove(OwnView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(NoticeChannel, user=self.user, pk=pk)
        channels.remove_channel(self.user, pk)
        messages.success(request, "渠道已删除。")
        return redirect("accounts:notice_settings")
