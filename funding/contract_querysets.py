"""How contracts and what hangs on them are read: scope, money paid, what is late.

A payment belongs to a contract by its request. A payment that came with the ledger names no
contract: it counts for the contract of its payee on that project, and without a payee for the
works contract (施工), because the ledger knows no other payments than those of the works.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from accounts.querysets import ScopedQuerySet
from core import regions
from core.stood import (
    as_they_are,
    by_history,
    come_by,
    in_state,
    is_past,
    looking_back,
    order_then,
    state_by_steps,
)
from funding.choices import (
    IN_HAND,
    LEFT_IN,
    UNPAID,
    ContractKind,
    RequestKind,
    RequestState,
)
from projects.choices import EntryState
from projects.querysets import ProjectPartQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from funding.models import (
        Contract,
        ContractShare,
        Contribution,
        FinalAccount,
        Grant,
        Lot,
        PaymentRequest,
        RequestStep,
        Tender,
        Variation,
    )

M = TypeVar("M", bound=models.Model)
MONEY: Final["DecimalField[Any, Any]"] = DecimalField(max_digits=18, decimal_places=2)
CLAIMED: Final = F("amount") + F("withheld")
HELD: Final = Case(
    When(kind=RequestKind.RETENTION, then=-F("amount")), default=F("withheld"), output_field=MONEY
)
NOTHING: Final = Value(Decimal(0), MONEY)
# what filing a returned request anew may change
REVISED: Final = (
    "kind", "amount", "withheld", "wage", "wage_due", "delivered_on", "due_on", "note",
    "applied_on",
)  # fmt: skip
COUNTED: Final = (
    "basis", "rate", "pledged_households", "pledged", "collected_households", "collected",
    "counted_on",
)  # fmt: skip


def manager(model: str, app: str = "funding") -> Any:
    return apps.get_model(app, model)._default_manager


def total_of(rows: Any, by: str, column: Any = "amount") -> Coalesce:
    """Return the sum of `column` of `rows`, all of one value of `by`; 0 for none."""
    sums = rows.order_by().values(by).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(sums, output_field=MONEY), NOTHING)


def undated_or_by(day: date, name: str) -> Q:
    """Return what had come by `day`, and what bears no date and so counts as there all along."""
    return Q(**{f"{name}__lte": day}) | Q(**{name: None})


class ThroughProjects(ScopedQuerySet[M]):
    """Rows over several projects: whoever may see one of the projects may see the row."""

    def in_region(self, code: int) -> Self:
        start, stop = regions.subtree(code)
        ours = self.links().filter(project__site_id__gte=start, project__site_id__lt=stop)
        return self.filter(Exists(ours))

    def links(self) -> Any:
        """Return the rows that tie the outer row to its projects by `project`."""
        raise NotImplementedError


class LotQuerySet(ThroughProjects["Lot"]):
    region_path = "tender__region_id"

    def links(self) -> Any:
        return manager("Lot").model.projects.through.objects.filter(lot=OuterRef("pk"))

    def stood_on(self, day: date) -> Self:
        """Keep what had been published by `day`; who won shows from the day of the award on."""
        seen = self.annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen
        awarded = undated_or_by(day, "awarded_on")
        known = seen.filter(undated_or_by(day, "tender__notice_on")).annotate(
            then_winner=Case(When(awarded, then=F("winner")), default=Value("")),
            then_price=Case(When(awarded, then=F("price"))),
        )
        return looking_back(known)


class TenderQuerySet(ThroughProjects["Tender"]):
    def published_by(self, day: date) -> Self:
        return self.filter(undated_or_by(day, "notice_on"))

    def links(self) -> Any:
        through = manager("Lot").model.projects.through
        return through.objects.filter(lot__tender=OuterRef("pk"))


class ShareQuerySet(ProjectPartQuerySet["ContractShare"]):
    def with_money(self, day: date) -> Self:
        """Annotate `changes` (approved variations), `paid`, `in_hand` and `held`, in 元 on `day`.

        `in_hand` holds what will be kept back of it; `held` is what was and nobody asked for yet,
        never less than 0: a contract that keeps nothing back may name its last payment 质保金.
        """
        same = {"contract": OuterRef("contract"), "project": OuterRef("project")}
        variations = manager("Variation").approved_by(day).filter(**same)
        in_hand = manager("PaymentRequest").filter(**same, state__in=IN_HAND)
        return self.annotate(
            changes=total_of(variations, "contract", "delta"),
            paid=total_of(_paid_for_share(day), "project"),
            in_hand=total_of(in_hand, "contract", CLAIMED),
            held=Greatest(total_of(holding(day).filter(**same), "contract", HELD), NOTHING),
        )

    def with_progress(self, day: date) -> Self:
        """Annotate `percent`: the project's 形象进度 of the latest accepted week up to `day`."""
        entries = manager("WeeklyEntry", "projects").filter(
            project=OuterRef("project"), state=EntryState.ACCEPTED, week__lte=day,
            percent__isnull=False,
        )  # fmt: skip
        latest = Subquery(entries.order_by("-week").values("percent")[:1])
        return self.annotate(percent=latest)

    def ahead_of_progress(self, day: date, progress: int, advance: int) -> Self:
        """Keep works shares paid above `progress` % of what the progress is worth.

        Up to `advance` % of the share may be paid before any work was done (预付款).
        """
        value = F("amount") + F("changes")
        share = Greatest(
            Coalesce(F("percent"), Decimal(0)) * progress, Value(Decimal(advance * 100))
        )
        allowed = ExpressionWrapper(value * share, DecimalField(max_digits=30, decimal_places=4))
        paid = ExpressionWrapper(F("paid") * 10_000, DecimalField(max_digits=30, decimal_places=4))
        rows = self.filter(contract__kind=ContractKind.WORKS)
        rows = rows.with_money(day).with_progress(day).annotate(allowed=allowed, counted=paid)
        return rows.filter(counted__gt=F("allowed"))


