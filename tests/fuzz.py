"""Documents that nobody wrote, by the thousand: ``python tests/fuzz.py [COUNT] [SEED] [JOBS] [LONGEST]``.

Digests and tables of our own are cut, re-encoded, mixed and damaged, most of all beside their digits. Every document is
read, coded and written out like one of a corpus. What must hold, whatever the bytes: no fault of ours, a document that
is refused is refused in a sentence, it takes no more than a few seconds, every quote stands where its row says, and
every digit run has a row in the ledger. Each document is made of its number alone, so that a fault can be made again:
``document(seed, number, longest)``. Short documents (2,000 characters) try more of them in the same time.
"""

from __future__ import annotations

import random
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

LONGEST = 60_000  # characters of a document
SECONDS = 20  # of processor time that a document of 20,000 characters may take; usual are 0.1
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
SUFFIXES = (".txt", ".html", ".htm", ".docx", ".pdf")
STRAY = "０１２三千万亿百分之点.,:%‰元/人月年-—~至到(（)）[]【】<>《》“”|=+@'\"?�#𠮷😀é"
STRAY += "\t\n\r \u3000\u200b\ufeff\ufffd\0\x1b\u202e"
ENDS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b", " ")
_BESIDE = re.compile(r"(?<=\d).|.(?=\d)", re.DOTALL)
Dice = random.Random


@cache
def texts() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8-sig") for path in sorted((ROOT / "data" / "raw").glob("*.txt")))


def _stretch(dice: Dice, text: str, longest: int = LONGEST) -> str:
    start = dice.randrange(len(text) + 1)
    return text[start : start + min(longest, dice.choice((40, 400, 4000, 20000)))]


def _cut(dice: Dice, text: str) -> str:
    places = sorted(dice.randrange(len(text) + 1) for _ in range(dice.choice((2, 4, 40))))
    return "".join(text[a:b] for a, b in zip([0, *places[1::2]], [*places[::2], len(text)], strict=False))


def _beside_digits(dice: Dice, text: str) -> str:
    share = dice.choice((0.02, 0.2, 0.7))
    return _BESIDE.sub(lambda m: "" if dice.random() < share else m[0], text)


def _strays(dice: Dice, text: str) -> str:
    out = list(text)
    for _ in range(dice.choice((1, 20, 300))):
        out.insert(dice.randrange(len(out) + 1), dice.choice(STRAY) * dice.choice((1, 1, 2, 9)))
    return "".join(out)


def _exchanged(dice: Dice, text: str) -> str:
    share = dice.choice((0.01, 0.1))
    return "".join(dice.choice(STRAY) if dice.random() < share else c for c in text)


def _shuffled(dice: Dice, text: str) -> str:
    lines = text.splitlines(keepends=True)
    dice.shuffle(lines)
    return "".join(lines)


def _line_ends(dice: Dice, text: str) -> str:
    end = dice.choice(ENDS)
    return end.join(text.splitlines())


def _repeated(dice: Dice, text: str) -> str:
    piece = text[(start := dice.randrange(len(text) + 1)) : start + dice.choice((1, 3, 12, 80))]
    return text[:start] + piece * dice.choice((3, 50, 400)) + text[start:]


def _table(dice: Dice, text: str) -> str:
    """A table of some layout, whole or damaged, somewhere in the text."""
    columns, rows = dice.randint(1, 7), dice.randint(1, 12)

    def cell() -> str:
        number = dice.choice(("", "/", "—", str(dice.randrange(10**6)), f"{dice.random() * 100:.2f}", "5.5%", "≥60"))
        return dice.choice(
            (number, number, "养老床位（张）", "指标", "2020年", "2025年", "约束性", "单位", "%", "合计")
        )

    cells = [[cell() for _ in range(columns)] for _ in range(rows)]
    if dice.random() < 0.4:
        for row in cells:
            del row[dice.randrange(columns + 1) :]
    mark = dice.choice(("\t", "|", "\n", "\n\t", "\n\n", "  ", "|\n", "", "，", "</td><td>"))
    made = dice.choice(("\n", "\n\n", "\n\t\n", " ", "</tr><tr>")).join(mark.join(row) for row in cells)
    at = dice.randrange(len(text) + 1)
    return f"{text[:at]}\n专栏{dice.randint(1, 9)} 主要指标\n{made}\n{text[at:]}"


