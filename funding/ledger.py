"""The ledger sheets 资金来源 and 资金拨付."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Max, Sum

from core import money
from core.bulk import upsert
from core.ledger import Counts, LedgerContext
from core.workbook.cells import Date, Identifier, Text, Wan
from core.workbook.reader import Key, Row
from core.workbook.schema import Column, Sheet
from funding.models import FundingSource, Payment, Receipt
from funding.querysets import PaymentQuerySet
from funding.services.payment_guards import lock_projects
from funding.services.receipts import reversal
from projects.ledger.base import SheetOfProject, differs, renamed
from projects.models import Project

BATCH: Final = 2000
FURTHER: Final = ("document_number", "work_classes", "provider")
PAID: Final = ("applied_on", "approved_on", "paid_on", "amount", "payee")


class SourceSheet(SheetOfProject[FundingSource]):
    """到位 is a row of the receipts' ledger: a changed amount reverses the old and adds the new."""

    model = FundingSource
    sheet = Sheet(
        "资金来源",
        (
            Column("项目编号", "project", Identifier(40), required=True),
            Column("资金类别", "kind", Text(30), required=True),
            Column("批次", "batch", Text(40)),
            Column("计划(万元)", "planned", Wan(min=0)),
            Column("落实(万元)", "secured", Wan(min=0)),
            Column("到位(万元)", "received", Wan(min=0)),
            Column("到位日期", "received_on", Date()),
            Column("文号或合同编号", "document_number", Text(60), may_be_absent=True),
            Column("限用于改造类别", "work_classes", Text(30), may_be_absent=True),
            Column("出资单位", "provider", Text(80), may_be_absent=True),
        ),
        key=("project", "kind", "batch"),
    )

    def key_of(self, instance: FundingSource) -> Key:
        return (instance.project.number, instance.kind, instance.batch)

    def check_row(self, row: Row, context: LedgerContext) -> None:
        self.check_project(row, context)
        if row["received"] and not row["received_on"]:
            row.error("received_on", "已填到位金额，请填写到位日期，如 2023-06-30")
        for smaller, larger in (("secured", "planned"), ("received", "secured")):
            if (row[smaller] or 0) > (row[larger] or 0):
                heading = self.sheet.by_attr[larger].heading
                context.warn(row, smaller, f"大于{heading}，请核对")

    def lock(self, context: LedgerContext) -> None:
        """Let payments of the city wait: what they count on is checked against the file."""
        projects = Project.objects.filter(city=context.city).order_by("pk")
        lock_projects(list(projects.values_list("pk", flat=True)))

    def check(self, rows: Sequence[Row], context: LedgerContext) -> None:
        super().check(rows, context)
        refuse_spent_rows([row for row in rows if row.ok], context)

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        return {
            "project_id": self.project_id(row, context),
            "kind": row["kind"],
            "batch": row["batch"],
            "planned": row["planned"] or Decimal(0),
            "secured": row["secured"] or Decimal(0),
            **{name: row[name] or "" for name in FURTHER if name in row.values},
            **self.kept(row, context),
        }

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        """A source whose receipts alone changed counts as updated."""
        held, changed = self.compared(rows, context)
        counts = super().write(rows, context)
        changed |= self._write_receipts(rows, context) & held
        return Counts(len(rows), counts.created, len(changed), len(held) - len(changed))

    def _write_receipts(self, rows: Sequence[Row], context: LedgerContext) -> set[Key]:
        """Append what brings each source's receipts to its row; return the keys of those touched."""
        standing = standing_receipts(context.city)
        fresh: list[Receipt] = []
        touched: set[Key] = set()
        for row in rows:
            source: FundingSource = context.get("资金来源", row.key)
            received = row["received"] or Decimal(0)
            added = missing_receipts(standing[source.pk], received, row["received_on"])
            if added:
                touched.add(row.key or ())
            for receipt in added:
                receipt.source_id = source.pk
                receipt.note = context.reason
                receipt.recorded_by_id = getattr(context.user, "pk", None)
            fresh += added
        Receipt.objects.bulk_create(fresh, batch_size=BATCH)
        return touched

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = self.exported(region).order_by("project__number", "pk")
        standing = Receipt.objects.standing().in_region(region).values_list("source_id")
        sums = standing.order_by().annotate(Sum("amount"), Max("received_on"))
        received = {source: rest for source, *rest in sums}
        own = ("pk", "kind", "batch", "planned", "secured", *FURTHER, "remarks")
        fields = ("project__number", *own)
        found = rows.values(*fields).iterator(chunk_size=2000)
        for row in renamed(found, project__number="project"):
            amount, day = received.get(row["pk"], (None, None))
            yield {**row, "received": amount, "received_on": day}


