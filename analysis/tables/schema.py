"""What the tables look like: columns, types and their meaning, all read from ``codebook/columns.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.codebook import read_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TABLES",
    "Column",
    "Tables",
    "columns",
    "data_dictionary",
    "dtype_of",
    "frame_of",
    "joined",
    "names",
    "parted",
    "records",
    "table_schema",
    "typed",
]

# pandas dtype of each type of columns.csv. Strings are empty, never missing; integers and numbers may be missing.
DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}

LIST_SEPARATOR = ";"  # between flags, and between fact ids, in one cell

# What datapackage.json says of each table.
TITLES = {
    "plans": "One row per document",
    "facts": "One row per quantified statement",
    "targets": "Goals, with their baseline and the required change",
    "standards": "Benefit levels, also per month",
    "expenditures": "Money spent, raised, sold or planned, with its yearly average",
    "outcomes": "What was attained",
    "measures": "One row per place where a document speaks of a policy measure",
    "coverage": "One row per measure and document: found, or why not",
    "ledger": "One row per digit run of every document, and what became of it",
    "edits": "One row per repair of the text",
    "issues": "One row per finding of a check",
    "sentences": "The text: one row per sentence, heading or table row",
}

TITLES_ZH = {
    "plans": "每行一份文件",
    "facts": "每行一条量化陈述",
    "targets": "目标，附基期值和要求的变化",
    "standards": "待遇标准，另列折合每月的数值",
    "expenditures": "已支出、筹集、销售或计划的资金，另列年均值",
    "outcomes": "已实现的成果",
    "measures": "每行一处提及政策措施的文字",
    "coverage": "每行一项措施与一份文件：有无提及，若无则说明原因",
    "ledger": "每份文件中的每一处数字及其去向",
    "edits": "每行一处文本修复",
    "issues": "每行一条核对结果",
    "sentences": "正文：每行一个句子、标题或表格行",
}

# What tells the rows of a table apart; of ledger, edits and issues it is the whole row.
KEYS = {
    "plans": ["doc_id"],
    **{table: ["fact_id"] for table in ("facts", "targets", "standards", "expenditures", "outcomes")},
    "measures": ["mark_id"],
    "coverage": ["measure_id", "doc_id"],
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table, as ``columns.csv`` describes it."""

    name: str
    type: str  # string, integer, number, boolean
    unit: str
    description_en: str
    description_zh: str
    required: bool  # never empty
    allowed: tuple[str, ...] = ()  # the only values it takes (empty is allowed unless required); () for any


@dataclass(frozen=True)
class Tables:
    """The tables of one build; every frame has the columns and dtypes of ``columns.csv``."""

    plans: pd.DataFrame
    facts: pd.DataFrame
    targets: pd.DataFrame
    standards: pd.DataFrame
    expenditures: pd.DataFrame
    outcomes: pd.DataFrame
    measures: pd.DataFrame
    coverage: pd.DataFrame
    ledger: pd.DataFrame
    edits: pd.DataFrame
    issues: pd.DataFrame
    sentences: pd.DataFrame

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in TABLES:
            raise KeyError(f"no table {table!r}; there are {', '.join(TABLES)}")
        frame: pd.DataFrame = getattr(self, table)
        return frame

    def items(self) -> Iterable[tuple[str, pd.DataFrame]]:
        return [(table, self[table]) for table in TABLES]


