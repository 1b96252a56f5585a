"""Time: expressions of a text, what a document's own dates make of them, and the date of a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import coded

from analysis.coding import code
from analysis.coding.calendar import moments
from analysis.coding.document_dates import calendar_of
from analysis.model import Header, Source
from analysis.reading import read_plan

PLAN = calendar_of(
    Header(doc_type="plan", period="十四五", period_start=2021, period_end=2025, date_written="2021-11-05")
)
REPORT = calendar_of(Header(doc_type="work_report", period_start=2024, period_end=2024, date_written="2024-01-16"))
BULLETIN = calendar_of(Header(doc_type="bulletin", period_start=2023, period_end=2023))


def read(view: str, calendar: object = PLAN) -> list[tuple[int, int, bool]]:
    return [(m.first, m.last, m.span) for m in moments(view, 0, len(view), calendar)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("到2025年", [(2025, 2025, False)]),
        ("截至2020年底", [(2020, 2020, False)]),
        ("2020年11月", [(2020, 2020, False)]),
        ("2020年上半年", [(2020, 2020, False)]),
        ("2016-2020年", [(2016, 2020, True)]),
        ("2016年至2020年", [(2016, 2020, True)]),
        ("2016—2020年期间", [(2016, 2020, True)]),
        ("“十三五”期间", [(2016, 2020, True)]),
        ("“十三五”以来", [(2016, 2020, True)]),
        ("“十三五”时期", [(2016, 2020, True)]),
        ("“十三五”末", [(2020, 2020, False)]),
        ("“十四五”期末", [(2025, 2025, False)]),
        ("“十二五”期间", [(2011, 2015, True)]),
        ("“十五”期间", [(2001, 2005, True)]),
        ("“十一五”期间", [(2006, 2010, True)]),
        ("2018年以来", [(2018, 2020, True)]),
        ("2015年和2020年", [(2015, 2015, False), (2020, 2020, False)]),
        ("比2019年增长", []),
        ("较2015年末提高", []),
        ("与上年相比", []),
        ("编号为2020号", []),
        ("根据《某市2035年远景目标纲要》制定", []),
        ("按照《关于调整2018年低保标准的通知》", [(2018, 2018, False)]),
        ("共计2020人", []),
    ],
)
def test_expressions(view: str, expected: list[tuple[int, int, bool]]) -> None:
    assert read(view) == expected


LAST_YEAR_ALONE = pytest.mark.xfail(strict=True, reason="上年 without 比 or 较 is not read")


@pytest.mark.parametrize(
    ("calendar", "view", "year"),
    [
        (REPORT, "去年", 2023),
        (REPORT, "今年", 2024),
        pytest.param(REPORT, "上年", 2023, marks=LAST_YEAR_ALONE),
        pytest.param(BULLETIN, "上年", 2022, marks=LAST_YEAR_ALONE),
    ],
)
def test_relative_years(calendar: object, view: str, year: int) -> None:
    assert read(view, calendar) == [(year, year, False)]


def test_what_a_document_looks_back_on() -> None:
    assert (PLAN.review_start, PLAN.review_end, PLAN.plan_end) == (2016, 2020, 2025)
    assert (REPORT.review_end, REPORT.plan_end, REPORT.year) == (2023, 2024, 2024)
    assert (BULLETIN.review_end, BULLETIN.year) == (2023, 2023)
    empty = calendar_of(Header())
    assert (empty.plan_end, empty.review_end, empty.year) == (None, None, None)


@pytest.mark.parametrize(
    ("frame", "passage", "year", "period", "inferred"),
    [
        ("goals", "到2023年，建成敬老院5所。", 2023, None, False),
        ("goals", "养老机构床位达到3600张。", 2025, None, True),
        ("review", "全县有敬老院5所。", 2020, None, True),
        ("review", "2017年，新建敬老院5所。", 2017, None, False),
        ("review", "“十三五”期间累计救助810人次。", None, (2016, 2020), False),
        ("tasks", "“十四五”期间新建敬老院5所。", None, (2021, 2025), False),
        ("report_review", "救助流浪乞讨人员810人次。", 2023, None, True),
        ("report_tasks", "新建敬老院5所。", 2024, None, True),
        ("report_tasks", "今年新建敬老院5所。", 2024, None, False),
        ("bulletin", "年末有敬老院5所。", 2023, None, None),
    ],
)
def test_the_date_of_a_number(
    frame: str, passage: str, year: int | None, period: tuple[int, int] | None, inferred: bool | None
) -> None:
    _, facts = coded(passage, frame)
    assert len(facts) == 1
    fact = facts[0]
    assert fact.year == year
    assert (None if fact.period_start is None else (fact.period_start, fact.period_end)) == period
    assert inferred is None or fact.time_inferred == inferred


@given(st.integers(1990, 2040), st.integers(0, 20))
def test_spans_keep_their_bounds(first: int, length: int) -> None:
    assert read(f"{first}-{first + length}年") == [(first, first + length, True)]


@given(st.integers(2021, 2040), st.integers(1, 20))
def test_a_span_backwards_is_none(first: int, length: int) -> None:
    assert all(a <= b for a, b, _ in read(f"{first}-{first - length}年"))


@given(st.text(max_size=60))
def test_any_text_has_moments_in_order_and_in_place(view: str) -> None:
    found = moments(view, 0, len(view), PLAN)
    assert all(0 <= m.start < m.end <= len(view) and m.first <= m.last for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


OPINION = "青禾市人民政府关于加快养老服务发展的意见\n青政发〔2016〕21号\n\n各县区人民政府：\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OPINION + "截至2015年底，老年人口50万人。全市有养老机构120家。", ["outcome 2015", "outcome 2015"]),
        (OPINION + "到2020年，护理型床位占比达到45%。", ["target 2020"]),
        ("到2025年，每千名老年人拥有养老床位35张。", ["target 2025"]),
        (
            "为推动“十四五”时期我市民政事业发展，根据《青禾市2035年远景目标纲要》，制定本规划。\n\n"
            "一、发展基础\n\n全市共安置流浪人员29名。",
            ["outcome 2016-2020"],
        ),
        (
            "一、发展基础\n“十二五”期间，全市民政事业取得显著成效。\n相对“十一五”末，城市低保标准提高70%。",
            ["outcome 2011-2015"],
        ),
        (
            "2011年青禾市民政工作总结\n\n新建敬老院3所，资金到位。三、资金安排。新建公墓4处。七、2012年工作思路。1、新建敬老院2所。",
            ["outcome 2011", "outcome 2011", "target 2012"],
        ),
        ("记者从2012年全市民政工作会议上获悉，今年将新增养老床位300张。", ["target 2012"]),
        (
            "来源：岭南晚报 2022-12-29 14:40:45\n\n2023年青禾市民生事项出炉\n\n01 新建幸福食堂30处\n\n02 改建床位600张",
            ["target 2023", "target 2023"],
        ),
        (
            "青禾市政府工作报告\n——2013年1月18日在青禾市人民代表大会上\n\n一、过去五年工作回顾\n\n"
            "（一）社会保障更加有力。新建敬老院58所，集中供养率由31%提高到52%。",
            ["outcome 2008-2012", "outcome 2007", "outcome 2012"],
        ),
        (
            "青禾市政府工作报告\n——2026年1月18日在青禾市人民代表大会上\n\n一、2025年工作回顾\n\n新建敬老院5所。\n\n"
            "附件1\n2026年民生实事\n\n一、提升养老服务水平。\n\n新增持证护理员1500人。",
            ["outcome 2025", "target 2026"],
        ),
    ],
)
def test_a_document_without_a_stated_period(text: str, expected: list[str]) -> None:
    """The year in the document number, 到 before a year, and the sentence of enactment tell how to date.

    So do the period looked back on, a meeting, a headline of next year, and headings that name past or coming years.
    """
    facts = code(read_plan(Source("case", "case.txt", "", "utf-8", text + "\n"))).facts
    told = [f"{fact.kind} {fact.year or f'{fact.period_start}-{fact.period_end}'}" for fact in facts]
    assert told == expected


NUMBERED = """青禾县人民政府关于印发残疾人补贴实施方案的通知

