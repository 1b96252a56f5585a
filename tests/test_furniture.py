"""Page furniture: a pattern that is tried only on lines with a certain word needs that word in every match."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from analysis.codebook import read_table
from analysis.model import BlockKind
from analysis.reading.furniture import furniture_kind

HOLDING = [row for row in read_table("furniture") if row["holds"]]


def _always_holds(items: Iterable[tuple[Any, Any]], words: Collection[str]) -> bool:
    """Whether nothing matches the parsed pattern without one of the words."""
    run = ""
    for kind, value in items:
        if kind is sre.LITERAL:
            run += chr(value)
            if any(word in run for word in words):
                return True
            continue
        run = ""
        match kind:
            case sre.IN:
                found = all(one is sre.LITERAL and chr(code) in words for one, code in value)
            case sre.BRANCH:
                found = all(_always_holds(branch, words) for branch in value[1])
            case sre.SUBPATTERN | sre.ASSERT:
                found = _always_holds(value[-1], words)
            case sre.MAX_REPEAT:
                found = value[0] > 0 and _always_holds(value[2], words)
            case _:
                found = False
        if found:
            return True
    return False


@pytest.mark.parametrize("row", HOLDING, ids=[row["pattern"][:30] for row in HOLDING])
def test_no_match_without_the_word(row: dict[str, str]) -> None:
    assert _always_holds(_parser.parse(row["pattern"]), row["holds"].split())


def test_the_check_itself() -> None:
    assert not _always_holds(_parser.parse("(扫一扫)?手机"), ["扫"])
    assert not _always_holds(_parser.parse("扫码|点击"), ["扫"])
    assert not _always_holds(_parser.parse("[^>]"), [">"])


FURNITURE = (
    "首页 > 政务公开 > 规划计划",
    "青禾县民政局 > 信息公开 > 规划计划",
    "微信扫一扫分享本页",
    "- 12 -",
    "您的位置:首页",
    "蜀ICP备05000000号",
    "主办:青禾县民政局,地址:建设路1号,蜀ICP备 05000000号-1",
    "蜀ICP备号-1",
)
PROSE = (
    "推进社会组织网站ICP备案,完成率达到90%",
    "完成ICP备案的社会组织网站共35家",
    "社会组织网站ICP备案",
    "到2025年养老床位>3000张,护理型床位占比>55%",
    "目标:2025年床位>3000张>2020年",
    "低保标准增速>居民收入增速>物价涨幅",
)


@pytest.mark.parametrize("text", FURNITURE)
def test_lines_that_hold_one(text: str) -> None:
    assert furniture_kind(text, "tail") is BlockKind.FURNITURE
    assert furniture_kind("全市民政系统统筹推进各项工作," * 6 + text, "body") is None


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_looks_like_one(text: str) -> None:
    assert furniture_kind(text, "body") is None
