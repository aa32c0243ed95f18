"""Photos: upright, small, without anything the camera wrote; time and place are read apart."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageOps

from core.exceptions import Refusal
from core.photos import LONGEST_SIDE, clean_photo


def photo(
    size: tuple[int, int] = (60, 40), *, turned: bool = False, kind: str = "JPEG",
    taken: str = "2023:07:21 09:30:00",
) -> bytes:  # fmt: skip
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRET-CAMERA"
    if turned:
        exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (25.0, 3.0, 0.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (102.0, 42.0, 0.0)
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, kind, exif=exif)
    return stream.getvalue()


def test_nothing_of_the_camera_is_kept_but_time_and_place_are_told() -> None:
    found = clean_photo(photo())
    assert found.taken_at == datetime(2023, 7, 21, 9, 30)
    assert found.position == (25.05, 102.7)
    assert b"SECRET" not in found.content
    assert not Image.open(BytesIO(found.content)).getexif()


@pytest.mark.parametrize(
    "taken", ["0001:01:01 00:00:00", "0000:00:00 00:00:00", "9999:12:31 23:59:59"]
)
def test_a_time_at_which_nobody_took_a_photo_is_none(taken: str) -> None:
    assert clean_photo(photo(taken=taken)).taken_at is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_made_smaller_and_turned_upright(kind: str) -> None:
    found = clean_photo(photo((4200, 1000), turned=True, kind=kind))
    assert (found.width, found.height) == (476, LONGEST_SIDE)


@pytest.mark.parametrize("way", range(1, 9))
def test_every_way_of_holding_the_camera_is_put_right(way: int) -> None:
    drawn, exif, stream = Image.new("L", (64, 32), 0), Image.Exif(), BytesIO()
    drawn.paste(255, (0, 0, 16, 16))
    exif[ExifTags.Base.Orientation] = way
    drawn.save(stream, "PNG", exif=exif)
    right = ImageOps.exif_transpose(Image.open(stream))
    found = Image.open(BytesIO(clean_photo(stream.getvalue()).content)).convert("L")
    corners = [(8, 8), (right.width - 8, 8), (8, right.height - 8)]
    assert found.size == right.size
    assert [found.getpixel(at) > 127 for at in corners] == [  # type: ignore[operator]
        right.getpixel(at) > 127  # type: ignore[operator]
        for at in corners
    ]


def test_damaged_metadata_is_no_servers_error() -> None:
    whole = photo(turned=True)
    start, end = whole.find(b"Exif"), whole.find(b"\xff\xdb")
    kept = 0
    for at in range(start, end):
        for value in (0, 1, 255):
            try:
                kept += bool(clean_photo(whole[:at] + bytes([value]) + whole[at + 1 :]).content)
            except Refusal:
                continue
    assert kept > end - start


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", photo()[:300], b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_photo_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refusal, match="JPG 或 PNG"):
        clean_photo(content)


def test_a_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    stream = BytesIO()
    Image.new("1", (12000, 12000)).save(stream, "PNG")
    with pytest.raises(Refusal, match="像素过大"):
        clean_photo(stream.getvalue())
