"""Whether time grows with the size of the text, measured so that a busy machine does not matter."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import Any


def growth(action: Callable[[int], Any], small: int, times: int) -> float:
    """How much more processor time ``times`` the size takes, per unit of size: about 1 when the time is linear.

    Processor time of this process, and a ratio within one run: other work on the machine does not count. Garbage is not
    collected meanwhile, for how long that takes depends on what other tests left behind.
    """
    seconds = []
    gc.disable()
    try:
        for size in (small, small * times):
            begin = process_time()
            action(size)
            seconds.append(process_time() - begin)
    finally:
        gc.enable()
    return seconds[1] / times / max(seconds[0], 1e-3)
