"""Drawing a sample that anybody can draw again (随机抽样): a seed over a stored frame."""

import hashlib
from collections.abc import Sequence


def draw(frame: Sequence[str], size: int, seed: int) -> list[str]:
    """Return `size` numbers of the frame; the same seed over the same frame gives the same ones.

    Each number is ranked by SHA-256 of "seed:number": the order of the frame, the Python version
    and the machine make no difference, and a number's rank does not depend on the others.
    """
    ranked = sorted(frame, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())
    return sorted(ranked[:size])
