"""What the weekly pages share: the week and region of the address, moments in words."""

from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest

from accounts.models import Region, User
from core import clock
from core.asked import whole
from core.periods import Week

YEARS: Final = range(2000, 2100)


def week_named(text: str) -> Week:
    """Return the week that a date (YYYY-MM-DD) of this century falls in; 404 for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.year not in YEARS:
        raise Http404
    return Week.of(day)


def week_of(request: HttpRequest, fallback: Week | None = None) -> Week:
    """Return the week of `?week=`, or of the form's, else `fallback`, else the current one."""
    text = request.POST.get("week") or request.GET.get("week")
    return week_named(text) if text else fallback or Week.of(clock.today())


def region_of(request: HttpRequest, user: User) -> Region:
    """Return the region of `?region=` within the user's own, which is the default; else 404."""
    text = request.POST.get("region") or request.GET.get("region")
    if not text:
        return own_region(user)
    region = Region.objects.visible_to(user).filter(pk=whole(text) or 0).first()
    if region is None:
        raise Http404
    return region


def own_region(user: User) -> Region:
    if user.region is None:
        raise Http404
    return user.region


def in_words(span: timedelta) -> str:
    """Return a length of time as people say it: 2天3小时, 45分钟."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    return f"{hours}小时{minutes}分钟" if hours else f"{minutes}分钟"