def paid_requests(day: date) -> Any:
    """Return the requests paid by `day` whose payment still stands."""
    rows = manager("PaymentRequest").filter(state=RequestState.PAID, payment__paid_on__lte=day)
    return rows.filter(payment__reversed_by=None)


def holding(day: date) -> Any:
    """Return the requests of which money is kept back by `day`, and those that ask for it."""
    asking = Q(kind=RequestKind.RETENTION, state__in=IN_HAND)
    return manager("PaymentRequest").filter(asking | Q(pk__in=paid_requests(day).values("pk")))


def _paid_for_share(day: date) -> Any:
    """Return the payments of the outer share's contract and project, by the rule above."""
    contract = OuterRef("contract")
    rows = manager("Payment").filter(project=OuterRef("project"), paid_on__lte=day)
    kind = ExpressionWrapper(OuterRef("contract__kind"), CharField())
    named = Q(payee=OuterRef("contract__contractor"))
    unnamed = Q(payee="", kind_asked=ContractKind.WORKS)
    of_ledger = Q(request=None, reverses__request=None) & (named | unnamed)
    of_request = Q(request__contract=contract) | Q(reverses__request__contract=contract)
    return rows.annotate(kind_asked=kind).filter(of_request | of_ledger)


class ContractQuerySet(ThroughProjects["Contract"]):
    def links(self) -> Any:
        return manager("ContractShare").filter(contract=OuterRef("pk"))

    def with_money(self, day: date) -> Self:
        """Annotate `changes`, `worth` (value and changes), `paid` and `in_hand` on `day`."""
        shares = manager("ContractShare").filter(contract=OuterRef("pk")).with_money(day)
        variations = manager("Variation").approved_by(day).filter(contract=OuterRef("pk"))
        in_hand = manager("PaymentRequest").filter(contract=OuterRef("pk"), state__in=IN_HAND)
        return self.annotate(
            changes=total_of(variations, "contract", "delta"),
            worth=ExpressionWrapper(F("value") + F("changes"), MONEY),
            paid=total_of(shares, "contract", "paid"),
            in_hand=total_of(in_hand, "contract", CLAIMED),
        )

    def over_value(self, day: date) -> Self:
        """Keep contracts of which more was paid than they are worth."""
        return self.with_money(day).filter(paid__gt=F("worth"))

    def ahead_of_progress(self, day: date, progress: int, advance: int) -> Self:
        shares = manager("ContractShare").ahead_of_progress(day, progress, advance)
        return self.filter(Exists(shares.filter(contract=OuterRef("pk"))))

    def badly_split(self) -> Self:
        """Keep contracts whose shares miss their value; services never let that happen."""
        shares = manager("ContractShare").filter(contract=OuterRef("pk"))
        return self.annotate(shared=total_of(shares, "contract")).exclude(shared=F("value"))

    def over_budget(self) -> Self:
        """Keep contracts with a project whose contracts come to more than its 总投资."""
        sums = manager("ContractShare").filter(project=OuterRef("project"))
        shares = manager("ContractShare").annotate(all_shares=total_of(sums, "project"))
        above = shares.filter(all_shares__gt=F("project__total_investment"))
        return self.filter(Exists(above.filter(contract=OuterRef("pk"))))


