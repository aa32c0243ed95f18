"""Dates as papers print them (GB/T 9704-2012 §7.3.5.4: month and day unpadded)."""

from datetime import date, datetime

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def chinese_day(day: date) -> str:
    """Return 2023年8月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(moment: datetime) -> str:
    """Return 2023年8月3日（星期四）15:00 in the city's time zone."""
    local = timezone.localtime(moment)
    return f"{chinese_day(local)}（星期{WEEKDAYS[local.weekday()]}）{local:%H:%M}"
