"""Which projects a batch of money may serve, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import regions
from funding.models import FundingBatch
from projects.models import Project


@dataclass(frozen=True)
class Limits:
    """What a batch or a rule asks of communities; None means no limit."""

    built_before: int | None = None
    self_built_most: Decimal | None = None


@dataclass(frozen=True)
class Place:
    """What the limits look at in one community."""

    name: str
    built_year: int | None
    self_built_share: Decimal | None


def community_reasons(place: Place, limits: Limits) -> list[str]:
    """Return why a community is not eligible; empty when it is. Unknown facts do not exclude."""
    found = []
    year, share = place.built_year, place.self_built_share
    if limits.built_before is not None and year is not None and year > limits.built_before:
        found.append(f"{place.name}建成于{year}年，晚于{limits.built_before}年")
    most = limits.self_built_most
    if most is not None and share is not None and share > most:
        found.append(f"{place.name}自建房占{share.normalize():f}%，超过{most.normalize():f}%")
    return found


def places_of(project: Project) -> list[Place]:
    """Return a project's communities; reads them prefetched where they are."""
    return [
        Place(one.name, one.built_year, one.self_built_share) for one in project.communities.all()
    ]


def ineligible(batch: FundingBatch, project: Project) -> list[str]:
    """Return why a project may not get money of a batch; empty when it may.

    Reads the batch's named projects and the project's communities, prefetched where they are.
    """
    found: list[str] = []
    if not regions.subtree(batch.region_id).covers(regions.subtree(project.site_id)):
        found.append(f"不在适用区划{batch.region.name}内")
    first, last = batch.first_year or 0, batch.last_year or 9999
    if not first <= project.year <= last:
        found.append(f"项目年度{project.year}年不在适用年度内")
    named = {one.pk for one in batch.projects.all()}
    if named and project.pk not in named:
        found.append("不在限定项目之列")
    if batch.work_classes and not _shares_class(batch.work_classes, project.classes):
        found.append(f"资金限用于{batch.work_classes}，项目没有该类内容")
    limits = Limits(batch.built_before, batch.self_built_most)
    for place in places_of(project):
        found += community_reasons(place, limits)
    return found


def _shares_class(wanted: str, held: str) -> bool:
    parts: Sequence[str] = wanted.split("、")
    return not held or any(part in held for part in parts)
