"""Large corpora for benchmarks: documents varied from a few real ones, as many as are asked for.

Each has the head of one of them and a stretch of its lines, with other figures: no two are alike, and all are read like
the documents they come from. ``python tests/corpus.py FOLDER COUNT`` writes one.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

HEAD = 12  # lines that stay: title, publisher, dates
MEAN = 25_000  # bytes of a document: what 10,000 of them need to make 250 MB
FIGURE = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))[1-9]\d+")  # no years


def varied(text: str, seed: int, mean: int = MEAN) -> str:
    """A document of about ``mean`` bytes with the head of ``text``, a stretch of its lines and other figures."""
    dice = random.Random(seed)
    lines = text.splitlines(keepends=True)
    head, body = lines[:HEAD], lines[HEAD:]
    size = len(text.encode("utf-8"))
    wanted = max(1, int(len(body) * min(1.0, mean / size * dice.uniform(0.5, 1.5))))
    start = dice.randrange(len(body) - wanted + 1)

    def figure(match: re.Match[str]) -> str:
        return match[0][0] + "".join(dice.choice("0123456789") for _ in match[0][1:])

    return "".join(head) + FIGURE.sub(figure, "".join(body[start : start + wanted]))


def write_corpus(folder: Path, sources: Sequence[Path], count: int, mean: int = MEAN) -> int:
    """Write ``count`` documents and give their size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    texts, size = [path.read_text(encoding="utf-8-sig") for path in sources], 0
    for number in range(count):
        data = varied(texts[number % len(texts)], number, mean).encode("utf-8")
        (folder / f"plan_{number:05}.txt").write_bytes(data)
        size += len(data)
    return size


def default_sources() -> list[Path]:
    """The full plans where somebody has them beside the repository, else its digests."""
    root = Path(__file__).resolve().parents[1]
    beside = sorted((root.parent / "shared" / "plans").glob("*.txt"))
    return beside or sorted((root / "data" / "raw").glob("*.txt"))


if __name__ == "__main__":
    written = write_corpus(Path(sys.argv[1]), default_sources(), int(sys.argv[2]))
    print(f"{sys.argv[2]} documents, {written:,} bytes")
