"""Recall a failed batch: every project that took it, and the notices to all of them (D14)."""

from typing import Final

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from orders.models import Order
from projects.services.guards import require, signed
from quality.choices import Verdict
from quality.models import Material, Recall
from quality.services.guards import keep
from quality.services.notices import notice_of, open_notice

CONDEMNED: Final = "批次召回"


def deliveries(material: Material, by: User) -> list[Material]:
    """Return what the user may see of the batch that a delivery is of, project by project."""
    rows = Material.objects.visible_to(by)
    rows = rows.of_batch(material.kind, material.supplier, material.batch)
    return list(rows.select_related("project__region").order_by("project__number", "pk"))


@transaction.atomic
def recall_batch(material: Material, *, reason: str, by: User) -> tuple[Recall, list[Order]]:
    """Condemn a batch and draft a notice for each project that took it.

    A second call finds recall and notices as they stand and adds only what has come since.
    """
    require(by, "quality.add_recall")
    require(by, "orders.draft_order")
    if by.region is None:
        raise Refusal("账号没有所属区划，不能召回。")
    if not reason.strip():
        raise Refusal("请写明召回原因，如检测报告编号和结果。", "reason")
    row = Recall.objects.select_for_update().filter(
        region=by.region, kind=material.kind, supplier=material.supplier, batch=material.batch
    ).first()  # fmt: skip
    if row is None:
        row = Recall(
            region=by.region, kind=material.kind, supplier=material.supplier,
            batch=material.batch, reason=reason.strip(), opened_by=by,
        )  # fmt: skip
        signed(row, by, "召回").save()
    return row, _notify(deliveries(material, by), by)


def _notify(rows: list[Material], by: User) -> list[Order]:
    """Return one notice per project: of the first delivery that has one, else a new draft."""
    notices: dict[int, Order] = {}
    for one in rows:
        locked = Material.objects.select_for_update(of=("self",)).get(pk=one.pk)
        if locked.verdict != Verdict.FAILED:
            locked.verdict, locked.checked_on = Verdict.FAILED, clock.today()
            locked.checker = locked.checker or by.name
            keep(locked, by, CONDEMNED)
        standing = notice_of(locked)
        if standing is not None:
            notices.setdefault(one.project_id, standing)
    for one in rows:
        if one.project_id not in notices:
            one.refresh_from_db()
            notices[one.project_id] = open_notice(one, by=by)
    return list(notices.values())
