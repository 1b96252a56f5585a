"""Frames, views, the store and the checks over tables."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import EDIT, TEXT, coded, fact

from analysis.codebook import read_table
from analysis.model import Coded, Finding, Kind, Source
from analysis.tables import store, views
from analysis.tables.checks import check
from analysis.tables.frames import document_rows, tables_of
from analysis.tables.schema import TABLES, Tables, columns, data_dictionary, frame_of, names, table_schema, typed

FACTS = [
    "fact_id",
    "doc_id",
    "kind",
    "indicator_id",
    "indicator",
    "indicator_text",
    "group",
    "value",
    "value_max",
    "value_text",
    "comparator",
    "unit",
    "unit_text",
    "year",
    "period_start",
    "period_end",
    "time_inferred",
    "attribute",
    "implied",
    "damaged",
    "flags",
    "quote",
    "char_start",
    "char_end",
    "number_start",
    "number_end",
    "line",
    "section",
    "source",
    "rule",
    "note",
]
PLANS = [
    "doc_id",
    "title",
    "region",
    "region_code",
    "region_level",
    "parent",
    "publisher",
    "doc_type",
    "doc_number",
    "index_number",
    "date_written",
    "date_published",
    "period",
    "period_start",
    "period_end",
    "script",
    "encoding",
    "sha256",
    "characters",
    "facts",
    "edits",
    "flags",
    "unread",
    "measures",
    "lost_tables",
    "measures_note",
]


def build(*documents: Coded) -> Tables:
    return tables_of(map(document_rows, documents or (coded(),)))


# ---------------------------------------------------------------- columns


def test_the_columns_are_those_of_the_contract() -> None:
    assert names("facts") == FACTS
    assert names("plans") == PLANS
    assert {row["table"] for row in read_table("columns")} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_in_both_languages(table: str) -> None:
    for column in columns(table):
        assert column.description_en and column.description_zh, f"{table}.{column.name}"
        assert not column.unit or column.type in ("number", "integer", "string")


def test_views_hold_every_column_of_facts() -> None:
    for view in ("targets", "standards", "expenditures", "outcomes"):
        assert [name for name in names(view) if name in FACTS] == FACTS


def test_the_dictionary_has_every_column() -> None:
    for language in ("en", "zh"):
        text = data_dictionary(language)
        assert all(f"| `{column.name}` |" in text for table in TABLES for column in columns(table))
    with pytest.raises(ValueError, match="take en or zh"):
        data_dictionary("fr")


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(KeyError, match="nothing"):
        columns("nothing")
    with pytest.raises(KeyError, match="there are plans, facts"):
        build()["nothing"]


# ---------------------------------------------------------------- frames


def test_frames_have_the_declared_types_and_no_missing_text() -> None:
    tables = build()
    for table, frame in tables.items():
        assert list(frame.columns) == names(table)
        for column in columns(table):
            expected = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}[column.type]
            assert str(frame[column.name].dtype) == expected, f"{table}.{column.name}"
            if column.type == "string":
                assert not frame[column.name].isna().any()


def test_empty_tables_have_the_same_types() -> None:
    tables, full = tables_of([]), build()
    for table in TABLES:
        assert len(tables[table]) == 0
        if len(full[table]):
            assert tables[table].dtypes.equals(full[table].dtypes)


@pytest.mark.parametrize(
    ("written", "value", "printed"),
    [("735000000.00", 735000000.0, "735000000"), ("65.33", 65.33, "65.33"), ("114000000", 114000000.0, "114000000"),
     ("0.55", 0.55, "0.55"), ("1E+9", 1e9, "1000000000"), ("0.0000001", 1e-7, "0.0000001"), ("-3", -3.0, "-3")],
)  # fmt: skip
def test_decimals_become_floats_that_print_as_written(written: str, value: float, printed: str) -> None:
    tables = build(coded(facts=(fact(value=Decimal(written)),)))
    assert tables.facts["value"].tolist() == [value]
    line = store.csv_bytes(tables.facts, "facts").decode("utf-8-sig").split("\n")[1]
    assert line.split(",")[FACTS.index("value")] == printed


def test_a_number_beyond_floats_is_flagged_not_infinite() -> None:
    tables = build(coded(facts=(fact(value=Decimal("1E+400")),)))
    assert tables.facts["value"].isna().all()
    assert tables.facts["flags"].tolist() == ["beyond-float"]


def test_counts_flags_lists_and_edits() -> None:
    flagged = fact(flags=("a;b", "c"))
    tables = build(coded(facts=(flagged, fact(number="36.5", damaged=True)), edits=(EDIT,)))
    assert tables.facts["flags"].tolist() == ["a,b;c", ""]
    assert tables.plans[["facts", "edits", "flags", "unread"]].iloc[0].tolist() == [2, 1, 2, 0]
    assert tables.plans["characters"].tolist() == [len(TEXT)]
    assert tables.edits[["char_start", "char_end", "line", "certainty"]].iloc[0].tolist() == [0, 4, 1, "exact"]


def test_rows_are_sorted_by_document_and_place_whatever_the_order() -> None:
    one, two = coded(doc_id="a"), coded(doc_id="b")
    backwards = replace(one, facts=one.facts[::-1], ledger=one.ledger[::-1])
    first, second = build(one, two), build(two, backwards)
    for table in TABLES:
        assert store.csv_bytes(first[table], table) == store.csv_bytes(second[table], table)
    assert first.facts["doc_id"].tolist() == ["a", "a", "b", "b"]
    assert first.facts["number_start"].tolist()[:2] == sorted(first.facts["number_start"].tolist()[:2])


def test_two_documents_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two documents are called 'd'"):
        build(coded(), coded())


def test_copies_of_a_document_are_told() -> None:
    issues = build(coded(doc_id="a"), coded(doc_id="b"), coded("别的文件。\n", (), doc_id="c")).issues
    assert issues[["doc_id", "check", "severity", "found"]].to_numpy().tolist() == [["b", "copies", "warning", "a"]]


def test_what_reading_noticed_becomes_an_issue_once() -> None:
    finding = Finding("d", "totals", "warning", 2, "10", "9", ("x", "y"), "table-lost:表1 is not there")
    tables = build(coded(findings=(finding,), flags=("table-lost:表1", "table-lost:表2"), notes=("2 bytes lost",)))
    assert tables.issues["facts"].tolist() == ["", "", "x;y"]
    assert [message.split(": ")[-1] for message in tables.issues["message"]] == [
        "2 bytes lost", "table-lost:表2", "table-lost:表1 is not there",
    ]  # fmt: skip


# ---------------------------------------------------------------- views

TABLE = "指标 2020年 2025年\n护理型床位占比 30 55\n床位总数 1000 1500\n"


def cell(number: str, kind: Kind, year: int, label: str, unit: str, **fields: object) -> object:
    row = next(line for line in TABLE.splitlines() if line.startswith(label))
    return fact(TABLE, number, row, kind=kind, year=year, indicator=label, indicator_text=label, group="", unit=unit,
                source="table", **fields)  # fmt: skip


def test_a_target_finds_the_baseline_in_its_row() -> None:
    facts = (
        cell("30", Kind.OUTCOME, 2020, "护理型床位占比", "%"),
        cell("55", Kind.TARGET, 2025, "护理型床位占比", "%"),
        cell("1000", Kind.OUTCOME, 2020, "床位总数", "张"),
        cell("1500", Kind.TARGET, 2025, "床位总数", "张"),
    )
    targets = build(coded(TABLE, facts)).targets
    extra = ["baseline_value", "baseline_year", "change", "change_unit"]
    assert targets[extra].to_numpy().tolist() == [[30, 2020, 25, "百分点"], [1000, 2020, 500, "张"]]
    assert targets["change_percent"].isna().tolist() == [True, False]
    assert targets["change_percent"].iloc[1] == 50
    assert targets["baseline_fact_id"].tolist() == [facts[0].fact_id, facts[2].fact_id]
    assert set(targets["baseline_note"]) == {"same row of the table"}
    assert targets["region"].tolist() == ["样县", "样县"]


def test_the_row_comes_before_a_later_year_elsewhere() -> None:
    later = fact(
        TABLE, "1000", kind=Kind.OUTCOME, year=2021, indicator="护理型床位占比", group="", unit="%", value=Decimal(33)
    )
    facts = (
        cell("30", Kind.OUTCOME, 2020, "护理型床位占比", "%"),
        cell("55", Kind.TARGET, 2025, "护理型床位占比", "%"),
        later,
    )
    assert build(coded(TABLE, facts)).targets["baseline_value"].tolist() == [30]
    prose = tuple(replace(one, source="prose") for one in facts)
    assert build(coded(TABLE, prose)).targets["baseline_value"].tolist() == [33]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"year": None}, "no date"),
        ({"value": None}, "in words"),
        ({"group": "城市"}, "no earlier value for this indicator and group"),
        ({"unit": "个"}, "same unit"),
        ({"year": 2020}, "same unit"),
        ({"indicator_text": "新增护理型床位占比"}, "an increase is not measured against a stock"),
    ],
)
def test_a_target_without_baseline_says_why(changes: dict[str, object], note: str) -> None:
    target = replace(cell("55", Kind.TARGET, 2025, "护理型床位占比", "%"), **changes)
    row = build(coded(TABLE, (cell("30", Kind.OUTCOME, 2020, "护理型床位占比", "%"), target))).targets.iloc[0]
    assert note in row["baseline_note"]
    assert row["baseline_fact_id"] == "" and pd.isna(row["baseline_value"]) and pd.isna(row["change"])


def test_a_total_over_years_is_not_measured_against_one_year() -> None:
    base = cell("1000", Kind.OUTCOME, 2020, "床位总数", "元")
    target = replace(cell("1500", Kind.TARGET, 2025, "床位总数", "元"), year=None, period_start=2021, period_end=2025)
    row = build(coded(TABLE, (base, target))).targets.iloc[0]
    assert "a total over as many years" in row["baseline_note"] and pd.isna(row["baseline_value"])
    total = replace(base, year=None, period_start=2016, period_end=2020)
    row = build(coded(TABLE, (total, target))).targets.iloc[0]
    assert (row["baseline_value"], row["baseline_year"], row["change"]) == (1000, 2020, 500)


def test_a_flagged_baseline_is_said_to_be_flagged() -> None:
    facts = (cell("30", Kind.OUTCOME, 2020, "护理型床位占比", "%", damaged=True),
             cell("55", Kind.TARGET, 2025, "护理型床位占比", "%", value_max=Decimal(60)))  # fmt: skip
    note = build(coded(TABLE, facts)).targets["baseline_note"].iloc[0]
    assert "the baseline is flagged" in note and "lower end" in note


@pytest.mark.parametrize(
    ("unit", "monthly", "conversion", "note"),
    [("元/人/年", 496.0, "÷12", ""), ("元/人/月", 5952.0, "as written", ""), ("元/人/次", None, "", "once per case"),
     ("元", None, "", "per month or per year"), ("", None, "", "no unit")],
)  # fmt: skip
def test_standards_per_month(unit: str, monthly: float | None, conversion: str, note: str) -> None:
    row = build(coded(facts=(fact(unit=unit),))).standards.iloc[0]
    assert (None if pd.isna(row["monthly_value"]) else row["monthly_value"]) == monthly
    assert row["conversion"] == conversion
    assert note in row["conversion_note"] and bool(note) == bool(row["conversion_note"])
    assert row["value"] == 5952


@pytest.mark.parametrize(
    ("clause", "flow", "cue"),
    [
        ("累计销售福利彩票", "sold", "销售"),
        ("銷售福利彩票", "sold", "销售"),
        ("销售福利彩票筹集公益金", "raised", "筹集"),
        ("发放募集资金", "spent", "发放"),
        ("募集资金支出约", "spent", "支出"),
        ("下撥捐贈資金", "spent", "下拨"),
        ("接受捐赠", "raised", "捐赠"),
        ("项目计划投资", "planned", "计划投资"),
        ("福彩公益金", "", ""),
    ],
)
def test_where_money_went(clause: str, flow: str, cue: str) -> None:
    assert views.flow_of("", clause) == (flow, cue)


def test_a_sum_over_a_span_has_a_yearly_average_beside() -> None:
    text = "五年来，发放救助金，销售彩票7.5亿元。\n"
    money = {"kind": Kind.EXPENDITURE, "indicator": "彩票", "indicator_text": "彩票", "unit": "元"}
    span = fact(text, "7.5", value=Decimal(750000000), year=None, period_start=2016, period_end=2020, **money)
    undated = replace(span, fact_id="3", period_start=None, period_end=None)
    rows = build(coded(text, (span, replace(undated, fact_id="2", year=2020), undated))).expenditures
    by_years = {row["fact_id"]: row for row in rows.to_dict("records")}
    assert by_years[span.fact_id]["annual_value"] == 150000000 and by_years[span.fact_id]["years"] == 5
    assert by_years["2"]["annual_value"] == 750000000 and by_years["2"]["years"] == 1
    assert pd.isna(by_years["3"]["annual_value"]) and by_years["3"]["annual_note"] == "the sum is undated"
    assert set(rows["flow"]) == {"sold"}  # the cue stands in the number's own clause
    assert set(rows["value"]) == {750000000}


# ---------------------------------------------------------------- the store

hostile = st.text(
    st.sampled_from("=+-@'\"\\,;|\t\r\n\u2028\x00\ufeff \u3000a低é１") | st.characters(exclude_categories=["Cs"]),
    max_size=12,
)


@given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=4))
def test_hostile_text_survives_csv(cells: list[tuple[str, str]]) -> None:
    rows = [("d", "c" + one, "error", n, one, other, "", one + other) for n, (one, other) in enumerate(cells)]
    frame = frame_of("issues", rows)
    data = store.csv_bytes(frame, "issues")
    assert store.read_csv(data, "issues").to_dict("records") == frame.to_dict("records")
    # any other reader of CSV sees the same cells, guarded
    seen = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert [row[4] for row in seen] == [store.guard(one) for one, _ in cells]


@given(hostile)
def test_no_cell_is_a_formula_and_the_guard_is_reversible(text: str) -> None:
    guarded = store.guard(text)
    assert store.unguard(guarded) == text
    assert len(guarded) < 2 or not guarded.lstrip().startswith(("=", "+", "-", "@"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive_csv_without_exponent(value: float) -> None:
    text = store.number_text(value)
    assert float(text) == value
    assert "e" not in text.lower() and not text.endswith(".0")


def save(tables: Tables, folder: Path) -> Path:
    store.save(tables, folder, "1", {"d": "d.txt"})
    return folder


def test_saved_tables_come_back_the_same(tmp_path: Path) -> None:
    text = TEXT + '=SUM(A1) "quoted",\r\n\'tis 7\n'
    tables = build(coded(text, (fact(text), fact(text, "7", kind=Kind.OUTCOME)), edits=(EDIT,)))
    folder = save(tables, tmp_path / "deep" / "out")
    for table, frame in store.load(folder).items():
        pd.testing.assert_frame_equal(frame, tables[table])
    for path in folder.glob("*.parquet"):
        path.unlink()
    for table, frame in store.load(str(folder)).items():
        pd.testing.assert_frame_equal(frame, tables[table])
    some = store.load(folder, ["facts"])
    assert len(some.facts) == 2 and len(some.ledger) == 0


def test_csv_is_made_for_spreadsheets_in_china(tmp_path: Path) -> None:
    data = (save(build(), tmp_path) / "facts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and data.endswith(b"\n")
    plain = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    assert plain["comparator"].tolist() == ["=", "="]  # a sign alone is no formula
    assert plain["implied"].tolist() == [False, False]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = save(build(), tmp_path / "one"), save(build(), tmp_path / "two")
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in two.iterdir()
    }


def test_the_description_is_a_table_schema(tmp_path: Path) -> None:
    found = json.loads((save(build(), tmp_path) / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in found["resources"]] == list(TABLES)
    facts = found["resources"][1]
    assert [field["name"] for field in facts["schema"]["fields"]] == FACTS
    assert facts["schema"]["primaryKey"] == ["fact_id"] and facts["rows"] == 2
    assert found["sources"] == [{"doc_id": "d", "path": "d.txt", "sha256": found["sources"][0]["sha256"]}]
    assert table_schema("ledger")["fields"][5]["constraints"] == {
        "required": True, "enum": ["fact", "excluded", "unread"],
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(found)


def test_other_files_stay_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    save(build(), tmp_path)
    names_found = {path.name for path in tmp_path.iterdir()}
    assert names_found == {"notes.txt", "datapackage.json"} | {f"{t}.{s}" for t in TABLES for s in ("csv", "parquet")}


def test_a_failed_write_leaves_the_earlier_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(build(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(store.writing, "stretch_of", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        save(build(coded(doc_id="other")), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_interrupted_or_edited_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(store.TablesError, match="no finished build"):
        store.load(tmp_path)
    save(build(), tmp_path)
    # a stale Parquet file is passed over: the CSV file is what was built
    (tmp_path / "facts.parquet").write_bytes((tmp_path / "ledger.parquet").read_bytes())
    assert len(store.load(tmp_path).facts) == 2
    (tmp_path / "facts.parquet").write_bytes(b"broken")
    assert len(store.load(tmp_path).facts) == 2
    with (tmp_path / "facts.csv").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(store.TablesError, match=r"facts\.csv is not the file .* run `minzheng build` again"):
        store.load(tmp_path)
    (tmp_path / "facts.csv").unlink()
    with pytest.raises(store.TablesError, match="is absent"):
        store.load(tmp_path)
    with pytest.raises(store.TablesError, match="no table nothing"):
        store.load(tmp_path, ["nothing"])
    (tmp_path / "datapackage.json").write_text("[]", encoding="utf-8")
    with pytest.raises(store.TablesError, match="not a description"):
        store.load(tmp_path)


def test_a_checkout_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    save(build(), tmp_path)
    for path in tmp_path.glob("*.parquet"):
        path.unlink()
    for path in tmp_path.glob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert store.load(tmp_path).facts["value"].tolist() == [5952, 36.5]


def test_tables_need_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(store.TablesError, match="is a file"):
        save(build(), tmp_path / "file")


def test_typed_names_absent_columns() -> None:
    with pytest.raises(KeyError, match="columns quote are absent"):
        typed(build().facts.drop(columns="quote"), "facts")


# ---------------------------------------------------------------- checks: each fires, and is silent where all is well


def sources(text: str = TEXT) -> dict[str, Source]:
    return {"d": coded(text, ()).plan.reading.source}


def problems(tables: Tables, severity: str = "error", text: str = TEXT) -> set[str]:
    return {finding.check for finding in check(tables, sources(text)) if finding.severity == severity}


def test_checks_are_silent_where_all_is_well() -> None:
    assert check(build(coded(edits=(EDIT,))), sources()) == []


def test_without_documents_a_note_says_what_was_not_checked() -> None:
    (finding,) = check(build(), None)
    assert (finding.severity, finding.check) == ("note", "places") and "--plans" in finding.message


def changed(table: str, **cells: object) -> Tables:
    """Good tables with cells of the first row of one table changed."""
    tables = build(coded(edits=(EDIT,)))
    frame = tables[table].copy()
    for name, value in cells.items():
        frame.loc[0, name] = value
    return replace(tables, **{table: frame})


@pytest.mark.parametrize(
    ("table", "cells", "expected"),
    [
        ("facts", {"quote": "别的句子"}, "places"),
        ("facts", {"number_start": 0, "number_end": 99}, "places"),
        ("facts", {"kind": "wish"}, "allowed"),
        ("facts", {"quote": ""}, "required"),
        ("facts", {"doc_id": "elsewhere"}, "keys"),
        ("facts", {"char_start": 60}, "order"),
        ("facts", {"value_max": 1.0}, "ranges"),
        ("facts", {"period_start": 2025, "period_end": 2021}, "ranges"),
        ("ledger", {"fact_id": "nobody"}, "keys"),
        ("ledger", {"reason": ""}, "ledger"),
        ("ledger", {"text": "1999"}, "places"),
        ("ledger", {"char_end": 2}, "ledger"),
        ("edits", {"found": "1999"}, "places"),
        ("plans", {"facts": 7}, "counts"),
        ("plans", {"sha256": "other"}, "documents"),
        ("targets", {"fact_id": "nobody"}, "views"),
    ],
)
def test_each_check_fires(table: str, cells: dict[str, object], expected: str) -> None:
    found = [finding for finding in check(changed(table, **cells), sources()) if finding.severity == "error"]
    assert expected in {finding.check for finding in found}
    assert all(finding.message for finding in found)


def test_ids_and_statements_stand_once() -> None:
    tables = build()
    twice = pd.concat([tables.facts, tables.facts.iloc[[1]]], ignore_index=True)
    assert {"keys", "duplicates"} <= problems(replace(tables, facts=twice))


def test_two_indicators_of_one_number_are_no_duplicate() -> None:
    other = fact(indicator="特困标准", indicator_text="特困标准")
    assert "duplicates" not in problems(build(coded(facts=(fact(), other))))


def test_columns_and_types_are_checked_first() -> None:
    tables = build()
    assert problems(replace(tables, facts=tables.facts.drop(columns="quote"))) == {"columns"}
    assert problems(replace(tables, facts=tables.facts.astype({"value": "str"}))) == {"types"}


def test_many_rows_of_one_kind_are_counted_not_listed() -> None:
    text = "".join(f"{n}个。\n" for n in range(100, 130))
    tables = build(coded(text, ()))
    frame = tables.ledger.assign(reason="")
    found = [one for one in check(replace(tables, ledger=frame), sources(text)) if one.check == "ledger"]
    assert len(found) == 6 and "25 more rows" in found[-1].message


def test_unread_numbers_are_noted_and_lost_digits_are_errors() -> None:
    tables = changed("ledger", status="unread", reason="fused")
    assert problems(tables, "note") == {"unread"}
    text = TEXT + "另有８８名。\n"
    assert "ledger" in problems(build(), text=text)


def test_a_value_outside_its_range_is_doubtful_unless_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.tables import checks

    rows = ({"id": "dibao", "unit": "元/人/年", "plausible_min": "600", "plausible_max": "3000"},)
    monkeypatch.setattr(checks, "read_table", lambda name: rows)
    assert problems(build(coded(facts=(fact(indicator_id="dibao"),))), "warning") == {"plausible"}
    assert problems(build(coded(facts=(fact(indicator_id="dibao", flags=("range",)),))), "warning") == set()
    assert problems(build(coded(facts=(fact(indicator_id="dibao", value=Decimal(700)),))), "warning") == set()
