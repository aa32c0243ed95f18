"""Acceptance: the register, a round with its signatures, its decision, the handover."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.services.access import actor
from core import clock
from core.columns import Column
from core.views import ListPage, PermittedView
from quality.choices import Verdict
from quality.filters import RoundFilter
from quality.forms import DecisionForm, HandoverForm, RoundForm, SignForm
from quality.kinds import PLACE, opens, verdict_column
from quality.models import AcceptanceRound, Handover, SignOff
from quality.services.acceptance import decide_round, hand_over, open_round, sign_round, unsigned
from quality.views.base import FilesPage, OfProjectPage, crumbs, drawn, row_or_404, tabs
from quality.views.records import facts, record_context

ROUNDS: Final = (
    Column("验收", str, link=opens("quality:round"), order="number", primary=True),
    Column("验收日期", "held_on", "date", order="held_on"),
    Column("组织人", "chair"),
    verdict_column(),
    Column("存在缺陷", "defects"),
    Column("结论日期", "decided_on", "date", order="decided_on"),
)
SIGNATURES: Final = (
    Column("参加方", "party", primary=True),
    Column("单位", "unit"),
    Column("签字人", "person"),
    Column(
        "意见",
        lambda row: None if row.agrees is None else "同意" if row.agrees else "不同意",
        "badge",
        badge=lambda row: "good" if row.agrees else "bad",
    ),
    Column("说明", "opinion"),
    Column("签字日期", "signed_on", "date"),
)


class RoundList(ListPage):
    permission = "quality.view_acceptanceround"
    title = "验收"
    template_name = "quality/register.html"
    filterset_class = RoundFilter
    noun = "验收"
    empty_how = "项目完工后在其“质量”页组织初验。"
    columns = (ROUNDS[0], *PLACE, *ROUNDS[1:])

    def get_queryset(self) -> QuerySet[AcceptanceRound]:
        rows = AcceptanceRound.objects.visible_to(self.request.user)
        return rows.select_related("project__region").order_by("-held_on", "-pk")

    def get_context(self) -> dict[str, Any]:
        return {"tabs": tabs("rounds")}


class RoundNew(OfProjectPage):
    permission = "quality.add_acceptanceround"
    title = "组织验收"
    form_class = RoundForm
    submit_label = "登记"
    success = "已登记，请各方签字后作出结论。"

    def get_form(self, data: Any = None) -> RoundForm:
        return RoundForm(data)

    def save(self, form: RoundForm) -> AcceptanceRound:
        return open_round(self.row, form.cleaned_data, by=self.user)

    def back(self) -> str:
        return reverse("quality:round", args=[self.row.pk])


class RoundPage(PermittedView):
    permission = "quality.view_acceptanceround"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = AcceptanceRound.objects.select_related("project", "entered_by")
        row = row_or_404(request, rows.prefetch_related("signatures"), pk)
        user = actor(request)
        pending = row.verdict == Verdict.PENDING
        waiting = [SignOff(party=name) for name in unsigned(row)]
        for one in waiting:
            one.agrees = None  # type: ignore[assignment]  # nobody has said yet
        context = record_context(row, user, "round") | {
            "listing": ("验收", reverse("quality:rounds")),
            "facts": facts(row, ("held_on", "chair", "verdict", "decided_on", "defects")),
            "signature_columns": SIGNATURES,
            "signature_rows": drawn(SIGNATURES, [*row.signatures.all(), *waiting]),
            "waiting": len(waiting),
            "sign_url": reverse("quality:round_sign", args=[pk])
            if pending and waiting and user.has_perm("quality.add_acceptanceround") else "",
            "decide_url": reverse("quality:round_decide", args=[pk])
            if pending and user.has_perm("quality.decide_acceptanceround") else "",
        }  # fmt: skip
        return render(request, "quality/record.html", context)


class RoundStep(FilesPage):
    """A form about one round."""

    def get_row(self) -> AcceptanceRound:
        rows = AcceptanceRound.objects.select_related("project__region")
        found: AcceptanceRound = row_or_404(self.request, rows, self.kwargs["pk"])
        return found

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        return (*crumbs(self.row.project), (str(self.row), self.back()))

    def get_context(self) -> dict[str, Any]:
        missing = unsigned(self.row)
        words = f"；还未签字：{'、'.join(missing)}" if missing else "；各方均已签字"
        return {"note": f"{self.row.project.name}　{self.row}{words}"}

    def back(self) -> str:
        return reverse("quality:round", args=[self.kwargs["pk"]])


class Sign(RoundStep):
    permission = "quality.add_acceptanceround"
    title = "登记签字"
    success = "签字已登记。"

    def get_form(self, data: Any = None) -> SignForm:
        today = {"signed_on": clock.today()}
        return SignForm(data, self.files(data), parties=unsigned(self.row), initial=today)

    def save(self, form: SignForm) -> AcceptanceRound:
        sign_round(self.row, form.values(), by=self.user, files=form.cleaned_data["evidence"])
        return self.row  # type: ignore[no-any-return]


class Decide(RoundStep):
    permission = "quality.decide_acceptanceround"
    title = "作出验收结论"
    success = "结论已登记。"

    def get_form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data, initial={"decided_on": clock.today()})

    def save(self, form: DecisionForm) -> AcceptanceRound:
        return decide_round(self.row, **form.cleaned_data, by=self.user)


class HandoverNew(OfProjectPage):
    permission = "quality.add_handover"
    title = "登记移交"
    success = "移交已登记。"

    def get_form(self, data: Any = None) -> HandoverForm:
        return HandoverForm(data)

    def save(self, form: HandoverForm) -> Handover:
        return hand_over(self.row, form.cleaned_data, by=self.user)
