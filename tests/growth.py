"""Whether time grows with the size of the text, measured so that a busy machine does not matter."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import Any


def growth(action: Callable[[int], Any], small: int, times: int, *, rounds: int = 1, least: float = 1e-3) -> float:
    """How much more processor time ``times`` the size takes, per unit of size: about 1 when the time is linear.

    Processor time of this process, and a ratio within one run: other work on the machine does not count. Garbage is not
    collected meanwhile, for how long that takes depends on what other tests left behind. Of ``rounds`` the shortest
    counts; a small size that takes less than ``least`` seconds counts as that.
    """
    gc.disable()
    try:
        short, long = (min(_seconds(action, size) for _ in range(rounds)) for size in (small, small * times))
    finally:
        gc.enable()
    return long / times / max(short, least)


def _seconds(action: Callable[[int], Any], size: int) -> float:
    begin = process_time()
    action(size)
    return process_time() - begin
