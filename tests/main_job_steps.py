"""The steps of the main job that have no command, by the services that the pages call.

python -m tests.main_job_steps people|weekly|issue      in the environment of manage.py
"""

import sys

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402

from accounts.choices import Role  # noqa: E402
from accounts.models import Region, User  # noqa: E402
from core.exceptions import Refusal  # noqa: E402
from core.periods import Week  # noqa: E402
from projects.models import Project, WeeklyEntry  # noqa: E402
from projects.services.review import accept_district, return_entry  # noqa: E402
from projects.services.weekly import Typed as Cell  # noqa: E402
from projects.services.weekly import mark_no_change, save_entry  # noqa: E402
from projects.services.weekly_submit import submit_week  # noqa: E402
from reports.models import Report  # noqa: E402
from reports.services import bulletins  # noqa: E402
from reports.wording.checks import open_checks  # noqa: E402
from tests import main_job  # noqa: E402

WEEK = Week(main_job.WEEK)


def people() -> None:
    """Make the office's two officers and each district's clerk and reviewer."""
    wanted = [("office", Role.OFFICE, main_job.CITY), ("office_head", Role.OFFICE, main_job.CITY)]
    for stem, code in main_job.DISTRICTS.items():
        wanted += [(f"{stem}_clerk", Role.CLERK, code), (f"{stem}_reviewer", Role.REVIEWER, code)]
    for username, role, code in wanted:
        group = Group.objects.get(name=role)
        User.objects.create(username=username, name=username, role=group, region_id=code)


def weekly() -> None:
    """Enter, submit, return one, correct it, accept the districts with one exception."""
    for stem, code in main_job.DISTRICTS.items():
        clerk = user(f"{stem}_clerk")
        reviewer = user(f"{stem}_reviewer")
        region = Region.objects.get(pk=code)
        fill(clerk, code)
        submit_week(clerk, region, WEEK)
        left_out = []
        if stem == "gaoxin":
            wrong = entry(main_job.returned())
            return_entry(reviewer, wrong.pk, main_job.COMMENT)
            value = Cell(main_job.returned().invested, main_job.WRONG_INVESTED)
            save_entry(clerk, wrong.project_id, WEEK, {"invested": value})
            submit_week(clerk, region, WEEK)
            left_out = [entry(main_job.excepted()).pk]
        accept_district(reviewer, region, WEEK, left_out)


def fill(clerk: User, code: int) -> None:
    typed = {one.number: one for one in main_job.typed_in(code)}
    unstarted = main_job.unstarted_in(code)
    for row in main_job.projects_of(code):
        project = Project.objects.get(number=row["项目编号"])
        one = typed.get(project.number)
        if one == main_job.returned():
            save_entry(clerk, project.pk, WEEK, cells(one.percent, main_job.WRONG_INVESTED))
        elif one:
            save_entry(clerk, project.pk, WEEK, cells(one.percent, one.invested))
        elif project.name in unstarted:
            save_entry(clerk, project.pk, WEEK, cells("0", "0"))
        else:
            mark_no_change(clerk, project.pk, WEEK)


def cells(percent: str, invested: str) -> dict[str, Cell]:
    return {"percent": Cell(percent, ""), "invested": Cell(invested, "")}


def issue() -> None:
    """Be stopped by the sum-check, write the reasons, review, issue as number 1."""
    report = Report.objects.get(kind="monthly", period="2023-07-01")
    office, head = user("office"), user("office_head")
    bulletins.review(head, report)
    try:
        bulletins.issue(head, report, None)
    except Refusal as refusal:
        sys.stdout.write(refusal.message)
    for check in open_checks(report):
        bulletins.explain_check(office, report, check["key"], main_job.REASON)
    bulletins.review(head, report)
    bulletins.issue(head, report, None)


def user(username: str) -> User:
    return User.objects.get(username=username)


def entry(one: main_job.Typed) -> WeeklyEntry:
    return WeeklyEntry.objects.get(project__number=one.number, week=WEEK.monday)


if __name__ == "__main__":
    {"people": people, "weekly": weekly, "issue": issue}[sys.argv[1]]()