青政规〔2016〕2号

青禾县残疾人补贴实施方案

一、基本情况
据2015年12月底统计，全县有残疾人11284人。

二、补贴对象和标准
困难残疾人生活补贴标准为每人每月50元。
"""

REPORTED = """孤儿保障水平提高
2011-07-26 08:08 来源：某网

财政下拨了2011年度补助资金，标准由2010年的每人每月180元提高到200元。

去年11月，有关意见下发。

{opening}全国已有27个省份确定了标准。
"""


def years(text: str) -> dict[str, int | None]:
    return {str(f.value): f.year for f in code(read_plan(Source("case", "case.txt", "", "utf-8", text))).facts}


def test_a_numbered_opinion_speaks_of_its_own_year() -> None:
    """Its next section does not take the year of the figures before."""
    assert years(NUMBERED) == {"11284": 2015, "50": 2016}


@pytest.mark.parametrize("opening", ["截至目前，", "目前，"])
def test_what_is_said_of_today_takes_no_year_named_before(opening: str) -> None:
    assert years(REPORTED.format(opening=opening)) == {"180": 2010, "200": 2011, "27": 2011}


def test_a_paragraph_that_goes_on_keeps_the_year() -> None:
    """A line end inside a sentence that nothing joined; a paragraph of its own does not keep it."""
    head = "青禾县关于临时救助的实施意见\n\n青政发〔2018〕9号\n\n一、基本情况\n"
    text = f"{head}2017年全县实施临时救助4326户次，人次和资金分别{{}}\n"
    assert years(text.format("\n\n增长31%、64.2%。"))["31"] == 2017
    assert years(text.format("提高。\n\n发放救助金增长31%。"))["31"] == 2018


@pytest.mark.parametrize("last", ["(2023年2月8日 上饶日报)", "来源:上饶新闻网 2023-02-08", "发布时间:2023-02-08"])
def test_the_last_line_of_a_press_report_dates_its_facts(last: str) -> None:
    text = f"城乡低保再提标\n据介绍,我市城市低保标准由780元/月提高到830元/月。目前有低保对象5.4万人。\n{last}\n"
    facts = code(read_plan(Source("d", "d.txt", "", "utf-8", text))).facts
    assert [(fact.year, fact.time_inferred) for fact in facts if fact.value in (830, 54000)] == [(2023, True)] * 2
