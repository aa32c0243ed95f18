"""The one exception that a user may be shown, and what becomes one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError

TAKEN: Final = "刚刚有人登记了相同的一条，本次没有保存，请核对后再试。"
# what PostgreSQL and SQLite call a second row under a key that may be there once
SECOND: Final = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


class Refusal(Exception):
    """A service declines a change; `message` tells the user what to do instead.

    `field` names the form field that the message belongs to, or is None for the whole form.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def refusal_of(error: IntegrityError) -> Refusal | None:
    """Return the refusal of a row that somebody else wrote since it was looked for; else None."""
    cause = error.__cause__
    name = getattr(cause, "pgcode", None) or getattr(cause, "sqlite_errorname", None)
    return Refusal(TAKEN) if name in SECOND else None


@contextmanager
def refusing_the_second() -> Iterator[None]:
    """Refuse what the database lets be there once, where somebody was faster by a moment."""
    try:
        yield
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
