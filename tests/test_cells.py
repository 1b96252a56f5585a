"""Cells of tables: what each number of a statistics table is said to count, and what is left of those nobody read."""

from __future__ import annotations

from typing import Any

import pytest
from growth import growth
from passages import load

from analysis.coding import code
from analysis.model import Coded, Fact, Source
from analysis.reading import read_plan

FEW = ("wild", "synthetic", "negative")


def coded(text: str) -> Coded:
    return code(read_plan(Source("case", "case.txt", "", "utf-8", text)))


def told(fact: Fact) -> str:
    year = "" if fact.year is None else fact.year
    return f"{fact.kind}|{fact.indicator_text}|{fact.group}|{fact.value}|{fact.unit}|{year}"


def same(record: str, fact: Fact) -> bool:
    kind, text, group, value, unit, year = record.split("|")
    return (kind, text, group, unit, year) == (
        str(fact.kind),
        fact.indicator_text,
        fact.group,
        fact.unit,
        str(fact.year or ""),
    ) and fact.value == fact.value.__class__(value)


def complaints(case: dict[str, Any]) -> list[str]:
    result = coded("\n".join(case["input"]))
    wrong = []
    rest = [fact for fact in result.facts if fact.source == "table"]
    for record in case["expected"] or []:
        fact = next((f for f in rest if same(record, f)), None)
        if fact is None:
            wrong.append(f"missing: {record}")
        else:
            rest.remove(fact)
    wrong += [f"not expected: {told(fact)}" for fact in rest]
    periods = {(fact.indicator_text, str(fact.value)): fact for fact in result.facts}
    for record, period in case.get("periods", {}).items():
        text, value = record.split("|")
        of = periods.get((text, value))
        if of is None or f"{of.period_start}-{of.period_end}" != period:
            wrong.append(f"{record}: expected {period}, found {of and (of.period_start, of.period_end)}")
    for record, flag in case.get("flagged", {}).items():
        text, value = record.split("|")
        of = periods.get((text, value))
        if of is None or flag not in of.flags:
            wrong.append(f"{record}: not flagged {flag}")
    for flag in case.get("flags", []):
        wrong += [f"no {flag}: {told(f)}" for f in result.facts if f.source == "table" and flag not in f.flags]
    said = {row.text: (row.status, row.reason) for row in result.ledger}
    for status in ("unread", "excluded"):
        for number, reason in case.get(status, {}).items():
            if said.get(number) != (status, reason):
                wrong.append(f"{number}: expected {status}, {reason}; found {said.get(number)}")
    if "grids" in case and len(result.plan.grids) != case["grids"]:
        wrong.append(f"{len(result.plan.grids)} grids, expected {case['grids']}")
    for flag in case.get("grid_flags", []):
        if not any(flag in grid.flags for grid in result.plan.grids):
            wrong.append(f"no flag {flag} in {[grid.flags for grid in result.plan.grids]}")
    return wrong


@pytest.mark.parametrize("case", load("cells", *FEW))
def test_case(case: dict[str, Any]) -> None:
    assert complaints(case) == []


