"""Tenders and their lots: enter and change them together, all lots or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import regions
from core.exceptions import Refusal
from funding.models import Lot, Tender
from projects.models import Project
from projects.services.guards import LineRefusal, not_in_future, require, require_fresh, signed


@dataclass(frozen=True)
class LotWords:
    """One lot as typed; `key` is the primary key of the lot it changes."""

    number: str
    projects: Sequence[Project]
    control_price: Decimal | None = None
    bids: int | None = None
    winner: str = ""
    price: Decimal | None = None
    awarded_on: date | None = None
    key: int | None = None


@dataclass(frozen=True)
class TenderWords:
    number: str
    name: str
    method: str
    agency: str = ""
    notice_on: date | None = None
    opened_on: date | None = None
    lots: Sequence[LotWords] = field(default_factory=tuple)


@transaction.atomic
def save_tender(
    tender: Tender | None, words: TenderWords, *, by: User, seen: int | None = None
) -> Tender:
    """Enter or change a tender with its lots; a lot with a contract stays."""
    require(by, "funding.change_tender" if tender else "funding.add_tender")
    if tender and not Tender.objects.visible_to(by).filter(pk=tender.pk).exists():
        raise PermissionDenied
    if words.opened_on and words.notice_on and words.opened_on < words.notice_on:
        raise Refusal(f"开标日期不能早于公告日期（{words.notice_on:%Y-%m-%d}）。", "opened_on")
    if not words.lots:
        raise Refusal("请至少填写一个标段及其项目。")
    row = Tender() if tender is None else Tender.objects.select_for_update().get(pk=tender.pk)
    if tender:
        require_fresh(Tender, seen, id=row.pk)
        _require_scope(row, by)
    for name in ("number", "name", "method", "agency", "notice_on", "opened_on"):
        value = getattr(words, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    sites = [project.site_id for lot in words.lots for project in lot.projects]
    if sites:
        row.region_id = regions.common(sites)
    elif row.pk is None:
        raise Refusal("请填写标段的项目编号。")
    signed(row, by).save()
    held = {lot.pk: lot for lot in row.lots.all()}
    for key in held.keys() - {lot.key for lot in words.lots}:
        _remove(held[key], by)
    for line, lot in enumerate(words.lots):
        try:
            _save_lot(row, held.get(lot.key or 0), lot, by)
        except Refusal as refusal:
            raise LineRefusal(line, refusal) from refusal
    return row


def _require_scope(tender: Tender, by: User) -> None:
    """Raise Refusal unless every project of the tender's lots is the user's to see."""
    held = Project.objects.filter(lots__tender=tender)
    if held.exclude(pk__in=Project.objects.visible_to(by).values("pk")).exists():
        raise Refusal("有项目不在您的管辖范围内，打捆招标请由上级登记。")


def _remove(lot: Lot, by: User) -> None:
    if lot.contracts.exists():
        raise Refusal(f"标段“{lot.number}”已签合同，不能删除。")
    signed(lot, by).delete()


def _save_lot(tender: Tender, lot: Lot | None, words: LotWords, by: User) -> None:
    seen = Project.objects.visible_to(by).filter(pk__in=[p.pk for p in words.projects]).count()
    if not words.projects or seen != len(words.projects):
        raise Refusal("请填写本辖区的项目编号，多个用“、”隔开。", "projects")
    price, most = words.price, words.control_price
    if price is not None and most is not None and price > most:
        raise Refusal("中标价不能高于控制价。", "price")
    not_in_future(words.awarded_on, "中标日期", "awarded_on")
    row = lot or Lot(tender=tender)
    if Lot.objects.filter(tender=tender, number=words.number.strip()).exclude(pk=row.pk).exists():
        raise Refusal("标段重复。", "number")
    for name in ("number", "control_price", "bids", "winner", "price", "awarded_on"):
        value = getattr(words, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    signed(row, by).save()
    row.projects.set(words.projects)
