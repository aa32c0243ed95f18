"""Addresses that remember where to go on to."""

from urllib.parse import quote


def with_next(url: str, wanted: str) -> str:
    """Return `url` with the page to go on to afterwards, spelt as Django spells it."""
    return f"{url}?next={quote(wanted, safe='/')}" if wanted else url
