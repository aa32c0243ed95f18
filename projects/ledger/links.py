"""Which communities a project of the ledger has."""

from collections import defaultdict
from collections.abc import Sequence

from core.ledger import LedgerContext
from core.workbook.reader import Row
from projects.models import Project

BATCH = 2000


def link_communities(saved: Sequence[tuple[Row, Project]], context: LedgerContext) -> None:
    """Bring each project's communities to those the row names.

    New projects are linked in bulk; a change of an existing one goes through the relation, which
    keeps its history.
    """
    through = Project.communities.through
    linked: dict[int, set[int]] = defaultdict(set)
    pairs = through._default_manager.filter(project__city=context.city)
    for owner, community in pairs.values_list("project_id", "community_id"):
        linked[owner].add(community)
    fresh = []
    for row, project in saved:
        wanted = {context.get("小区", number).pk for number in row["communities"]}
        if not linked[project.pk]:
            fresh += [through(project_id=project.pk, community_id=pk) for pk in sorted(wanted)]
        elif linked[project.pk] != wanted:
            project.communities.set(wanted)
    through._default_manager.bulk_create(fresh, batch_size=BATCH)
