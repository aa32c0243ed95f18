"""CPU of this process and of the PostgreSQL backend that serves it."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS = 5


@dataclass(frozen=True)
class Line:
    """One measured thing; times are milliseconds per call."""

    name: str
    cpu: float
    wall: float
    queries: int
    size: int
    target: float

    def __str__(self) -> str:
        verdict = "" if self.cpu <= self.target else "  超出"
        return (
            f"{self.name:<26}\t{self.cpu:9.1f}\t{self.wall:9.1f}\t{self.queries:7d}\t"
            f"{self.size:9d}\t{self.target:7.0f}{verdict}"
        )


def backend_seconds() -> float:
    """Return the CPU seconds of the database backend, 0 where it cannot be read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(name: str, call: Callable[[], int], repeat: int, target: float, warm: int = 3) -> Line:
    """Call it `repeat` times in each of ROUNDS; `call` returns the bytes it produced.

    The round that took the least CPU counts, as Python's timeit has it: what else runs on the
    machine, and its clock that slows down, only ever add to it.
    """
    for _ in range(warm):
        call()
    with CaptureQueriesContext(connection) as captured:
        call()
        queries = len(captured)
    rounds = [_timed(call, repeat) for _ in range(ROUNDS)]
    size, cpu, wall = min(rounds, key=lambda one: one[1])
    return Line(name, cpu, wall, queries, size, target)


def once(name: str, call: Callable[[], int], target: float) -> Line:
    """Call it a single time: work that does not happen twice. Queries are counted along."""
    with CaptureQueriesContext(connection) as captured:
        size, cpu, wall = _timed(call, 1)
        queries = len(captured)
    return Line(name, cpu, wall, queries, size, target)


def _timed(call: Callable[[], int], repeat: int) -> tuple[int, float, float]:
    """Return the size of the last call, and milliseconds of CPU and of wall time per call."""
    size = 0
    database, cpu, wall = backend_seconds(), time.process_time(), time.perf_counter()
    for _ in range(repeat):
        size = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    database = backend_seconds() - database
    per_call = 1000 / repeat
    return size, (cpu + database) * per_call, wall * per_call
