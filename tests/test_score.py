"""Agreement with human-coded records, by our own figures and beside the outside scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import coded, fact

from analysis.model import Fact, Kind
from analysis.tables import store
from analysis.tables.agreement import FIELDS, Agreement, combined, krippendorff_alpha
from analysis.tables.evaluation import agreement
from analysis.tables.frames import document_rows, tables_of
from analysis.tables.gold import GoldError, read_gold
from analysis.tables.schema import names
from analysis.tables.scoring import find_document, gold_files, near, score

TEXT = "低保标准为每人每月700元。\r\n2025年养老床位达到1200张，护理型占55%。\r\n受损的数字88处。\r\n"


def record(quote: str, **fields: Any) -> dict[str, Any]:
    lines = TEXT.split("\r\n")
    line = next((n for n, row in enumerate(lines, 1) if quote in row), 1)
    plain = {"kind": "outcome", "indicator": "", "group": None, "value": None, "value_max": None, "comparator": "=",
             "unit": None, "year": None, "period": None, "attribute": None, "quote": quote, "line": line}  # fmt: skip
    return plain | fields


STANDARD = record("每人每月700元", kind="standard", indicator="低保标准", value=700, unit="元/人/月", year=2024)
BEDS = record("养老床位达到1200张", kind="target", indicator="养老床位", value=1200, unit="张", year=2025)
NURSING = record("护理型占55%", kind="target", indicator="护理型床位占比", value=55, unit="%", year=2025)
DAMAGED = record("受损的数字88处", indicator="受损", value=880, unit="处", damaged=True)


def made(number: str, **fields: Any) -> Fact:
    return fact(TEXT, number, **({"group": "", "year": 2025} | fields))


F_STANDARD = made("700", unit="元/人/月", year=2024)
F_BEDS = made("1200", kind=Kind.TARGET, indicator="养老床位数", indicator_text="养老床位", unit="张")
F_NURSING = made("55", kind=Kind.TARGET, indicator="护理型床位占比", indicator_text="护理型占", unit="%")
F_DAMAGED = made("88", kind=Kind.OUTCOME, indicator="受损", indicator_text="受损的数字", unit="个")


def rows(*facts: Fact) -> list[dict[str, Any]]:
    return [dict(zip(names("facts"), row, strict=True)) for row in document_rows(coded(TEXT, facts)).facts]


def compare(records: list[dict[str, Any]], *facts: Fact, scope: Any = None) -> Agreement:
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in records)
    gold = read_gold("d", TEXT, text, json.dumps(scope) if scope else "")
    return agreement(gold, rows(*facts), TEXT)


# ---------------------------------------------------------------- what counts


def test_full_agreement() -> None:
    found = compare([STANDARD, BEDS, NURSING], F_STANDARD, F_BEDS, F_NURSING)
    assert (found.quantity.precision, found.quantity.recall, found.fact.f1) == (1, 1, 1)
    assert found.differences == ()
    assert found.alpha["kind"] == 1 and found.alpha["attribute"] is None
    assert {name: share.f1 for name, share in found.by_field.items()} == dict.fromkeys(FIELDS, 1.0)


def test_missed_and_false_and_differing_fields() -> None:
    wrong = made("1200", kind=Kind.OUTCOME, indicator="养老床位数", indicator_text="养老床位", unit="张")
    found = compare([STANDARD, BEDS], wrong, F_NURSING)
    assert (found.quantity.hits, found.quantity.gold, found.quantity.found) == (1, 2, 2)
    assert (found.fact.hits, found.by_field["kind"].hits, found.by_field["unit"].hits) == (0, 0, 1)
    assert [(one.sort, one.fields) for one in found.differences] == [
        ("missed", ()), ("false", ()), ("field", ("kind",)),
    ]  # fmt: skip
    assert str(found.differences[0]).startswith(
        "MISSED d:1 | coded standard 低保标准 700 元/人/月 2024 | 每人每月700元"
    )
    target, outcome = found.by_kind["target"]["quantity"], found.by_kind["outcome"]["quantity"]
    assert (target.hits, target.gold, target.found, target.found_hits) == (1, 1, 1, 0)
    assert (outcome.gold, outcome.found, outcome.found_hits) == (0, 1, 1)


@pytest.mark.parametrize("change", [{"value": 701}, {"value_max": 800}, {"value": None}])
def test_another_value_is_another_statement(change: dict[str, Any]) -> None:
    assert compare([STANDARD | change], F_STANDARD).matched == 0


def test_another_place_is_another_statement() -> None:
    assert compare([BEDS | {"value": 700}], F_STANDARD).matched == 0


def test_optional_records_and_rules_are_neither_missed_nor_false() -> None:
    found = compare([STANDARD | {"optional": True}, BEDS | {"kind": "rule"}], F_STANDARD, F_BEDS)
    assert (found.quantity.gold, found.quantity.found, found.rules.hits, found.rules.gold) == (0, 0, 1, 1)
    assert compare([STANDARD | {"optional": True}, BEDS | {"kind": "rule"}]).differences == ()


def test_each_fact_answers_one_record() -> None:
    twin = STANDARD | {"indicator": "特困标准"}
    found = compare([twin, STANDARD], F_STANDARD)
    assert found.matched == 1 and found.by_field["indicator"].hits == 1
    assert [one.gold.split()[1] for one in found.differences] == ["特困标准"]


def test_only_the_coded_ranges_are_judged() -> None:
    lf = TEXT.replace("\r\n", "\n")
    start = lf.index("2025年")
    scope = {"char_ranges": [[start, len(lf)]], "ignore": [{"start": lf.index("受损"), "end": len(lf)}]}
    found = compare([BEDS], F_STANDARD, F_BEDS, F_DAMAGED, scope=scope)
    assert (found.quantity.found, found.quantity.hits) == (1, 1)
    assert compare([BEDS], F_STANDARD, F_BEDS, F_DAMAGED, scope={"lines": [2]}).quantity.found == 1
    assert compare([BEDS], F_STANDARD, F_BEDS, F_DAMAGED, scope=[2, 3]).quantity.found == 2


def test_a_damaged_number_without_a_flag_is_unsafe() -> None:
    assert compare([DAMAGED], F_DAMAGED).unsafe == 1
    assert compare([DAMAGED], F_DAMAGED).differences[0].sort in ("missed", "false", "unsafe")
    for safe in ({"damaged": True}, {"flags": ("fused",)}, {"value": Decimal(880)}):
        assert compare([DAMAGED], made("88", kind=Kind.OUTCOME, indicator="受损", **safe)).unsafe == 0


@pytest.mark.parametrize(
    ("coded_time", "found_time", "same"),
    [
        ({}, {"year": 2020}, True),
        ({"year": 2020}, {"year": 2020}, True),
        ({"year": 2020}, {"year": None}, False),
        ({"year": 2020}, {"year": None, "period_start": 2020, "period_end": 2020}, True),
        ({"period": "2016-2020"}, {"year": None, "period_start": 2016, "period_end": 2020}, True),
        ({"period": "2016-2020"}, {"year": 2020}, True),
        ({"period": "2016-2020"}, {"year": 2016}, False),
        ({"year": 2020}, {"year": None, "period_start": 2016, "period_end": 2020}, False),
        ({"year": 2020, "alt": {"year": 2019, "period": None}}, {"year": 2019}, True),
        ({"year": 2020, "alt": {"year": None}}, {"year": None}, True),
    ],
)
def test_when_two_dates_are_one(coded_time: dict[str, Any], found_time: dict[str, Any], same: bool) -> None:
    found = compare([STANDARD | {"year": None} | coded_time], made("700", unit="元/人/月", **found_time))
    assert found.by_field["time"].hits == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("个", "处", True), (None, "个", True), ("张/千名老人", "张", True), ("名", "人", True), ("元/人/月", "元", False),
     ("元/人/月", "元/人/年", False), ("%", "倍", False), ("人", "人次", False)],
)  # fmt: skip
def test_when_two_units_are_one(one: str | None, other: str, same: bool) -> None:
    assert compare([STANDARD | {"unit": one}], made("700", unit=other)).by_field["unit"].hits == same


def test_a_second_coders_wording_counts() -> None:
    found = compare([BEDS | {"indicator": "别的名称", "indicator_b": "养老床位"}], F_BEDS)
    assert found.by_field["indicator"].hits == 1


def test_documents_add_up() -> None:
    one, two = compare([STANDARD], F_STANDARD), compare([BEDS, NURSING], F_BEDS)
    both = combined([one, two])
    assert (both.quantity.hits, both.quantity.gold, both.quantity.found, both.matched) == (2, 3, 2, 2)
    assert both.alpha["unit"] == 1 and both.by_kind["target"]["fact"].recall == 0.5
    assert json.loads(json.dumps(both.as_dict()))["quantity"]["recall"] == 0.6667


# ---------------------------------------------------------------- records


def test_places_may_be_given_with_line_ends_as_lf() -> None:
    lf = TEXT.replace("\r\n", "\n")
    at = lf.index("1200")
    (found,) = read_gold("d", TEXT, json.dumps(BEDS | {"start": at, "end": at + 4})).records
    assert TEXT[found.start : found.end] == "1200"


def test_a_quote_is_looked_for_from_its_line_on() -> None:
    text = "共10人。\n又10人。\n"
    (found,) = read_gold("d", text, json.dumps({"kind": "outcome", "quote": "10人", "line": 2})).records
    assert found.start == text.rindex("10人")


@pytest.mark.parametrize(
    ("records", "scope", "told"),
    [("{", "", "d.jsonl, line 1: not a record"), ('{"kind": "target"}', "", "line 1: not a record"),
     ('\n{"quote": "没有的话"}', "", "line 2: the document does not hold '没有的话'"),
     ("[1]", "", "not a record"), ("", '{"char_ranges": [[1]]}', "d.scope.json: not a scope"),
     ("", '{"lines": [99]}', "not a scope")],
)  # fmt: skip
def test_what_is_no_record_is_named(records: str, scope: str, told: str) -> None:
    with pytest.raises(GoldError, match=told.replace(".", r"\.")):
        read_gold("d", TEXT, records, scope)


# ---------------------------------------------------------------- Krippendorff's alpha


def test_alpha_of_a_worked_example() -> None:
    """Two coders, ten units, binary: the example of Krippendorff (2011), alpha = 0.095."""
    one, two = "0100000010", "1110010000"
    assert krippendorff_alpha(list(zip(one, two, strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_alpha_with_missing_labels_and_more_coders() -> None:
    """Four coders, twelve units, five categories: the same paper's example, alpha = 0.743."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    units = [[None if label is None else str(label) for label in unit] for unit in zip(a, b, c, d, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30))
