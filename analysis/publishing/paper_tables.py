"""Tables for papers: the same cells as LaTeX, Markdown, CSV and XLSX, the same bytes on every run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pandas as pd

from analysis.publishing.files import write_whole
from analysis.publishing.fitting import width
from analysis.publishing.prose import plain, shown
from analysis.publishing.visible import visible
from analysis.publishing.words import WORDED_COLUMNS, name
from analysis.tables.store import guard

FORMATS = ("tex", "md", "csv", "xlsx")
LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "≥": r"$\geq$", "≤": r"$\leq$",
}  # fmt: skip
WHEN = datetime(2000, 1, 1)  # of workbooks, which must bear a date


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Cells as people read them, with the numbers behind those that are numbers (None elsewhere)."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[float | None, ...], ...]
    note: str = ""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Columns that hold numbers and nothing else."""
        return tuple(
            bool(self.rows) and all(number is not None or not cell for cell, number in zip(cells, numbers, strict=True))
            and any(number is not None for number in numbers)
            for cells, numbers in zip(zip(*self.rows, strict=True), zip(*self.numbers, strict=True), strict=True)
        ) if self.rows else (False,) * len(self.heads)  # fmt: skip


def paper_table(data: pd.DataFrame, columns: Sequence[str], language: str, title: str, note: str = "") -> PaperTable:
    """Columns of a panel, worded in ``language``; identifiers of facts stay, so that a reader can look them up."""
    rows, numbers = [], []
    for record in data[list(columns)].to_dict("records"):
        rows.append(tuple(_line(cell(column, record[column], language)) for column in columns))
        numbers.append(tuple(_number(record[column]) for column in columns))
    heads = tuple(name("column", column, language) for column in columns)
    return PaperTable(title, heads, tuple(rows), tuple(numbers), note)


def cell(column: str, value: object, language: str) -> str:
    """A cell of a panel as people read it: worded where its column is, figures without trailing zeros."""
    kind = WORDED_COLUMNS.get(column)
    missing = value is None or (not isinstance(value, str) and bool(pd.isna(value)))  # type: ignore[call-overload]
    if kind is None or missing or (value == "" and kind != "group"):
        return shown(value, language)
    return name(kind, str(value), language)


def _line(text: str) -> str:
    """The text on one line, characters that act shown instead."""
    return BREAKS.sub(" ", visible(text))


BREAKS = re.compile(r"[\t\n\r]+")


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None or not isinstance(value, int | float):
        return None
    return None if pd.isna(value) else float(value)


def save_table(made: PaperTable, stem: Path, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write the table to ``stem`` plus each ending and return the files; raises ``ValueError`` for another format."""
    unknown = [ending for ending in formats if ending not in FORMATS]
    if unknown:
        raise ValueError(f"Tables are saved as {', '.join(FORMATS)}, not as {', '.join(unknown)}.")
    made_by = {"tex": latex, "md": markdown, "csv": csv, "xlsx": xlsx}
    paths = []
    for ending in formats:
        path = stem.with_name(f"{stem.name}.{ending}")
        write_whole(path, made_by[ending](made))
        paths.append(path)
    return tuple(paths)


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(letter, letter) for letter in text.replace("\n", " "))


def latex(made: PaperTable) -> bytes:
    r"""A ``longtable`` with the rules of booktabs, numbers to the right; needs booktabs, longtable and, for Chinese,
    ctex.

    >>> print(latex(PaperTable("50%", ("a_b",), (("≥60",),), ((None,),))).decode().splitlines()[3])
    a\_b \\
    """
    aligned = "".join("r" if one else "l" for one in made.numeric)
    lines = [
        rf"\begin{{longtable}}{{{aligned}}}",
        rf"\caption{{{_escaped(made.title, LATEX)}}}\\",
        r"\toprule",
        " & ".join(_escaped(head, LATEX) for head in made.heads) + r" \\",
        r"\midrule",
        r"\endhead",
        *(" & ".join(_escaped(one, LATEX) for one in row) + r" \\" for row in made.rows),
        r"\bottomrule",
        r"\end{longtable}",
    ]
    if made.note:
        lines += [r"\par\noindent\footnotesize " + _escaped(made.note, LATEX)]
    return ("\n".join(lines) + "\n").encode()


def markdown(made: PaperTable) -> bytes:
    """A pipe table under its title."""
    lines = [f"**{plain(made.title)}**", "", _pipes(made.heads)]
    lines += [_pipes(["---:" if one else "---" for one in made.numeric], escape=False)]
    lines += [_pipes(row) for row in made.rows]
    if made.note:
        lines += ["", plain(made.note)]
    return ("\n".join(lines) + "\n").encode()


def _pipes(cells: Sequence[str], escape: bool = True) -> str:
    return "| " + " | ".join(plain(one.replace("\n", " ")) if escape else one for one in cells) + " |"


def csv(made: PaperTable) -> bytes:
    """UTF-8 with byte-order mark and CRLF, so that Excel in China opens it; formulas are guarded, numbers plain."""
    from csv import writer
    from io import StringIO

    text = StringIO()
    out = writer(text, lineterminator="\r\n")
    out.writerow(made.heads)
    for row, numbers in zip(made.rows, made.numbers, strict=True):
        out.writerow(one if number is not None else guard(one) for one, number in zip(row, numbers, strict=True))
    return text.getvalue().encode("utf-8-sig")


def xlsx(made: PaperTable) -> bytes:
    """A workbook of one sheet: numbers as numbers, text as text (never a formula), the head frozen."""
    from xlsxwriter import Workbook

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        book.set_properties({"title": made.title, "created": WHEN})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet()
        for place, head in enumerate(made.heads):
            sheet.write_string(0, place, head, bold)
            widest = max([width(head), *(width(row[place]) for row in made.rows[:200])], default=8)
            sheet.set_column(place, place, min(max(widest + 1, 6), 60))
        for line, (row, numbers) in enumerate(zip(made.rows, made.numbers, strict=True), 1):
            for place, (one, number) in enumerate(zip(row, numbers, strict=True)):
                if number is not None:
                    sheet.write_number(line, place, number)
                elif one:
                    sheet.write_string(line, place, one)
        if made.note:
            sheet.write_string(len(made.rows) + 2, 0, made.note)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
