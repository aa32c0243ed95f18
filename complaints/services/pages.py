"""Residents' pages: which are open, and their addresses."""

from datetime import date

from django.conf import settings
from django.db import transaction

from accounts.models import Region, User
from complaints.models import PublicPage, PublicSetting
from complaints.services.settings import PUBLISH, save_public_setting
from core import clock, regions
from projects.models import Project
from projects.services.guards import require, require_region, signed


def open_page(token: str) -> PublicPage | None:
    """Return the page of an address, None where there is none or it is not open today."""
    rows = PublicPage.objects.select_related("project__site")
    page = rows.filter(token=token.upper()).first()
    return page if page and is_open(page, clock.today()) else None


def is_open(page: PublicPage, day: date) -> bool:
    """Say whether residents may read a page: its own word, else the nearest region's, else PUBLIC_PAGES.

    Without a word of its own only a started project's page is open.
    """
    if page.shown is not None:
        return page.shown
    started = page.project.started_on
    return started is not None and started <= day and _region_open(page.project.site_id)


def _region_open(code: int) -> bool:
    chain = regions.ancestors(code)
    rows = PublicSetting.objects.filter(region__in=chain).values_list("region", "shown")
    nearest = max(rows, default=None)
    default: bool = settings.PUBLIC_PAGES
    return default if nearest is None else nearest[1]


@transaction.atomic
def set_page(project: Project, *, shown: bool | None, by: User) -> PublicPage:
    """Make the page of a project and decide whether it is open."""
    require(by, PUBLISH)
    require_region(by, project.site_id)
    page = PublicPage.objects.select_for_update().filter(project=project).first()
    page = page or PublicPage(project=project)
    page.shown = shown
    signed(page, by).save()
    return page


@transaction.atomic
def publish(*, shown: bool, responder: str, hotline: str, by: User) -> PublicSetting:
    """Set what holds in the user's own region; where pages are open, every started project has one."""
    row = save_public_setting(shown=shown, responder=responder, hotline=hotline, by=by)
    if shown:
        make_pages(row.region)
    return row


def make_pages(region: Region) -> int:
    """Give every started project of a region an address; return how many were new."""
    started = Project.objects.in_region(region.pk).started_by(clock.today())
    missing = started.filter(public_page=None).order_by("pk")
    pages = [PublicPage(project=project) for project in missing.only("pk")]
    PublicPage.objects.bulk_create(pages, batch_size=500)
    return len(pages)
