"""A short run of the fuzzer, the same documents each time; ``python tests/fuzz.py 100000`` is a long one."""

from __future__ import annotations

import pytest
from fuzz import document, faults

from analysis.model import Source
from analysis.reading import read_plan

ROWS = (("养老床位（张）", "1120", "1300"), ("城乡社区服务站（个）", "35", "60"), ("火化率（%）", "34", "37"))
TABLE = "".join("\n\t".join((*row, "预期性")) + "\n\n\t" for row in ROWS)


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_damaged_documents_are_read_or_refused(start: int) -> None:
    assert faults(0, range(start, start + 30)) == []


def test_a_document_can_be_made_again() -> None:
    assert document(3, 14) == document(3, 14) != document(3, 15)


@pytest.mark.parametrize("cut", range(0, len(TABLE), 3))
def test_a_table_without_its_head_is_read(cut: int) -> None:
    text = f"样县民政规划\n\n三、主要指标\n\n{TABLE[cut:]}{TABLE * 2}"
    assert read_plan(Source("d", "d.txt", "0" * 64, "utf-8", text)).reading.source.text == text
