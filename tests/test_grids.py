"""Tables without markup: what is one, where its rows and columns are, what stands in its header."""

from __future__ import annotations

from pathlib import Path

import pytest
from outline_cases import PROSE, cases, reading_of

from analysis.model import BlockKind, CellState, Grid, Outline, Reading
from analysis.reading import read_file
from analysis.reading.grid_cells import Piece
from analysis.reading.grid_headers import flat_header
from analysis.reading.outline import read_outline


def read(case: dict) -> tuple[Reading, Outline]:
    reading = reading_of("\n".join(case["input"]).replace("¶", PROSE))
    return reading, read_outline(reading)


def body_rows(grid: Grid) -> list[list[str | None]]:
    """Texts of the body cells by row; None where the cell is missing."""
    rows: list[list[str | None]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        if cell.row >= grid.header_rows:
            rows[cell.row - grid.header_rows].append(None if cell.state is CellState.MISSING else cell.text)
    return rows


def told(grid: Grid) -> dict:
    return {
        "layout": grid.layout,
        "shape": [grid.rows, grid.columns],
        "caption": grid.caption,
        "headers": list(grid.headers),
        "rows": body_rows(grid),
        "flags": list(grid.flags),
    }


@pytest.mark.parametrize("case", [*cases("grids_wild"), *cases("grids_synthetic"), *cases("grids_negative")])
def test_case(case: dict) -> None:
    reading, outline = read(case)
    assert [told(grid) for grid in outline.grids] == case["expected"]["grids"]
    assert list(outline.flags) == case["expected"]["flags"]
    for grid in outline.grids:
        for cell in grid.cells:
            if cell.state is CellState.VALUE:
                kept = "".join(reading.view[cell.start : cell.end].split())
                assert kept == "".join(cell.text.split())


@pytest.mark.parametrize("case", cases("grids_known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure", raises=AssertionError)
def test_known_failure(case: dict) -> None:
    _, outline = read(case)
    assert [[grid.rows, grid.columns] for grid in outline.grids] == case["expected"]["shapes"]


@pytest.mark.parametrize(
    ("cells", "columns", "names"),
    [
        ("序号 指标 单位 目标", 4, ("序号", "指标", "单位", "目标")),
        (
            "年度 人数(万人) 标准(元) 城市低保 农村低保 城市低保 (月人均) 农村低保 (年人均)",
            5,
            (
                "年度",
                "人数(万人)|城市低保",
                "人数(万人)|农村低保",
                "标准(元)|城市低保(月人均)",
                "标准(元)|农村低保(年人均)",
            ),
        ),
        (
            "指标 2015年 十三五时期 属性 目标 实际 年均增长",
            6,
            ("指标", "2015年", "十三五时期|目标", "十三五时期|实际", "十三五时期|年均增长", "属性"),
        ),
        ("年度 供养总 人数 城市特困 人员", 3, ("年度", "供养总人数", "城市特困人员")),
    ],
)
def test_header_that_lost_its_layout(cells: str, columns: int, names: tuple[str, ...]) -> None:
    tree = flat_header([Piece(i, i + 1, text) for i, text in enumerate(cells.split())], columns)
    assert tree is not None
    assert tree.names() == names


def test_grids_of_tab_lines(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "jiangjin_14.txt")
    assert [(g.rows, g.columns, g.header_rows) for g in plan.grids] == [(15, 5, 2), (16, 6, 1)]
    assert all(not grid.flags for grid in plan.grids)
    achieved, planned = plan.grids
    assert achieved.headers == ("指标名称", "十二五时期", "十三五时期|规划指标", "十三五时期|实现情况", "指标属性")
    assert planned.headers == ("序号", "主要指标", "单位", "2020年", "2025年", "指标属性")
    assert plan.sections[planned.section].number == "专栏1"
    assert [row[3] for row in body_rows(planned)] == [
        "—",
        "80",
        "100",
        "100",
        "142",
        "—",
        "2981",
        "2350",
        "90",
        "—",
        "—",
        "100",
        "41",
        "34.77",
        "70",
        "16.6",
    ]
    empty = [c for g in plan.grids for c in g.cells if c.row >= g.header_rows and c.state is CellState.EMPTY]
    assert [cell.text for cell in empty] == ["/"] * 5 + ["—"] * 4


def test_grids_of_blank_lines(shared_plans: Path) -> None:
    plan = read_file(shared_plans / "hulunbuir_14.txt")
    assert [(g.rows, g.columns, g.header_rows) for g in plan.grids] == [(5, 7, 2), (4, 6, 2), (14, 6, 1)]
    low, needy, box = plan.grids
    assert low.headers[3:5] == ("保障标准(元)|城市低保(月人均)", "保障标准(元)|农村低保(年人均)")
    assert needy.headers[1:4] == (
        "特困人员基本生活标准(元)|城市(月人均)",
        "特困人员基本生活标准(元)|农村(年人均)",
        "供养人数(人)|供养总人数",
    )
    assert low.caption.endswith("统计表")
    assert body_rows(low)[4] == ["2020", "7.0", "5.3", "660", "6016", "554.1", "337.5"]
    assert body_rows(needy)[0] == ["2017年", "689", "4940", "7474", "2907", "4567"]
    missing = [(c.row - 1, c.column) for c in box.cells if c.state is CellState.MISSING]
    assert missing == [(1, 2), (12, 2)]
    assert box.flags == ("cell-missing:1:2", "cell-missing:12:2")
    empty = [c.row for c in box.cells if c.state is CellState.EMPTY]
    assert empty == [1, 3, 4, 5, 6, 7, 8, 10, 12, 14]
    covered = [block for block in plan.blocks if block.kind is BlockKind.GRID]
    assert [(block.start, block.end) for block in covered] == [(grid.start, grid.end) for grid in plan.grids]


@pytest.mark.parametrize("name", ["suizhou_13", "wulong_2024", "wuxi_county_14"])
def test_documents_without_tables(shared_plans: Path, name: str) -> None:
    assert read_file(shared_plans / f"{name}.txt").grids == ()
