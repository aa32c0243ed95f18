"""Which communities a project of the ledger has, and where that puts it."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.models import Region
from core.bulk import upsert
from core.ledger import LedgerContext
from core.workbook.reader import Row
from projects.models import Project
from projects.models.project import site_of
from projects.services.guards import signed

BATCH = 2000


def link_communities(saved: Sequence[tuple[Row, Project]], context: LedgerContext) -> set[Row]:
    """Bring each project's communities to those the row names; return the rows that changed any.

    Projects without any are linked in bulk; a change of the others goes through the relation,
    which keeps its history.
    """
    through = Project.communities.through
    linked: dict[int, set[int]] = defaultdict(set)
    pairs = through._default_manager.filter(project__city=context.city)
    for owner, community in pairs.values_list("project_id", "community_id"):
        linked[owner].add(community)
    fresh = []
    changed = set()
    for row, project in saved:
        wanted = {context.get("小区", number).pk for number in row["communities"]}
        if linked[project.pk] == wanted:
            continue
        changed.add(row)
        if linked[project.pk]:
            signed(project, context.user, context.reason).communities.set(wanted)
        else:
            fresh += [through(project_id=project.pk, community_id=pk) for pk in sorted(wanted)]
    through._default_manager.bulk_create(fresh, batch_size=BATCH)
    return changed


def place_projects(communities: Sequence[int], context: LedgerContext) -> None:
    """Set the site of the projects whose communities moved to another region."""
    projects = Project.objects.filter(communities__in=communities).distinct()
    wanted = []
    for project in projects.prefetch_related("communities"):
        site = site_of(project.region_id, [one.region_id for one in project.communities.all()])
        if Region.objects.filter(pk=site).exists():
            wanted.append((project, {"site_id": site}))
    upsert(Project, wanted, user=context.user, reason=context.reason)
