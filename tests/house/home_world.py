"""What home and downloads add to the world of the URL table."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Region, User
from projects.models import Highlight, HighlightPhoto, Project, Showcase
from reports.models import Publication


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return a month that was opened though its bulletin is not issued."""
    row = Publication.objects.create(region=region, period=date(2023, 7, 1), published_by=office)
    kind = {"kind": "look", "title": f"{mark}亮点", "text": mark, "seen_on": date(2023, 7, 20)}
    shown = Highlight.objects.create(project=project, entered_by=user, **kind)
    photo = HighlightPhoto(highlight=shown, moment="after", width=8, height=8)
    photo.file.save("photo.jpg", ContentFile(b"\xff\xd8"), save=False)
    photo.save()
    model = Showcase.objects.create(
        kind="project", name=f"{mark}样板", region=region, basis=mark, since=date(2023, 6, 1)
    )
    model.projects.add(project)
    return {
        "publication": (row.pk,),
        "highlight": (shown.pk,),
        "highlight_photo": (shown.pk, photo.pk),
        "showcase": (model.pk,),
    }
