"""Personal data as pages show it: 138****5678, the first character of a name (domain: §8.2)."""

import re
from typing import Final

# a mobile number, a land line with or without its code, an identity card; separators as people type
PHONE: Final = re.compile(
    r"(?<![\d])(?:\+?86[-\s]?)?(1[3-9](?:[-\s]?\d){9}|0\d{2,3}[-\s]?\d{7,8})(?![\d])"
)
IDENTITY: Final = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


def masked_phone(phone: str) -> str:
    """Return 138****5678; of a number shorter than eight digits nothing but its last two."""
    digits = "".join(c for c in phone if c.isdigit())
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else f"****{digits[-2:]}"


def masked_name(name: str) -> str:
    """Return 张**, as many stars as characters follow, two at most."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""


def without_people(text: str, *names: str) -> str:
    """Return words without telephone and identity numbers, and without the names given.

    What somebody writes is read by many; who wrote it is kept apart and encrypted.
    """
    for name in sorted({n.strip() for n in names if len(n.strip()) > 1}, key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    text = IDENTITY.sub(r"\1********\2", text)
    return PHONE.sub(lambda found: masked_phone(found[1]), text)