def refuse_spent_rows(rows: Sequence[Row], context: LedgerContext) -> None:
    """Report rows that take receipts away which payments of their project were made of."""
    held = {
        source: sum((receipt.amount for receipt in receipts), Decimal(0))
        for source, receipts in standing_receipts(context.city).items()
    }
    change: dict[int, Decimal] = defaultdict(Decimal)
    lowered: dict[int, list[tuple[Row, Decimal]]] = defaultdict(list)
    for row in rows:
        source: FundingSource | None = context.get("资金来源", row.key)
        project: Project | None = context.get("项目", row["project"])
        if project is None:
            continue
        before = held.get(source.pk, Decimal(0)) if source else Decimal(0)
        now = row["received"] or Decimal(0)
        change[project.pk] += now - before
        if now < before:
            lowered[project.pk].append((row, before))
    if not lowered:
        return
    arrived = _by_project(Receipt.objects.filter(source__project__in=lowered), "source__project")
    paid = _paid_after(set(lowered), context)
    for key, found in lowered.items():
        left, out = arrived.get(key, Decimal(0)) + change[key], paid[key]
        for row, before in found if left < out else []:
            row.error(
                "received",
                f"由{money.in_wan(before)}减为{money.in_wan(row['received'] or Decimal(0))}后，项目到位合计"
                f"{money.in_wan(left)}，少于已拨付{money.in_wan(out)}；请核对，确属多记的先更正资金拨付",
            )


def _by_project(rows: Any, path: str) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list(path).annotate(Sum("amount")))


def _paid_after(projects: set[int], context: LedgerContext) -> dict[int, Decimal]:
    """Return what will have been paid of each project once the file's 资金拨付 is written."""
    standing = list(Payment.objects.standing().filter(project__in=projects).order_by("pk"))
    wanted = []
    for row in context.rows("资金拨付"):
        project = context.get("项目", row.get("project"))
        if row.ok and project is not None and project.pk in projects:
            wanted.append({"project_id": project.pk, **{name: row[name] for name in PAID}})
    found = dict.fromkeys(projects, Decimal(0))
    gone = {payment.pk for payment in matched_payments(wanted, standing) if payment}
    for payment in standing:
        if payment.paid_on and payment.pk not in gone:
            found[payment.project_id] += payment.amount
    for values in wanted:
        if values["paid_on"]:
            found[values["project_id"]] += values["amount"]
    return found


def standing_receipts(city: int) -> dict[int, list[Receipt]]:
    """Return the receipts of a city that are neither reversed nor reversals, by source."""
    rows = Receipt.objects.standing().filter(source__project__city=city)
    found: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in rows.order_by("received_on", "pk"):
        found[receipt.source_id].append(receipt)
    return found


def missing_receipts(held: Sequence[Receipt], amount: Decimal, day: date | None) -> list[Receipt]:
    """Return the receipts to append so that `held` come to `amount`, the last of them on `day`.

    `held` are in order of their dates. More money on a later day is a further receipt, so that
    what had arrived by an earlier day stays what it was; anything else is a correction, which
    reverses what is there.
    """
    total = sum((receipt.amount for receipt in held), Decimal(0))
    last = held[-1].received_on if held else None
    if amount == total and (day == last or not held):
        return []
    if day and last and amount > total and day > last:
        return [Receipt(amount=amount - total, received_on=day)]
    added = [
        Receipt(amount=-receipt.amount, received_on=receipt.received_on, reverses_id=receipt.pk)
        for receipt in held
    ]
    return [*added, Receipt(amount=amount, received_on=day)] if amount and day else added