class VariationQuerySet(ProjectPartQuerySet["Variation"]):
    def approved_by(self, day: date) -> Self:
        return self.filter(approved=True, approved_on__lte=day)


class RequestQuerySet(ProjectPartQuerySet["PaymentRequest"]):
    def stood_on(self, day: date) -> Self:
        """Keep what had been applied for by `day`, with state and amounts of that day.

        A returned request may have been filed anew with other amounts since: these come from the
        history. It counts as paid from the date of the payment, as the money does.
        """
        seen = self.annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen.annotate(**as_they_are(("state", *REVISED)))
        steps = manager("RequestStep").all()
        paid = When(payment__paid_on__lte=day, then=Value(RequestState.PAID.value))
        known = seen.annotate(
            then_state=Case(paid, default=state_by_steps(steps, "request", LEFT_IN, day)),
            then_payment_id=come_by(
                day, "payment__paid_on", F("payment_id"), output_field=BigIntegerField()
            ),
            then_checked_on=come_by(day, "checked_on", F("checked_on")),
            then_approved_on=come_by(day, "approved_on", F("approved_on")),
            **by_history(self.model, REVISED, day),
        )
        return looking_back(known.exclude(then_state=None))

    def in_hand(self) -> Self:
        return in_state(self, IN_HAND)

    def unpaid(self) -> Self:
        return in_state(self, UNPAID)

    def overdue_on(self, day: date) -> Self:
        """Keep what is unpaid past its term; the SQL twin of `PaymentRequest.days_overdue`."""
        return self.unpaid().filter(**{f"{order_then(self, 'due_on')}__lt": day})

    def wage_short(self) -> Self:
        """Keep requests that send less to the wage account than the rule asks."""
        live = in_state(self, (*UNPAID, RequestState.PAID))
        return live.filter(**{f"{order_then(self, 'wage')}__lt": F(order_then(self, "wage_due"))})

    def waiting_for(self, user: "User") -> Self:
        """Keep the requests whose next step is the user's."""
        turn = Q(pk__in=[])
        for permission, states in (
            ("funding.apply_paymentrequest", [RequestState.RETURNED]),
            ("funding.check_paymentrequest", [RequestState.APPLIED]),
            ("funding.approve_paymentrequest", [RequestState.CHECKED]),
            ("funding.pay_paymentrequest", [RequestState.APPROVED]),
        ):
            if user.has_perm(permission):
                turn |= Q(state__in=states)
        return self.filter(turn)


class RequestStepQuerySet(ScopedQuerySet["RequestStep"]):
    region_path = "request__project__site_id"


class FinalAccountQuerySet(ProjectPartQuerySet["FinalAccount"]):
    pass


class ContributionQuerySet(ProjectPartQuerySet["Contribution"]):
    def counted_by(self, day: date) -> Self:
        """Keep what had been counted by `day`, with the counts that stood that day.

        A count belongs to its 统计日期, whenever it was typed; of two the one typed later holds.
        """
        seen = self.annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen.annotate(**as_they_are(COUNTED))
        versions = self.model.history.filter(id=OuterRef("pk"), counted_on__lte=day).order_by(
            "-history_id"
        )
        then = {f"then_{name}": Subquery(versions.values(name)[:1]) for name in COUNTED}
        return looking_back(seen.annotate(**then).exclude(then_counted_on=None))

    def short(self) -> Self:
        """Keep communities where less was collected than was pledged, or nothing was pledged."""
        collected, pledged = order_then(self, "collected"), order_then(self, "pledged")
        return self.filter(Q(**{f"{collected}__lt": F(pledged)}) | Q(**{pledged: 0}))


class GrantQuerySet(ScopedQuerySet["Grant"]):
    def stood_on(self, day: date) -> Self:
        """Keep what had arrived by `day`; passed on shows from its date on."""
        seen = self.filter(arrived_on__lte=day).annotate(seen_on=Value(day, DateField()))
        if not is_past(day):
            return seen
        known = seen.annotate(
            then_passed_on=come_by(day, "passed_on", F("passed_on")),
            then_passed_document=come_by(day, "passed_on", F("passed_document"), Value("")),
        )
        return looking_back(known)

    def overdue_on(self, day: date) -> Self:
        """Keep what had to be passed on before `day` and was not, or was passed on too late."""
        waiting = Q(passed_on=None) | Q(passed_on__gt=day)
        late = Q(passed_on__lte=day, passed_on__gt=F("due_on"))
        return self.filter(waiting & Q(due_on__lt=day) | late)
