"""Reading many things as of one moment: figures and lists of a report must not straddle a change."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Open a transaction whose queries all see the same moment.

    PostgreSQL is asked for REPEATABLE READ when this is the outermost transaction; SQLite's
    transactions are like that already. Rows changed by others since the first query cannot be
    locked any more: the database then raises OperationalError and the work is to be done again.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