def test_alpha_is_one_only_for_full_agreement(units: list[tuple[str, str]]) -> None:
    alpha = krippendorff_alpha(units)
    if len({label for unit in units for label in unit}) == 1:
        assert alpha is None
    else:
        assert alpha is not None and alpha <= 1
        assert (alpha == 1) == all(one == other for one, other in units)
        assert krippendorff_alpha([unit[::-1] for unit in units[::-1]]) == pytest.approx(alpha)


# ---------------------------------------------------------------- folders


def test_records_and_documents_are_found_by_name(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such folder"):
        gold_files(tmp_path / "gold")
    (tmp_path / "gold").mkdir()
    with pytest.raises(GoldError, match="holds no human-coded records"):
        gold_files(tmp_path / "gold")
    (tmp_path / "gold" / "d.jsonl").write_text(json.dumps(BEDS) + "\n", encoding="utf-8")
    assert near(tmp_path / "gold", Path("otherwise")) == [Path("otherwise")]
    with pytest.raises(GoldError, match="none of the documents d lies in"):
        score(tmp_path / "gold", [tmp_path])
    for folder in ("plans", "more"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "d.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert near(tmp_path / "gold", Path("otherwise")) == [tmp_path / "more", tmp_path / "plans"]
    found = find_document("d", [tmp_path / "plans"])
    assert found == (tmp_path / "plans" / "d.txt", tmp_path / "plans")
    (tmp_path / "more" / "d.txt").write_text("别的。", encoding="utf-8")
    with pytest.raises(GoldError, match="two different documents are called d"):
        find_document("d", [tmp_path / "plans", tmp_path / "more"])


def test_records_of_a_part_alone_are_noticed(tmp_path: Path) -> None:
    rest = "新建敬老院3所。发放高龄津贴26万元。救助流浪乞讨人员12人次。\n"
    (tmp_path / "d.txt").write_text(TEXT + rest, encoding="utf-8", newline="")
    (tmp_path / "d.jsonl").write_text(json.dumps(BEDS) + "\n", encoding="utf-8")
    told = score(tmp_path, [tmp_path])
    assert told.partly == ("d",)
    (tmp_path / "d.scope.json").write_text(json.dumps({"char_ranges": [[0, len(TEXT)]]}), encoding="utf-8")
    assert score(tmp_path, [tmp_path]).partly == ()


# ---------------------------------------------------------------- beside the outside scorer


def outside() -> Path:
    script = Path(__file__).resolve().parents[2] / "shared" / "gold" / "score.py"
    if not script.is_file():
        pytest.skip("the outside scorer (../shared/gold/score.py) is not here")
    return script


def run_outside(tables_csv: Path, gold: Path, source: Path) -> dict[str, Any]:
    scope = gold.with_name(f"{gold.stem}.scope.json")
    command = [sys.executable, str(outside()), str(tables_csv), str(gold), str(source), "--doc-id", gold.stem, "--json"]
    done = subprocess.run(
        command + (["--scope", str(scope)] if scope.is_file() else []), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def assert_same_figures(own: Agreement, other: dict[str, Any]) -> None:
    ours = own.as_dict()
    for level in ("quantity", "fact"):
        for rate in ("recall", "precision", "f1"):
            assert ours[level][rate] == pytest.approx(other[level][rate], abs=1e-4), f"{level} {rate}"
    for name in ("gold", "predicted", "rules", "rule_recall", "damaged", "unsafe"):
        assert ours[name] == pytest.approx(other[name], abs=1e-4), name
    for name, share in other["fields"].items():
        assert ours["by_field"][name]["of_matched"] == pytest.approx(share, abs=1e-4), name


@pytest.mark.parametrize(
    ("records", "facts"),
    [
        ([STANDARD, BEDS, NURSING, DAMAGED], (F_STANDARD, F_BEDS, F_NURSING, F_DAMAGED)),
        (
            [STANDARD | {"optional": True}, BEDS | {"kind": "rule"}, NURSING | {"unit": "倍"}],
            (F_STANDARD, F_BEDS, F_NURSING),
        ),
        ([STANDARD | {"year": None, "period": "2020-2024"}, BEDS | {"group": "城市"}], (F_STANDARD, F_BEDS, F_DAMAGED)),
    ],
)  # fmt: skip
def test_the_figures_are_those_of_the_outside_scorer(
    tmp_path: Path, records: list[dict[str, Any]], facts: tuple[Fact, ...]
) -> None:
    gold, source = tmp_path / "d.jsonl", tmp_path / "d.txt"
    gold.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records), encoding="utf-8")
    source.write_bytes(TEXT.encode())
    store.save(tables_of([document_rows(coded(TEXT, facts))]), tmp_path / "out")
    assert_same_figures(compare(records, *facts), run_outside(tmp_path / "out" / "facts.csv", gold, source))


def test_real_documents_get_the_figures_of_the_outside_scorer(tmp_path: Path) -> None:
    from analysis.coding import code
    from analysis.reading import read_file

    folder = outside().parent
    result = score(folder, near(folder, Path("data/raw")))
    assert result.absent == ()
    assert {one.doc_id for one in result.documents} == {path.stem for path in folder.glob("*.jsonl")}
    for own in result.documents:
        found = find_document(own.doc_id, [folder.parent / "plans", folder.parent / "more"])
        assert found is not None
        store.save(tables_of([document_rows(code(read_file(*found)))]), tmp_path / own.doc_id)
        facts = tmp_path / own.doc_id / "facts.csv"
        assert_same_figures(own, run_outside(facts, folder / f"{own.doc_id}.jsonl", found[0]))
    assert "Krippendorff" in str(result)
