"""Draft an order and change the draft; nothing is binding until it is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from core import clock, regions
from core.exceptions import Refusal
from core.uploads import Upload
from orders.actions import Action
from orders.choices import BasisKind, EventKind, OrderKind
from orders.models import Order, TalkRecord
from orders.services.log import keep, take
from projects.models import Project
from projects.services.guards import require_region, signed


@dataclass(frozen=True)
class TalkPlan:
    """When, where and by whom a unit is called."""

    at: datetime
    place: str
    convener: str
    purpose: str
    materials: str = ""


@dataclass(frozen=True)
class Origin:
    """Where an order comes from: words, and the URL name and key of a page with one argument.

    A floor above passes it, so that the order's page leads back without knowing that floor.
    """

    label: str
    page: str
    pk: int


@dataclass(frozen=True)
class Words:
    """What an order says. `inspected_on` and `inspector` are of 整改通知, `talk` of 约谈通知."""

    region: Region
    basis_kind: str
    basis: str
    subject: str
    requirement: str
    unit: str
    person: str
    due_on: date
    project: Project | None = None
    co_units: str = ""
    contact: str = ""
    phone: str = ""
    inspected_on: date | None = None
    inspector: str = ""
    talk: TalkPlan | None = None


@transaction.atomic
def draft_order(
    kind: OrderKind,
    words: Words,
    *,
    by: User,
    files: Sequence[Upload] = (),
    escalated_from: Order | None = None,
    origin: Origin | None = None,
) -> Order:
    """Draft an order of the user's own office; leaders' 批示 are made by `instruct`."""
    if kind == OrderKind.INSTRUCTION:
        raise Refusal("领导批示由领导本人作出；据批示督办的，请用督办单并以“领导批示”为立项依据。")
    return _draft(kind, words, by, files, escalated_from, origin)


@transaction.atomic
def change_draft(order: Order, words: Words, *, by: User, files: Sequence[Upload] = ()) -> Order:
    """Replace a draft's words; further files are added."""
    locked = take(order, Action.CHANGE, by)
    _set(locked, words, by)
    keep(locked, EventKind.CHANGED, by, files=files)
    _plan_talk(locked, words.talk, by)
    return locked


def draft_instruction(words: Words, *, by: User) -> Order:
    """Draft a leader's 批示; `instruct` issues it in the same transaction."""
    return _draft(OrderKind.INSTRUCTION, words, by, (), None, None)


def _draft(
    kind: OrderKind,
    words: Words,
    by: User,
    files: Sequence[Upload],
    source: Order | None,
    origin: Origin | None,
) -> Order:
    permission = "instruct" if kind == OrderKind.INSTRUCTION else "draft"
    if not by.has_perm(f"orders.{permission}_order") or by.region_id is None:
        raise PermissionDenied
    if source is not None and not Order.objects.visible_to(by).filter(pk=source.pk).exists():
        raise PermissionDenied
    order = Order(kind=kind, office_region_id=by.region_id, drafted_by=by, escalated_from=source)
    if origin is not None:
        order.origin_label, order.origin_page, order.origin_pk = (
            origin.label, origin.page, origin.pk,
        )  # fmt: skip
    _set(order, words, by)
    keep(order, EventKind.DRAFTED, by, files=files)
    _plan_talk(order, words.talk, by)
    return order


def _set(order: Order, words: Words, by: User) -> None:
    _check(order.kind, words, by)
    for name in (
        "region", "project", "basis_kind", "basis", "subject", "requirement", "unit", "person",
        "due_on", "co_units", "contact", "phone", "inspected_on", "inspector",
    ):  # fmt: skip
        value = getattr(words, name)
        setattr(order, name, value.strip() if isinstance(value, str) else value)


def _check(kind: str, words: Words, by: User) -> None:
    require_region(by, words.region.pk)
    if by.region_id is not None and words.region.pk not in regions.subtree(by.region_id):
        raise PermissionDenied
    _check_project(words, by)
    needed = {
        "basis": "立项依据", "subject": "事项", "requirement": "具体要求",
        "unit": "主办单位", "person": "责任人",
    }  # fmt: skip
    for name, label in needed.items():
        if not getattr(words, name).strip():
            raise Refusal(f"请填写{label}。", name)
    if words.basis_kind not in BasisKind.values:
        raise Refusal("请选择立项依据。", "basis_kind")
    require_future(words.due_on)
    if kind == OrderKind.RECTIFICATION:
        _check_inspection(words)
    if kind == OrderKind.TALK and words.talk is None:
        raise Refusal("请填写约谈时间和地点。", "place")
    if words.talk is not None and words.talk.at.date() > words.due_on:
        raise Refusal(f"书面回复时限不能早于约谈日期（{words.talk.at:%Y-%m-%d}）。", "due_on")


def require_future(due_on: date) -> None:
    """Raise Refusal when a deadline is already past."""
    today = clock.today()
    if due_on < today:
        raise Refusal(f"办理时限不能早于今天（{today:%Y-%m-%d}），请改后再保存。", "due_on")


def _check_project(words: Words, by: User) -> None:
    project = words.project
    if project is None:
        return
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise Refusal("该项目不在您的管辖范围内，请核对项目编号。", "project")
    if project.site_id not in regions.subtree(words.region.pk):
        place = project.region.name
        raise Refusal(f"该项目属于{place}，承办区划请选{place}，或去掉项目。", "region")


def _check_inspection(words: Words) -> None:
    if words.project is None:
        raise Refusal("整改通知须写明工程，请填写项目编号。", "project")
    if words.inspected_on is not None and words.inspected_on > clock.today():
        raise Refusal("检查日期不能晚于今天。", "inspected_on")
    if words.basis_kind == BasisKind.HOTLINE:
        return  # a complaint is a basis by itself, before anybody has been there
    if words.inspected_on is None:
        raise Refusal("请填写检查日期。", "inspected_on")
    if not words.inspector.strip():
        raise Refusal("请填写检查人。", "inspector")


def _plan_talk(order: Order, plan: TalkPlan | None, by: User) -> None:
    if plan is None or order.kind != OrderKind.TALK:
        return
    row = TalkRecord.objects.filter(order=order).first() or TalkRecord(order=order)
    row.at, row.place, row.convener = plan.at, plan.place.strip(), plan.convener.strip()
    row.purpose, row.materials = plan.purpose.strip(), plan.materials.strip()
    signed(row, by).save()