TABLES: tuple[str, ...] = tuple(field.name for field in fields(Tables))


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Columns of ``table`` in order; raises ``KeyError`` for a table that ``columns.csv`` does not know."""
    found: list[Column] = []
    for row in read_table("columns"):
        if row["table"] != table:
            continue
        if row["column"] == "*":
            found.extend(columns(row["type"]))
            continue
        if row["type"] not in DTYPES:
            raise ValueError(f"codebook/columns.csv: {table}.{row['column']} has the unknown type {row['type']!r}")
        found.append(
            Column(
                row["column"],
                row["type"],
                row["unit"],
                row["description_en"],
                row["description_zh"],
                row["required"] == "yes",
                tuple(row["allowed"].split("|")) if row["allowed"] else (),
            )
        )
    if not found:
        raise KeyError(f"codebook/columns.csv describes no table {table!r}")
    seen = [column.name for column in found]
    if len(set(seen)) != len(seen):
        raise ValueError(f"codebook/columns.csv: table {table} names a column twice")
    return tuple(found)


def dtype_of(column: Column) -> Any:
    """The pandas dtype of a column."""
    from pandas.api.types import pandas_dtype

    return pandas_dtype(DTYPES[column.type])


def names(table: str) -> list[str]:
    """Column names of ``table`` in order.

    >>> names("ledger")[:4]
    ['doc_id', 'char_start', 'char_end', 'line']
    """
    return [column.name for column in columns(table)]


def typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """``frame`` with exactly the columns of ``table``, in order, each in its dtype; strings empty, never missing.

    Raises ``KeyError`` when a column is absent.
    """
    import pandas as pd

    absent = [name for name in names(table) if name not in frame.columns]
    if absent:
        raise KeyError(f"table {table}: columns {', '.join(absent)} are absent")
    data: dict[str, Any] = {}
    for column in columns(table):
        series = frame[column.name]
        if column.type == "string":
            series = series.astype("object").where(series.notna(), "")
        data[column.name] = series.astype(dtype_of(column))
    return pd.DataFrame(data).reset_index(drop=True)


def frame_of(table: str, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """A frame of ``table`` from rows of plain values in column order (``None`` for missing numbers)."""
    import pandas as pd

    described = columns(table)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(described)
    if len(cells) != len(described):
        raise ValueError(f"table {table}: rows have {len(cells)} cells, expected {len(described)}")
    return pd.DataFrame(
        {
            column.name: pd.Series(list(values), dtype=dtype_of(column))
            for column, values in zip(described, cells, strict=True)
        }
    )


def joined(words: Iterable[str]) -> str:
    """Words in one cell; a separator inside a word becomes a comma.

    >>> joined(["unit-lost", "read:a;b"])
    'unit-lost;read:a,b'
    """
    return LIST_SEPARATOR.join(word.replace(LIST_SEPARATOR, ",") for word in words)


def parted(cell: str) -> tuple[str, ...]:
    """The words of such a cell.

    >>> parted("unit-lost;read:a,b"), parted("")
    (('unit-lost', 'read:a,b'), ())
    """
    return tuple(word for word in cell.split(LIST_SEPARATOR) if word)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values by column, ``None`` where a number is missing."""
    cells = []
    for name in frame.columns:
        values = frame[name].tolist()
        if str(frame[name].dtype) in (DTYPES["integer"], DTYPES["number"]):
            values = [None if absent else value for value, absent in zip(values, frame[name].isna(), strict=True)]
        cells.append(values)
    keys = [str(name) for name in frame.columns]
    return [dict(zip(keys, row, strict=True)) for row in zip(*cells, strict=True)]


def table_schema(table: str) -> dict[str, Any]:
    """The Table Schema of ``table`` (https://specs.frictionlessdata.io/table-schema/)."""
    described = []
    for column in columns(table):
        field: dict[str, Any] = {"name": column.name, "type": column.type}
        if column.unit:
            field["unit"] = column.unit
        field["description"] = column.description_en
        field["description_zh"] = column.description_zh
        constraints: dict[str, Any] = {}
        if column.required:
            constraints["required"] = True
        if column.allowed:
            constraints["enum"] = list(column.allowed) if column.required else ["", *column.allowed]
        if constraints:
            field["constraints"] = constraints
        described.append(field)
    schema: dict[str, Any] = {"fields": described, "missingValues": [""]}
    if table in KEYS:
        schema["primaryKey"] = KEYS[table]
    return schema


def data_dictionary(language: str = "en") -> str:
    """Every column of every table as Markdown, in English (``en``) or Chinese (``zh``)."""
    if language not in ("en", "zh"):
        raise ValueError(f"language {language!r} is not known; take en or zh")
    head = "| column | type | unit | meaning |" if language == "en" else "| 列 | 类型 | 单位 | 含义 |"
    made = "`minzheng dictionary` makes this page out of `analysis/codebook/columns.csv`; a test holds it current."
    if language == "zh":
        made = "本页由 `minzheng dictionary --lang zh` 从 `analysis/codebook/columns.csv` 生成，有测试保证其为最新。"
    lines = ["# Data dictionary" if language == "en" else "# 数据字典", "", made, ""]
    for table in TABLES:
        title = f"{TITLES[table]}." if language == "en" else f"{TITLES_ZH[table]}。"
        lines += [f"## {table}", "", title, "", head, "| --- | --- | --- | --- |"]
        for column in columns(table):
            meaning = column.description_en if language == "en" else column.description_zh
            cells = (f"`{column.name}`", column.type, column.unit, meaning.replace("|", "\\|"))
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)