@pytest.mark.xfail(strict=True, reason="known failure", raises=AssertionError)
@pytest.mark.parametrize("case", load("cells", "known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    assert complaints(case) == []


@pytest.mark.parametrize("case", load("cells", *FEW, "known_failures"))
def test_every_number_of_a_table_is_a_fact_or_has_its_reason(case: dict[str, Any]) -> None:
    result = coded("\n".join(case["input"]))
    numbers = [(f.number_start, f.number_end or 0) for f in result.facts if f.number_start is not None]
    read = {place for start, end in numbers for place in range(start, end)}
    unread = {"cell not read", "beside the cells of a table"}
    reasons = {"table label", *unread}
    for row in result.ledger:
        if any(grid.start <= row.char_start < grid.end for grid in result.plan.grids):
            assert (row.status == "fact") == (row.char_start in read)
            assert row.status == "fact" or row.reason in reasons
            assert (row.status == "unread") == (row.reason in unread)


def test_bars_tabs_and_spaces_say_the_same() -> None:
    rows = [
        ("指标名称", "单位", "数量"),
        ("孤儿数", "人", "1,204"),
        ("城市低保户数", "万户", "0.4"),
        ("收养登记", "件", "32"),
    ]
    title = "2018年5月青禾县民政统计月报\n"
    layouts = {
        "bars": "\n".join(f"| {' | '.join(row)} |" for row in rows),
        "inner bars": "\n".join(" | ".join(row) for row in rows),
        "tabs": "\n".join("\t".join(row) for row in rows),
        "spaces": "\n".join("   ".join(row) for row in rows),
        "one space": "\n".join(" ".join(row) for row in rows),
        "nothing": "\n".join("".join(row) for row in rows),
        "lines": "\n\n".join("\n\n".join(row) for row in rows),
        "bars behind": "\n".join(" |\n".join(row) + " |" for row in rows),
        "bars below": "\n".join("\n|\n".join(row) + "\n|" for row in rows),
    }
    said = {name: [told(f) for f in coded(title + text + "\n").facts] for name, text in layouts.items()}
    assert said["bars"] == [
        "outcome|孤儿数||1204|人|2018",
        "outcome|城市低保户数|城市|4000.0|户|2018",
        "outcome|收养登记||32|件|2018",
    ]
    assert {name: facts for name, facts in said.items() if facts != said["bars"]} == {}


HOSTILE = (
    "指标\n", "指标名称单位数量\n", "指标\n2001\n", "指标 2001 2002 2003\n", "甲 1 2 3\n", "甲|\n", "|\n", "甲\n|\n",
    "甲万张1\n", "指标|\n单位|\n数量|\n", "指标\n单位\n数量\n甲\n", "2001\n2002\n2003\n",
    "甲\n|\n数量\n||\n", "指标\n|\n数量\n|\n||\n甲\n|\n1\n|\n||\n", "甲\n|\n", "指标|数量\n甲 二、乙 丙|\n个|1\n",
    "指标 2001年 指标 2001年\n甲 1 乙 2\n", "指标名称单位数量\n甲万张1\n", "| 指标 | 单位 | 数量 |\n| 一、甲 | | |\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_size(piece: str) -> None:
    """Four times the text takes about four times the time; a quadratic step would take sixteen."""
    coded(piece * (1_000 // len(piece)))
    assert growth(lambda size: coded(piece * (size // len(piece))), 5_000, 4, rounds=3, least=0.03) < 2.5


def test_a_number_that_fits_two_columns_is_flagged() -> None:
    """A row that lost a cell: nobody knows whether its number is the baseline or the target."""
    head = ["序号", "指标", "单位", "2020年", "2025年", "属性"]
    rows = [[str(i), f"第{i}项覆盖率", "%", str(40 + i), str(60 + i), "预期性"] for i in range(1, 7)]
    del rows[2][3]
    text = "\n\n".join(["专栏1 主要指标", *head, *(cell for row in rows for cell in row)])
    facts = coded(text).facts
    assert [str(fact.value) for fact in facts if "column-uncertain" in fact.flags] == ["63"]
    assert len(facts) == 11


def test_a_yearbook_in_two_languages_is_read_by_its_own_labels() -> None:
    """Translations stand behind labels or run on over lines, numbers may follow on a line of their own."""
    text = """8-4 社会救助
basic statistics on social assistance
     item 2011 2012
一、救助对象 recipients
  (一)城市低保人数(人)  number of urban residents granted the
      minimum living allowance (person)
4120 3987
     三无人员   persons without income, support and ability to work 310 295
     重病人员   seriously ill 95 88
  (二)农村低保户数(户)  rural households on the allowance (household) 2210 2301
二、接收捐赠 donations
  1.社会捐款额(万元)   money received (10000 yuan) 36.5 41.2
"""
    assert [told(f) for f in coded(text).facts] == [
        "outcome|城市低保人数|城市|4120|人|2011",
        "outcome|城市低保人数|城市|3987|人|2012",
        "outcome|三无人员||310|人|2011",
        "outcome|三无人员||295|人|2012",
        "outcome|重病人员||95|人|2011",
        "outcome|重病人员||88|人|2012",
        "outcome|农村低保户数|农村|2210|户|2011",
        "outcome|农村低保户数|农村|2301|户|2012",
        "expenditure|社会捐款额||365000.0|元|2011",
        "expenditure|社会捐款额||412000.0|元|2012",
    ]


def test_a_caption_in_another_language_is_no_part_of_the_header() -> None:
    """A translation may carry the numbers; a label in two pieces is one where the second says nothing alone."""
    text = """岭南市统计年鉴2013
20-8 社会福利基本情况
Basic Statistics on Social Welfare

项目 Item 2011 2012
养老床位(张) Beds for the Aged (bed) 7350 8126
城市居民最低生活保障人数(人)
Urban Residents Entitled to Minimum
Living Allowances (person) 24310 22875
农村居民最低生活保障
人数(人)
Rural Residents Entitled to Minimum
Living Allowances (person) 61204 63977
结婚登记(对) Registered Marriages (couple) 31870 33126
"""
    assert [told(f) for f in coded(text).facts] == [
        "outcome|养老床位||7350|张|2011",
        "outcome|养老床位||8126|张|2012",
        "outcome|城市居民最低生活保障人数|城市|24310|人|2011",
        "outcome|城市居民最低生活保障人数|城市|22875|人|2012",
        "outcome|农村居民最低生活保障人数|农村|61204|人|2011",
        "outcome|农村居民最低生活保障人数|农村|63977|人|2012",
        "outcome|结婚登记||31870|对|2011",
        "outcome|结婚登记||33126|对|2012",
    ]


def test_a_part_without_a_unit_takes_that_of_its_whole_alone() -> None:
    """# marks parts; a heading between, or a whole counted in tens of thousands, hands nothing on."""
    text = """指标 2011 2012
1.供养人数(人) 520 540
 #困难 120 130
 其他对象 8 9
二、床位
 其他用途 40 44
"""
    units = {f.indicator_text: (f.unit, "unit-inferred" in f.flags) for f in coded(text).facts}
    assert units["供养人数"] == ("人", False)
    assert [unit for text, unit in units.items() if "困难" in text or "对象" in text] == [("人", True)] * 2
    assert all(unit != ("人", True) for text, unit in units.items() if "用途" in text)


def test_codes_between_units_and_values_are_no_labels() -> None:
    """A form of a statistics department, each cell on its line: a row of marks, rows without a unit, empty cells."""
    rows = [
        ["指标名称", "单位", "代码", "数量", "上年数据", "同比"],
        ["甲", "乙", "丙", "1", "2", "3"],
        ["一、综合", "", "JZH011000000", "", "", ""],
        ["(一)社会救助支出", "万元", "JZH011310000", "1,250.5", "1,100.0", "13.68"],
        ["1.孤儿数", "人", "JZH011211000", "82", "85", "-3.53"],
        ["2.民族乡", "个", "JZH011112100", "", "", ""],
        ["3.儿童福利院", "个", "JZH011112200", "2", "2", ""],
    ]
    text = "2024年岭南区民政统计月报\n" + "\n".join(f"{cell} |" if cell else "|" for row in rows for cell in row) + "\n"
    expected = [
        ("社会救助支出", "12505000.0", "元", 2024),
        ("社会救助支出", "11000000.0", "元", 2023),
        ("社会救助支出增长", "13.68", "%", 2024),
        ("孤儿数", "82", "人", 2024),
        ("孤儿数", "85", "人", 2023),
        ("孤儿数增长", "-3.53", "%", 2024),
        ("儿童福利院", "2", "个", 2024),
        ("儿童福利院", "2", "个", 2023),
    ]
    coded_ = coded(text)
    assert [(f.indicator_text, str(f.value), f.unit, f.year) for f in coded_.facts] == expected
    assert [row for row in coded_.ledger if row.status == "unread"] == []


@pytest.mark.parametrize("names", [("东城区", "西湖县", "合计"), ("幸福敬老院", "阳光敬老院", "安康敬老院")])
def test_growth_is_of_the_count_to_its_left(names: tuple[str, str, str]) -> None:
    """A table with a row for each place, or each home, and a column of growth behind what is counted there."""
    header = "名称 | 床位数(张) | 入住老人(人) | 同比增长(%)"
    numbers = ("1200 | 830 | 5.1", "900 | 510 | -2.3", "2100 | 1340 | 2.2")
    rows = [f"{name} | {row}" for name, row in zip(names, numbers, strict=True)]
    facts = coded("\n".join(["青阳市2023年养老机构情况统计表", "", header, *rows]) + "\n").facts
    assert [(str(f.value), f.unit) for f in facts if f.line == 4] == [("1200", "张"), ("830", "人"), ("5.1", "%")]
    assert len(facts) == 9
    growth = [f for f in facts if f.unit == "%"]
    assert [f.indicator_text.endswith("入住老人增长") for f in growth] == [True] * 3
    assert {f.year for f in facts} == {2023}


def test_places_under_indicators_over_years() -> None:
    """A header of two levels: what is counted, and the years of each."""
    rows = [("南山区", 620, 650, 480, 510), ("海州县", 600, 630, 460, 490)]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    years = "<th>2021年</th><th>2022年</th>" * 2
    heads = "<th rowspan=2>县区</th><th colspan=2>城市低保标准（元/月）</th><th colspan=2>农村低保标准（元/月）</th>"
    page = (
        f"<html><body><h1>青阳市低保标准情况表</h1><table><tr>{heads}</tr><tr>{years}</tr>{cells}</table></body></html>"
    )
    facts = coded(page).facts
    told = [(f.indicator_id, f.group, int(f.value or 0), f.unit, f.year) for f in facts]
    assert told[:4] == [
        ("low_income_standard", "南山区 城市", 620, "元/人/月", 2021),
        ("low_income_standard", "南山区 城市", 650, "元/人/月", 2022),
        ("low_income_standard", "南山区 农村", 480, "元/人/月", 2021),
        ("low_income_standard", "南山区 农村", 510, "元/人/月", 2022),
    ]
    assert len(told) == 8


def test_two_tables_side_by_side_are_read_each_by_its_own_header() -> None:
    """A copied page of a yearbook: columns that hold roughly, headings in one half, letters of a label set apart."""
    text = """12-3 民政事业

               指标名称            单位     2021 年 2020 年       指标名称          单位    2021 年 2020 年


        一、低收入人口                 人                五、婚姻情况

        农村低保人数                  人    9851   100229       离婚登记            件      859   1587

        二、社会福利院                                      六、公墓

              个     数           个      10      13        安葬数             具     678     543

              职工人数              人     292     298  七、村委会             个      72      72

     P. 549
"""
    said = coded("2021年岭南市统计年鉴\n\n" + text)
    assert [told(f) for f in said.facts] == [
        "outcome|农村低保人数|农村|9851|人|2021",
        "outcome|农村低保人数|农村|100229|人|2020",
        "outcome|离婚登记||859|件|2021",
        "outcome|离婚登记||1587|件|2020",
        "outcome|社会福利院个数||10|个|2021",
        "outcome|社会福利院个数||13|个|2020",
        "outcome|安葬数||678|具|2021",
        "outcome|安葬数||543|具|2020",
        "outcome|社会福利院职工人数||292|人|2021",
        "outcome|社会福利院职工人数||298|人|2020",
        "outcome|村委会||72|个|2021",
        "outcome|村委会||72|个|2020",
    ]
    assert "elder_residents" not in {f.indicator_id for f in said.facts}


@pytest.mark.parametrize("row", ["农村低保人数 人 9851 离婚登记 件 859 1587", "到2025年，低保人数达到 9851 人。"])
def test_a_half_that_lost_a_number_is_no_row(row: str) -> None:
    """Nobody knows which column the other belongs to; prose ends the table."""
    head = "指标名称  单位  2021年  2020年  指标名称  单位  2021年  2020年\n"
    grids = read_plan(Source("case", "case.txt", "", "utf-8", head + row + "\n")).grids
    assert all(grid.layout != "spaces" or grid.columns != 8 for grid in grids)


@pytest.mark.parametrize("gap", [" ", "\t"])
def test_halves_are_told_apart_however_their_cells_are_parted(gap: str) -> None:
    """The right half never takes the label and the unit of the left one; a title may stand in two cells."""
    rows = [
        ["12-3", "社会福利和社会救助"],
        ["指标名称", "单位", "2021年", "2020年", "指标名称", "单位", "2021年", "2020年"],
        ["养老机构床位数", "张", "9120", "8874", "城市低保人数", "人", "5321", "5876"],
        ["护理型床位数", "张", "4810", "4102", "农村低保人数", "人", "8432", "9950"],
        ["孤儿人数", "人", "342", "377", "低保金支出", "万元", "152.5", "148.5"],
    ]
    text = "2021年岭南市统计年鉴\n\n" + "\n".join(gap.join(row) for row in rows) + "\n"
    said = {told(f) for f in coded(text).facts}
    assert said == {
        "outcome|养老机构床位数||9120|张|2021", "outcome|养老机构床位数||8874|张|2020",
        "outcome|城市低保人数|城市|5321|人|2021", "outcome|城市低保人数|城市|5876|人|2020",
        "outcome|护理型床位数||4810|张|2021", "outcome|护理型床位数||4102|张|2020",
        "outcome|农村低保人数|农村|8432|人|2021", "outcome|农村低保人数|农村|9950|人|2020",
        "outcome|孤儿人数||342|人|2021", "outcome|孤儿人数||377|人|2020",
        "expenditure|低保金支出||1525000.0|元|2021", "expenditure|低保金支出||1485000.0|元|2020",
    }  # fmt: skip


def test_columns_of_tasks_and_of_what_was_done() -> None:
    """Their sentences are read as goals and as results of the year reported on, however short."""
    rows = ["1 | 火化率达到90%以上 | 全年火化率为92.3%", "2 | 新增养老床位300张。 | 新增养老床位342张。"]
    text = "\n".join(["青禾区民政局2023年度目标任务完成情况表", "", "序号 | 目标任务 | 完成情况", *rows, ""])
    read = [(str(f.kind), str(f.value), f.comparator, f.year) for f in coded(text).facts]
    assert read == [
        ("target", "90", ">=", 2023),
        ("outcome", "92.3", "=", 2023),
        ("target", "300", "=", 2023),
        ("outcome", "342", "=", 2023),
    ]


def test_a_rise_has_an_id_of_its_own() -> None:
    rows = ["指标\t单位\t2020年\t2025年\t年均增速[累计]", "孤儿基本生活保障标准\t元/月\t1500\t1900\t[400]"]
    rows += ["护理型床位占比\t%\t41.5\t60\t[18.5]", "养老床位\t张\t1200\t1500\t[300]"]
    facts = coded("\n".join(["青禾县民政事业发展“十四五”规划", "一、目标", *rows]) + "\n").facts
    rises = [fact.indicator_id for fact in facts if fact.period_start == 2021]
    assert rises == ["orphan_standard.change", "nursing_bed_share.growth", "elder_beds.added"]


def test_a_level_of_the_header_tells_the_unit_that_no_name_does() -> None:
    rows = ["乡镇\t机构床位\t\t登记", "\t总数\t护理型\t", "青石镇\t310\t96\t5", "白水乡\t205\t71\t4"]
    facts = coded("\n".join(["2021年青禾县民政统计公报", "表1 各乡镇养老床位", *rows]) + "\n").facts
    assert [(str(fact.value), fact.unit) for fact in facts[:3]] == [("310", "张"), ("96", "张"), ("5", "个")]
