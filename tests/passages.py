"""Short documents of our own for tests of coding: frames around a passage, and the comparison with what is expected."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.coding import code
from analysis.model import Coded, Fact, Plan, Source
from analysis.reading import read_plan

CASES = Path(__file__).parent / "cases"

_PLAN = "青禾县“十四五”民政事业发展规划\n\n第一章 总则\n\n为推动全县民政事业高质量发展，制定本规划。\n\n"
_REPORT = (
    "青禾县政府工作报告\n——2024年1月16日在青禾县第十八届人民代表大会第三次会议上\n县长 李某\n\n各位代表：\n\n"
    "现在，我代表县人民政府向大会报告工作。\n\n"
)

_REPORT_2026 = (
    "2026年青禾县政府工作报告\n——2026年1月16日在青禾县第十九届人民代表大会第一次会议上\n县长 李某\n\n各位代表：\n\n"
    "现在，我代表县人民政府向大会报告工作，请予审议。\n\n“十四五”时期工作回顾\n\n"
    "“十四五”时期，全县上下团结一心，各项事业取得了新的成绩，人民生活不断改善。\n\n"
)

FRAMES = {
    "review": _PLAN + "第二章 发展基础\n\n第一节 “十三五”时期发展成就\n\n",
    "situation": _PLAN + "第二章 面临的形势\n\n",
    "goals": _PLAN + "第二章 主要目标\n\n",
    "tasks": _PLAN + "第三章 重点任务\n\n",
    "bulletin": "2023年青禾县民政事业发展统计公报\n\n一、社会服务\n\n",
    "report_review": _REPORT + "一、2023年工作回顾\n\n",
    "report_tasks": _REPORT + "二、2024年重点工作\n\n",
    "regulation": "青禾县养老服务条例\n（2022年9月29日青禾县人民代表大会常务委员会通过）\n\n第二章 服务保障\n\n第六条 ",
    "opinion": "青禾县人民政府关于发展养老服务业的意见\n\n青政发〔2012〕15号\n\n各乡镇人民政府：\n\n二、政策措施\n\n",
    "press_plan": "青禾县养老服务有了新目标\n\n日前出台的《青禾县“十三五”民政事业发展规划》提出了今后几年的目标。\n\n",
    "report_next_plan": _REPORT_2026
    + "“十五五”时期的主要目标任务\n\n“十五五”时期，要努力实现以下目标任务，推动全县各项事业再上新台阶。\n\n",
    "press": "青禾发布 记者 王某\n\n本报讯 昨天上午，青禾县召开全县民政工作会议。\n\n",
    "half_report": "青禾县民政局2023年上半年工作总结\n\n",
    "summary_undated": "民政局年度总结\n\n",
    "notice": "青禾县民政局关于提高2024年社会救助保障标准的通知\n\n各乡镇人民政府：\n\n一、保障标准\n\n",
}
"""Text in front of a passage: what gives its section a role and its document a date, read as in any document."""


def plan_of(passage: str, frame: str = "tasks") -> Plan:
    """The read document whose last section is ``passage``."""
    return read_plan(Source("case", "case.txt", "", "utf-8", FRAMES[frame] + passage + "\n"))


def coded(passage: str, frame: str = "tasks") -> tuple[Coded, list[Fact]]:
    """The coding of the framed passage, and the facts that stand in the passage itself."""
    return _coded(passage, frame)


@cache
def _coded(passage: str, frame: str) -> tuple[Coded, list[Fact]]:
    result = code(plan_of(passage, frame))
    floor = len(FRAMES[frame])
    return result, [f for f in result.facts if (f.number_start or f.char_end) >= floor]


def load(prefix: str, *drawers: str) -> list[Any]:
    """Parameters of the drawers ``{prefix}_{drawer}.json``."""
    return [
        pytest.param(row, id=f"{drawer}: {row['label']}")
        for drawer in drawers
        for row in json.loads((CASES / f"{prefix}_{drawer}.json").read_text(encoding="utf-8"))
    ]


def _said(fact: Fact) -> dict[str, Any]:
    """The fields of a fact that cases speak of."""
    period = None if fact.period_start is None else [fact.period_start, fact.period_end]
    return {
        "kind": str(fact.kind),
        "indicator": fact.indicator_id,
        "text": f"{fact.indicator}|{fact.indicator_text}",
        "group": fact.group,
        "value": fact.value,
        "value_max": fact.value_max,
        "value_text": fact.value_text,
        "comparator": fact.comparator,
        "unit": fact.unit,
        "year": fact.year,
        "period": period,
        "attribute": fact.attribute,
        "implied": fact.implied,
        "damaged": fact.damaged,
        "flags": fact.flags,
    }


def _differences(expected: dict[str, Any], said: dict[str, Any]) -> list[str]:
    """Fields of a record that a fact does not meet; a case that is silent on damage or words expects neither."""
    wanted = {"implied": False, "damaged": False, "value_max": None} | expected
    wrong = []
    for field, want in wanted.items():
        have = said[field.removeprefix("not_")]
        if field in ("value", "value_max") and want is not None:
            fine = want == "any" or have == Decimal(want)
        elif field == "not_indicator":
            fine = want != have
        elif field == "text":
            fine = want in have
        elif field == "flags":
            fine = any(want in flag for flag in have)
        else:
            fine = have == want
        if not fine:
            wrong.append(f"{field}: expected {want}, found {have}")
    return wrong


def complaints(case: dict[str, Any]) -> list[str]:
    """What the coding of a case gets wrong, in words; empty where every record is there, right, and nothing else."""
    _, facts = coded(case["input"], case["doc"])
    if "allowed" in case:
        return [
            f"{f.kind} of {f.value} {f.unit} ({f.quote}); allowed are {case['allowed']}"
            for f in facts
            if f.kind not in case["allowed"]
        ]
    found, rest = [], [_said(f) for f in facts]
    for record in case["expected"]:
        ranked = sorted(range(len(rest)), key=lambda i: _distance(record, rest[i]))
        if not ranked or _distance(record, rest[ranked[0]]) >= 100:
            found.append(f"missing: {record}")
            continue
        said = rest.pop(ranked[0])
        wrong = _differences(record, said)
        if wrong:
            found.append(f"{said['text']} {said['value']} {said['unit']}: " + "; ".join(wrong))
    found += [f"not expected: {said}" for said in rest]
    return found


def _distance(record: dict[str, Any], said: dict[str, Any]) -> int:
    """How far a fact is from a record: another value makes it another record."""
    wrong = _differences(record, said)
    return len(wrong) + 100 * any(w.startswith("value:") for w in wrong)
