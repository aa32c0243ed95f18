"""Review: accept or return submitted entries, one by one or a whole district with exceptions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Region, User
from core import clock
from core.exceptions import Refusal
from core.periods import Week
from projects.choices import REPORTED_STATES, EntryState
from projects.models import WeeklyEntry
from projects.services.weekly_rows import change_all
from projects.services.weeks import openness, require_scope

REVIEW: Final = "projects.review_weeklyentry"
LONGEST_COMMENT: Final = 300


@dataclass(frozen=True)
class DistrictAccepted:
    """What a district-wide acceptance did with the entries that waited.

    Left out are those that the reviewer excepted, his own, and those that he was not shown.
    """

    accepted: int
    excepted: int
    own: int
    unseen: int


@transaction.atomic
def accept_entry(user: User, pk: int, seen: datetime | None = None) -> WeeklyEntry:
    """Accept one submitted entry; WeeklyEntry.DoesNotExist when it is not in the user's scope.

    `seen` is when the entry that the reviewer read had been submitted: Refusal if it was since
    returned and submitted again. Entries do not change while they wait.
    """
    entry = _locked(user, pk)
    if entry.state != EntryState.SUBMITTED:
        raise Refusal(f"这条周报现在是“{entry.get_state_display()}”，只有待审核的才能通过。")
    if entry.entered_by_id == user.pk:
        raise Refusal("不能审核自己填报的周报，请由其他审核员审核。")
    if seen is not None and seen != entry.submitted_at:
        raise Refusal("这条周报在您打开页面后又提交过，请核对现在的数据再通过。")
    entry.state = EntryState.ACCEPTED
    _store(user, entry, comment="", reason="审核通过")
    return entry


@transaction.atomic
def return_entry(user: User, pk: int, comment: str) -> WeeklyEntry:
    """Return a submitted or accepted entry to the clerk; the comment says what to change."""
    entry = _locked(user, pk)
    comment = comment.strip()
    if not comment:
        raise Refusal("请写明退回意见，如“投资与上周重复，请核对”。", "comment")
    if len(comment) > LONGEST_COMMENT:
        raise Refusal(f"退回意见最多{LONGEST_COMMENT}字，现有{len(comment)}字，请删减。", "comment")
    if entry.state not in REPORTED_STATES:
        raise Refusal(f"这条周报现在是“{entry.get_state_display()}”，不用退回。")
    entry.state = EntryState.RETURNED
    _store(user, entry, comment=comment, reason="退回")
    return entry


@transaction.atomic
def accept_district(
    user: User,
    region: Region,
    week: Week,
    except_ids: Collection[int] = (),
    shown: Mapping[int, datetime] | None = None,
) -> DistrictAccepted:
    """Accept every submitted entry of a region and week but the exceptions, in a few queries.

    `shown` are the entries that the reviewer read, by key, with when they had been submitted:
    what came or came again since then waits on.
    """
    require_scope(user, REVIEW, region.pk)
    scoped = WeeklyEntry.objects.visible_to(user).in_region(region.pk).of_week(week)
    waiting = list(
        scoped.filter(state=EntryState.SUBMITTED)
        .select_related("project")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    open_now = openness(region.pk, week)
    if waiting:
        for entry in waiting:
            open_now.require(entry.project.site_id)
    else:
        open_now.require(region.pk)
        raise Refusal(f"{region}{week.label}没有待审核的周报。")
    own = [entry for entry in waiting if entry.entered_by_id == user.pk]
    others = [entry for entry in waiting if entry.entered_by_id != user.pk]
    passing = [entry for entry in others if entry.pk not in except_ids]
    accepted = [
        entry for entry in passing if shown is None or shown.get(entry.pk) == entry.submitted_at
    ]
    change_all(
        accepted,
        user,
        "整区通过",
        state=EntryState.ACCEPTED,
        reviewed_at=clock.now(),
        reviewed_by=user,
        return_comment="",
    )
    excepted, unseen = len(others) - len(passing), len(passing) - len(accepted)
    return DistrictAccepted(len(accepted), excepted, len(own), unseen)


def _locked(user: User, pk: int) -> WeeklyEntry:
    if not user.has_perm(REVIEW):
        raise PermissionDenied
    scoped = WeeklyEntry.objects.visible_to(user).select_related("project")
    entry = scoped.select_for_update(of=("self",)).get(pk=pk)
    site = entry.project.site_id
    openness(site, Week(entry.week), below=False).require(site)
    return entry


def _store(user: User, entry: WeeklyEntry, *, comment: str, reason: str) -> None:
    entry.reviewed_at = clock.now()
    entry.reviewed_by = user
    entry.return_comment = comment
    entry._history_user = user  # type: ignore[attr-defined]
    entry._change_reason = reason  # type: ignore[attr-defined]
    entry.save()
