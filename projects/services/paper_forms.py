"""Paper weekly forms: give sheets their codes, find one by its code, take what came back.

What arrives without an account is a proposal. It becomes an entry when a clerk takes it, by the same
service as every typed cell, with the same checks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Refusal
from core.papercode import new_code, read_code
from core.periods import Week
from projects.choices import PaperState
from projects.models import PaperAnswer, PaperForm, Project
from projects.services import weekly_values as values
from projects.services.guards import signed
from projects.services.node_dates import MARK, nodes_in, nodes_of, read_day, show_day
from projects.services.sheets import save_sheet
from projects.services.weekly import ENTER, EntryRefused, Typed
from projects.services.weekly_rules import in_programme
from projects.services.weeks import openness

# a reason for a fall is asked where somebody can compare with last week
ASKED: Final = tuple(name for name in values.FIELDS if name != "fall_reason")
# ticked instead of figures: as last week
UNCHANGED: Final = "no_change"
LONGEST_NAME: Final = 20
MOST_PENDING: Final = 5
ATTEMPTS: Final = 3


@dataclass(frozen=True)
class Taken:
    """What taking a proposal wrote: whose it was, and what to look at again."""

    answer: PaperAnswer
    warnings: list[str] = field(default_factory=list)


def forms_for(user: User, week: Week, projects: Iterable[Project]) -> dict[int, PaperForm]:
    """Return the sheet of each project by its key; those without a code get one."""
    if not user.has_perm(ENTER):
        raise PermissionDenied
    keys = [project.pk for project in projects]
    known = _known(week, keys)
    for _ in range(ATTEMPTS):
        lacking = [key for key in keys if key not in known]
        if not lacking:
            break
        rows = [
            PaperForm(project_id=key, week=week.monday, code=new_code(), printed_by=user)
            for key in lacking
        ]
        PaperForm.objects.bulk_create(rows, ignore_conflicts=True)
        known = _known(week, keys)
    return known


def _known(week: Week, keys: list[int]) -> dict[int, PaperForm]:
    rows = PaperForm.objects.filter(week=week.monday, project__in=keys)
    return {row.project_id: row for row in rows}


def find_form(typed: str) -> PaperForm:
    """Return the sheet of a code as it was typed; Refusal says what is wrong with it."""
    code = read_code(typed)
    found = PaperForm.objects.select_related("project__region").filter(code=code).first()
    if found is None:
        raise Refusal("没有这个代码的周报表，请对照纸上逐位核对。", "code")
    return found


def require_open(form: PaperForm) -> None:
    """Refuse a sheet whose week is frozen, or whose project owes nothing any more."""
    week = Week(form.week)
    openness(form.project.site_id, week, below=False).require(form.project.site_id)
    if not in_programme(form.project, week):
        raise Refusal(f"“{form.project}”{week.label}不用填报，请向填报员核对。")


@transaction.atomic
def answer_form(form: PaperForm, typed: Mapping[str, str], *, sender: str = "") -> PaperAnswer:
    """Keep what somebody wrote as a proposal; the same words twice are one proposal.

    `typed` holds texts by field of the entry, and by `node:` and its name the day a node was met.
    """
    locked = PaperForm.objects.select_for_update(of=("self",)).select_related("project")
    form = locked.get(pk=form.pk)
    require_open(form)
    given = _readable(form.project, typed)
    waiting = list(PaperAnswer.objects.pending().filter(form=form))
    same = next((row for row in waiting if row.typed == given), None)
    if same:
        return same
    if len(waiting) >= MOST_PENDING:
        raise Refusal("这张表已有多份内容等待填报员确认，请直接与填报员联系。")
    row = PaperAnswer(
        form=form, typed=given, sender=sender.strip()[:LONGEST_NAME], received_at=clock.now()
    )
    row.save()
    return row


def _readable(project: Project, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the fields that were filled, as the grid would show them."""
    given: dict[str, str] = {}
    refusals: list[Refusal] = []
    nodes = {MARK + row.name: row.name for row in nodes_of(project)}
    for name in (*ASKED, *nodes):
        text = typed.get(name, "")
        try:
            given[name] = _day_text(nodes[name], text) if name in nodes else _text(name, text)
        except Refusal as refusal:
            refusals.append(refusal)
    given = {name: text for name, text in given.items() if text}
    if typed.get(UNCHANGED):
        refusals += [
            Refusal("勾选了本周无变化，这一栏请留空；有变化的请取消勾选。", name)
            for name in ("percent", "invested")
            if name in given
        ]
        given[UNCHANGED] = "1"
    if refusals:
        raise EntryRefused(refusals)
    if not given:
        raise Refusal("请至少填写一栏再提交；没有变化的勾选“本周无变化”。", "percent")
    return given


def _text(name: str, text: str) -> str:
    column = values.FIELDS[name]
    return values.show(column, values.parse(column, text))


def _day_text(name: str, text: str) -> str:
    return show_day(read_day(name, text))


@transaction.atomic
def take_answer(user: User, pk: int, seen: Mapping[str, str]) -> Taken:
    """Write a proposal into the entry and the nodes; `seen` holds what was shown beside each field.

    Raises PaperAnswer.DoesNotExist out of scope, and what `save_sheet` raises.
    """
    row = _pending(user, pk)
    project, week = row.form.project_id, Week(row.form.week)
    typed = {name: Typed(text, seen.get(name, "")) for name, text in row.typed.items()}
    cells = {name: one for name, one in typed.items() if name in values.FIELDS}
    unchanged = UNCHANGED in row.typed
    saved = save_sheet(user, project, week, cells=cells, nodes=nodes_in(typed), unchanged=unchanged)
    _decide(row, user, PaperState.TAKEN)
    return Taken(row, saved.warnings if saved else [])


@transaction.atomic
def dismiss_answer(user: User, pk: int) -> PaperAnswer:
    """Set a proposal aside; it stays on record."""
    row = _pending(user, pk)
    _decide(row, user, PaperState.DISMISSED)
    return row


def _pending(user: User, pk: int) -> PaperAnswer:
    if not user.has_perm(ENTER):
        raise PermissionDenied
    rows = PaperAnswer.objects.visible_to(user).select_related("form__project")
    row = rows.select_for_update(of=("self",)).get(pk=pk)
    if row.state != PaperState.PENDING:
        raise Refusal(f"这份现场填报已经处理（{row.get_state_display()}）。")
    return row


def _decide(row: PaperAnswer, user: User, state: PaperState) -> None:
    row.state, row.decided_at, row.decided_by = state, clock.now(), user
    signed(row, user).save()
