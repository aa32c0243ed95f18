"""Stored files as answers."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

KEPT_SECONDS = 24 * 3600


def photo_response(photo: FieldFile) -> FileResponse:
    """Return a stored JPEG, which browsers keep for themselves; Http404 where the file is gone."""
    try:
        stream = photo.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
