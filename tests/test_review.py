"""What a person should look at first, why, and the row to fill in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from samples import TEXT, coded, fact

from analysis.__main__ import main
from analysis.codebook import read_table
from analysis.coding.correction_rows import COLUMNS, KINDS_OF_VALUE, read_rows
from analysis.model import Finding, Kind
from analysis.tables.frames import document_rows, tables_of
from analysis.tables.review import Doubt, doubts, listing, review_csv
from analysis.tables.schema import Tables

SURE = fact(TEXT, indicator_id="low_income_standard")
BEDS = fact(TEXT, "36.5", kind=Kind.TARGET, indicator="每千名老人床位数", group="", unit="张", year=2025)


def reviewed(*facts: object, findings: tuple[Finding, ...] = (), text: str = TEXT) -> tuple[Doubt, ...]:
    return doubts(made(*facts, findings=findings, text=text))


def made(*facts: object, findings: tuple[Finding, ...] = (), text: str = TEXT) -> Tables:
    return tables_of([document_rows(coded(text, facts, findings=findings))])  # type: ignore[arg-type]


def one(number: str = "5952", **fields: object) -> Doubt:
    (doubt,) = reviewed(fact(TEXT, number, **{"indicator_id": "low_income_standard"} | fields))
    return doubt


def test_a_sure_fact_is_not_listed() -> None:
    assert reviewed(SURE) == ()


@pytest.mark.parametrize(
    ("fields", "points", "column"),
    [
        ({"time_inferred": True}, 1, "year"),
        ({"year": None}, 2, "year"),
        ({"year": None, "period_start": 2016, "period_end": 2020, "time_inferred": True}, 1, "period_end"),
        ({"indicator_id": ""}, 1, "indicator_id"),
        ({"implied": True}, 1, "value"),
        ({"unit": ""}, 3, "unit"),
        ({"unit": "", "flags": ("unit-missing",)}, 3, "unit"),
        ({"value": None}, 3, "value"),
        ({"flags": ("unit-inferred",)}, 2, "unit"),
        ({"flags": ("seen-on-paper",)}, 1, "value"),
        ({"damaged": True, "flags": ("digits-fused",)}, 7, "value"),
        ({"damaged": True, "flags": ("digits-fused", "read:sum-of-parts")}, 4, "value"),
        ({"damaged": True, "flags": ("unit-lost",), "time_inferred": True, "indicator_id": ""}, 9, "value"),
    ],
)
def test_points_are_the_sum_over_the_reasons(fields: dict[str, object], points: int, column: str) -> None:
    doubt = one(**fields)
    assert (doubt.points, doubt.column) == (points, column)
    assert [reason.points for reason in doubt.reasons] == sorted((r.points for r in doubt.reasons), reverse=True)


def test_findings_count_once_a_check_by_severity() -> None:
    def finding(check: str, severity: str, message: str) -> Finding:
        return Finding("d", check, severity, 1, "", "", (SURE.fact_id, "ffffffffffff"), message)

    found = (finding("range", "warning", "a"), finding("range", "warning", "b"), finding("growth", "note", "c"),
             finding("unit", "warning", "d"), finding("correction", "note", "e"))  # fmt: skip
    (doubt,) = reviewed(SURE, findings=found)
    assert doubt.points == 3 + 1 + 3
    assert {reason.text[-1] for reason in doubt.reasons} == {"a", "c", "d"}
    assert {reason.column for reason in doubt.reasons if reason.text.endswith("d")} == {"unit"}


def test_the_most_doubtful_stand_first_and_equals_by_place() -> None:
    late = fact(TEXT, "36.5", indicator_id="x", time_inferred=True, unit="张", year=2025)
    early = fact(TEXT, indicator_id="x", time_inferred=True)
    assert [doubt.fact["fact_id"] for doubt in reviewed(late, early)] == [early.fact_id, late.fact_id]
    worse = fact(TEXT, "36.5", indicator_id="x", unit="", year=2025)
    assert [doubt.fact["fact_id"] for doubt in reviewed(early, worse)] == [worse.fact_id, early.fact_id]


def test_what_was_corrected_is_left_out() -> None:
    assert reviewed(fact(TEXT, flags=("digits-fused", "corrected"), damaged=True)) == ()


def test_the_listing_shows_reasons_quote_place_and_row() -> None:
    doubt = one(damaged=True, flags=("digits-fused",), value_max=6000, comparator=">=")
    text = listing([doubt])
    assert text.startswith("1. 7 points · d, line 1 · standard 低保标准 农村 >= 5952–6000 元/人/年 2020\n")
    assert "    3  damaged: " in text and "    1  flag digits-fused" in text
    assert f"“{TEXT.splitlines()[0]}” (0–{len(TEXT.splitlines()[0])})" in text
    assert text.endswith(f"d,{doubt.fact['fact_id']},change,value,5952,,,,")


def test_the_table_is_a_table_of_corrections() -> None:
    broken = TEXT.replace("每人每年", "每人\r\n\t每年")
    hurt = fact(broken, quote=broken[: broken.index("5952元") + 5], damaged=True, fact_id="123456789012")
    found = reviewed(hurt, BEDS, text=broken)
    data = review_csv(found)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert [row["quote"] for row in rows] == [hurt.quote, BEDS.quote]
    assert rows[0]["fact_id"] == "'123456789012"  # or a spreadsheet would round it
    table = read_rows(data, "review.csv")
    assert (table.unfilled, table.corrections, table.problems) == (2, (), ())  # as it is, it does nothing
    rows[0] |= {"corrected": "5962", "reason": "on paper", "author": "Li", "date": "2026-01-02"}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    table = read_rows(out.getvalue().encode("utf-8-sig"), "corrections.csv")
    assert table.problems == () and table.unfilled == 1
    assert (table.corrections[0].fact_id, table.corrections[0].expected) == ("123456789012", 5952)


def test_every_reason_has_points_and_a_column_that_may_be_corrected() -> None:
    rows = read_table("doubts")
    assert {row["column"] for row in rows} <= set(KINDS_OF_VALUE)
    assert all(int(row["points"]) >= 0 for row in rows)
    assert {row["name"] for row in rows if row["sort"] == "finding"} == {"error", "warning", "note"}


# ---------------------------------------------------------------- the command

DOCUMENT = "样县民政工作要点\n\n2024年，全县城市低保标准为每人每月62000元，农村低保标准为每人每月496元。\n"


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "county.txt").write_text(DOCUMENT, encoding="utf-8")
    return folder


def test_review_then_correct_then_build(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--plans", str(plans), "--most", "1"]) == 0
    shown = capsys.readouterr()
    assert "warning of range" in shown.out and "62000" in shown.out and "\n1 of " in shown.out
    assert "fill in corrected, reason, author and date" in shown.err
    table = tmp_path / "new" / "review.csv"
    call = ["review", "--plans", str(plans), "-o", str(table)]
    assert main(call) == 0
    capsys.readouterr()
    assert main(call) == 2  # it may have been filled in
    assert "is there already and may hold corrections" in capsys.readouterr().err
    filled = table.read_text(encoding="utf-8-sig").replace(",62000,,,,", ",62000,620,on paper,Li,2026-01-02", 1)
    (plans / "corrections.csv").write_text(filled, encoding="utf-8-sig", newline="")
    out = tmp_path / "out"
    assert main(["build", "--plans", str(plans), "--out", str(out)]) == 0
    assert "1 correction applied" in capsys.readouterr().out
    assert main(["review", "--tables", str(out)]) == 0
    assert "62000" not in capsys.readouterr().out


def test_review_tells_of_stale_corrections_and_goes_on(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "county,0123456789ab,value,1,2,so,Li,2026-01-02"
    (plans / "corrections.csv").write_text(
        f"{','.join(c for c in COLUMNS if c != 'action')}\n{row}\n", encoding="utf-8"
    )
    assert main(["review", "--plans", str(plans)]) == 0
    shown = capsys.readouterr()
    assert "warning of range" in shown.out
    assert "not applied: " in shown.err and "expected fact 0123456789ab" in shown.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--most", "0"], "--most 0: give 1 or more"),
        (["--plans", "nowhere"], "nowhere: there is no such folder"),
        (["--tables", "plans"], "holds no finished build"),
    ],
)
def test_a_call_that_cannot_be_carried_out(
    arguments: list[str], told: str, plans: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(plans.parent)
    assert main(["review", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("minzheng review: ") and told in shown.err and shown.out == ""


def test_nothing_to_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").write_text("样县民政工作要点\n\n做好各项工作。\n", encoding="utf-8")
    assert main(["review", "--plans", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "no reason to doubt any of 0 facts\n"


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["review", "--help"])
    assert "Example: minzheng review --plans" in capsys.readouterr().out
