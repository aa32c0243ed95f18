"""The resident's pages: no account, no cookie, no script. Nothing personal is ever printed here."""

from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.services.access import client_address
from complaints.choices import Channel
from complaints.models import Complainant, PublicPage
from complaints.public import responder
from complaints.public_forms import AnswerForm, ReportForm
from complaints.services import gate
from complaints.services.closing import answer, main_of, may_answer
from complaints.services.following import course_of
from complaints.services.pages import open_page
from complaints.services.registering import Report, submit
from core import cache, clock
from core.exceptions import Refusal
from core.photos import Photo, check_photos
from core.public import sections
from core.public_pages import printed

MOST_PHOTOS: Final = 3
BROWSER_SECONDS: Final = 60
UNPROCESSABLE, TOO_MANY = 422, 429


def page_or_404(token: str) -> PublicPage:
    found = open_page(token)
    if found is None:
        raise Http404
    return found


class ProjectPage(View):
    """What is done, by whom, when, for how much, what is next, and whom to ask."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        page, day = page_or_404(token), clock.today()
        key = f"public:{page.pk}:{day}:{request.GET.get('big') == '1'}"
        body = cache.fetch(key)
        if body is None:
            project = page.project
            body = printed(
                "public/project.html",
                request,
                title=project.name,
                page=page,
                day=day,
                sections=sections(project, day),
            )
            cache.keep(key, body, settings.PUBLIC_CACHE_SECONDS)
        response = HttpResponse(body)
        response["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
        return response


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReportPage(View):
    """Report a problem. It acts for no account, so the signed stamp stands for the CSRF token and
    the form works where cookies are off.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        page = page_or_404(token)
        stamp = gate.new_stamp(page)
        form = ReportForm(initial={"stamp": stamp}, page=page, question=self.question(stamp))
        return self.show(page, form)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        page = page_or_404(token)
        stamp = request.POST.get("stamp", "")
        form = ReportForm(request.POST, request.FILES, page=page, question=self.question(stamp))
        if form.is_valid():
            try:
                voice = self.take(page, form)
            except Refusal as refusal:
                known = refusal.field if refusal.field in form.fields else None
                form.add_error(known, refusal.message)
                if refusal.message == gate.AGAIN:
                    form = self.renewed(page, form)
            else:
                return redirect(reverse("public:ticket", args=[voice.ticket]) + "?new=1")
        return self.show(page, form, UNPROCESSABLE)

    def take(self, page: PublicPage, form: ReportForm) -> Complainant:
        """Check stamp, trap and limits before any photo is opened; then store."""
        given, address = form.cleaned_data, client_address(self.request)
        number = gate.read_stamp(page, given["stamp"])
        if given["website"]:
            raise Refusal("请清空“网址”一栏后再提交。", "website")
        gate.check_limits(page, address)
        try:
            photos = check_photos(given["photos"], most=MOST_PHOTOS)
        except Refusal:
            gate.note_refused(address)
            raise
        latitude, longitude = position_of(photos) if given["use_position"] else (None, None)
        report = Report(
            category=given["category"],
            content=given["content"],
            channel=Channel.CODE,
            community=form.home,
            project=page.project,
            place=given["place"],
            name=given["name"],
            phone=given["phone"],
            latitude=latitude,
            longitude=longitude,
            stamp=number,
        )
        voice = submit(report, photos=photos)
        gate.note_sent(page, address)
        return voice

    def question(self, stamp: str) -> gate.Sum | None:
        asked = gate.asks_sum(client_address(self.request))
        return gate.sum_of(stamp) if asked else None

    def renewed(self, page: PublicPage, form: ReportForm) -> ReportForm:
        """Give a form that is too old a new stamp and keep what was typed."""
        data, stamp = self.request.POST.copy(), gate.new_stamp(page)
        data["stamp"] = stamp
        again = ReportForm(data, self.request.FILES, page=page, question=self.question(stamp))
        again.is_valid()
        again.add_error(None, "表单已过期，内容还在，请核对后再提交一次；照片须重新选择。")
        return again

    def show(self, page: PublicPage, form: ReportForm, status: int = 200) -> HttpResponse:
        body = printed(
            "public/report.html",
            self.request,
            title="反映问题",
            page=page,
            form=form,
            phone=responder(page.project)[1],
        )
        return HttpResponse(body, status=status)


@method_decorator(never_cache, name="dispatch")
class FindTicket(View):
    """Type the number that was given for a report."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("number", "")
        number = "".join(c for c in typed.upper() if c.isalnum())[:40]
        if not number:
            return self.show(typed, "")
        try:
            gate.check_misses(client_address(request))
        except Refusal as refusal:
            return self.show(typed, refusal.message, TOO_MANY)
        if Complainant.objects.filter(ticket=number).exists():
            return redirect("public:ticket", number)
        gate.note_miss(client_address(request))
        return self.show(typed, "没有这个查询号，请核对后再输入。", UNPROCESSABLE)

    def show(self, typed: str, error: str, status: int = 200) -> HttpResponse:
        body = printed(
            "public/find.html", self.request, title="查询办理情况", typed=typed[:40], error=error
        )
        return HttpResponse(body, status=status)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TicketPage(View):
    """Follow a report by its number, and say whether it was solved."""

    def get(self, request: HttpRequest, ticket: str) -> HttpResponse:
        found = self.voice(ticket)
        return found if isinstance(found, HttpResponse) else self.show(found, AnswerForm())

    def post(self, request: HttpRequest, ticket: str) -> HttpResponse:
        found = self.voice(ticket)
        if isinstance(found, HttpResponse):
            return found
        form = AnswerForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                answer(found, solved=given["solved"] == "1", reason=given["reason"])
            except Refusal as refusal:
                known = refusal.field if refusal.field in form.fields else None
                form.add_error(known, refusal.message)
            else:
                return redirect(request.path + "?answered=1")
        return self.show(found, form, UNPROCESSABLE)

    def voice(self, ticket: str) -> Complainant | HttpResponse:
        """Return the report; an address that tries numbers is stopped before it is told anything."""
        address = client_address(self.request)
        try:
            gate.check_misses(address)
        except Refusal as refusal:
            body = printed("public/find.html", self.request, title="查询", error=refusal.message)
            return HttpResponse(body, status=TOO_MANY)
        rows = Complainant.objects.select_related(
            "complaint__duplicate_of__handler", "complaint__handler"
        )
        found = rows.filter(ticket=ticket.upper()).first()
        if found is None:
            gate.note_miss(address)
            raise Http404
        return found

    def show(self, voice: Complainant, form: AnswerForm, status: int = 200) -> HttpResponse:
        complaint = main_of(voice.complaint)
        ticket = voice.ticket
        body = printed(
            "public/ticket.html",
            self.request,
            title="办理情况",
            number="-".join(ticket[at : at + 4] for at in range(0, len(ticket), 4)),
            new=self.request.GET.get("new") == "1",
            answered=self.request.GET.get("answered") == "1",
            merged=voice.complaint.duplicate_of_id is not None,
            course=course_of(complaint),
            asked=may_answer(complaint),
            form=form,
        )
        return HttpResponse(body, status=status)


def position_of(photos: Any) -> tuple[Decimal | None, Decimal | None]:
    """Return where the first photo that knows it was taken."""
    found: list[Photo] = [photo for photo in photos if photo.position]
    if not found or found[0].position is None:
        return None, None
    latitude, longitude = found[0].position
    return Decimal(str(latitude)), Decimal(str(longitude))
