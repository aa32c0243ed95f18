"""What every page of figures is asked for: region, programme year, as-of date."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from accounts.models import Region, User
from core import regions
from core.asked import asked_day, asked_year
from core.links import page
from projects.models import AnnualPlan


@dataclass(frozen=True)
class Scope:
    """A region within the user's own, a programme year and a date that is not in the future."""

    region: Region
    year: int
    as_of: date
    years: list[int]
    trail: list[Region]

    def href(self, url_name: str, region: int | None = None) -> str:
        """Return the address of another page for the same year and date."""
        query = {
            "region": region or self.region.code,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
        }
        return f"{page(url_name)}?{urlencode(query)}"


def signed_in(request: HttpRequest) -> User:
    """Return the user of a page that only people with an account reach."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def scope_of(request: HttpRequest, date_name: str = "as_of", region: int | None = None) -> Scope:
    """Read `region`, `year` and the date out of the query; Http404 outside of the user's region.

    Left out or unreadable, they are `region` where it is in the user's, else the user's own, the
    newest programme year, today.
    """
    as_of = asked_day(request, date_name)
    own = _own_region(signed_in(request))
    usual = region if region in regions.subtree(own.code) else own.code
    code = _region_code(request.GET.get("region", "") or str(usual), own.code)
    trail = [own] if code == own.code else _trail(own.code, code)
    years = _years(code, as_of.year)
    year = asked_year(request) or _newest(years, as_of.year)
    return Scope(trail[-1], year, as_of, sorted({*years, year}, reverse=True), trail)


def _region_code(asked: str, own: int) -> int:
    if not asked:
        return own
    if not asked.isdecimal() or len(asked) != 12 or int(asked) not in regions.subtree(own):
        raise Http404("没有这个区划")
    return int(asked)


def _own_region(user: User) -> Region:
    """Return the user's region; a superuser without one has the first there is."""
    if user.region is not None:
        return user.region
    top = Region.objects.order_by("code").first() if user.is_superuser else None
    if top is None:
        raise Http404("账号没有所属区划")
    return top


def _trail(own: int, code: int) -> list[Region]:
    """Return the regions from the user's own down to `code`."""
    chain = Region.objects.filter(code__in=regions.ancestors(code)).order_by("code")
    trail = [region for region in chain if region.code in regions.subtree(own)]
    if not trail or trail[-1].code != code:
        raise Http404("没有这个区划")
    return trail


def _years(code: int, current: int) -> list[int]:
    """Return the programme years of the plans that concern a region, and the current year.

    They are kept in the process for a minute once the current year is among them: which year is
    shown first cannot change any more, and a further one may wait.
    """
    kept, key = caches["process"], f"programme-years:{code}"
    known: list[int] | None = kept.get(key)
    if known is None:
        start, stop = regions.subtree(code)
        near = Q(region__in=regions.ancestors(code)) | Q(region__gte=start, region__lt=stop)
        plans = AnnualPlan.objects.filter(near).order_by().values_list("year", flat=True)
        known = sorted(plans.distinct())
        if current in known:
            kept.set(key, known)
    return known or [current]


def _newest(years: list[int], current: int) -> int:
    """Return the current year if it has a plan, else the newest earlier one, else the first."""
    begun = [year for year in years if year <= current]
    return begun[-1] if begun else years[0]
