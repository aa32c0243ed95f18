"""Showcases and highlights of the demo city; the photos are drawn, nobody took them."""

from datetime import date
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from accounts.choices import Role
from accounts.models import Region, User
from core import clock
from core.photos import Photo
from projects.choices import HighlightKind, PhotoMoment, ShowcaseKind
from projects.models import Project, Showcase
from projects.services.showcases import save_highlight, save_showcase

SIZE: Final = (960, 600)
OLD, NEW = ("#8f8a80", "#6d685f"), ("#d9e4ef", "#8fb0d3")
DONE: Final = (
    (
        HighlightKind.LOOK,
        "外墙、管线同步整治",
        "外墙修缮1.2万平方米，架空线全部入地，飞线和违搭清理完毕。",
    ),
    (
        HighlightKind.HERITAGE,
        "老槐树和门楼原样保留",
        "保留百年槐树3株、青砖门楼1座，路面按原走向恢复。",
    ),
    (HighlightKind.CIVIC, "议事亭里定下停车方案", "居民议事12次，投票确定停车位划线和充电棚位置。"),
)


def seed(city: Region) -> None:
    """Name a model project and a route, write three highlights; a second call adds nothing."""
    if Showcase.objects.in_region(city.pk).exists():
        return
    office = User.objects.filter(region=city, role__name=Role.OFFICE).order_by("pk").first()
    rows = Project.objects.in_region(city.pk).filter(year=2023, started_on__isnull=False)
    projects = list(rows.select_related("site").order_by("number")[:3])
    if office is None or len(projects) < 3:
        return
    named = {"region": city, "text": "", "since": date(2023, 6, 1)}
    with clock.at(date(2023, 7, 31)):
        first, *_ = projects
        save_showcase(
            None, named | {"kind": ShowcaseKind.PROJECT, "name": f"{first.name}样板", "projects": [first],
                           "basis": "市老旧小区改造专题会议纪要〔2023〕8号"}, by=office,
        )  # fmt: skip
        save_showcase(
            None, named | {"kind": ShowcaseKind.ROUTE, "name": "江滨精品示范线路", "projects": projects,
                           "basis": "云老旧改办〔2023〕12号"}, by=office,
        )  # fmt: skip
        for project, (kind, title, text) in zip(projects, DONE, strict=True):
            words = {"kind": kind, "title": title, "text": text, "seen_on": date(2023, 7, 20)}
            photos = {PhotoMoment.BEFORE: drawn(OLD), PhotoMoment.AFTER: drawn(NEW)}
            save_highlight(None, project, words, photos, by=office)


def drawn(colours: tuple[str, str]) -> Photo:
    """Draw a house of six floors in two colours."""
    wall, window = colours
    picture = Image.new("RGB", SIZE, "#eef1f4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 80, 840, 560), fill=wall)
    for floor in range(6):
        for place in range(8):
            left, top = 150 + place * 86, 104 + floor * 76
            pen.rectangle((left, top, left + 54, top + 44), fill=window)
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return Photo(stream.getvalue(), *SIZE, None, None)
