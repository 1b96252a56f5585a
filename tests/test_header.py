"""What documents say of themselves: cases of our own, and the shared documents where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from growth import growth

from analysis.model import Header, Outline, Reading, Source
from analysis.reading import dates, read_plan, titles
from analysis.reading.header import normal_number, read_header

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CASES = ROOT / "tests" / "cases"
EMPTY = Outline((), (), ())


def reading(text: str, stem: str = "case") -> Reading:
    """A reading without repairs."""
    source = Source(stem, f"{stem}.txt", "", "utf-8", text)
    return Reading(source, text, text, "simplified", (), (0,), (0,), (len(text),), (0,))


def cases(drawer: str) -> list[object]:
    rows = json.loads((CASES / f"header_{drawer}.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["label"]) for row in rows]


def check(header: Header, expected: dict[str, object]) -> None:
    found = {name: getattr(header, name) for name in expected}
    assert found == expected


@pytest.mark.parametrize("case", [*cases("synthetic"), *cases("negative")])
def test_case(case: dict[str, dict[str, str]]) -> None:
    header = read_header(reading(case["input"]["text"], case["input"].get("stem", "case")), EMPTY)
    check(header, dict(case["expected"]))


@pytest.mark.parametrize("case", cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failure(case: dict[str, dict[str, str]]) -> None:
    header = read_header(reading(case["input"]["text"], case["input"].get("stem", "case")), EMPTY)
    check(header, dict(case["expected"]))


SHARED_HEADERS: dict[str, dict[str, object]] = {
    "plans/jiangjin_14.txt": {
        "title": "江津民政事业发展“十四五”规划", "region": "江津区", "region_code": "500116", "region_level": "county",
        "parent": "重庆市", "doc_type": "plan", "doc_number": "", "period": "十四五", "period_start": 2021,
        "period_end": 2025,
    },
    "plans/wuxi_county_14.txt": {
        "title": "巫溪县民政事业发展“十四五”规划", "region": "巫溪县", "region_code": "500238", "parent": "重庆市",
        "doc_type": "plan", "doc_number": "巫溪府发〔2022〕20号", "date_written": "2022-05-24",
        "date_published": "2022-05-25", "publisher": "巫溪县人民政府", "period": "十四五",
    },
    "plans/suizhou_13.txt": {
        "title": "随州市民政事业发展“十三五”规划", "region": "随州市", "region_code": "421300", "parent": "湖北省",
        "region_level": "prefecture", "date_written": "2017-07-12", "period": "十三五", "period_start": 2016,
        "period_end": 2020,
    },
    "plans/wulong_2024.txt": {
        "title": "2024年全区民政工作要点", "region": "武隆区", "region_code": "500156", "parent": "重庆市",
        "doc_type": "work_priorities", "doc_number": "武隆民政发〔2024〕8号", "date_written": "2024-02-22",
        "date_published": "2024-03-06", "publisher": "武隆区民政局", "index_number": "115002320086902886/2024-00037",
        "period": "annual", "period_start": 2024, "period_end": 2024,
    },
    "plans/hulunbuir_14.txt": {
        "title": "呼伦贝尔市“十四五”民政事业发展规划", "region": "呼伦贝尔市", "region_code": "150700",
        "parent": "内蒙古自治区", "publisher": "根河市民政局", "date_written": "2025-03-26",
        "date_published": "2025-03-26", "period": "十四五", "index_number": "11152105011615326N/202503-00027",
    },
    "more/hefei_stat_2024.txt": {
        "region": "合肥市", "region_code": "340100", "parent": "安徽省", "doc_type": "bulletin", "period": "annual",
        "period_start": 2024, "date_written": "2025-03-28",
    },
    "more/fangchenggang_gwr_2009_fullwidth.txt": {
        "title": "", "region": "防城港市", "region_code": "450600", "parent": "广西壮族自治区",
        "doc_type": "work_report", "period": "annual", "period_start": 2009, "period_end": 2009,
    },
    "more/ordos_gwr_2004_html.txt": {
        "title": "2004年鄂尔多斯市政府工作报告", "region": "鄂尔多斯市", "region_code": "150600",
        "doc_type": "work_report", "period_start": 2004, "date_published": "2004-03-25",
    },
    "more/dezhou_eldercare_regulation_2019.txt": {
        "title": "德州市养老服务条例", "region": "德州市", "region_code": "371400", "parent": "山东省",
        "doc_type": "regulation", "date_written": "2019-09-08", "period": "", "period_start": None,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SHARED_HEADERS)
def test_shared_documents(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand beside the repository")
    from analysis.reading import read_file

    check(read_file(path).header, SHARED_HEADERS[name])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("某府发〔2022〕20号", "某府发〔2022〕20号"),
        ("某政办发 [2022] 20 号", "某政办发〔2022〕20号"),
        ("某民发（2022）第3号", "某民发〔2022〕第3号"),
        ("某府发〔2022号", ""),
        ("某府发20228号", ""),
        ("〔2022〕8号", ""),
    ],
    ids=str,
)
def test_normal_number(text: str, number: str) -> None:
    assert normal_number(text) == number


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("“十一五”规划", ("十一五", 2006, 2010)),
        ("某省“十五”计划纲要", ("十五", 2001, 2005)),
        ("某省十五五规划纲要", ("十五五", 2026, 2030)),
        ("某市规划(2016—2020年)", ("十三五", 2016, 2020)),
        ("某市规划(2018年至2022年)", ("", 2018, 2022)),
        ("某市第十五次会议规定", None),
        ("某市十五年回顾", None),
    ],
)
def test_title_period(title: str, period: tuple[str, int, int] | None) -> None:
    assert dates.title_period(title) == period


@pytest.mark.parametrize(
    "line", ["栏目：政府工作报告", "文件:zwgk/tjgb/202203/1_某县2021年统计公报", "标题：某县2021年统计公报"]
)
def test_a_label_or_a_path_is_no_title(line: str) -> None:
    assert titles.is_title(line.rpartition("_")[2].rpartition("：")[2]) and not titles.is_title(line)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市养老服务发展三年行动计划", "plan"),
        ("某县贯彻落实《某省养老服务条例》实施方案", "opinion"),
        ("某市人民政府关于加快发展养老服务业的若干意见(试行)", "opinion"),
        ("某区低保审核确认办法实施细则", "regulation"),
        ("关于公布2025年最低生活保障标准的公告", "standard_notice"),
        ("某市国民经济和社会发展统计公报", "bulletin"),
        ("某市养老机构情况统计表", "bulletin"),
        ("某局长在全市民政工作会议上的讲话", "work_report"),
        ("某市“十三五”规划实施情况评估报告", "other"),
        ("某局2023年工作总结和2024年发展思路", "work_report"),
        ("某局关于2023年工作情况和2024年工作打算的报告", "work_report"),
        ("某县2023年民生实事完成情况", "work_report"),
        ("某局2024年发展思路", "work_priorities"),
        ("某局2023年度部门预算", "other"),
        ("某局对第12号建议的答复", "other"),
        ("某市第十届运动会", ""),
    ],
)
def test_doc_type(title: str, kind: str) -> None:
    assert titles.doc_type(title) == kind


@pytest.mark.parametrize("unit", ["区", "1", "〔", "2024年", "印发《", "关于", "“十四五”规划\n", "索引号:\n", "<a>"])
def test_time_is_linear(unit: str) -> None:
    read_header(reading("鼓楼区民政工作要点"), EMPTY)  # the tables are loaded
    readings = {size: reading(unit * (size // len(unit))) for size in (250_000, 2_000_000)}

    def action(size: int) -> None:
        assert read_header(readings[size], EMPTY).doc_number == ""

    assert growth(action, 250_000, 8) < 4


def test_the_organ_in_a_document_number_is_no_place() -> None:
    """和政发 is 和 and 政发, not 和政县."""
    text = "和溪市人民政府关于加快养老服务发展的意见\n和政发〔2016〕21号\n\n各县区人民政府：\n\n养老床位达到3000张。\n"
    assert read_plan(Source("case", "case.txt", "", "utf-8", text)).header.region != "和政县"
