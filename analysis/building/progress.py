"""One bar for a long run, on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["shown"]

FEW = 20  # documents that are read before anybody looks


@contextmanager
def shown(total: int) -> Iterator[Callable[[], object]]:
    """A function to be called once per document; quiet where nobody looks on (no terminal, few documents)."""
    if total <= FEW or not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

    with tqdm(total=total, unit=" documents", leave=False, smoothing=0.05) as bar:
        yield bar.update
