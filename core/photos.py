"""Photos as evidence: re-encoded so that nothing but the picture is kept, time and place read apart."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from PIL import ExifTags, Image

from core.exceptions import Refusal
from core.periods import FIRST_ENTERED, LAST_ENTERED
from core.uploads import Incoming, clean_name, kind_of

LONGEST_SIDE: Final = 2000
MOST_PIXELS: Final = 60_000_000
QUALITY: Final = 82
PHOTO_KINDS: Final = ("jpg", "png")
# by the camera's Orientation; Pillow's own turning writes all metadata anew and fails on damaged ones
TURNS: Final[dict[Any, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Photo:
    """A JPEG without metadata; `taken_at` is the camera's own clock, `position` (纬度, 经度)."""

    content: bytes
    width: int
    height: int
    taken_at: datetime | None
    position: tuple[float, float] | None


def clean_photo(content: bytes, field: str = "photo") -> Photo:
    """Return an uploaded JPEG or PNG upright, at most LONGEST_SIDE wide or high, re-encoded.

    Refusal for what is no picture, is damaged, or would unpack to more than MOST_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("照片像素过大，请用手机的普通模式拍摄后上传。", field)
            exif = picture.getexif()
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: decode no more than needed
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            turn = TURNS.get(exif.get(ExifTags.Base.Orientation))
            upright = (picture if turn is None else picture.transpose(turn)).convert("RGB")
            plain = Image.new("RGB", upright.size)
            plain.paste(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal("不是可读的照片，请上传 JPG 或 PNG 格式的照片。", field) from error
    stream = BytesIO()
    plain.save(stream, "JPEG", quality=QUALITY)
    return Photo(stream.getvalue(), *plain.size, taken_at(exif), position(exif))


def taken_at(exif: Image.Exif) -> datetime | None:
    """Return when the camera says the photo was taken, without a time zone; None where it cannot
    be: a clock that was never set begins with the year 1.
    """
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    text = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        found = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return found if FIRST_ENTERED <= found.date() <= LAST_ENTERED else None


def position(exif: Image.Exif) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, south and west negative; None where absent."""
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = degrees(place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLatitudeRef])
        longitude = degrees(place[ExifTags.GPS.GPSLongitude], place[ExifTags.GPS.GPSLongitudeRef])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def degrees(parts: Any, reference: str) -> float:
    """Return degrees, minutes and seconds as one number, rounded to about 10 cm."""
    hours, minutes, seconds = (float(part) for part in parts)
    value = hours + minutes / 60 + seconds / 3600
    return round(-value if reference in {"S", "W"} else value, 6)


def check_photos(
    files: Iterable[Incoming], field: str = "photos", *, most: int = 6
) -> Sequence[Photo]:
    """Return uploaded photos as they may be kept; Refusal names the first that may not.

    What a file is is read from its content; its name is never used but to tell the sender.
    """
    found = list(files)
    if len(found) > most:
        raise Refusal(f"一次最多上传{most}张照片。", field)
    return [_checked(file, field) for file in found]


def _checked(file: Incoming, field: str) -> Photo:
    name, limit = clean_name(file.name or ""), settings.PHOTO_LIMIT_MB
    if (file.size or 0) > limit * 1024 * 1024:
        raise Refusal(f"照片“{name}”超过{limit} MB，请用手机的普通模式拍摄或压缩后上传。", field)
    content = file.read()
    if kind_of(content) not in PHOTO_KINDS:
        raise Refusal(f"“{name}”不是照片，请上传 JPG 或 PNG 格式的照片。", field)
    return clean_photo(content, field)
