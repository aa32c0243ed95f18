"""Assignments and visits for the table of URLs."""

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Region, User
from projects.models import Project
from projects.services.visits import Duty, assign, log_visit


def objects(
    region: Region, project: Project, user: User, office: User, mark: str
) -> dict[str, tuple[Any, ...]]:
    """Return the URL arguments of a district's assignment, visit and photo."""
    duty = assign(Duty("cadre", mark, mark, date(2023, 3, 1), project=project), by=office)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    photo = SimpleUploadedFile("x.jpg", picture.getvalue())
    visit = log_visit(duty, visited_on=date(2023, 7, 20), note=mark, by=user, photos=[photo])
    return {
        "assignment": (duty.pk,),
        "visit": (visit.pk,),
        "visit_photo": (visit.pk, visit.photos.get().pk),
    }