def _markup(dice: Dice, text: str) -> str:
    tags = ("<p>", "</p>", "<br>", "<table>", "<tr>", "<td colspan=9>", "<td rowspan=99999>", "</td>", "</table>",
            "<script>", "</script>", "<style>", "<!--", "-->", "&nbsp;", "&#x30;", "&#99999999;", "<a href='",
            "<![CDATA[", "<div style='display:none'>", "<ruby>", "<rt>")  # fmt: skip
    out = text.split("\n")
    for _ in range(dice.choice((3, 60))):
        out.insert(dice.randrange(len(out) + 1), dice.choice(tags))
    return dice.choice(("<html><meta charset=gbk>", "")) + "\n".join(out)


CHANGES: tuple[Callable[[Dice, str], str], ...] = (
    _stretch, _cut, _beside_digits, _strays, _exchanged, _shuffled, _line_ends, _repeated, _table, _markup,
)  # fmt: skip


def _bytes(dice: Dice, text: str) -> bytes:
    data = text.encode(dice.choice(ENCODINGS), "replace") if dice.random() < 0.4 else text.encode("utf-8", "replace")
    if dice.random() < 0.25:
        out = bytearray(data)
        for _ in range(dice.choice((1, 5, 200))):
            if out:
                at = dice.randrange(len(out))
                out[at : at + dice.choice((0, 1, 1, 3))] = bytes(
                    dice.randrange(256) for _ in range(dice.choice((0, 1, 2)))
                )
        data = bytes(out)
    if dice.random() < 0.1:
        data = data[: dice.randrange(len(data) + 1)]
    if dice.random() < 0.02:
        data = dice.choice((b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG")) + data
    return data


def document(seed: int, number: int, longest: int = LONGEST) -> tuple[str, bytes]:
    """Name and bytes of a document."""
    dice = Dice(f"{seed} {number}")
    text = dice.choice(texts())
    if dice.random() < 0.5 or longest < len(text):
        text = _stretch(dice, text, longest)
    for change in dice.choices(CHANGES, k=dice.choice((1, 2, 3, 5))):
        text = change(dice, text or "空")[:longest]
    suffix = ".txt" if dice.random() < 0.7 else dice.choice(SUFFIXES)
    return f"d{number}{suffix}", _bytes(dice, text)


def fault(name: str, data: bytes) -> str:
    """What is wrong with how a document is read; empty where nothing is. A refusal is nothing wrong."""
    from analysis.building.work import Done, Task, code_document, lines_of
    from analysis.coding import code
    from analysis.model import ReadingError
    from analysis.reading import read_plan
    from analysis.reading.formats import to_source

    doc_id = name.split(".")[0]
    done = code_document(Task(doc_id, name, data))
    if not isinstance(done, Done):
        return done.reason if "internal error" in done.reason or not done.reason.startswith(name) else ""
    lines_of(done.lines)
    try:
        plan = read_plan(to_source(data, doc_id, name))
    except ReadingError as error:
        return f"refused the second time: {error}"
    coded, text = code(plan), plan.reading.source.text
    for fact in coded.facts:
        if text[fact.char_start : fact.char_end] != fact.quote:
            return f"the quote {fact.quote!r} does not stand at {fact.char_start}"
    covered = bytearray(len(text))
    for row in coded.ledger:
        covered[row.char_start : row.char_end] = b"\1" * (row.char_end - row.char_start)
    lost = next((m for m in re.finditer(r"\d+", text) if not all(covered[m.start() : m.end()])), None)
    return f"the digits {lost[0]!r} at {lost.start()} are not in the ledger" if lost else ""


class TooLong(Exception):
    """A document took more than its time."""


def _alarm(*_: object) -> None:
    raise TooLong


def faults(seed: int, numbers: Sequence[int], longest: int = LONGEST) -> list[tuple[int, str]]:
    """The documents of these numbers that something is wrong with, and what."""
    timed = hasattr(signal, "SIGVTALRM")
    if timed:
        signal.signal(signal.SIGVTALRM, _alarm)
    found = []
    for number in numbers:
        name, data = document(seed, number, longest)
        try:
            if timed:
                signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            told = fault(name, data)
        except TooLong:
            told = f"took more than {SECONDS} s"
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
        finally:
            if timed:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if told:
            found.append((number, told))
    return found


def main(count: int = 1000, seed: int = 0, jobs: int = 1, longest: int = LONGEST) -> int:
    batches = [range(start, min(start + 50, count)) for start in range(0, count, 50)]
    kinds: Counter[str] = Counter()
    with ProcessPoolExecutor(jobs) as pool:
        for found in pool.map(faults, repeat(seed), batches, repeat(longest)):
            for number, told in found:
                kinds[re.sub(r"d?\d+", "…", told)[:80]] += 1
                print(f"document({seed}, {number}, {longest}): {told[:300]}", flush=True)
    print(f"{count} documents of seed {seed}: {sum(kinds.values())} with faults")
    for kind, times in kinds.most_common():
        print(f"{times:>6} × {kind}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