class PaymentSheet(SheetOfProject[Payment]):
    """Payments have no number: equal rows are matched first, then those applied for on one day.

    What is not paid yet is filled in; a paid row of other figures is reversed and written anew.
    """

    model = Payment
    sheet = Sheet(
        "资金拨付",
        (
            Column("项目编号", "project", Identifier(40), required=True),
            Column("申请日期", "applied_on", Date()),
            Column("审批日期", "approved_on", Date()),
            Column("支付日期", "paid_on", Date()),
            Column("金额(万元)", "amount", Wan(min=0), required=True),
            Column("收款单位", "payee", Text(80)),
        ),
    )

    def check_row(self, row: Row, context: LedgerContext) -> None:
        self.check_project(row, context)
        if row["amount"] <= 0:
            row.error("amount", "金额应大于 0")
        for earlier, later in (
            ("applied_on", "approved_on"),
            ("approved_on", "paid_on"),
            ("applied_on", "paid_on"),
        ):
            if row[earlier] and row[later] and row[later] < row[earlier]:
                heading = self.sheet.by_attr[earlier].heading
                row.error(later, f"不能早于{heading}（{row[earlier]}）")

    def values(self, row: Row, context: LedgerContext) -> dict[str, Any]:
        return {
            "project_id": self.project_id(row, context),
            **{name: row[name] for name in PAID},
            **self.kept(row, context),
        }

    def existing(self, context: LedgerContext) -> dict[Key, Payment]:
        return {}

    def write(self, rows: Sequence[Row], context: LedgerContext) -> Counts:
        standing = Payment.objects.standing().filter(project__city=context.city)
        wanted = [self.values(row, context) for row in rows]
        matched = matched_payments(wanted, standing.select_for_update(of=("self",)).order_by("pk"))
        pairs: list[tuple[Payment | None, dict[str, Any]]] = []
        reversals: list[tuple[Payment | None, dict[str, Any]]] = []
        for found, values in zip(matched, wanted, strict=True):
            wrong = found if found and found.paid_on and differs(found, values) else None
            if wrong:
                reversals.append((None, reversal(wrong)))
            pairs.append((None if wrong else found, values))
        upsert(Payment, reversals, user=context.user, reason=context.reason)
        result = upsert(Payment, pairs, user=context.user, reason=context.reason)
        corrected = len(reversals)
        return Counts(
            len(rows), result.created - corrected, result.updated + corrected, result.unchanged
        )

    def export(self, region: int, context: LedgerContext) -> Iterable[Mapping[str, Any]]:
        rows = self.exported(region).order_by("project__number", "applied_on", "pk")
        found = rows.values("project__number", *PAID, "remarks").iterator(chunk_size=2000)
        return renamed(found, project__number="project")

    def exported(self, region: int) -> PaymentQuerySet:
        return Payment.objects.in_region(region).standing()


def matched_payments(
    wanted: Sequence[Mapping[str, Any]], standing: Iterable[Payment]
) -> list[Payment | None]:
    """Return for each row of the file the payment that it stands for, None for a new one."""
    pool: dict[Key, list[Payment]] = defaultdict(list)
    for payment in standing:
        pool[(payment.project_id, payment.applied_on)].append(payment)
    matched: list[Payment | None] = [_equal(values, pool) for values in wanted]
    for index, values in enumerate(wanted):
        if matched[index] is None:
            matched[index] = _near(values, pool)
    return matched


def _near(values: Mapping[str, Any], pool: Mapping[Key, list[Payment]]) -> Payment | None:
    """Take out a payment applied for that day: of the same amount first, then one not yet paid."""
    near = pool[(values["project_id"], values["applied_on"])]
    if not near:
        return None
    found = min(near, key=lambda one: (one.amount != values["amount"], one.paid_on is not None))
    near.remove(found)
    return found


def _equal(values: Mapping[str, Any], pool: Mapping[Key, list[Payment]]) -> Payment | None:
    """Take the payment out of the pool that has exactly these values."""
    near = pool[(values["project_id"], values["applied_on"])]
    for payment in near:
        if all(getattr(payment, name) == value for name, value in values.items()):
            near.remove(payment)
            return payment
    return None


SOURCES: Final = SourceSheet()
PAYMENTS: Final = PaymentSheet()
