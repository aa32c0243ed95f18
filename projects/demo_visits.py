"""Assignments and visits of the demo city; names are invented."""

from datetime import date

from accounts.choices import Role
from accounts.models import Region, User
from core import clock
from projects.models import LeaderAssignment, Project
from projects.services.visits import Duty, assign, log_visit


def seed(city: Region) -> None:
    """Give leaders and a cadre something to look after; a second call adds nothing."""
    if LeaderAssignment.objects.in_region(city.pk).exists():
        return
    office = User.objects.filter(region=city, role__name=Role.OFFICE).order_by("pk").first()
    leader = User.objects.filter(region=city, role__name=Role.LEADER).order_by("pk").first()
    rows = Project.objects.in_region(city.pk).filter(year=2023, finished_on=None)
    projects = list(rows.select_related("site").order_by("pk")[:4])
    if office is None or leader is None or len(projects) < 4:
        return
    since = date(2023, 3, 1)
    with clock.at(date(2023, 7, 31)):
        mine = [
            assign(Duty("leader", leader.name, "副市长", since, leader, one), by=office)
            for one in projects[:3]
        ]
        community = projects[3].communities.select_related("region").first()
        if community is not None:
            cadre = Duty("cadre", "张联社", "市住建局科长", since, community=community)
            assign(cadre, by=office)
        log_visit(
            mine[0], visited_on=date(2023, 6, 15), note="施工单位已进场，围挡需补齐。", by=leader
        )
        log_visit(mine[0], visited_on=date(2023, 7, 20), note="围挡已补齐，管沟开挖中。", by=leader)
        log_visit(mine[1], visited_on=date(2023, 7, 20), note="", by=leader)
