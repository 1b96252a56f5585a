"""Hand corrections: applied while the software reads what they expect; anything else stops the build, in a sentence."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import coded

from analysis.__main__ import main
from analysis.build import BuildError, CorrectionsError, build, find_documents, open_corpus, read_corrections
from analysis.coding.correction_rows import COLUMNS, KINDS_OF_VALUE, CorrectionTable, read_rows
from analysis.coding.corrections import correct, correct_facts
from analysis.model import Kind
from analysis.tables.checks import check_folder
from analysis.tables.schema import Tables, names
from analysis.tables.store import load

DOCUMENTS = {
    "county.txt": "样县民政工作要点\n\n2024年，全县城市低保标准为每人每月620元，农村低保标准为每人每月496元。\n",
    "city.txt": "样市2024年民政工作要点\n\n一、养老服务\n\n到2024年底，全市养老床位达到1200张，护理型床位占比55%。\n",
}
GOOD = {"action": "change", "column": "value", "reason": "the scan says so", "author": "Li Wen", "date": "2026-03-31"}


def written(*rows: dict[str, str], head: tuple[str, ...] = COLUMNS, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(
        out, head, restval="", lineterminator="\r\n", delimiter="\t" if encoding == "utf-16" else ","
    )
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode(encoding)


def read(*rows: dict[str, str]) -> CorrectionTable:
    return read_rows(written(*rows), "corrections.csv")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fact(tables: Tables, value: float) -> dict[str, object]:
    (row,) = tables.facts[tables.facts["value"].eq(value)].to_dict("records")
    return row


def row_for(tables: Tables, value: float, **fields: str) -> dict[str, str]:
    """A correction of the one fact with a value; ``expected`` is that value unless another column is named."""
    found = fact(tables, value)
    row = {"doc_id": str(found["doc_id"]), "fact_id": str(found["fact_id"]), "expected": f"{value:g}"}
    return row | GOOD | fields


def put(plans: Path, *rows: dict[str, str]) -> None:
    (plans / "corrections.csv").write_bytes(written(*rows))


# ---------------------------------------------------------------- applied


def test_a_value_is_corrected(plans: Path, tmp_path: Path) -> None:
    before = open_corpus(plans)
    put(plans, row_for(before, 620, corrected="630.5"))
    result = build(plans, tmp_path / "out")
    after, old, new = result.tables, fact(before, 620), fact(result.tables, 630.5)
    assert {name for name in names("facts") if old[name] != new[name] and not pd.isna(old[name])} == {
        "value", "flags", "note"
    }  # fmt: skip
    assert new["flags"] == "corrected" and str(new["note"]).endswith("corrected: the scan says so")
    assert str(fact(after, 496)) == str(fact(before, 496))
    assert after.facts["value"].tolist().count(620) == 0 and len(after.facts) == len(before.facts)
    view = after.targets[after.targets["fact_id"].eq(new["fact_id"])]
    assert view["value"].tolist() == [630.5]
    (note,) = after.issues[after.issues["check"].eq("correction")].to_dict("records")
    assert note["severity"] == "note" and note["facts"] == new["fact_id"]
    assert note["message"].endswith("from value 620 to value 630.5 by Li Wen on 2026-03-31: the scan says so")
    assert result.corrections == 1 and "1 correction applied" in str(result) and "passed over" not in str(result)
    assert not [finding for finding in check_folder(tmp_path / "out", plans) if finding.severity == "error"]


def test_the_checks_look_at_what_is_corrected(plans: Path) -> None:
    before = open_corpus(plans)
    assert "range" not in set(before.issues["check"])
    put(plans, row_for(before, 620, corrected="62000"))
    after = open_corpus(plans)
    (finding,) = after.issues[after.issues["check"].eq("range")].to_dict("records")
    assert finding["facts"] == fact(before, 620)["fact_id"]


def test_a_removed_fact_is_excluded_in_the_ledger(plans: Path, tmp_path: Path) -> None:
    before = open_corpus(plans)
    gone = fact(before, 1200)["fact_id"]
    put(plans, row_for(before, 1200, action="remove", reason="a plan of another city"))
    after = build(plans, tmp_path / "out").tables
    assert gone not in set(after.facts["fact_id"]) and len(after.facts) == len(before.facts) - 1
    (entry,) = after.ledger[after.ledger["text"].eq("1200")].to_dict("records")
    assert (entry["status"], entry["fact_id"]) == ("excluded", "")
    assert entry["reason"] == "removed by correction: a plan of another city"
    assert not [finding for finding in check_folder(tmp_path / "out", plans) if finding.severity == "error"]


def test_digits_of_a_removed_fact_stay_with_another_fact() -> None:
    one = coded()
    first = one.facts[0]
    twin = replace(first, fact_id="0123456789ab", group="城市")
    both = replace(one, facts=(first, twin, one.facts[1]))
    row = {"doc_id": "d", "fact_id": first.fact_id, "expected": "5952"} | GOOD | {"action": "remove"}
    done = correct(both, read(row).corrections)
    assert done.problems == () and [f.fact_id for f in done.coded.facts] == [twin.fact_id, one.facts[1].fact_id]
    (entry,) = [entry for entry in done.coded.ledger if entry.text == "5952"]
    assert (entry.status, entry.fact_id) == ("fact", twin.fact_id)


def test_a_flag_is_added(plans: Path) -> None:
    put(plans, row_for(open_corpus(plans), 55, action="add-flag", corrected="printed-otherwise"))
    after = fact(open_corpus(plans), 55)
    assert after["flags"] == "printed-otherwise" and "flagged: the scan says so" in str(after["note"])


def test_to_remove_or_to_flag_a_fact_needs_no_column(plans: Path, tmp_path: Path) -> None:
    before = open_corpus(plans)
    whole = {"column": "", "expected": ""}
    gone, marked = row_for(before, 1200, action="remove", **whole), row_for(before, 55, action="add-flag", **whole)
    put(plans, gone, marked | {"corrected": "seen-on-paper"})
    after = build(plans, tmp_path / "out").tables
    assert len(after.facts) == len(before.facts) - 1 and gone["fact_id"] not in set(after.facts["fact_id"])
    assert fact(after, 55)["flags"] == "seen-on-paper"
    told = after.issues.loc[after.issues["check"].eq("correction"), "message"].tolist()
    assert any("value 1200, was removed by Li Wen" in one for one in told)
    put(plans, gone | {"fact_id": "00000000000a"})
    (stale,) = stopped(plans)
    assert "expected fact 00000000000a in city, found none" in stale
    put(plans, gone, gone)
    assert "expected one correction of fact" in stopped(plans)[0]


@pytest.mark.parametrize(
    ("column", "expected", "corrected", "made"),
    [
        ("kind", "standard", "target", Kind.TARGET),
        ("indicator_id", "", "low_income_standard.growth", "low_income_standard.growth"),
        ("group", "农村", "", ""),
        ("value", "5952.0", "6000", Decimal(6000)),
        ("value_max", "", "6,200", None),
        ("value_max", "", "6200", Decimal(6200)),
        ("comparator", "=", ">=", ">="),
        ("unit", "元/人/年", "元/人/月", "元/人/月"),
        ("unit", "元/人/年", "张/千名老人", "张/千名老人"),
        ("year", "2020", "2021", 2021),
        ("attribute", "", "约束性", "约束性"),
        ("time_inferred", "FALSE", "TRUE", True),
        ("damaged", "false", "true", True),
    ],
)
def test_every_column_takes_its_values(column: str, expected: str, corrected: str, made: object) -> None:
    one = coded().facts[0]
    row = {"doc_id": "d", "fact_id": one.fact_id} | GOOD
    table = read(row | {"column": column, "expected": expected, "corrected": corrected})
    if made is None:
        assert not table.corrections and "write digits and at most one point" in table.problems[0].message
        return
    assert table.problems == ()
    facts, done, problems = correct_facts((one,), table.corrections)
    assert problems == () and len(done) == 1
    assert getattr(facts[0], column) == made and facts[0].fact_id == one.fact_id
    assert (facts[0].quote, facts[0].char_start, facts[0].number_end) == (one.quote, one.char_start, one.number_end)
    if column == "indicator_id":
        assert facts[0].indicator == "低保标准增长率"


def test_a_year_becomes_a_span() -> None:
    one = coded().facts[0]
    row = {"doc_id": "d", "fact_id": one.fact_id} | GOOD
    rows = [row | {"column": "year", "expected": "2020"}, row | {"column": "period_start", "corrected": "2016"},
            row | {"column": "period_end", "corrected": "2020"}]  # fmt: skip
    facts, _, problems = correct_facts((one,), read(*rows).corrections)
    assert problems == ()
    assert (facts[0].year, facts[0].period_start, facts[0].period_end) == (None, 2016, 2020)
    kept, done, problems = correct_facts((one,), read(*rows[:2]).corrections)
    assert kept == (one,) and done == () and len(problems) == 2  # all rows of a fact, or none
    assert all("found one of them; correct period_start and period_end" in problem.message for problem in problems)


def test_the_order_of_rows_does_not_matter() -> None:
    one = coded()
    rows = [
        {"doc_id": "d", "fact_id": one.facts[0].fact_id, "expected": "5952", "corrected": "5962"} | GOOD,
        {"doc_id": "d", "fact_id": one.facts[0].fact_id} | GOOD | {
            "column": "group", "expected": "农村", "corrected": "城市", "reason": "the heading"},
        {"doc_id": "d", "fact_id": one.facts[0].fact_id} | GOOD | {
            "action": "add-flag", "expected": "5952", "corrected": "checked-twice"},
        {"doc_id": "d", "fact_id": one.facts[1].fact_id, "expected": "36.5", "corrected": "35.6"} | GOOD,
    ]  # fmt: skip
    made = [correct(one, read(*order).corrections).coded for order in itertools.permutations(rows)]
    assert all(each == made[0] for each in made)
    assert made[0].facts[0].flags == ("corrected", "checked-twice")
    assert made[0].facts[0].note == "flagged: the scan says so; corrected: the heading; corrected: the scan says so"


def test_jobs_and_order_of_rows_give_the_same_bytes(plans: Path, tmp_path: Path) -> None:
    before = open_corpus(plans)
    rows = [row_for(before, 620, corrected="630"), row_for(before, 1200, corrected="1300")]
    put(plans, *rows)
    build(plans, tmp_path / "one")
    put(plans, *reversed(rows))
    build(plans, tmp_path / "two", jobs=2)
    for path in (tmp_path / "one").glob("[!.]*"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_without_corrections_nothing_changes() -> None:
    one = coded()
    assert correct(one, ()).coded is one


# ---------------------------------------------------------------- stale


def stopped(plans: Path) -> list[str]:
    with pytest.raises(CorrectionsError) as error:
        open_corpus(plans)
    assert len(str(error.value).splitlines()) == 1 + len(error.value.problems)
    return [problem.message for problem in error.value.problems]


def test_stale_by_value(plans: Path) -> None:
    before = open_corpus(plans)
    put(
        plans,
        row_for(before, 620, expected="610", corrected="630"),
        row_for(before, 496, expected="490", corrected="496"),
    )
    other, same = stopped(plans)
    assert other.startswith(f"{plans / 'corrections.csv'}, row 2: expected value 610 in fact ")
    assert "(county, line 3), found 620; look at the quote again" in other
    assert same.endswith("found 496, which is what the row corrects it to; delete the row")


def test_stale_by_a_missing_fact_names_those_that_say_so(plans: Path) -> None:
    before = open_corpus(plans)
    lost = row_for(before, 620, corrected="630")
    id_ = lost["fact_id"]
    (plans / "county.txt").write_text("\n" + DOCUMENTS["county.txt"], encoding="utf-8")  # all places move
    put(plans, lost)
    (told,) = stopped(plans)
    assert f"row 2: expected fact {id_} with value 620 in county, found none" in told
    new = fact(open_or_review(plans), 620)
    assert f"give the row the id of a fact that says so ({new['fact_id']} (line 4)), or delete it" in told


def open_or_review(plans: Path) -> Tables:
    (plans / "corrections.csv").unlink()
    return open_corpus(plans)


def test_stale_by_a_missing_document(plans: Path) -> None:
    row = row_for(open_corpus(plans), 620, corrected="630")
    put(plans, row)
    (plans / "county.txt").unlink()
    (told,) = stopped(plans)
    assert f"row 2: expected a document county in {plans}, found none" in told


def test_a_document_that_cannot_be_read_keeps_its_corrections_waiting(plans: Path, tmp_path: Path) -> None:
    put(plans, row_for(open_corpus(plans), 620, corrected="630"))
    (plans / "county.txt").write_bytes(b"")
    result = build(plans, tmp_path / "out")
    assert result.status == 1 and result.corrections == 0
    (told,) = result.tables.issues.loc[result.tables.issues["check"].eq("correction"), "message"]
    assert told.startswith("county cannot be read, so the correction of value")


def test_one_stale_row_stops_everything_and_leaves_the_tables(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    call = ["build", "--plans", str(plans), "--out", str(out)]
    assert main(call) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    tables = load(out)
    good = row_for(tables, 496, corrected="500")
    put(plans, good, row_for(tables, 620, expected="1", corrected="630"))
    capsys.readouterr()
    assert main([*call, "--jobs", "2"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith("minzheng build: 1 row of the corrections cannot be applied")
    assert "row 3: expected value 1 in fact" in shown.err and "Traceback" not in shown.err
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    put(plans, good)
    assert main(call) == 0
    assert "1 correction applied" in capsys.readouterr().out
    assert 500 in load(out).facts["value"].tolist()


# ---------------------------------------------------------------- rows that are not good


SOUND = {"doc_id": "d", "fact_id": "0123456789ab", "expected": "1", "corrected": "2"} | GOOD


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"column": "quote"}, "expected a column that may be corrected"),
        ({"column": "char_start"}, "found 'char_start'"),
        ({"column": ""}, "found ''"),
        ({"column": "", "action": "remove", "corrected": ""}, "expected the column that reads '1', found nothing"),
        ({"column": "quote", "action": "remove", "corrected": ""}, "or empty column and expected"),
        ({"action": "delete"}, "expected the action change or remove or add-flag, found 'delete'"),
        ({"doc_id": ""}, "expected the name of a document"),
        ({"fact_id": "1.23E+11"}, "a spreadsheet turns some ids into numbers"),
        ({"corrected": "2万"}, "expected a number in corrected (value), found '2万'"),
        ({"corrected": "7.35E+08"}, "no unit, thousands mark or exponent"),
        ({"corrected": "nan"}, "expected a number"),
        ({"expected": "about 1"}, "expected a number in expected (value), found 'about 1'"),
        ({"corrected": "1.0"}, "in both expected and corrected"),
        ({"reason": " "}, "expected reason, found nothing"),
        ({"author": ""}, "expected author, found nothing"),
        ({"date": ""}, "expected a date such as 2026-03-31, found empty"),
        ({"date": "31/03/2026"}, "found 31/03/2026"),
        ({"date": "2026-02-30"}, "found 2026-02-30"),
        ({"column": "indicator_id", "corrected": "no_such_thing"}, "expected an indicator of the codebook"),
        ({"column": "indicator_id", "corrected": "low_income_standard.lost"}, "found 'low_income_standard.lost'"),
        ({"column": "kind", "corrected": "goal"}, "expected target, standard, expenditure, outcome, rule in corrected"),
        ({"column": "comparator", "corrected": "≥"}, "found ≥"),
        ({"column": "comparator", "corrected": ""}, "found empty"),
        ({"column": "attribute", "corrected": "binding"}, "约束性"),
        ({"column": "unit", "corrected": "万元"}, "expected a canonical unit in corrected, found '万元'"),
        ({"column": "unit", "expected": "张", "corrected": ""}, "expected a canonical unit in corrected, found empty"),
        ({"column": "unit", "corrected": "元/人/朋"}, "found '元/人/朋'"),
        ({"column": "year", "expected": "2020", "corrected": "20205"}, "expected a year from 1900 to 2100"),
        ({"column": "year", "expected": "2020", "corrected": "2020.5"}, "found '2020.5'"),
        ({"column": "implied", "expected": "false", "corrected": "yes"}, "expected true or false in corrected"),
        ({"action": "remove"}, "a fact that is removed gets no value"),
        ({"action": "add-flag", "corrected": "Two Words"}, "expected a flag in corrected"),
        ({"action": "add-flag", "corrected": "corrected"}, "expected a flag in corrected"),
    ],
)
def test_a_row_that_is_not_good(changed: dict[str, str], told: str) -> None:
    assert read(SOUND).problems == ()
    table = read(SOUND, SOUND | {"fact_id": "00000000000a"} | changed)
    (problem,) = table.problems
    assert problem.message.startswith("corrections.csv, row 3: ") and told in problem.message
    assert problem.row == 3 and len(table.corrections) == 1 and "\n" not in problem.message


def test_bad_rows_stop_before_any_document_is_read(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis import reading

    put(plans, SOUND | {"reason": ""}, SOUND | {"date": ""})
    monkeypatch.setattr(reading, "read_file", lambda *_: pytest.fail("a document was read"))
    first, second = stopped(plans)
    assert "row 2: expected reason" in first and "row 3: expected a date" in second


@pytest.mark.parametrize("other", [{"corrected": "3"}, {"action": "remove", "corrected": ""}])
def test_two_rows_for_one_cell(other: dict[str, str]) -> None:
    table = read(SOUND, SOUND | {"fact_id": "00000000000a"}, SOUND | other)
    (problem,) = table.problems
    assert "found another in row" in problem.message and "keep one of the two" in problem.message


def test_a_corrected_range_runs_upwards() -> None:
    one = coded().facts[0]
    row = {"doc_id": "d", "fact_id": one.fact_id} | GOOD | {"column": "value_max", "corrected": "10"}
    _, _, (problem,) = correct_facts((one,), read(row).corrections)
    assert "expected value below value_max, found 5952 and 10" in problem.message


def test_quotes_and_places_are_never_corrected() -> None:
    assert not {"quote", "line", "section", "fact_id", "doc_id", "number_start", "char_end"} & set(KINDS_OF_VALUE)
    assert set(KINDS_OF_VALUE) <= set(names("facts"))


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_however_a_spreadsheet_saves_it(encoding: str) -> None:
    row = SOUND | {"reason": "扫描件上写的是2", "date": "2026/3/31"}
    table = read_rows(written(row, encoding=encoding), "corrections.csv")
    assert table.problems == ()
    assert table.corrections[0].reason == "扫描件上写的是2" and table.corrections[0].date == "2026-03-31"


def test_what_people_leave_in_a_table() -> None:
    head = ",".join(COLUMNS)
    text = (
        f"# our corrections\n\n{head},quote,\n,,,,,,,,,,\n"
        "d,'012345678901,,value, 1 ,'2,\" on paper,\ntwo lines\",'=Li,2026年3月31日,a quote,\n"
    )
    table = read_rows(text.encode(), "corrections.csv")
    assert table.problems == ()
    (one,) = table.corrections
    assert (one.row, one.fact_id, one.action, one.expected, one.corrected) == (5, "012345678901", "change", 1, 2)
    assert (one.reason, one.author, one.date) == ("on paper, two lines", "=Li", "2026-03-31")
    semicolons = read_rows(written(SOUND).replace(b",", b";"), "corrections.csv")
    assert semicolons.problems == () and len(semicolons.corrections) == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"doc_id,column\nd,value\n", "found no fact_id, expected, corrected, reason, author, date"),
        (b"\xff" * 9, "expected text, found bytes in no known encoding"),
        (",".join([*COLUMNS, "acton"]).encode(), "found acton as well"),
        (",".join([*COLUMNS, "reason"]).encode(), "found reason twice"),
        (f"{','.join(COLUMNS)}\nd,0123456789ab,,value,1,2,so, it,is,2026-01-01".encode(), "put a cell with a comma"),
    ],
)
def test_a_table_that_is_not_good(data: bytes, told: str) -> None:
    (problem,) = read_rows(data, "corrections.csv").problems
    assert problem.message.startswith("corrections.csv") and told in problem.message


CELLS = st.sampled_from(
    ["d", "0123456789ab", "change", "value", "year", "1", "2", "", "'", '"', "#", "so", "2026-1-1", "\0"]
)


@given(st.binary() | st.lists(st.lists(CELLS | st.text(max_size=9), max_size=11), max_size=6).map(
    lambda rows: "\n".join([",".join(COLUMNS), *(",".join(row) for row in rows)]).encode("utf-8", "replace")
))  # fmt: skip
def test_no_bytes_raise(data: bytes) -> None:
    table = read_rows(data, "corrections.csv")
    assert all(problem.message.startswith("corrections.csv") for problem in table.problems)
    assert all(one.reason and one.author and one.date for one in table.corrections)


def test_an_absent_or_empty_table_is_none(plans: Path) -> None:
    assert read_corrections(plans).corrections == ()
    for data in (b"", b"\xef\xbb\xbf", b"\n\n", written()):
        (plans / "corrections.csv").write_bytes(data)
        table = read_corrections(plans)
        assert table.corrections == () and table.problems == ()
    assert find_documents(plans).others == ()


def test_a_workbook_of_corrections_is_refused(plans: Path) -> None:
    (plans / "corrections.xlsx").write_bytes(b"PK")
    with pytest.raises(BuildError, match=r"save the workbook as CSV UTF-8"):
        open_corpus(plans)
